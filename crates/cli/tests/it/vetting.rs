//! `qualify vetting` and `qualify datasets`, and the explanation of a decision that a service made.

use std::fs;

use serde_json::{Value, json};

use crate::program::{Desk, Ended};

const NORTHLIGHT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
const SCHOOL_ID: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";

const MANIFEST: &str = r#"{"format":1,"sources":[
    {"id":"swot","kind":"swot-tree","path":"swot","asOf":"2026-11-01","licence":"MIT"},
    {"id":"free","kind":"domain-lines","path":"free.txt","proves":["public-mailbox"],"licence":"ours"}]}"#;

/// A folder with a school, a suffix that is no school, and a mailbox that somebody listed.
fn with_datasets() -> Desk {
    let desk = Desk::new();
    for (path, text) in [
        ("data/manifest.json", MANIFEST),
        ("data/swot/org/old-school.txt", "Old School"),
        ("data/swot/gy/edu.txt", "University of Guyana"),
        ("data/swot/net/portal.txt", "School of the Portal"),
        ("data/free.txt", "portal.net"),
    ] {
        let file = desk.path(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("it is made");
        fs::write(file, text).expect("it is written");
    }
    desk
}

#[track_caller]
fn succeeded(ended: Ended) -> String {
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    ended.stdout
}

#[test]
fn an_organisation_is_answered_with_everything_that_led_to_the_answer() {
    let desk = Desk::new();
    let check = [
        "vetting",
        "check",
        "--name",
        "Szkoła Zielona",
        "--host",
        "https://zielona.edu.pl/",
        "--country",
        "PL",
    ];
    let text = succeeded(desk.run(&check));
    for part in [
        "Szkoła Zielona: would go to a person (EDU_NO_EVIDENCE, rule E12)",
        "zielona.edu.pl by itself proves nothing. A person looks at such a request, usually within 3 business days.",
        "Look for Szkoła Zielona in the register of its country.",
        "edu.pl in Qualify's table of suffixes: grade C, open to anybody, or not known",
        "E12 needs-human EDU_NO_EVIDENCE",
        "psl@embedded",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    for code in ["pol", " PL ", "Pol"] {
        let check = [&check[..6], &["--country", code]].concat();
        assert_eq!(succeeded(desk.run(&check)), text, "{code}");
    }
    let object = desk.run(&[&check[..], &["--output", "json"]].concat());
    let object: Value = serde_json::from_str(&succeeded(object)).unwrap();
    assert_eq!((&object["outcome"], &object["rule"]), (&json!("needs-human"), &json!("E12")));
    assert_eq!(object["findings"]["hosts"][0]["education_suffix"]["grade"], "C");
}

#[test]
fn datasets_bring_institutions_in_and_their_check_names_what_is_not_used() {
    let desk = with_datasets();
    let check = ["vetting", "check", "--name", "Old School", "--host", "old-school.org"];
    assert!(succeeded(desk.run(&check)).contains("EDU_NO_EVIDENCE"));
    let text = succeeded(desk.run(&[&check[..], &["--datasets", "data"]].concat()));
    assert!(text.contains("would be approved at once (EDU_DATASET, rule E10)"), "{text}");
    let report = succeeded(desk.run(&["datasets", "check", "data"]));
    for part in ["swot-tree", "gy/edu.txt", "portal.net", "is a public suffix", "all sources:"] {
        assert!(report.contains(part), "{part} is not in {report}");
    }
    let list = succeeded(desk.run(&["datasets", "list", "data"]));
    assert!(list.contains("swot@") && list.contains("@2026-11-01") && list.contains("MIT"), "{list}");
    fs::write(desk.path("data/free.txt"), "").unwrap();
    let ended = desk.run(&["datasets", "check", "data"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("free cannot be used"), "{}", ended.stderr);
    let ended = desk.run(&["datasets", "check", "nowhere"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("nowhere/manifest.json"), "{}", ended.stderr);
}

#[test]
fn a_file_of_organisations_comes_out_with_its_answers() {
    let desk = Desk::new().with_file(
        "customers.csv",
        "id,name,domain,country\n7,Lakeside School,it@lakeside.k12.wa.us,US\n8,Harbor Books Ltd,harborbooks@gmail.com,GB\n",
    );
    let ended = desk.run(&["vetting", "check", "--csv", "customers.csv"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), "2 rows in, 2 rows out\n"));
    let csv = ended.stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "id,name,domain,country,vetting_outcome,vetting_reason_code,vetting_reason,vetting_rule"
    );
    assert!(
        lines[1].starts_with("7,Lakeside School,it@lakeside.k12.wa.us,US,approve,EDU_SUFFIX_A,"),
        "{csv}"
    );
    assert!(lines[2].starts_with("8,Harbor Books Ltd,harborbooks@gmail.com,GB,deny,FREE_MAIL,"), "{csv}");
    let ended = desk.run(&["vetting", "check", "--csv", "customers.csv", "--stats", "--output", "jsonl"]);
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(0), 2));
    let (stats, last) = ended.stderr.trim().split_once('\n').unwrap();
    assert_eq!(last, "2 rows in, 2 rows out");
    let stats: Value = serde_json::from_str(stats).unwrap();
    assert_eq!(stats["rows"], 2);
    for (arguments, part) in [
        (&["vetting", "check", "--csv", "nothing.csv"][..], "nothing.csv cannot be opened"),
        (&["vetting", "check", "--csv", "customers.csv", "--output", "text"], "csv or jsonl"),
        (&["vetting", "check", "--name", "A", "--output", "csv"], "--csv FILE"),
        (&["vetting", "check", "--name", "A", "--day", "soon"], "2026-11-25"),
        (&["vetting", "check", "--name", "A", "--host", "a.org", "--country", "UK"], "such as PL or POL"),
        (&["vetting", "check", "--name", "A", "--host", "a.org", "--country", "Poland"], "ISO 3166"),
        (&["vetting", "check"], "--name"),
    ] {
        let ended = desk.run(arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
}

#[test]
fn the_rules_and_the_scripted_hosts_are_printed() {
    let desk = Desk::new();
    let rules = succeeded(desk.run(&["vetting", "rules"]));
    let order: Vec<&str> = rules.lines().filter_map(|line| line.split(' ').next()).collect();
    let place =
        |rule: &str| order.iter().position(|known| *known == rule).unwrap_or_else(|| panic!("{rule}"));
    assert!(place("V1") < place("E2") && place("E10") < place("E11") && place("E12") < place("G1"));
    let object = succeeded(desk.run(&["vetting", "rules", "--output", "json"]));
    let object: Value = serde_json::from_str(&object).unwrap();
    assert_eq!((&object["ruleset"], &object["rules"][0]["rule"]), (&json!("2"), &json!("V1")));
    let magic = desk.run(&["sandbox", "magic"]);
    assert!(magic.code == Some(0) && magic.stdout.contains("slow-<seconds>.example"), "{}", magic.stdout);
}

#[test]
fn a_decision_of_a_service_is_explained_and_comes_to_the_same_again() {
    let desk = Desk::new().with_variable("QUALIFY_VETTING__POLICY", "rules");
    let service = desk.start_sandbox(&[]);
    let path = format!("/v1/customers/{SCHOOL_ID}/qualification");
    let answer = service.connect_as_user().send("PUT", &path, &[], Some(&json!(1)));
    answer.and_then(|answer| answer.expect(200)).expect("the rules approve");
    service.stop();
    let list = ["decisions", "list", "--partner", NORTHLIGHT, "--customer", SCHOOL_ID, "--output", "json"];
    let listed: Value = serde_json::from_str(&succeeded(desk.run(&list))).unwrap();
    let id = listed[0]["id"].as_str().unwrap();
    let text = succeeded(desk.run(&["decisions", "explain", id]));
    for part in [
        "approve (EDU_SUFFIX_A, rule E11)",
        "lakeside.k12.wa.us is below .k12.wa.us",
        "Replayed: rules 2 come to the same outcome",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    // Findings that were changed come to something else.
    let connection = rusqlite::Connection::open(desk.path("qualify-data/qualify.db")).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER decision_texts_do_not_change;
             UPDATE decision_texts SET findings = replace(findings, '\"grade\":\"A\"', '\"grade\":\"C\"')",
        )
        .unwrap();
    let ended = desk.run(&["decisions", "explain", id]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.contains("come to needs-human EDU_NO_EVIDENCE"), "{}", ended.stdout);
    assert!(ended.stderr.contains("decisions verify"), "{}", ended.stderr);
    assert_eq!(desk.run(&["decisions", "verify"]).code, Some(1));
    let unknown = desk.run(&["decisions", "explain", SCHOOL_ID]);
    assert!(unknown.code == Some(1) && unknown.stderr.contains("there is no decision"), "{}", unknown.stderr);
}
