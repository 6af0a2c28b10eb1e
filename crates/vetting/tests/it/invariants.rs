//! The invariants of the vetting specification (12) that concern the engine, over applications made of what the snapshot
//! knows, of near misses, and of anything.

use std::sync::LazyLock;

use proptest::prelude::*;
use qualify_vetting::datasets::{Parsed, Snapshot, SourceKind, hipo};
use qualify_vetting::findings::Findings;
use qualify_vetting::rules::TABLE;
use qualify_vetting::vocabulary::{EducationSegment, Outcome, Qualification, ReasonCode, VettingReason};
use qualify_vetting::{Application, CodeInput, Control, CountryInput, Decision, SegmentInput, replay};

use crate::sample::{Sources, TREE, decided, source};

static FULL: LazyLock<Snapshot> = LazyLock::new(|| Sources::new().snapshot());
static EMPTY: LazyLock<Snapshot> = LazyLock::new(|| Sources::none().snapshot());

const HOSTS: [&str; 32] = [
    "stanford.edu",
    "cs.stanford.edu",
    "alumni.stanford.edu",
    "stanfоrd.edu",
    "stanford.edu.com",
    "psu.edu",
    "riverbend.edu",
    "ox.ac.uk",
    "strath.ac.uk",
    "newschool.ac.uk",
    "lakeside.k12.wa.us",
    "zielona.edu.pl",
    "szkola-zielona.pl",
    "29palms.gov",
    "ashlandorschools.gov",
    "nowhere.gov",
    "co.terrell.tx.us",
    "af.mil",
    "berlin.de",
    "gmail.com",
    "mailinator.com",
    "nus.edu.sg",
    "harvard.edu.co",
    "mill.org",
    "old-college.org",
    "chippewavalley.onmicrosoft.com",
    "x.onmicrosoft.com",
    "a.wixsite.com",
    "hmrc.gov.uk",
    "nato.int",
    "192.0.2.1",
    "www.nt.gov.au",
];

const NAMES: [&str; 16] = [
    "Stanford University",
    "Stanford University Bookstore Inc",
    "University of Oxford",
    "Riverbend University",
    "Lakeside School",
    "Szkoła Zielona",
    "City of Twentynine Palms",
    "Ashland School District",
    "Terrell County",
    "Harvard University",
    "Degree Mill",
    "Old College",
    "Acme Widgets LLC",
    "Chippewa Valley Schools",
    "東京大学",
    "",
];

fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(HOSTS.to_vec()).prop_map(str::to_owned),
        1 => "[a-z]{1,8}(\\.[a-z]{1,8}){0,3}",
        1 => "\\PC{0,30}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        1 => "[A-Z][a-z]{1,8}( (University|School|College|County|[A-Z][a-z]{1,8})){0,4}",
        1 => "\\PC{0,40}",
    ]
}

prop_compose! {
    fn asked()(
        asked_for in prop::sample::select(vec![
            Qualification::Education, Qualification::Education, Qualification::Education,
            Qualification::GovernmentCommunityCloud, Qualification::StateOwnedEntity, Qualification::Nonprofit,
        ]),
        legal_name in name(),
        email in prop::option::of(host()),
        domain in prop::option::of(host()),
        website in prop::option::weighted(0.3, host()),
        country in prop::option::of(prop::sample::select(vec!["US", "GB", "PL", "CO", "SG", "PR"])),
        segment in prop::sample::select(vec![
            SegmentInput::Absent, SegmentInput::Known(EducationSegment::K12),
            SegmentInput::Known(EducationSegment::HigherEducation), SegmentInput::Unknown,
        ]),
        code in prop::sample::select(vec![0_u8, 1, 2, 3, 4]),
        held in prop::sample::subsequence(Qualification::ALL.to_vec(), 0..2),
        is_claimed_elsewhere in prop::bool::weighted(0.1),
    ) -> Application {
        let code = match code {
            0 => CodeInput::Missing,
            1 => CodeInput::Unknown,
            2 => CodeInput::Exhausted,
            3 => CodeInput::Good { organization: "Harbor County".to_owned() },
            _ => CodeInput::Good { organization: legal_name.clone() },
        };
        Application {
            asked_for, legal_name, email, domain, website, segment, code, held, is_claimed_elsewhere,
            country: country.map_or(CountryInput::Absent, CountryInput::parse),
            control: Control::None,
        }
    }
}

fn is_approval(decision: &Decision) -> bool {
    decision.outcome == Outcome::Approve
}

/// 3, and what every decision holds: versions, a rule that gives this answer, a trace in the table's order that ends in
/// it, texts without an open place.
#[track_caller]
fn assert_explains_itself(decision: &Decision) {
    assert!(!decision.findings.sources.is_empty() && !decision.ruleset.is_empty());
    let rule = TABLE.iter().find(|rule| rule.id == decision.rule).expect("the rule is in the table");
    assert!(
        rule.answers.contains(&(decision.outcome, decision.reason_code)),
        "{} does not say {} {}",
        rule.id,
        decision.outcome,
        decision.reason_code
    );
    let place = |id: &str| TABLE.iter().position(|rule| rule.id == id).expect("a rule of the table");
    for group in decision.tried.chunk_by(|one, next| one.host == next.host) {
        let places: Vec<usize> = group.iter().map(|tried| place(&tried.rule)).collect();
        assert!(places.is_sorted(), "{places:?}");
    }
    let verdict =
        decision.tried.iter().filter_map(|tried| tried.verdict).find(|verdict| {
            (verdict.outcome, verdict.reason_code) == (decision.outcome, decision.reason_code)
        });
    assert!(verdict.is_some(), "the trace holds the answer: {:?}", decision.tried);
    for text in [&decision.explanation.partner, &decision.explanation.next] {
        assert!(!text.is_empty() && !text.contains("  "), "{text:?}");
    }
}

/// 2 and 14.
#[track_caller]
fn assert_denials_have_a_documented_reason(decision: &Decision) {
    if decision.outcome == Outcome::Deny && decision.findings.asked_for == Qualification::Education {
        assert!(VettingReason::ALL.contains(&decision.reason_code.vetting_reason()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_decision_explains_itself_and_replays_from_its_stored_findings(application in asked()) {
        let decision = decided(&application, &FULL);
        assert_explains_itself(&decision);
        assert_denials_have_a_documented_reason(&decision);
        let stored = serde_json::to_string(&decision.findings).unwrap();
        let findings: Findings = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(replay(findings, decision.ruleset).unwrap(), decision);
    }

    /// 4.
    #[test]
    fn the_order_of_sources_and_the_thread_change_nothing(application in asked(), seed in any::<u64>()) {
        let mut sources = Sources::new();
        let turn = usize::try_from(seed % 6).unwrap();
        sources.all.rotate_left(turn);
        let rotated = sources.snapshot();
        let here = decided(&application, &FULL);
        let there = std::thread::scope(|scope| scope.spawn(|| decided(&application, &rotated)).join()).unwrap();
        prop_assert_eq!((here.outcome, here.reason_code, here.rule), (there.outcome, there.reason_code, there.rule));
    }

    /// 5.
    #[test]
    fn labels_on_the_right_never_keep_an_approval(
        application in asked(),
        label in "[a-z]{2,8}",
        suffix in prop::sample::select(vec!["com", "net", "org", "pl"]),
    ) {
        let moved = |text: &Option<String>| text.as_ref().map(|text| format!("{}.{label}.{suffix}", text.trim_end_matches('.')));
        let application = Application {
            asked_for: Qualification::Education,
            email: moved(&application.email), domain: moved(&application.domain), website: moved(&application.website),
            ..application
        };
        prop_assert!(!is_approval(&decided(&application, &FULL)), "{application:?}");
    }

    /// 6.
    #[test]
    fn casing_blanks_root_dot_port_query_and_scheme_change_nothing(
        application in asked(), domain in prop::sample::select(HOSTS.to_vec()), dress in 0_usize..6,
    ) {
        let application = Application { domain: Some(domain.to_owned()), ..application };
        let dressed = |text: &str| match dress {
            0 => text.to_uppercase(),
            1 => format!("  {text}\t"),
            2 => format!("{text}."),
            3 => format!("{text}:443"),
            4 => format!("{text}?a=b"),
            _ => format!("https://{text}/"),
        };
        let plain = decided(&application, &FULL);
        let application = Application { domain: application.domain.as_deref().map(dressed), ..application };
        let decision = decided(&application, &FULL);
        prop_assert_eq!((plain.outcome, plain.reason_code), (decision.outcome, decision.reason_code));
    }

    /// 7.
    #[test]
    fn emptying_all_datasets_turns_nothing_into_a_denial(application in asked()) {
        let (full, empty) = (decided(&application, &FULL), decided(&application, &EMPTY));
        prop_assert!(
            empty.outcome != Outcome::Deny || full.outcome == Outcome::Deny,
            "{} became {} ({})", full.reason_code, empty.reason_code, empty.outcome
        );
    }

    /// 8 and 9.
    #[test]
    fn a_stop_list_entry_or_a_foreign_listing_never_turns_anything_into_an_approval(
        application in asked(),
        entry in prop::sample::select(HOSTS.to_vec()),
    ) {
        let before = decided(&application, &FULL);
        let sources = Sources::new();
        let stop_list = format!("alumni.stanford.edu\noshtu.edu.kg\n{entry}");
        let mut files: Vec<(&str, &str)> = TREE.to_vec();
        files.retain(|(path, _)| *path != "stoplist.txt");
        files.push(("stoplist.txt", &stop_list));
        let stoplisted = decided(&application, &sources.with_tree(&files).snapshot());
        let other = format!(
            r#"[{{"name":"Entirely Unrelated Hospital Museum Academy","domains":["{entry}"],"alpha_two_code":"US"}},
                {{"name":"Elsewhere","domains":["elsewhere.org"],"alpha_two_code":"US"}}]"#
        );
        let listed: Parsed = hipo::parse(other.as_bytes(), &sources.basis).unwrap();
        let listed = sources.with(source("more", SourceKind::HipoJson, false, listed));
        let listed = decided(&application, &listed.snapshot());
        for after in [&stoplisted, &listed] {
            prop_assert!(
                !is_approval(after) || is_approval(&before),
                "{} became {}", before.reason_code, after.reason_code
            );
        }
        prop_assert!(stoplisted.outcome != Outcome::Deny || before.outcome == Outcome::Deny);
    }

    /// 17: a listing in the quarantine approves nobody, and takes no doubt away.
    #[test]
    fn a_quarantined_listing_never_approves(application in asked()) {
        let sources = Sources::new();
        let files: Vec<(&str, &str)> = TREE.to_vec();
        let before = decided(&application, &sources.with_tree(&files).snapshot());
        // Every listed host is a public mailbox now.
        let hosts = "stanford.edu\nox.ac.uk\nstrath.ac.uk\nharvard.edu\nszkola-zielona.pl\nold-college.org";
        let parsed = qualify_vetting::datasets::mailboxes::parse_lines(
            hosts.as_bytes(), qualify_vetting::datasets::mailboxes::MailboxKind::Public, &sources.basis,
        ).unwrap();
        let quarantining = sources.with(source("more-mail", SourceKind::DomainLines, false, parsed));
        let after = decided(&application, &quarantining.snapshot());
        prop_assert!(!is_approval(&after) || is_approval(&before), "{} became {}", before.reason_code, after.reason_code);
        let rests_on_quarantine = after.findings.hosts.iter().any(|host| host.listings.iter().any(|it| it.is_quarantined));
        prop_assert!(!(rests_on_quarantine && after.reason_code == ReasonCode::EduDataset && after.findings.hosts.len() == 1));
    }
}

/// 13.
#[test]
fn any_text_of_64_kib_in_any_field_ends_in_a_decision() {
    for unit in
        ["a", ".", "@", "/", " ", "University ", "\u{0301}", "\u{202e}", "大学", "xn--", "\u{FDFA}", "{host}"]
    {
        let text = unit.repeat(65_536 / unit.len());
        let application = Application {
            email: Some(text.clone()),
            domain: Some(text.clone()),
            website: Some(text.clone()),
            code: CodeInput::Good { organization: text.clone() },
            ..Application::new(Qualification::Education, text)
        };
        let decision = decided(&application, &FULL);
        assert_ne!(decision.outcome, Outcome::Approve);
        assert!(decision.explanation.partner.len() < 4096, "an explanation is a sentence");
    }
}

/// 5, the second half.
#[test]
fn an_approved_host_never_helps_another_domain() {
    for (email, website) in [
        ("a@stanford.edu.evil.com", "stanford.edu"),
        ("a@notstanford.edu", "stanford.edu"),
        ("a@x.onmicrosoft.com", "chippewavalley.onmicrosoft.com"),
        ("a@b.wixsite.com", "a.wixsite.com"),
    ] {
        let application = Application {
            email: Some(email.to_owned()),
            website: Some(website.to_owned()),
            country: CountryInput::parse("US"),
            ..Application::new(Qualification::Education, "Stanford University")
        };
        let decision = decided(&application, &FULL);
        assert_ne!(decision.outcome, Outcome::Approve, "{email} {website}: {}", decision.reason_code);
    }
}
