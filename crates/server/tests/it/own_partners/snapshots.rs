//! Snapshots of one partner: it goes back, and nobody else.

use qualify_testkit::TestServer;
use qualify_testkit::seed::{NORTHLIGHT, NORTHLIGHT_CUSTOMERS};
use qualify_vocabulary::{PartnerId, VettingPolicy};
use serde_json::{Value, json};

use super::{Own, names_of_customers};
use crate::paths::qualification_with_code;

#[track_caller]
fn take(server: &TestServer, own: &Own<'_>, name: &str) -> Value {
    let path = own.power(&format!("/snapshots/{name}"));
    server.anonymous().post(path).send().expect(201).json()
}

#[track_caller]
fn restore(server: &TestServer, own: &Own<'_>, name: &str) -> Value {
    let path = own.power(&format!("/snapshots/{name}/restore"));
    server.anonymous().post(path).send().expect(200).json()
}

#[track_caller]
fn list(server: &TestServer, own: &Own<'_>) -> Value {
    server.anonymous().get(own.power("/snapshots")).send().expect(200).json()["items"].clone()
}

/// How many of them lie in the store, whatever the service tells.
fn snapshots_kept(server: &TestServer, own: &Own<'_>) -> i64 {
    if server.database().is_some() {
        let beside = server.beside();
        let partner = beside.bytes(PartnerId::parse(own.tenant()).expect("a GUID").as_bytes());
        return beside.number(&format!("SELECT count(*) FROM snapshots WHERE partner_id = {partner}"));
    }
    let folder = server.data_dir().join("qualify.db.snapshots").join(own.tenant());
    std::fs::read_dir(folder).map_or(0, |files| i64::try_from(files.count()).expect("few"))
}

/// Everything that a partner can see of itself.
fn state(server: &TestServer, own: &Own<'_>) -> Vec<Value> {
    let school = own.customer("Lakeside School");
    let seen = [
        "/v1/customers".to_owned(),
        "/v1/customers/all/validations".to_owned(),
        "/v1/auditrecords".to_owned(),
        format!("/v1/customers/{school}/qualifications"),
        "/partner/v1/events".to_owned(),
        "/partner/v1/webhooks".to_owned(),
        format!("/partner/v1/customers/{school}/reviews"),
    ];
    let powers = ["/clock", "/faults"].map(|rest| server.anonymous().get(own.power(rest)));
    let seen = seen.into_iter().map(|path| own.user().get(path)).chain(powers);
    seen.map(|request| request.send().expect(200).json()).collect()
}

/// Changes something of everything that a partner has.
fn work(server: &TestServer, own: &Own<'_>) {
    let school = format!("/v1/customers/{}/qualifications", own.customer("Lakeside School"));
    let wish = json!({ "qualification": "Education", "educationSegment": "K12" });
    own.user().post(school).json(&wish).send().expect(201);
    let county = own.customer("Lakeside County IT");
    own.user().put(qualification_with_code(&county, "481516")).body("3").send().expect(200);
    let hook = json!({ "url": "https://hooks.example/q" });
    own.user().post("/partner/v1/webhooks").json(&hook).send().expect(201);
    let script = format!("/sandbox/customers/{county}/script?partner={}", own.tenant());
    server.anonymous().put(script).json(&json!({ "outcome": "review" })).send().expect(200);
    let fault = json!([{ "match": "/v1/nothing", "status": 503 }]);
    server.anonymous().put(own.power("/faults")).json(&fault).send().expect(200);
    server.anonymous().post(own.power("/clock/advance")).json(&json!({ "by": "1d" })).send().expect(200);
}

#[test]
fn own_partners_come_back_alone_to_what_they_had_under_a_name() {
    let mut server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    let (told, other) = {
        let (one, other) = (Own::new(&server), Own::new(&server));
        let fresh = state(&server, &one);
        let taken = take(&server, &one, "fresh");
        assert_eq!((&taken["name"], &taken["customers"]), (&json!("fresh"), &json!(7)));
        work(&server, &one);
        work(&server, &other);
        let worked = state(&server, &one);
        assert!(worked.iter().zip(&fresh).skip(1).all(|(now, then)| now != then), "{worked:?} {fresh:?}");
        assert_eq!(take(&server, &one, "worked")["clock"]["now"], "2024-03-16T12:00:00Z");
        let of_other = state(&server, &other);
        for (name, then) in [("fresh", &fresh), ("worked", &worked), ("fresh", &fresh)] {
            assert_eq!(restore(&server, &one, name)["name"], name);
            assert_eq!(&state(&server, &one), then, "{name}");
            assert_eq!(state(&server, &other), of_other, "{name}");
        }
        assert_eq!(names_of_customers(&server.user()), NORTHLIGHT_CUSTOMERS);
        assert_eq!(list(&server, &other), json!([]));
        (one.told.clone(), other.told.clone())
    };
    server.restart();
    let (one, other) = (Own { server: &server, told }, Own { server: &server, told: other });
    let names: Vec<_> = list(&server, &one).as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names, ["fresh", "worked"]);
    restore(&server, &one, "worked");
    let clock = server.anonymous().get(one.power("/clock")).send().expect(200).json();
    assert_eq!(clock["now"], "2024-03-16T12:00:00Z");
    let clock = server.anonymous().get(other.power("/clock")).send().expect(200).json();
    assert_eq!(clock["now"], "2024-03-16T12:00:00Z", "it stays where it was");
}

#[test]
fn own_partners_time_comes_back_where_everybodys_is_not_later() {
    let server = TestServer::start();
    let own = Own::new(&server);
    let clock = || server.anonymous().get(own.power("/clock")).send().expect(200).json()["now"].clone();
    server.anonymous().post(own.power("/clock/advance")).json(&json!({ "by": "2d" })).send().expect(200);
    take(&server, &own, "ahead");
    server.anonymous().post(own.power("/clock/advance")).json(&json!({ "by": "5d" })).send().expect(200);
    server.advance_clock(24 * 3600);
    assert_eq!(clock(), "2024-03-23T12:00:00Z");
    restore(&server, &own, "ahead");
    assert_eq!(clock(), "2024-03-17T12:00:00Z");
    server.advance_clock(7 * 24 * 3600);
    restore(&server, &own, "ahead");
    assert_eq!(clock(), "2024-03-23T12:00:00Z", "nobody is behind everybody");
}

#[test]
fn two_partners_that_go_back_at_the_same_time_again_and_again_lose_nothing() {
    let server = TestServer::start();
    let partners = [Own::new(&server), Own::new(&server)];
    let stranger = Own::new(&server);
    let fresh = partners.each_ref().map(|own| {
        take(&server, own, "fresh");
        own.user().get("/v1/customers/all/validations").send().expect(200).json()
    });
    std::thread::scope(|scope| {
        for (own, fresh) in partners.iter().zip(&fresh) {
            let server = &server;
            scope.spawn(move || {
                for _ in 0..10 {
                    let county = own.customer("Lakeside County IT");
                    own.user().put(qualification_with_code(&county, "481516")).body("3").send().expect(200);
                    own.user().delete(format!("/v1/customers/{county}")).send().expect(204);
                    restore(server, own, "fresh");
                    let codes = own.user().get("/v1/customers/all/validations").send().expect(200).json();
                    assert_eq!(&codes, fresh);
                    let trail = own.user().get("/v1/auditrecords").send().expect(200).json();
                    assert_eq!(trail["items"], json!([]));
                    assert_eq!(names_of_customers(&own.user()), NORTHLIGHT_CUSTOMERS);
                }
            });
        }
        // Somebody who goes back nowhere keeps all that is done.
        for number in 1..=10 {
            let trail = stranger.user().get("/v1/auditrecords").send().expect(200).json();
            assert_eq!(trail["items"].as_array().map(Vec::len), Some(number - 1));
            let wish = json!({ "qualification": "StateOwnedEntity" });
            let customers = stranger.told["customers"].as_array().unwrap();
            let customer = customers[number % 2]["id"].as_str().unwrap();
            let path = format!("/v1/customers/{customer}/qualifications");
            // The second time each is refused, which stands in the trail as well.
            let asked = stranger.user().post(path).json(&wish).send();
            assert!([201, 409].contains(&asked.status), "{}", asked.text());
            let trail = stranger.user().get("/v1/auditrecords").send().expect(200).json();
            assert_eq!(trail["items"].as_array().map(Vec::len), Some(number));
        }
    });
}

#[test]
fn snapshots_of_own_partners_are_bounded_replaced_deleted_and_go_with_them() {
    let server = TestServer::start();
    let (one, other) = (Own::new(&server), Own::new(&server));
    let path = |own: &Own<'_>, name: &str| own.power(&format!("/snapshots/{name}"));
    for number in 0..8 {
        take(&server, &one, &format!("s-{number}"));
    }
    let ninth = server.anonymous().post(path(&one, "s-8")).send().assert_error(400, 3000);
    assert!(ninth["description"].as_str().unwrap().contains("8 snapshots of a partner"), "{ninth}");
    server.anonymous().post(path(&one, "s-7")).send().expect(200);
    server.anonymous().delete(path(&one, "s-7")).send().expect(204);
    server.anonymous().delete(path(&one, "s-7")).send().assert_error(404, 1000);
    let unknown = server.anonymous().post(path(&one, "s-7/restore")).send().assert_error(404, 1000);
    assert!(unknown["description"].as_str().unwrap().contains("lists those"), "{unknown}");
    server.anonymous().post(path(&one, "S")).send().assert_error(400, 3000);
    server.anonymous().post(path(&other, "s-1/restore")).send().assert_error(404, 1000);
    let whole = server.anonymous().get("/sandbox/snapshots").send().expect(200).json();
    assert_eq!(whole["items"], json!([]), "those of everybody are others");
    let of_seed = format!("/sandbox/partners/{NORTHLIGHT}/snapshots/x");
    server.anonymous().post(of_seed).send().assert_error(404, 1000);
    assert_eq!(snapshots_kept(&server, &one), 7);
    server.anonymous().post(one.power("/reset")).send().expect(200);
    assert_eq!(list(&server, &one).as_array().unwrap().len(), 7, "a reset keeps them");
    server.anonymous().delete(one.power("")).send().expect(204);
    assert_eq!(snapshots_kept(&server, &one), 0);
}
