//! `qualify datasets fetch` against a mirror that serves samples in the publishers' layouts, well and badly.

mod badly;
mod mirror;
mod registers;
mod samples;
mod service;

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::thread;

use serde_json::{Value, json};

use self::mirror::{Answer, Mirror};
use crate::program::{Desk, Ended};

/// A desk with the CA of a mirror in `ca.pem`.
fn desk(mirror: &Mirror) -> Desk {
    Desk::new().with_file("ca.pem", &mirror.ca)
}

fn fetch(desk: &Desk, mirror: &Mirror, more: &[&str]) -> Ended {
    let arguments = [
        "datasets",
        "fetch",
        "--into",
        "lists",
        "--ca",
        "ca.pem",
        "--mirror",
        mirror.url.as_str(),
        "--output",
        "json",
    ];
    desk.run(&[&arguments[..], more].concat())
}

/// What is said about each source.
fn states(ended: &Ended) -> Vec<(String, String)> {
    let object: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"));
    let sources = object["sources"].as_array().expect("a list").iter();
    let text = |source: &Value, name: &str| source[name].as_str().unwrap_or_default().to_owned();
    sources.map(|source| (text(source, "id"), text(source, "state"))).collect()
}

#[track_caller]
fn fetched(desk: &Desk, mirror: &Mirror, more: &[&str]) {
    let ended = fetch(desk, mirror, more);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}

/// What vetting answers with the folder.
fn reason(desk: &Desk, name: &str, host: &str) -> String {
    let ended = desk.run(&[
        "vetting",
        "check",
        "--name",
        name,
        "--host",
        host,
        "--datasets",
        "lists",
        "--output",
        "json",
    ]);
    let object: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"));
    object["reasonCode"].as_str().or(object["reason_code"].as_str()).unwrap_or_default().to_owned()
}

#[test]
fn all_sources_come_and_decide() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    let ended = fetch(&desk, &mirror, &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let all = ["psl", "swot", "hipo", "ror", "cisa", "free", "disposable"];
    assert_eq!(states(&ended), all.map(|id| (id.to_owned(), "taken".to_owned())));
    for (name, host, code) in [
        ("Szkoła Leśna nr 3", "szkola-3.pl", "EDU_DATASET"),
        ("Forest University 7", "forest-7.edu", "EDU_DATASET"),
        ("Akademia Leśna numer 5", "akademia-5.pl", "EDU_DATASET"),
        ("Szpital Leśny", "szpital-lesny.pl", "EDU_NO_EVIDENCE"),
        ("Szkoła Leśna", "poczta-dla-wszystkich.pl", "FREE_MAIL"),
        ("Szkoła Leśna", "znika.pl", "DISPOSABLE"),
    ] {
        assert_eq!(reason(&desk, name, host), code, "{name} {host}");
    }
    // A second time there is nothing new.
    let again = fetch(&desk, &mirror, &[]);
    assert_eq!(states(&again), all.map(|id| (id.to_owned(), "unchanged".to_owned())));
    let check = desk.run(&["datasets", "check", "lists"]);
    assert_eq!(check.code, Some(0), "{}{}", check.stdout, check.stderr);
}

#[test]
fn what_never_comes_is_given_up_in_time() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    mirror.answer("public_suffix_list.dat", Answer::Stalling);
    let ended = fetch(&desk, &mirror, &["--only", "psl", "--timeout", "1"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("had not come whole after 1 s"), "{}", ended.stderr);
}

#[test]
fn what_is_packed_to_burst_is_given_up() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    let long = ("swot-master/lib/domains/pl/long.txt".to_owned(), "x".repeat(5 << 20));
    mirror.file("swot.tar.gz", samples::archive(&[long]));
    let ended = fetch(&desk, &mirror, &["--only", "swot"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("longer than 4194304 bytes"), "{}", ended.stderr);
}

#[test]
fn a_part_that_fails_is_named_and_the_rest_comes() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    mirror.answer("current-full.csv", Answer::Status(404));
    let ended = fetch(&desk, &mirror, &[]);
    assert_eq!(ended.code, Some(7), "{}", ended.stderr);
    assert!(ended.stderr.contains("1 of 7 did not come"), "{}", ended.stderr);
    assert!(ended.stderr.contains("cisa: ") && ended.stderr.contains("answers 404"), "{}", ended.stderr);
    assert_eq!(reason(&desk, "Akademia Leśna numer 5", "akademia-5.pl"), "EDU_DATASET");
    // Nobody there at all, and a certificate that nobody vouches for.
    let (gone, stranger) = (Mirror::nobody(), samples::mirror());
    for (mirror, word) in [(&gone, "does not answer"), (&stranger, "--ca")] {
        let ended = fetch(&desk, mirror, &[]);
        assert_eq!(ended.code, Some(3), "{}", ended.stderr);
        assert!(ended.stderr.contains(word), "{}", ended.stderr);
    }
}

#[test]
fn versions_stand_beside_each_other_and_what_the_operator_wrote_stays() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    fs::create_dir(desk.path("lists")).unwrap();
    let register = json!({"id": "rspo", "kind": "register-csv", "path": "rspo.csv", "title": "the register of schools of Poland",
        "columns": {"name": "Nazwa", "email": "E-mail", "country_const": "PL", "type_const": "K12", "id": "Numer"}});
    let off = json!({"id": "cisa", "kind": "cisa-current-full", "path": "mine.csv", "enabled": false, "note": "not ours"});
    let manifest = json!({"format": 1, "by": "operator", "sources": [register, off]});
    fs::write(desk.path("lists/manifest.json"), manifest.to_string()).unwrap();
    fs::write(
        desk.path("lists/rspo.csv"),
        "Numer;Nazwa;E-mail;Dyrektor\n1;Szkoła Podstawowa nr 5 w Leśnej;sp5@oswiata-lesna.pl;Osoba\n2;Szkoła Podstawowa nr 7 w Leśnej;sp7@oswiata-lesna.pl;Osoba\n",
    )
    .unwrap();
    for schools in [40, 41, 42] {
        mirror.file("swot.tar.gz", samples::tree(schools));
        fetched(&desk, &mirror, &[]);
    }
    let manifest: Value = serde_json::from_str(&desk.read("lists/manifest.json")).unwrap();
    let entry = |id: &str| manifest["sources"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
    assert_eq!((&manifest["by"], entry("rspo"), entry("cisa")), (&json!("operator"), &register, &off));
    let versions = fs::read_dir(desk.path("lists/fetched/swot")).unwrap().count();
    assert_eq!(versions, 2, "the one in use and the one before");
    assert_eq!(reason(&desk, "Szkoła Leśna nr 41", "szkola-41.pl"), "EDU_DATASET");
    // A register of the operator's own decides beside what was fetched.
    assert_eq!(reason(&desk, "Szkoła Podstawowa nr 5 w Leśnej", "oswiata-lesna.pl"), "EDU_DATASET");
    assert_eq!(reason(&desk, "Szkoła Podstawowa nr 6 w Leśnej", "oswiata-lesna.pl"), "NAME_MISMATCH");
    // Another kind under one of the ids is the operator's too.
    let taken = manifest.to_string().replace(r#""kind":"hipo-json""#, r#""kind":"ror-json""#);
    fs::write(desk.path("lists/manifest.json"), taken).unwrap();
    let ended = fetch(&desk, &mirror, &["--only", "hipo"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("give that one another id"), "{}", ended.stderr);
}

#[test]
fn a_version_with_much_less_is_taken_when_it_is_accepted() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    fetched(&desk, &mirror, &[]);
    mirror.file("world_universities_and_domains.json", samples::universities(10));
    fetched(&desk, &mirror, &["--only", "hipo", "--accept", "hipo"]);
    assert_eq!(reason(&desk, "Forest University 20", "forest-20.edu"), "EDU_SUFFIX_B");
}

#[test]
fn a_dry_run_says_what_would_come_and_writes_nothing() {
    let desk = Desk::new();
    let ended = desk.run(&["datasets", "fetch", "--dry-run"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    for part in [
        "ror-json",
        "CC0-1.0",
        "https://zenodo.org/",
        "swot-tree",
        "Nothing was fetched",
        "./qualify-datasets",
    ] {
        assert!(ended.stdout.contains(part), "{part} is not in {}", ended.stdout);
    }
    let ended = desk.run(&[
        "datasets",
        "fetch",
        "--dry-run",
        "--mirror",
        "https://mirror.example/a",
        "--only",
        "ror",
    ]);
    assert!(ended.stdout.contains("https://mirror.example/a/ror-data.zip"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("swot"), "{}", ended.stdout);
    assert!(!desk.path("qualify-datasets").exists());
}

#[test]
fn what_cannot_be_asked_for_is_refused_before_anything_is_tried() {
    let desk = Desk::new().with_file("lists", "a file").with_file("no.pem", "no certificate");
    for (more, code, words) in [
        (&["--only", "nowhere"][..], 2, &["nowhere", "psl, swot"][..]),
        (&["--accept", "nowhere"], 2, &["nowhere"]),
        (&["--mirror", "http://mirror.example/"], 2, &["--mirror", "not HTTPS"]),
        (&["--mirror", "nowhere"], 2, &["--mirror"]),
        (&["--ca", "no.pem"], 2, &["--ca"]),
        (&["--into", "lists"], 1, &["lists", "--into"]),
        (&["--timeout", "0"], 2, &["--timeout"]),
    ] {
        let ended = desk.run(&[&["datasets", "fetch"][..], more].concat());
        assert_eq!(ended.code, Some(code), "{more:?}: {}", ended.stderr);
        for word in words {
            assert!(ended.stderr.contains(word), "{word} is not in {}", ended.stderr);
        }
    }
    let broken = Desk::new();
    fs::create_dir(broken.path("lists")).unwrap();
    fs::write(broken.path("lists/manifest.json"), "{").unwrap();
    let ended = broken.run(&["datasets", "fetch", "--into", "lists"]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("manifest.json") && ended.stderr.contains("no manifest"),
        "{}",
        ended.stderr
    );
}

#[test]
fn one_that_is_off_is_fetched_when_it_is_asked_for_and_stays_off() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    fs::create_dir(desk.path("lists")).unwrap();
    let off = json!({"format": 1, "sources": [{"id": "hipo", "kind": "hipo-json", "path": "mine.json", "enabled": false}]});
    fs::write(desk.path("lists/manifest.json"), off.to_string()).unwrap();
    let all = fetch(&desk, &mirror, &[]);
    assert!(states(&all).contains(&("hipo".to_owned(), "off".to_owned())), "{}", all.stdout);
    let only = fetch(&desk, &mirror, &["--only", "hipo"]);
    assert_eq!(states(&only), [("hipo".to_owned(), "taken".to_owned())], "{}", only.stderr);
    let manifest: Value = serde_json::from_str(&desk.read("lists/manifest.json")).unwrap();
    assert_eq!(manifest["sources"][0]["enabled"], false);
}

#[test]
fn the_usual_variables_name_the_proxy() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let proxy = format!("http://{}", listener.local_addr().expect("it is bound"));
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut head = [0; 512];
        let length = stream.read(&mut head).expect("a request");
        // It goes without an answer, as proxies do that know nobody.
        String::from_utf8_lossy(&head[..length]).into_owned()
    });
    let desk = Desk::new().with_variable("HTTPS_PROXY", &proxy);
    let arguments =
        ["datasets", "fetch", "--into", "lists", "--only", "psl", "--mirror", "https://mirror.example/"];
    let ended = desk.run(&arguments);
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("HTTPS_PROXY"), "{}", ended.stderr);
    let asked = asked.join().expect("the proxy did not panic");
    assert!(asked.starts_with("CONNECT mirror.example:443 "), "{asked}");
}
