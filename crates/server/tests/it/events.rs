//! The feed of a partner's events: order, cursors, waiting.

use std::time::{Duration, Instant};

use qualify_server::Looker;
use qualify_testkit::{TestServer, in_parallel, wait_until};
use serde_json::{Value, json};

const EVENTS: &str = "/partner/v1/events";
/// When whoever waits has an event, after the answer to its change.
const LATE_MAX: Duration = Duration::from_millis(50);

fn read(server: &TestServer, query: &str) -> Value {
    server.user().get(format!("{EVENTS}{query}")).send().expect(200).json()
}

fn types(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("a list");
    items.iter().map(|it| it["type"].as_str().expect("a text")).collect()
}

fn after(page: &Value) -> String {
    format!("?after={}", page["cursor"].as_str().expect("a cursor"))
}

#[test]
fn events_are_read_in_their_order_from_a_cursor_on() {
    let server = TestServer::start();
    let start = read(&server, "");
    assert_eq!((&start["items"], &start["hasMore"]), (&json!([]), &json!(false)));
    let first = server.new_customer_in("E?");
    server.decide(&first, &json!({ "decision": "deny", "reason": "Not an eligible Museum" }));
    server.new_customer_in("E+");
    let page = read(&server, &after(&start));
    let expected = [
        "qualification.requested",
        "qualification.denied",
        "qualification.requested",
        "qualification.approved",
    ];
    assert_eq!(types(&page), expected);
    assert_eq!(page["items"][1]["data"]["vettingReason"], "Not an eligible Museum");
    let (mut seen, mut from) = (Vec::new(), after(&start));
    loop {
        let page = read(&server, &format!("{from}&limit=3"));
        seen.extend(page["items"].as_array().unwrap().iter().map(|it| it["id"].clone()));
        from = after(&page);
        if page["hasMore"] == false {
            break;
        }
    }
    let all: Vec<_> = page["items"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    assert_eq!(seen, all);
    assert_eq!(types(&read(&server, "?after=latest")), Vec::<&str>::new());
    server.app().get(EVENTS).send().assert_error(403, 900_329);
    assert_eq!(server.southgate().get(EVENTS).send().expect(200).json()["items"], json!([]));
    let foreign = format!("{EVENTS}{}", after(&page));
    server.southgate().get(foreign).send().assert_error(400, 1_900_010);
}

#[test]
fn a_cursor_outlives_a_day_and_a_restart_and_not_a_reset() {
    let mut server = TestServer::start();
    server.new_customer_in("E?");
    let page = read(&server, "");
    server.restart();
    server.advance_clock(20 * 24 * 3600);
    server.new_customer_in("E?");
    // By the time that the clock's answer comes, the warnings of those days have been told.
    let told = types(&read(&server, &after(&page))).join(" ");
    assert!(told.ends_with("qualification.requested"), "{told}");
    server.anonymous().post("/sandbox/reset").send().expect(200);
    let lost = format!("{EVENTS}{}", after(&page));
    server.user().get(&lost).send().assert_error(400, 1_900_010);
    for query in ["?after=x", "?waitSeconds=soon", "?limit=many"] {
        let answer = server.user().get(format!("{EVENTS}{query}")).send();
        assert_eq!(answer.status, 400, "{query}");
    }
}

#[test]
fn whoever_waits_is_answered_as_soon_as_there_is_an_event() {
    let server = TestServer::start();
    // A busy machine may come late now and then, but not always.
    let late: Vec<_> = (0..10).map(|_| lateness(&server)).take_while(|late| *late >= LATE_MAX).collect();
    assert!(late.len() < 10, "each time too late: {late:?}");
}

/// How long after the answer to a change whoever waits for it has its event.
fn lateness(server: &TestServer) -> Duration {
    let path = format!("/v1/customers/{}/qualifications", server.new_customer());
    let body = json!({ "qualification": "Education" });
    let (user, cursor) = (server.user(), after(&read(server, "?after=latest")));
    let looks = server.looks().ended(Looker::EventFeed);
    let (waited, committed) = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let page = read(server, &format!("{cursor}&waitSeconds=20"));
            (page, Instant::now())
        });
        wait_until("somebody waits", || server.looks().ended(Looker::EventFeed) > looks);
        user.post(path).json(&body).send().expect(201);
        let committed = Instant::now();
        (waiting.join().expect("an answer"), committed)
    });
    assert_eq!(types(&waited.0), ["qualification.requested"]);
    waited.1.saturating_duration_since(committed)
}

#[test]
fn whoever_waits_in_vain_is_answered_with_nothing_and_the_same_place() {
    let server = TestServer::start();
    let start = read(&server, "?after=latest");
    let started = Instant::now();
    let page = read(&server, &format!("{}&waitSeconds=1", after(&start)));
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(page["items"], json!([]));
    server.new_customer_in("E?");
    assert_eq!(types(&read(&server, &after(&page))).len(), 1);
}

#[test]
fn a_partner_may_wait_in_sixteen_places_and_a_stop_ends_them() {
    let mut server = TestServer::start();
    let token = server.user_token();
    let url = server.url().to_owned();
    let wait = move || {
        let target = format!("{EVENTS}?after=latest&waitSeconds=20");
        qualify_testkit::Request::new(&url, "GET", target).token(&token).send()
    };
    let waiting: Vec<_> = (0..20).map(|_| std::thread::spawn(wait.clone())).collect();
    wait_until("four are sent away", || waiting.iter().filter(|thread| thread.is_finished()).count() == 4);
    let started = Instant::now();
    server.stop();
    assert!(started.elapsed() < Duration::from_secs(5), "nobody is waited for");
    let mut statuses: Vec<_> = waiting.into_iter().map(|thread| thread.join().unwrap().status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[200; 16].as_slice(), &[429; 4]].concat());
}

#[test]
fn readers_beside_writers_miss_nothing() {
    let server = TestServer::start();
    let start = read(&server, "?after=latest");
    let counts = in_parallel(6, |number| {
        if number < 2 {
            for _ in 0..30 {
                server.new_customer_in("E?");
            }
            return 0;
        }
        let (mut from, mut seen) = (after(&start), Vec::new());
        while seen.len() < 60 {
            let page = read(&server, &format!("{from}&waitSeconds=5&limit=7"));
            seen.extend(page["items"].as_array().unwrap().iter().map(|it| it["id"].to_string()));
            from = after(&page);
        }
        seen.sort();
        seen.dedup();
        seen.len()
    });
    assert_eq!(counts, [0, 0, 60, 60, 60, 60]);
}
