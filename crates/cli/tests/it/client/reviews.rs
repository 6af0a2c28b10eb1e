//! `qualify review`, from the queue to the appeal, on both sides.

use serde_json::Value;

use super::{COUNTY, LIBRARY, Room};

const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 \
                   obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 3 3]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \
                   \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n157\n%%EOF\n";

fn room() -> (Room, String) {
    let server = qualify_testkit::TestServer::start_with(|config| {
        config.vetting.policy = qualify_vocabulary::VettingPolicy::Rules;
    });
    let room = Room::with(server);
    room.good(&format!("qualifications create {LIBRARY} Education --segment K12 --yes"));
    room.server.anonymous().post("/sandbox/settle").send().expect(200);
    let list: Value = room.json(&format!("review list --customer {LIBRARY}"));
    let id = list[0]["id"].as_str().unwrap_or_else(|| panic!("{list}")).to_owned();
    (room, id)
}

/// A case from the queue to the appeal, each step in this form.
fn story(form: &str) -> String {
    let (room, id) = room();
    let desk = room.desk.with_file("proof.pdf", PDF);
    let room = Room { desk, ..room };
    let (rita, raj) = ("--user rita@qualify.example", "--user raj@qualify.example");
    let mut told = String::new();
    let mut tell = |line: &str| told += &room.told(&format!("{line}{form}"));
    tell("review list");
    tell(&format!("review list --customer {LIBRARY}"));
    tell(&format!("review show {id} --customer {LIBRARY}"));
    tell(&format!("review claim {id} {rita}"));
    tell(&format!("review release {id} {rita}"));
    tell(&format!("review claim {id} {rita}"));
    tell(&format!("review ask {id} 'A letter of the town' {rita}"));
    tell(&format!("review documents add {id} proof.pdf --customer {LIBRARY}"));
    let document = room.json(&format!("review show {id} --customer {LIBRARY}"))["documents"][0]["id"].clone();
    let document = document.as_str().expect("it was handed in");
    tell(&format!("review documents get {id} {document} --customer {LIBRARY}"));
    tell(&format!("review reply {id} --text 'It is a school library' --customer {LIBRARY}"));
    tell(&format!("review claim {id} {rita}"));
    tell(&format!(
        "review decide {id} --deny 'Not an eligible Library' --explanation 'It is no school' --evidence 'Its page' {rita}"
    ));
    tell(&format!("review confirm {id} {raj}"));
    tell(&format!("review appeal {id} --text 'It is one' --customer {LIBRARY}"));
    tell(&format!("review show {id} --customer {LIBRARY}"));
    told
}

#[test]
fn a_case_goes_from_the_queue_to_the_appeal() {
    insta::assert_snapshot!("reviews", story(""));
    insta::assert_snapshot!("reviews_json", story(" --output json"));
}

#[test]
fn a_case_is_withdrawn_by_either_side() {
    let mut told = String::new();
    for form in ["", " --output json"] {
        for whose in [format!(" --customer {LIBRARY}"), String::new()] {
            let (room, id) = room();
            told += &room.told(&format!("review withdraw {id}{whose}{form}"));
        }
    }
    insta::assert_snapshot!("withdrawn_reviews", told);
}

#[test]
fn a_document_comes_back_as_it_was_handed_in() {
    let (room, id) = room();
    let desk = room.desk.with_file("proof.pdf", PDF);
    let room = Room { desk, ..room };
    let case = room.json(&format!("review documents add {id} proof.pdf --customer {LIBRARY}"));
    let document = case["documents"][0]["id"].as_str().unwrap_or_else(|| panic!("{case}"));
    room.good(&format!("review documents get {id} {document} --customer {LIBRARY} --file back.pdf"));
    assert_eq!(room.desk.read("back.pdf"), PDF);
    assert_eq!(room.desk.mode("back.pdf"), 0o600);
    assert_eq!(room.good(&format!("review documents get {id} {document}")), PDF, "staff reads it, too");
    let again = room.run(&format!("review documents get {id} {document} --file back.pdf"));
    assert_eq!(again.code, Some(1), "nothing is overwritten: {}", again.stderr);
    let missing = room.run(&format!("review documents add {id} nothing.pdf --customer {LIBRARY}"));
    assert_eq!(missing.code, Some(2), "{}", missing.stderr);
}

#[test]
fn whose_act_it_is_is_said_before_anything_is_asked() {
    let desk = crate::program::Desk::new().with_variable("QUALIFY_URL", "http://127.0.0.1:1");
    let id = COUNTY;
    for line in [
        format!("review claim {id} --customer {COUNTY}"),
        format!("review appeal {id} --text x"),
        format!("review documents add {id} Cargo.toml"),
        format!("review decide {id} --approve --deny 'Not an eligible Library' --explanation x"),
        format!("review decide {id} --explanation x"),
    ] {
        let ended = desk.run(&super::words(&line));
        assert_eq!(ended.code, Some(2), "{line}: {}", ended.stderr);
    }
}

#[test]
fn of_several_cases_each_says_whether_it_was_decided() {
    let (room, id) = room();
    // Cases are decided alike where they rest on one domain.
    let branch = room.json(
        "customers create --name 'Biblioteka Filia' --domain filia.onmicrosoft.com --email filia@biblioteka.example --first-name \
         Ewa --last-name Lis --country US --state WA --city Seattle --postal-code 98101 --address-line1 '1 Pine Street'",
    );
    let branch = branch["id"].as_str().unwrap();
    room.good(&format!("qualifications create {branch} Education --segment K12 --yes"));
    room.server.anonymous().post("/sandbox/settle").send().expect(200);
    let other = room.json(&format!("review list --customer {branch}"));
    let other = other[0]["id"].as_str().unwrap_or_else(|| panic!("{other}"));
    room.good(&format!("review claim {id} --user rita@qualify.example"));
    room.good(&format!("review claim {other} --user raj@qualify.example"));
    let decide = "--approve --explanation 'A school' --evidence 'Its page' --user rita@qualify.example";
    let ended = room.run(&format!("review decide {id} {other} {decide}"));
    assert_eq!(ended.code, Some(7), "{}{}", ended.stdout, ended.stderr);
    let done = |case: &str| ended.stdout.lines().find(|line| line.starts_with(case)).map(str::to_owned);
    assert!(done(&id).is_some_and(|line| line.contains("  yes")), "{}", ended.stdout);
    assert!(done(other).is_some_and(|line| line.contains("  no ")), "{}", ended.stdout);
    let none = room.run(&format!("review decide {id} {other} {decide}"));
    assert_eq!(none.code, Some(1), "{}{}", none.stdout, none.stderr);
}
