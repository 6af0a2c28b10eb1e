//! Each command's table and JSON.

use super::{COUNTY, LIBRARY, NORTHLIGHT, Room, SCHOOL};

#[test]
fn customers() {
    let room = Room::new();
    let mut told = room.told("customers list");
    told += &room.both("customers list --name Lake --limit 1");
    told += &room.told("customers list --domain river");
    told += &room.both(&format!("customers get {SCHOOL}"));
    told += &room.told("customers find lake");
    told += &room.both(&format!("customers find {SCHOOL}"));
    told += &room.told("customers find nothing");
    insta::assert_snapshot!("customers", told);
}

#[test]
fn a_customer_is_created_by_flags_and_by_json_and_deleted() {
    let room = Room::new();
    let flags = "customers create --name 'Harbor School' --domain harborschool.onmicrosoft.com --email it@harbor.k12.wa.us \
                 --first-name Kim --last-name Lake --country US --state WA --city Seattle --postal-code 98101 \
                 --address-line1 '1 Pine Street'";
    let created = room.json(flags);
    let id = created["id"].as_str().unwrap().to_owned();
    assert!(created["userCredentials"]["password"].is_string(), "{created}");
    let table = room.good("customers find harbor");
    assert!(table.contains(&id) && table.contains("Harbor School"), "{table}");
    let taken = room.run(flags);
    assert_eq!(taken.code, Some(1), "{}", taken.stderr);
    let body = r#"{"companyProfile":{"domain":"quay.onmicrosoft.com","companyName":"Quay"},"billingProfile":{"firstName":"K",
        "lastName":"L","email":"k@quay.example","culture":"en-US","language":"en","companyName":"Quay","defaultAddress":{
        "country":"US","state":"WA","city":"Seattle","postalCode":"98101","addressLine1":"1 Pine Street","firstName":"K",
        "lastName":"L"}}}"#;
    let desk = room.desk.with_file("customer.json", body).with_file("broken.json", "{");
    let room = Room { desk, ..room };
    let other = room.json("customers create --input customer.json");
    let other = other["id"].as_str().unwrap();
    let broken = room.run("customers create --input broken.json");
    assert_eq!((broken.code, broken.stdout.as_str()), (Some(2), ""), "{}", broken.stderr);
    let dry = room.run(&format!("customers delete {id} {other} --dry-run"));
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert!(
        dry.stderr.contains("Harbor School") && dry.stderr.contains("cannot be undone"),
        "{}",
        dry.stderr
    );
    assert!(room.good("customers list").contains(&id), "a dry run deletes nothing");
    let deleted = room.good(&format!("customers delete {id} {other} --yes"));
    assert!(deleted.contains(&id) && deleted.contains(other), "{deleted}");
    assert!(!room.good("customers list").contains(&id));
    let again = room.run(&format!("customers delete {id} --yes"));
    assert_eq!((again.code, again.stdout.as_str()), (Some(1), ""), "{}", again.stderr);
}

#[test]
fn new_and_deleted_customers() {
    let room = Room::new();
    let create = |name: &str, form: &str| {
        let domain = name.to_lowercase().replace(' ', "");
        let line = format!(
            "customers create --name '{name}' --domain {domain}.onmicrosoft.com --email it@{domain}.example --first-name Kim \
             --last-name Lake --country US --state WA --city Seattle --postal-code 98101 --address-line1 '1 Pine Street'{form}"
        );
        room.told(&line)
    };
    let mut told = create("Harbor School", "") + &create("Quay School", " --output json");
    told += &room.both(&format!("customers delete {LIBRARY} {SCHOOL} --dry-run"));
    told += &room.told(&format!("customers delete {LIBRARY} --yes"));
    told += &room.told(&format!("customers delete {SCHOOL} --yes --output json"));
    told += &room.both(&format!("customers delete {SCHOOL} --yes"));
    insta::assert_snapshot!("new_and_deleted_customers", without_passwords(&told));
}

/// A password is another one each time, in its signs as well.
fn without_passwords(told: &str) -> String {
    let hidden = |line: &str| {
        let mut begin =
            ["PASSWORD      ", "    \"password\": \""].into_iter().filter(|it| line.starts_with(it));
        begin.next().map_or_else(|| line.to_owned(), |begin| format!("{begin}[password]"))
    };
    told.lines().map(|line| hidden(line) + "\n").collect()
}

#[test]
fn qualifications() {
    let room = Room::new();
    let mut told = room.both(&format!("qualification get {COUNTY}"));
    told += &room.both(&format!("qualification set {COUNTY} gcc --code 481516 --dry-run"));
    told += &room.both(&format!("qualification set {COUNTY} gcc --code 481516 --yes"));
    told += &room.both(&format!("qualifications list {COUNTY}"));
    told += &room.both(&format!("qualifications create {SCHOOL} Education --segment K12 --dry-run"));
    told += &room.told(&format!("qualifications create {SCHOOL} Education --segment K12 --yes"));
    told += &room.both(&format!("qualifications list {SCHOOL}"));
    told += &room.told(&format!("qualifications wait {SCHOOL} --timeout 10ms"));
    let decision = serde_json::json!({"decision": "deny", "reason": "Not an Education Customer"});
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{SCHOOL}/education/decision");
    room.server.staff().post(&path).json(&decision).send().expect(200);
    told += &room.both(&format!("qualifications wait {SCHOOL}"));
    told += &room.told(&format!("qualifications wait {COUNTY} --qualification soe"));
    insta::assert_snapshot!("qualifications", told);
}

#[test]
fn codes_and_partners() {
    let room = Room::new();
    let mut told = room.both("codes list");
    told += &room.both(&format!("codes list {NORTHLIGHT}"));
    told += &room.told(&format!("codes issue {NORTHLIGHT} --organization 'Hill County' --code 20304050"));
    told += &room.told(&format!(
        "codes issue {NORTHLIGHT} --organization 'Dale County' --code 50403020 --max-creates 3 --output json"
    ));
    told += &room.both("partners list");
    let new = "1a2b3c4d-0000-4000-8000-000000000001";
    told += &room.told(&format!("partners create {new} --name Riverside --sandbox-account"));
    let other = "1a2b3c4d-0000-4000-8000-000000000002";
    told += &room.told(&format!("partners create {other} --name Lakewood --output json"));
    told += &room.told(&format!("partners create {new} --name Other"));
    insta::assert_snapshot!("codes_and_partners", told);
}

#[test]
fn lookups() {
    let room = Room::new();
    let mut told = room.both(&format!("status get {SCHOOL}"));
    let status = serde_json::json!({"status": "UnderReview"});
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{SCHOOL}/account-status");
    room.server.staff().put(&path).json(&status).send().expect(200);
    told += &room.both(&format!("status get {SCHOOL}"));
    told += &room.both(
        "address validate --country US --state WA --city Redmond --postal-code 98052 --address-line1 '1 Microsoft Way'",
    );
    told += &room.both("address validate --country US --state ZZ --city Redmond --postal-code 98052");
    told += &room.both("countries get PL");
    told += &room.both("domains check lakeside.onmicrosoft.com");
    told += &room.told("domains check nobody.onmicrosoft.com");
    insta::assert_snapshot!("lookups", told);
}

#[test]
fn audit_and_events() {
    let room = Room::new();
    room.good(&format!("qualification set {COUNTY} gcc --code 481516 --yes"));
    let mut told = room.both("audit list");
    told += &room.told("audit list --name county --since 2024-03-01 --until 2024-03-20 --limit 1");
    told += &room.told(&format!("audit list --customer {SCHOOL}"));
    told += &room.both("events tail --from-start --count 1");
    told += &room.told("events tail --from-start --count 1 --event qualification.approved --output jsonl");
    insta::assert_snapshot!("audit_and_events", told);
}

#[test]
fn any_request() {
    let room = Room::new();
    let path = format!("/v1/customers/{COUNTY}/qualification");
    let mut told = room.both(&format!("api get {path}"));
    for form in ["", " --output json"] {
        let room = room_with_bodies();
        told += &room.told(&format!("api put {path}?code=481516 --input body.json{form}"));
        told += &room.told(&format!("api post /v1/validations/address --input address.json{form}"));
        told += &room.told(&format!("api patch /v1/customers/{COUNTY} --input end.json{form}"));
        told += &room.told(&format!("api delete /v1/customers/{LIBRARY}{form}"));
    }
    told += &room.told("api get /v1/nothing");
    told += &room.told("api get v1/customers");
    told += &room.told("api get //other.example/v1");
    told += &room.told("api get /v1/customers --header Authorization:x");
    told += &room.told("api get /v1/customers --header x");
    told += &room.told("api get --staff /operator/v1/partners?size=1");
    insta::assert_snapshot!("any_request", told);
    let head = room.good(&format!("api get --include {path} --header 'MS-CorrelationId: {NORTHLIGHT}'"));
    let (head, body) = head.split_once("\n\n").unwrap();
    assert!(head.starts_with("HTTP 200\n"), "{head}");
    assert!(head.contains(&format!("ms-correlationid: {NORTHLIGHT}")), "{head}");
    assert_eq!(body, "\"none\"\n");
}

/// A room with bodies of requests at hand.
fn room_with_bodies() -> Room {
    let Room { server, desk } = Room::new();
    let address = r#"{"country":"US","state":"WA","city":"Redmond","postalCode":"98052","addressLine1":"1 Microsoft Way"}"#;
    let desk = desk.with_file("body.json", "3").with_file("address.json", address);
    Room { server, desk: desk.with_file("end.json", r#"{"relationshipToPartner":"none"}"#) }
}
