//! Servers and files that are not what they should be: the version before stays, and the reason is said.

use std::fs;

use super::mirror::Answer;
use super::{desk, fetch, fetched, reason, samples, states};

/// How a bad answer is made, and words of what is said about it.
type Bad = ((&'static str, &'static str), Answer, &'static [&'static str]);

const HIPO: (&str, &str) = ("hipo", "world_universities_and_domains.json");
const SWOT: (&str, &str) = ("swot", "swot.tar.gz");
const ROR: (&str, &str) = ("ror", "ror-data.zip");
const CISA: (&str, &str) = ("cisa", "current-full.csv");
const PSL: (&str, &str) = ("psl", "public_suffix_list.dat");
const DISPOSABLE: (&str, &str) = ("disposable", "disposable_email_blocklist.conf");
const FREE: (&str, &str) = ("free", "free-email-domains.json");

fn sample(of: (&str, &str)) -> Vec<u8> {
    samples::all().into_iter().find(|(file, _)| *file == of.1).expect("a sample").1
}

/// Servers that say one thing and do another.
fn bad_servers() -> Vec<Bad> {
    let html = b"<!DOCTYPE html><html><body>Sign in to the network</body></html>".to_vec();
    let to = |text: &str| Answer::To(text.to_owned());
    vec![
        (CISA, Answer::Lying(100_000, sample(CISA)), &["breaks off behind", "of 100000 bytes"]),
        (CISA, Answer::Lying(200, sample(CISA)), &["does not read"]),
        (PSL, Answer::Lying(90 << 20, Vec::new()), &["announces 94371840 bytes", "at most 4194304 bytes"]),
        (PSL, Answer::Endless, &["goes on behind 4194304 bytes"]),
        (CISA, Answer::Typed("text/html; charset=utf-8", html.clone()), &["answers with a web page"]),
        (CISA, Answer::File(html.clone()), &["it is a web page"]),
        (DISPOSABLE, Answer::File(html), &["it is a web page"]),
        (FREE, Answer::File(Vec::new()), &["is empty"]),
        (HIPO, to("https://127.0.0.1:1/evil.json"), &["sends on to another host, 127.0.0.1"]),
        (HIPO, to("http://localhost/x"), &["which is not HTTPS"]),
        (HIPO, to(HIPO.1), &["sends on more than 5 times"]),
        (HIPO, Answer::Status(500), &["answers 500"]),
    ]
}

/// Files that are cut, shrunken, packed to do harm, or others.
fn bad_files() -> Vec<Bad> {
    let half = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() / 2);
        Answer::File(bytes)
    };
    let archive = |path: &str| Answer::File(samples::archive(&[(path.to_owned(), "x".to_owned())]));
    let zip = |name: &str, text: &str| Answer::File(samples::zip(&[(name, text.to_owned())]));
    vec![
        (HIPO, half(sample(HIPO)), &["does not read"]),
        (SWOT, half(samples::tree(40)), &["archive cannot be read"]),
        (ROR, half(samples::organisations(40)), &["archive cannot be read"]),
        (ROR, zip("v1-ror-data.json", r#"[{"id":"1","status":"act"#), &["behind 0 elements"]),
        (ROR, zip("readme.txt", ""), &["no JSON file"]),
        (PSL, Answer::File(sample(DISPOSABLE)), &["no ICANN section"]),
        (DISPOSABLE, Answer::File(samples::suffixes()), &["another file"]),
        (HIPO, Answer::File(samples::universities(20)), &["from 40 to 20", "--accept hipo"]),
        (SWOT, Answer::File(samples::tree(3)), &["more than a tenth less"]),
        (SWOT, archive("swot-master/lib/domains/../../../../escaped.txt"), &["leads out of the archive"]),
        (SWOT, archive("other/README.md"), &["no lib/domains"]),
        (SWOT, Answer::File(samples::organisations(1)), &["no archive (tar, gzip)"]),
    ]
}

#[test]
fn what_comes_badly_leaves_the_version_before_and_says_why() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    fetched(&desk, &mirror, &[]);
    let manifest = desk.read("lists/manifest.json");
    for ((id, file), answer, words) in bad_servers().into_iter().chain(bad_files()) {
        mirror.answer(file, answer.clone());
        let ended = fetch(&desk, &mirror, &["--only", id]);
        let what = format!("{id}: {answer:?}: {}", ended.stderr).chars().take(600).collect::<String>();
        assert_eq!(
            (ended.code, states(&ended)),
            (Some(1), vec![(id.to_owned(), "failed".to_owned())]),
            "{what}"
        );
        for word in words {
            assert!(ended.stderr.contains(word), "{word} is not in {what}");
        }
        assert_eq!(desk.read("lists/manifest.json"), manifest, "{what}");
        assert_eq!(reason(&desk, "Szkoła Leśna nr 3", "szkola-3.pl"), "EDU_DATASET", "{what}");
        let good = samples::all().into_iter().find(|(name, _)| *name == file).expect("a sample");
        mirror.file(file, good.1);
    }
    assert!(!desk.path("escaped.txt").exists() && !desk.path("lists/escaped.txt").exists());
    let left = fs::read_dir(desk.path("lists/fetched")).expect("a folder").flatten();
    let left: Vec<_> = left.filter(|it| it.file_name().to_string_lossy().starts_with('.')).collect();
    assert!(left.is_empty(), "nothing half is left: {left:?}");
}
