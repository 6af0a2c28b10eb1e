//! Names and countries of every odd kind (vetting specification 15.1, 15.8).

use qualify_vetting::vocabulary::{Outcome, Qualification, ReasonCode as Code};
use qualify_vetting::{Application, CountryInput};

use crate::on_paper::TREE;
use crate::sample::{Sources, application, decided};

fn outcome(name: &str, host: &str) -> (Outcome, Code) {
    let decision = decided(&application(name, host, "EDU"), &Sources::new().with_tree(&TREE).snapshot());
    assert!(decision.explanation.partner.len() < 4096, "an explanation is a sentence");
    (decision.outcome, decision.reason_code)
}

#[test]
fn letters_of_another_script_make_another_word() {
    for (name, host) in [
        // A Cyrillic o, a Greek omicron, a Cyrillic capital S, a small capital n.
        ("Stanfоrd University", "stanford.edu"),
        ("Stanfοrd University", "stanford.edu"),
        ("Ѕtanford University", "stanford.edu"),
        ("Staɴford University", "stanford.edu"),
        ("Uniwersytet Łódzki スタンフォード大学", "uni.lodz.pl"),
        ("Стэнфорд Stanford Университет University", "stanford.edu"),
    ] {
        assert_eq!(outcome(name, host).0, Outcome::NeedsHuman, "{name}");
    }
    // Letters of another width are the same ones, and what nobody sees is none.
    assert_eq!(outcome("Ｓｔａｎｆｏｒｄ University", "stanford.edu").0, Outcome::Approve);
    assert_eq!(outcome("Stanford\u{200b} University\u{202e}", "stanford.edu").0, Outcome::Approve);
}

#[test]
fn a_name_of_nothing_but_common_words_is_nobodys() {
    for name in [
        "University",
        "University College School Academy",
        "The State University of the Federal Republic",
        "International Technical University of Science and Technology",
        "Wyższa Szkoła Zawodowa",
        "Uniwersytet Uniwersytet",
        "nr 5 im.",
        "of the and",
        "im. im. im.",
    ] {
        for (path, _) in TREE.iter().filter(|(path, _)| path.contains('/')) {
            let host = path.trim_end_matches(".txt").rsplit('/').collect::<Vec<_>>().join(".");
            assert_ne!(outcome(name, &host).0, Outcome::Approve, "{name} at {host}");
        }
    }
}

#[test]
fn a_name_of_64_kib_is_read_to_its_bound_and_approves_nobody() {
    for unit in [
        "Stanford University ",
        "大学Stanford",
        "Ł\u{0301}ódź ",
        "\u{202e}University",
        "im. A. B. ",
        "I II III 5. ",
    ] {
        let name = unit.repeat(65_536 / unit.len());
        assert_ne!(outcome(&name, "stanford.edu").0, Outcome::Approve, "{unit}");
    }
}

#[test]
fn what_stands_behind_the_bound_of_a_name_is_not_taken_for_nothing() {
    for (name, host, asked) in [
        ("Stanford University", "stanford.edu", "EDU US"),
        ("Stanford", "stanford.edu", "EDU US"),
        ("Riverbend University", "riverbend.edu", "EDU US"),
        ("Lakeside School", "lakeside.k12.wa.us", "EDU US"),
        ("Ashland School District", "ashlandorschools.gov", "EDU US"),
        ("City of Twentynine Palms", "29palms.gov", "GCC US"),
        ("Cherokee Nation", "cherokee.nsn.us", "GCC US"),
        ("Department of Transportation", "dot.state.tx.us", "GCC US"),
        ("City of Springfield", "ci.springfield.or.us", "GCC US"),
    ] {
        let sources = Sources::new();
        for more in [" ".repeat(60_000), " the".repeat(70), ".".repeat(3000)] {
            let hidden = format!("{name}{more} Golden Visa Network");
            let decision = decided(&application(&hidden, host, asked), &sources.snapshot());
            assert_ne!(decision.outcome, Outcome::Approve, "{name} and {} bytes at {host}", more.len());
        }
    }
    // Blanks around it are no part of a name.
    let padded = format!("  Stanford University{}", " ".repeat(60_000));
    assert_eq!(outcome(&padded, "stanford.edu").0, Outcome::Approve);
}

#[test]
fn a_country_of_any_odd_kind_is_said_to_be_none() {
    let asked = |country: CountryInput| {
        let asked = Application { country, ..application("Stanford University", "stanford.edu", "EDU") };
        let decision = decided(&asked, &Sources::new().with_tree(&TREE).snapshot());
        (decision.outcome, decision.reason_code)
    };
    let good = (Outcome::Approve, Code::EduDataset);
    for text in ["US", "us", "uSa", " USA ", "", "  ", "\t"] {
        assert_eq!(asked(CountryInput::parse(text)), good, "{text:?}");
    }
    let long = "US".repeat(32_768);
    for text in [
        "UK",
        "EU",
        "XX",
        "ZZZ",
        "U",
        "U S",
        "840",
        "United States",
        "Polska",
        "🇺🇸",
        "ＵＳ",
        "US\0",
        "u\u{0301}s",
        "US,PL",
        "null",
        "-",
        long.as_str(),
    ] {
        assert_eq!(asked(CountryInput::parse(text)), (Outcome::Invalid, Code::InputCountry), "{text:.20}");
    }
    let asked = Application {
        country: CountryInput::parse("Atlantis"),
        ..Application::new(Qualification::GovernmentCommunityCloud, "City of Riverside")
    };
    let decision = decided(&asked, &Sources::new().snapshot());
    assert_eq!(decision.reason_code, Code::InputCountry);
}
