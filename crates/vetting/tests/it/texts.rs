//! What people read: a decision for each reason, as the office of a school would read it, and what holds of all texts.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use qualify_texts::Locale;
use qualify_vetting::datasets::{Snapshot, SourceKind, organisations};
use qualify_vetting::rules::TABLE;
use qualify_vetting::texts::{Message, Texts, Value};
use qualify_vetting::vocabulary::{Outcome, Qualification, ReasonCode};
use qualify_vetting::{
    Application, CodeInput, Control, CountryInput, Decision, Policy, Strictness, decide, if_claimed,
};

use crate::sample::{Sources, application, day, decided, source};

const TREE: [(&str, &str); 16] = [
    ("pl/edu/pw.txt", "Warsaw University of Technology"),
    ("pl/edu/ug.txt", "Uniwersytet Gdański"),
    ("cz/vse.txt", "Prague University of Economics and Business"),
    ("de/tu-berlin.txt", "Technische Universität Berlin"),
    ("de/fu-berlin.txt", "Freie Universität Berlin\nFreie Universität Berlin Technische Universität"),
    ("nl/nki.txt", "Netherlands Cancer Institute"),
    ("edu/stanford.txt", "Stanford University"),
    ("uk/ac/ox.txt", "University of Oxford"),
    ("hu/revai.txt", "Révai Miklós Gimnázium"),
    ("pl/xn--d-uga0v9k.txt", "Uniwersytet Łódzki"),
    ("pl/szkola-zielona.txt", "Szkoła Zielona"),
    ("de/berlin.txt", "Fachhochschule für Verwaltung und Rechtspflege Berlin"),
    ("io/github/ruhr-school.txt", "Ruhr School"),
    ("com/yahoo.txt", "Yahoo Academy"),
    ("stoplist.txt", "alumni.stanford.edu"),
    ("abused.txt", "psu.edu"),
];

/// The name, the host, and what is asked, in the words of the specification's table.
const CASES: [(&str, &str, &str); 62] = [
    ("Uniwersytet Gdański", "ug.edu.pl", "EDU PL HE"),
    ("Politechnika Warszawska", "pw.edu.pl", "EDU PL HE"),
    ("University of Prague", "vse.cz", "EDU CZ"),
    ("Technische Universität Berlin", "fu-berlin.de", "EDU DE"),
    ("Księgarnia Uniwersytetu Gdańskiego", "ug.edu.pl", "EDU PL"),
    ("Netherlands Cancer Institute", "nki.nl", "EDU NL"),
    ("Szkoła Podstawowa nr 7 w Krośnie", "sp7krosno.pl", "EDU PL K12"),
    ("Uniwersytet Łódzki", "łódź.edu.pl", "EDU PL"),
    ("Stanford University", "stanfоrd.edu", "EDU US"),
    ("University of Oxford", "ox.ac.uk", "EDU NG"),
    ("Stanford University", "stanford.edu", "EDU US K12"),
    ("Lincoln High School", "lincolnhigh@gmail.com", "EDU US"),
    ("Lincoln High School", "mailinator.com", "EDU US"),
    ("Lincoln High School", "lincolnhigh.onmicrosoft.com", "EDU US"),
    ("Stanford University", "alumni.stanford.edu", "EDU US"),
    ("Pennsylvania State University", "psu.edu", "EDU US"),
    ("Uniwersytet Gdański", "studenti.ug.edu.pl", "EDU PL"),
    ("Royal Astronomical Society", "ras.ac.uk", "EDU GB"),
    ("Institute of Cancer Research University", "icr.ac.uk", "EDU GB"),
    ("Royal Astronomers", "ras.ac.uk", "EDU GB"),
    ("Degree Mill", "mill.org", "EDU US"),
    ("Paper Mill", "paper-mill.org", "EDU US"),
    ("Two Campus University", "two-campus.org", "EDU"),
    ("Two Campus University", "two-kinds.org", "EDU"),
    ("Yahoo Academy", "academy.yahoo.com", "EDU US"),
    ("City of Seattle", "seattle.lib.wa.us", "EDU US"),
    ("Wilmington High School", "k12.de.us", "EDU US"),
    ("Lakeside School", "lakeside.k12.wa.us", "EDU US K12"),
    ("Riverbend University", "riverbend.edu", "EDU US HE"),
    ("Riverbend University", "co.uk", "EDU US HE"),
    ("Riverbend University", "ac.uk", "EDU GB HE"),
    ("Riverbend University", "192.0.2.7", "EDU US HE"),
    ("Riverbend University", "riverbend", "EDU US HE"),
    ("Riverbend University", "riverbend.invalid", "EDU US HE"),
    ("Riverbend University", "river bend.edu", "EDU US HE"),
    ("", "riverbend.edu", "EDU US HE"),
    ("Riverbend University", "riverbend.edu", "EDU UK HE"),
    ("Riverbend University", "", "EDU US HE"),
    ("Riverbend University", "riverbend.edu", "EDU US has=Education"),
    ("Berlin Business School", "berlin.de", "EDU DE"),
    ("Szkoła Zielona", "szkola-zielona.github.io", "EDU PL"),
    ("Ashland School District", "ashlandorschools.gov", "EDU US"),
    ("Medford School District", "ashlandorschools.gov", "EDU US"),
    ("City of Twentynine Palms", "29palms.gov", "EDU US"),
    ("Army Training School", "training.army.mil", "EDU US"),
    ("City of Twentynine Palms", "29palms.gov", "GCC US"),
    ("Twentynine Palms Chamber of Commerce", "29palms.gov", "GCC US"),
    ("City of Joshua Tree", "29palms.gov", "GCC US"),
    ("Harbor Rockets", "rockets.fed.us", "GCC US"),
    ("City of Springfield", "springfield-il.com", "GCC US"),
    ("HM Revenue and Customs", "hmrc.gov.uk", "GCC GB"),
    ("HM Revenue and Customs", "hmrc.gov.uk", "GCC US"),
    ("HM Revenue and Customs", "gov.uk", "GCC US"),
    ("Cherokee Nation", "cherokee.nsn.us", "GCC US"),
    ("City of Springfield", "ci.springfield.or.us", "GCC US"),
    ("Harbor Rockets", "ci.springfield.or.us", "GCC US"),
    ("City of Springfield", "springfield.gov", "GCC US"),
    ("City of Springfield", "springfield.gov", "GCC US code=exhausted"),
    ("City of Springfield", "springfield.gov", "GCC US code=missing"),
    ("City of Springfield", "ci.springfield.or.us", "GCC US code=mismatch"),
    ("City of Springfield", "ci.springfield.or.us", "GCC US code=unknown"),
    ("Grid State Utility", "gridstate.com", "SOE PL"),
];

const MORE: &str = "domain,name,country,qualification,segment,status,source,source_url,valid_from,valid_to,notes\n\
    paper-mill.org,Paper Mill,US,Education,,refused,operator,,,,\n\
    two-campus.org,Two Campus University,US,Education,HigherEducation,listed,operator,,,,\n\
    two-campus.org,Two Campus University,GB,Education,HigherEducation,listed,operator,,,,\n\
    two-kinds.org,Two Campus University,,Education,HigherEducation,listed,operator,,,,\n\
    two-kinds.org,Two Campus University,,Education,K12,listed,operator,,,,\n";

fn snapshot() -> Snapshot {
    let sources = Sources::new().with_tree(&TREE);
    let more = organisations::parse(MORE.as_bytes(), None, &sources.basis).expect("the sample reads");
    sources.with(source("more", SourceKind::OrganisationsCsv, false, more)).snapshot()
}

/// The cases, and those that take more than a name and a host.
fn decisions() -> Vec<Decision> {
    let snapshot = snapshot();
    let mut all: Vec<Decision> =
        CASES.iter().map(|(name, host, asked)| decided(&application(name, host, asked), &snapshot)).collect();
    let website = |name: &str, website: &str| Application {
        website: Some(website.to_owned()),
        country: CountryInput::parse("US"),
        ..Application::new(Qualification::Education, name)
    };
    all.push(decided(&website("Stanford University", "https://stanford.edu/"), &snapshot));
    all.push(decided(&website("Stanford University", "https://stanford.edu/~office"), &snapshot));
    all.push(decided(&website("Riverbend University", "https://facebook.com/riverbend"), &snapshot));
    let stanford = application("Stanford University", "stanford.edu", "EDU US");
    all.extend(if_claimed(&decided(&stanford, &snapshot)));
    let strict = Policy { strictness: Strictness::Strict, ..Policy::default() };
    all.push(decide(&stanford, &snapshot, strict, day()));
    let proved = Application { control: Control::Dns, ..stanford };
    all.push(decide(&proved, &snapshot, strict, "2027-11-25".parse().expect("a day")));
    all.push(decided(&application("Szkoła Zielona", "zielona.edu.pl", "EDU PL"), &Snapshot::embedded()));
    let without_host = Application {
        code: CodeInput::Good { organization: "City of Springfield".to_owned() },
        ..Application::new(Qualification::GovernmentCommunityCloud, "City of Springfield")
    };
    all.push(decided(&without_host, &snapshot));
    all
}

#[test]
fn the_texts_read_as_an_office_reads_them() {
    let mut text = String::new();
    for decision in decisions() {
        let explanation = &decision.explanation;
        let name = &decision.findings.legal_name;
        let key = explanation.messages[0].key;
        let _ = write!(
            text,
            "{name} -> {} {} ({key})\n  {}\n  {}\n",
            decision.outcome, decision.reason_code, explanation.partner, explanation.next
        );
        explanation.checks.iter().for_each(|check| {
            let _ = writeln!(text, "  [ ] {check}");
        });
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_case_of_every_reason_that_rules_come_to_is_read() {
    let read: BTreeSet<ReasonCode> = decisions().iter().map(|decision| decision.reason_code).collect();
    let answers = TABLE.iter().flat_map(|rule| rule.answers).map(|(_, code)| *code);
    // Those that the words of the table of cases cannot say.
    let said =
        [ReasonCode::QualificationNotSettable, ReasonCode::InputSegment, ReasonCode::QualificationConflict];
    let missing: Vec<ReasonCode> =
        answers.filter(|code| !read.contains(code) && !said.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let keys: BTreeSet<&str> =
        decisions().iter().map(|decision| decision.explanation.messages[0].key).collect();
    let of_rules = |key: &str| {
        let code = key.trim_start_matches("vetting-").to_uppercase().replace('-', "_");
        ReasonCode::parse(&code).is_err()
    };
    assert_eq!(keys.iter().filter(|key| of_rules(key)).count(), 14, "every variant: {keys:?}");
}

#[test]
fn every_text_that_leaves_it_to_a_person_says_how_long_it_takes() {
    let slow = Policy { sla_business_days: 1, ..Policy::default() };
    for decision in decisions() {
        let (says, names) = (
            decision.explanation.partner.contains("usually within 3 business days."),
            &decision.explanation.messages,
        );
        let is_for_a_person = decision.outcome == Outcome::NeedsHuman;
        assert_eq!(says, is_for_a_person, "{}", decision.explanation.partner);
        let second = names.get(1).map(|message| (message.key, &message.arguments["days"]));
        assert_eq!(second, is_for_a_person.then_some(("vetting-person-looks", &Value::Count(3))));
    }
    let asked = application("University of Prague", "vse.cz", "EDU CZ");
    let decision = decide(&asked, &snapshot(), slow, day());
    assert!(decision.explanation.partner.ends_with("usually within 1 business day."));
}

/// What stands in the places, by the applicant and the evidence: nothing else may stand in a text.
fn values(decision: &Decision) -> impl Iterator<Item = String> + '_ {
    let values = |message: &Message| message.arguments.values().map(Value::to_string).collect::<Vec<_>>();
    decision.explanation.messages.iter().flat_map(values)
}

#[test]
fn no_text_shows_what_belongs_to_another_customer() {
    let snapshot = snapshot();
    let stanford = decided(&application("Stanford University", "stanford.edu", "EDU US"), &snapshot);
    let claimed = if_claimed(&stanford).unwrap();
    assert_eq!(claimed.reason_code, ReasonCode::DuplicateClaim);
    for decision in decisions().iter().chain([&claimed]) {
        // A name that is listed elsewhere is public, and where it is listed is the institution's to say.
        let other = decision.findings.hosts.iter().filter_map(|host| host.name_is_listed_for.as_deref());
        for other in other {
            assert!(!decision.explanation.whole().contains(other), "{}", decision.explanation.partner);
        }
        assert!(values(decision).all(|value| !value.is_empty()), "{:?}", decision.explanation.messages);
        // Whatever the reason is, what partners read in its place is one text.
        let kept = Texts::english().kept_from_partners(&decision.findings);
        assert_eq!(kept, Texts::english().kept_from_partners(&claimed.findings));
    }
    let kept = Texts::english().kept_from_partners(&claimed.findings).whole();
    for word in ["Stanford", "stanford.edu", "approved", "another", "list"] {
        assert!(!kept.contains(word), "{word}: {kept}");
    }
}

/// The crate of all languages reads the same English as the engine, and has each sentence in every language.
#[test]
fn every_language_says_what_english_says() {
    for decision in decisions() {
        let explanation = &decision.explanation;
        let sentence = |locale, attribute: &str| {
            let said = explanation.messages.iter().map(|message| {
                let arguments =
                    message.arguments.iter().map(|(name, value)| ((*name).to_owned(), value.to_string()));
                let key = format!("{}{attribute}", message.key);
                qualify_texts::Vetting::in_locale(locale).sentence(&key, &arguments.collect())
            });
            said.collect::<Vec<_>>()
        };
        let whole: Option<Vec<String>> = sentence(Locale::En, "").into_iter().collect();
        assert_eq!(whole.map(|whole| whole.join(" ")).as_ref(), Some(&explanation.partner));
        assert_eq!(sentence(Locale::En, ".next")[0].as_ref(), Some(&explanation.next));
        for locale in Locale::CHOICES {
            let partner = sentence(locale, "");
            assert!(partner.iter().all(Option::is_some), "{locale:?}: {}", explanation.messages[0].key);
            assert!(sentence(locale, ".next")[0].is_some(), "{locale:?}: {}", explanation.messages[0].key);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_text_is_whole_whatever_was_sent(
        place in 0..CASES.len(),
        name in "[^\\pC()]{0,40}",
        host in prop::option::of("[^\\pC()]{0,20}"),
        country in prop::sample::select(vec!["", "US", "pol", "UK"]),
    ) {
        let (case_name, case_host, asked) = CASES[place];
        let asked = Application {
            legal_name: format!("{case_name} {name}"),
            website: host,
            country: CountryInput::parse(country),
            ..application(case_name, case_host, asked)
        };
        let decision = decided(&asked, &snapshot());
        let Decision { explanation, .. } = &decision;
        for text in [&explanation.partner, &explanation.next].into_iter().chain(&explanation.checks) {
            prop_assert!(!text.is_empty() && !text.contains("  "), "{:?}: {text}", decision.reason_code);
            prop_assert!(!text.contains("( ") && !text.contains("()"), "{:?}: {text}", decision.reason_code);
        }
        prop_assert!(values(&decision).all(|value| !value.is_empty() || value == name.trim()), "{:?}", explanation.messages);
        let is_for_a_person = decision.outcome == Outcome::NeedsHuman;
        prop_assert_eq!(explanation.partner.contains("business day"), is_for_a_person);
    }
}
