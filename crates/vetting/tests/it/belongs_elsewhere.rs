//! Names that are another institution's (vetting specification 15.1, "Belongs elsewhere").

use qualify_vetting::datasets::{SourceKind, hipo};
use qualify_vetting::vocabulary::ReasonCode as Code;

use crate::sample::{Sources, application, decided, source};

const TREE: [(&str, &str); 13] = [
    ("pl/zwierzyniec.txt", "Uniwersytet Zwierzyniecki w Borowej\nUniwersytet Zwierzyniecki"),
    ("pl/borowa.txt", "Uniwersytet Zwierzyniecki w Borowej Dolnej"),
    ("pl/gmail-like.txt", "Akademia Zwierzyniec"),
    ("uk/co/bbcollege.txt", "Riverside College"),
    ("org/riverside-one.txt", "Riverside College"),
    ("org/riverside-two.txt", "Riverside College"),
    ("com/riverside-three.txt", "Riverside College"),
    ("org/lakeside.txt", "Lakeside College"),
    ("pl/lakeside-two.txt", "Lakeside College"),
    ("de/berlin.txt", "Fachhochschule Zwierzyniec"),
    ("pl/uz.txt", "UZ\nUniwersytet Zephyrion Warszawa Technika"),
    ("pl/zephyrion.txt", "Uniwersytet Zephyrion Warszawa"),
    ("edu/harvard.txt", "Harvard University"),
];

#[track_caller]
fn assert_says(cases: &[(&str, &str, &str, Code)]) {
    let snapshot = Sources::new().with_tree(&TREE).snapshot();
    for (name, host, asked, code) in cases {
        let decision = decided(&application(name, host, asked), &snapshot);
        let found = &decision.findings.hosts;
        assert_eq!(decision.reason_code, *code, "{name} | {host}: {found:?}");
    }
}

#[test]
fn a_main_name_that_is_listed_for_another_domain_alone_is_asked_before_a_listing_approves() {
    assert_says(&[
        ("Uniwersytet Zephyrion Warszawa", "zephyrion.pl", "EDU PL", Code::EduDataset),
        ("Uniwersytet Zephyrion Warszawa", "uz.pl", "EDU PL", Code::NameBelongsToOtherDomain),
    ]);
}

#[test]
fn an_institution_is_known_here_by_its_names_at_its_other_hosts() {
    let tree = [
        ("pl/zephyrion.txt", "Warsaw University of Zephyrion Sciences"),
        ("pl/edu/zephyrion.txt", "Szkoła Zephyrionu Borowego\nWarsaw University of Zephyrion Sciences"),
        ("pl/many-one.txt", "Lakeside College Warsaw"),
        ("pl/many-two.txt", "Lakeside College Warsaw\nSzkoła Brzegowa Zwierzyniec"),
        ("pl/many-three.txt", "Lakeside College Warsaw"),
        ("pl/many-four.txt", "Lakeside College Warsaw"),
    ];
    let snapshot = Sources::none().with(crate::sample::tree(&Sources::none().basis, &tree)).snapshot();
    let asked = |name: &str, host: &str| decided(&application(name, host, "EDU PL"), &snapshot);
    let known = asked("Szkoła Zephyrionu Borowego w Warszawie", "zephyrion.pl");
    assert_eq!(known.reason_code, Code::EduDataset, "{:?}", known.findings.hosts);
    let listing = &known.findings.hosts[0].listings[0];
    assert_eq!(listing.name, "Warsaw University of Zephyrion Sciences");
    let other = listing.known_as.as_ref().expect("known by another name");
    assert_eq!(
        (other.host.as_str(), other.name.as_str()),
        ("zephyrion.edu.pl", "Szkoła Zephyrionu Borowego")
    );
    assert!(known.evidence.iter().any(|item| item.key == "zephyrion.edu.pl"), "{:?}", known.evidence);
    // A patron out of nowhere is too much here.
    let patron = asked("Szkoła Zephyrionu Borowego im. Zwierzyny Leśnej w Warszawie", "zephyrion.pl");
    assert_eq!(patron.reason_code, Code::NameMismatch);
    // A name that is listed for the other host alone, word for word, is asked about there.
    let word_for_word = asked("Szkoła Zephyrionu Borowego", "zephyrion.pl");
    assert_eq!(word_for_word.reason_code, Code::NameBelongsToOtherDomain);
    // What four domains have makes them no institution.
    assert_eq!(
        asked("Szkoła Brzegowa Zwierzyniec w Warszawie", "many-one.pl").reason_code,
        Code::NameMismatch
    );
    assert_eq!(asked("Szkoła Zephyrionu Innego", "zephyrion.pl").reason_code, Code::NameMismatch);
}

#[test]
fn two_own_words_tell_an_institution_under_a_kind_that_another_language_gives_it() {
    let tree = [
        ("com/zephyrion-borowa.txt", "ZHL Zephyrion University"),
        ("nl/zephyrion.txt", "ZHL Zephyrion University of Applied Sciences"),
        ("nl/one.txt", "Borowina University"),
        ("nl/two.txt", "Hogeschool Borowina"),
    ];
    let snapshot = Sources::none().with(crate::sample::tree(&Sources::none().basis, &tree)).snapshot();
    let code = |name: &str, host: &str| decided(&application(name, host, "EDU NL"), &snapshot).reason_code;
    assert_eq!(code("ZHL Zephyrion Hogeschool", "zephyrion-borowa.com"), Code::EduDataset);
    assert_eq!(code("ZHL Zephyrion Hogeschool", "zephyrion.nl"), Code::EduDataset);
    // Word for word it is the other host's, and one own word is that of many.
    let word_for_word = code("ZHL Zephyrion University of Applied Sciences", "zephyrion-borowa.com");
    assert_eq!(word_for_word, Code::NameBelongsToOtherDomain);
    assert_eq!(code("University of Applied Sciences Borowina", "one.nl"), Code::NameBelongsToOtherDomain);
}

#[test]
fn and_before_a_suffix_approves() {
    assert_says(&[
        ("Harvard University", "harvard.edu", "EDU US", Code::EduDataset),
        ("Harvard University", "harvard.edu.co", "EDU CO", Code::NameBelongsToOtherDomain),
        ("Lakeside College", "lakeside.ac.uk", "EDU GB", Code::NameBelongsToOtherDomain),
    ]);
}

#[test]
fn a_name_that_four_domains_have_is_nobodys() {
    assert_says(&[("Riverside College", "riverside.ac.uk", "EDU GB", Code::EduSuffixB)]);
}

#[test]
fn the_same_tokens_in_another_order_belong_to_the_one_of_the_same_country() {
    assert_says(&[
        ("Warszawa Zephyrion Uniwersytet", "zephyrion.pl", "EDU PL", Code::EduDataset),
        ("Warszawa Zephyrion Uniwersytet", "uz.pl", "EDU PL", Code::NameBelongsToOtherDomain),
        // In another country it is another one's.
        ("Warszawa Zephyrion University", "zephyrion.ac.uk", "EDU GB", Code::EduSuffixB),
    ]);
}

#[test]
fn tokens_in_another_order_are_one_institutions_where_a_place_or_an_own_word_tells_it() {
    let tree = [
        ("pl/one.txt", "Academy of Music State University"),
        ("pl/two.txt", "Riverside State University of Music Academy"),
    ];
    let snapshot = Sources::none().with(crate::sample::tree(&Sources::none().basis, &tree)).snapshot();
    let elsewhere = |name: &str| {
        let decision = decided(&application(name, "zwierzyniec.pl", "EDU PL"), &snapshot);
        decision.findings.hosts[0].name_is_listed_for.clone()
    };
    // Kinds, fields and attributes are those of many.
    assert_eq!(elsewhere("State University, Academy of Music"), None);
    assert_eq!(elsewhere("State University of Music, Academy Riverside").as_deref(), Some("two.pl"));
    // Word for word any name is somebody's.
    assert_eq!(elsewhere("Academy of Music State University").as_deref(), Some("one.pl"));
}

#[test]
fn an_entry_that_is_not_used_keeps_its_name() {
    let sources = Sources::new().with_tree(&TREE);
    let decision = decided(
        &application("Fachhochschule Zwierzyniec", "zwierzyniec.ac.at", "EDU AT"),
        &sources.snapshot(),
    );
    assert_eq!(decision.reason_code, Code::NameBelongsToOtherDomain, "{:?}", decision.findings.hosts);
    let berlin =
        decided(&application("Fachhochschule Zwierzyniec", "berlin.de", "EDU DE"), &sources.snapshot());
    assert_eq!(berlin.reason_code, Code::OverbroadListing);
}

#[test]
fn which_of_several_hosts_is_named_depends_on_no_order() {
    let listed = br#"[{"name":"Lakeside College","domains":["lakeside-a.org","lakeside-b.org"],"alpha_two_code":"US"}]"#;
    let mut named = Vec::new();
    for _ in 0..8 {
        let sources = Sources::new();
        let parsed = hipo::parse(listed, &sources.basis).expect("the sample reads");
        let mut sources = sources.with(source("more", SourceKind::HipoJson, false, parsed));
        sources.all.reverse();
        let decision =
            decided(&application("Lakeside College", "lakeside.ac.uk", "EDU GB"), &sources.snapshot());
        named.push(decision.findings.hosts[0].name_is_listed_for.clone());
    }
    named.dedup();
    assert_eq!(named, [Some("lakeside-a.org".to_owned())]);
}
