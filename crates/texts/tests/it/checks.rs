//! What does not build.

use crate::check::{Argument, Kind, arguments, problems};
use crate::read::{Texts, read_group, read_source};

fn texts(source: &str) -> Texts {
    read_source(source).expect("the source is right")
}

fn found(english: &str, polish: &str) -> Vec<String> {
    problems(&[("en", texts(english)), ("pl", texts(polish))])
}

#[test]
fn a_complete_language_passes() {
    let english = "a = Hello, { $name }\nb = { $n ->\n    [one] one\n   *[other] { $n }\n }\n";
    let polish = "a = Dzień dobry, { $name }\nb = { $n ->\n    [one] jeden\n    [few] { $n } kilka\n    [many] wiele\n   *[other] ułamek\n }\n";
    assert_eq!(found(english, polish), Vec::<String>::new());
}

#[test]
fn every_way_in_which_a_language_can_differ_is_a_fault() {
    for (english, polish, fault) in [
        ("a = A\n", "", "is missing"),
        ("a = A\n", "a = A\nb = B\n", "English has no such key"),
        ("a = { $x }\n", "a = nic\n", "does not use $x"),
        ("a = A\n", "a = { $x }\n", "$x is not in English"),
        ("a = { $x }\n", "a = { NUMBER($x) }\n", "$x is Number here and Text in English"),
        (
            "a = { $n ->\n [one] x\n *[other] { $n }\n }\n",
            "a = { $n ->\n [one] x\n [few] { $n }\n *[other] y\n }\n",
            "lacks the form [many]",
        ),
        ("a = { NUMBER($n) } { DATETIME($n, dateStyle: \"medium\") }\n", "a = { $n }\n", "is used as"),
    ] {
        let problems = found(english, polish);
        assert!(problems.iter().any(|problem| problem.contains(fault)), "{fault}: {problems:?}");
    }
}

#[test]
fn what_is_not_supported_is_refused_with_its_key() {
    for (source, fault) in [
        ("a = { b }\n", "there is no b"),
        ("a = { b }\nb = { a }\n", "refers to itself"),
        ("a = { NUMBER($x, minimumFractionDigits: 2) }\n", "is not known"),
        ("a = { SHOUT($x) }\n", "is not known"),
        ("a = { \"x\" ->\n *[other] y\n }\n", "only an argument selects"),
        ("A_b = x\n", "lower case"),
        ("a = x\na = y\n", "already"),
        ("a = { $x\n", "source:1"),
    ] {
        let problems = read_source(source).unwrap_err();
        assert!(problems.iter().any(|problem| problem.contains(fault)), "{source}: {problems:?}");
    }
}

#[test]
fn arguments_have_the_order_of_english_and_the_kind_of_their_use() {
    let source = "a = { $who } { $n ->\n [one] x\n *[other] { $n }\n } { DATETIME($at, dateStyle: \"medium\") } { $s ->\n [open] o\n *[x] { $who }\n } { COUNTRY($c) }\n  .next = { $who }\n";
    let named = |name: &str, kind| Argument { name: name.to_owned(), kind };
    let texts = texts(source);
    assert_eq!(
        arguments(&texts["a"]).unwrap(),
        [
            named("who", Kind::Text),
            named("n", Kind::Number),
            named("at", Kind::Moment),
            named("s", Kind::Word),
            named("c", Kind::Country),
        ]
    );
    assert_eq!(arguments(&texts["a.next"]).unwrap(), [named("who", Kind::Text)]);
}

#[test]
fn what_stands_in_files_is_one_group() {
    let locales = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let english = read_group(&locales.join("en"), "catalogue").unwrap();
    assert_eq!(english["not-found"].file, "en/catalogue.ftl");
    assert_eq!(english["refused-role"].file, "en/catalogue/refusals.ftl");
    let polish = read_group(&locales.join("pl"), "catalogue").unwrap();
    assert_eq!(problems(&[("en", english), ("pl", polish)]), Vec::<String>::new());
    assert_eq!(read_group(&locales.join("en"), "nothing").unwrap(), Texts::new());
}
