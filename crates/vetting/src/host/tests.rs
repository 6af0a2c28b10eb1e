use proptest::prelude::*;

use super::*;

fn host(text: &str) -> Host {
    normalise(text, &PublicSuffixes::embedded(), false)
        .unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
        .unwrap_or_else(|| panic!("{text}: no host"))
}

fn problem(text: &str) -> HostProblem {
    match normalise(text, &PublicSuffixes::embedded(), false) {
        Err(problem) => problem,
        Ok(host) => panic!("{text}: {host:?}"),
    }
}

#[test]
fn whatever_an_applicant_types_comes_to_one_name() {
    for text in [
        "stanford.edu",
        "HTTPS://Stanford.EDU:443/about?x=1#y",
        "admissions@stanford.edu",
        "mailto:admissions@stanford.edu?subject=a@b.example",
        "  stanford.edu. ",
        "ｓｔａｎｆｏｒｄ．ｅｄｕ",
        "stanford。edu",
        "stan\u{200b}ford.edu",
        "//stanford.edu",
        "https:\\\\stanford.edu\\x",
        "stanford.edu?next=https://other.example/",
        "user:secret@stanford.edu:8080",
    ] {
        assert_eq!(host(text).name, "stanford.edu", "{text}");
    }
}

#[test]
fn the_registrable_part_comes_from_the_icann_section() {
    let cases = [
        ("www.cs.stanford.edu", "stanford.edu", "stanford.edu", false),
        ("lakeside.k12.wa.us", "lakeside.k12.wa.us", "lakeside.k12.wa.us", false),
        ("lincolnhigh.wixsite.com", "wixsite.com", "lincolnhigh.wixsite.com", true),
        ("a.lincolnhigh.edu.eu.org", "eu.org", "lincolnhigh.edu.eu.org", true),
        ("mail.lincoln.onmicrosoft.com", "onmicrosoft.com", "lincoln.onmicrosoft.com", false),
    ];
    for (text, registrable, holder, is_shared) in cases {
        let host = host(text);
        assert_eq!(
            (host.registrable.as_str(), host.holder.as_str(), host.is_on_shared_platform),
            (registrable, holder, is_shared),
            "{text}"
        );
    }
}

#[test]
fn every_problem_has_its_name() {
    let cases = [
        (HostProblem::Address, &["192.0.2.10", "[::1]", "2001:db8::1", "127.1", "0x7f000001", "a.0x7f"][..]),
        (HostProblem::PublicSuffix, &["ac.uk", "edu.gy", "co.uk"]),
        (HostProblem::Reserved, &["school.test", "localhost", "a.example", "www.example.com", "x.local"]),
        (HostProblem::SingleLabel, &["stoplist", "edu"]),
        (
            HostProblem::Malformed,
            &[
                "a..b.org",
                "-a.org",
                "a-.org",
                "a b.org",
                "a,b.org",
                "a%2eb.org",
                "https://",
                "a.org:x",
                "@",
                ".",
            ],
        ),
    ];
    for (expected, texts) in cases {
        for text in texts {
            assert_eq!(problem(text), expected, "{text}");
        }
    }
    assert_eq!(problem(&format!("{}.org", "a".repeat(64))), HostProblem::Malformed);
    assert_eq!(problem(&"a.".repeat(200)), HostProblem::Malformed);
}

#[test]
fn names_of_the_documentation_pass_where_the_sandbox_allows_them() {
    let suffixes = PublicSuffixes::embedded();
    assert_eq!(normalise("info@school.example", &suffixes, true).unwrap().unwrap().name, "school.example");
    assert_eq!(normalise("www.example.com", &suffixes, true), Err(HostProblem::Reserved));
    assert_eq!(normalise("a.test", &suffixes, true), Err(HostProblem::Reserved));
}

#[test]
fn letters_of_other_scripts_are_kept_beside_the_punycode() {
    let typed = host("stanfоrd.edu");
    assert!(typed.is_international());
    assert_eq!(typed.unicode.as_deref(), Some("stanfоrd.edu"));
    assert_eq!(host(&typed.name), typed, "punycode comes to the same host");
    assert!(!host("stanford.edu").is_international());
}

#[test]
fn blank_text_is_no_host() {
    for text in ["", "  ", "\u{200b}", "\t\n"] {
        assert_eq!(normalise(text, &PublicSuffixes::embedded(), false), Ok(None), "{text:?}");
    }
}

#[test]
fn a_persons_page_is_known_by_its_path() {
    assert!(host("https://people.stanford.edu/~jdoe/").is_personal_page);
    assert!(host("stanford.edu/Users/x").is_personal_page);
    assert!(!host("stanford.edu/about/people/").is_personal_page);
}

#[test]
fn a_text_of_64_kib_is_looked_at_in_no_time() {
    let suffixes = PublicSuffixes::embedded();
    for unit in ["a", ".", "@", "/", "\u{0301}", "xn--", "\u{FDFA}", "%", " "] {
        let text = unit.repeat(65_536 / unit.len());
        let _ = normalise(&text, &suffixes, false);
    }
}

proptest! {
    #[test]
    fn any_text_ends_and_a_host_is_its_own_normal_form(text in "\\PC{0,80}|[a-z.@:/~%\\-_]{0,60}|.{0,40}") {
        let suffixes = PublicSuffixes::embedded();
        if let Ok(Some(host)) = normalise(&text, &suffixes, true) {
            let again = normalise(&host.name, &suffixes, true);
            prop_assert_eq!(again, Ok(Some(Host { is_personal_page: false, ..host })));
        }
    }

    #[test]
    fn edge_03_a_domain_of_a_customer_is_looked_up_by_its_key(
        labels in prop::collection::vec("([a-zA-Z0-9]{1,6}|[ąĆłÓżé]{1,5}|[ａ-ｚ]{1,4}|xn--szkoa-n7a|ß)", 1..3),
        suffix in prop::sample::select(vec!["edu", "COM", "ac.uk", "edu.pl", "школа"]),
    ) {
        let text = format!("{}.{suffix}", labels.join("."));
        if let (Ok(name), Ok(Some(host))) =
            (qualify_vocabulary::DomainName::parse(&text), normalise(&text, &PublicSuffixes::embedded(), true))
        {
            prop_assert_eq!(host.name.as_str(), name.key(), "{}", text);
            prop_assert_eq!(host.unicode.as_deref().unwrap_or(&host.name), &*name.in_own_letters());
        }
    }

    #[test]
    fn casing_blanks_root_dot_port_query_and_scheme_change_nothing(
        labels in prop::collection::vec("[a-z][a-z0-9]{0,8}", 1..4),
        suffix in prop::sample::select(vec!["edu", "com", "ac.uk", "k12.wa.us", "example"]),
    ) {
        let name = format!("{}.{suffix}", labels.join("."));
        let suffixes = PublicSuffixes::embedded();
        let plain = normalise(&name, &suffixes, true);
        for text in [
            name.to_uppercase(),
            format!(" \t{name} "),
            format!("{name}."),
            format!("{name}:8443"),
            format!("{name}?a=b"),
            format!("https://{name}/"),
            format!("someone@{name}"),
        ] {
            prop_assert_eq!(normalise(&text, &suffixes, true), plain.clone(), "{}", text);
        }
    }
}
