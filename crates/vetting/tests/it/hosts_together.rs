//! Website, e-mail and tenant domain together (vetting specification 2), the gates, and evidence in time.

use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::Outcome::{self, Approve, Deny, Invalid, NeedsHuman};
use qualify_vetting::vocabulary::{Qualification, ReasonCode};
use qualify_vetting::{Application, Control, Country, CountryInput, Policy, Strictness, decide, if_claimed};

use crate::sample::{Sources, application, day, decided};

fn with_hosts(name: &str, email: &str, domain: &str, website: &str) -> Application {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Application {
        email: given(email),
        domain: given(domain),
        website: given(website),
        country: CountryInput::Known(Country::US),
        ..Application::new(Qualification::Education, name)
    }
}

#[test]
fn hosts_are_judged_together() {
    use ReasonCode as Code;
    const TENANT: &str = "stanford.onmicrosoft.com";
    let snapshot = Sources::new().snapshot();
    // E-mail, tenant domain, website.
    let table: [(&str, &str, &str, Outcome, Code); 17] = [
        ("a@stanford.edu", TENANT, "", Approve, Code::EduDataset),
        ("a@stanford.edu", TENANT, "https://www.stanford.edu/", Approve, Code::EduDataset),
        ("a@cs.stanford.edu", TENANT, "stanford.edu", Approve, Code::EduDataset),
        ("", "stanford.edu", "", Approve, Code::EduDataset),
        // Anybody can name a website.
        ("", TENANT, "https://stanford.edu", NeedsHuman, Code::ControlUnproven),
        ("", "", "https://stanford.edu", NeedsHuman, Code::ControlUnproven),
        ("a@gmail.com", TENANT, "https://stanford.edu", NeedsHuman, Code::ControlUnproven),
        ("a@somewhere.com", TENANT, "https://stanford.edu", NeedsHuman, Code::ControlUnproven),
        // An approving host is backed by its own holder only.
        ("a@stanford.edu", TENANT, "https://somewhere.com", Approve, Code::EduDataset),
        // A flag of integrity outweighs whatever the others say.
        ("a@stanford.edu", TENANT, "https://stanfоrd.edu", NeedsHuman, Code::Idn),
        ("a@stanford.edu", TENANT, "https://psu.edu", NeedsHuman, Code::Abused),
        ("a@alumni.stanford.edu", TENANT, "https://stanford.edu", NeedsHuman, Code::Stoplisted),
        ("a@stanford.edu", TENANT, "https://ox.ac.uk", NeedsHuman, Code::CountryMismatch),
        // Every host denies but the tenant's name, which says nothing.
        ("a@gmail.com", TENANT, "", Deny, Code::FreeMail),
        ("a@gmail.com", "chippewavalley.onmicrosoft.com", "", Deny, Code::FreeMail),
        // What cannot be looked up is passed over where something else can.
        ("a@stanford.edu", TENANT, "http://192.0.2.1/", Approve, Code::EduDataset),
        ("not an address", "", "http://192.0.2.1/", Invalid, Code::InputHost),
    ];
    for (email, domain, website, outcome, code) in table {
        let decision = decided(&with_hosts("Stanford University", email, domain, website), &snapshot);
        assert_eq!(
            (decision.outcome, decision.reason_code),
            (outcome, code),
            "{email} | {domain} | {website}"
        );
    }
}

#[test]
fn nothing_but_a_tenant_name_or_nothing_at_all_is_for_a_person() {
    let snapshot = Sources::new().snapshot();
    for (domain, code) in [
        ("lincoln.onmicrosoft.com", ReasonCode::NoOwnDomain),
        ("", ReasonCode::NoDomain),
        ("  ", ReasonCode::NoDomain),
    ] {
        let decision = decided(&with_hosts("Lincoln High School", "", domain, ""), &snapshot);
        assert_eq!((decision.outcome, decision.reason_code), (NeedsHuman, code), "{domain:?}");
    }
}

#[test]
fn a_second_customer_with_an_approved_domain_is_for_a_person() {
    let snapshot = Sources::new().snapshot();
    let first = decided(&application("Stanford University", "cs.stanford.edu", "EDU US HE"), &snapshot);
    assert_eq!(
        first.approved_domain.as_deref(),
        Some("stanford.edu"),
        "the holder's whole domain is claimed"
    );
    let second = if_claimed(&first).expect("an approval has one");
    assert_eq!((second.outcome, second.reason_code), (NeedsHuman, ReasonCode::DuplicateClaim));
    let denied = decided(&application("Lincoln High School", "gmail.com", "EDU US K12"), &snapshot);
    assert!(
        if_claimed(&denied).is_none() && denied.approved_domain.is_none(),
        "nobody claims a mailbox service"
    );
    let tenant = decided(
        &application("Chippewa Valley Schools", "chippewavalley.onmicrosoft.com", "EDU US K12"),
        &snapshot,
    );
    assert_eq!(
        tenant.approved_domain.as_deref(),
        Some("chippewavalley.onmicrosoft.com"),
        "not that of all tenants"
    );
}

fn strict(application: &Application, snapshot: &Snapshot) -> ReasonCode {
    let policy = Policy { strictness: Strictness::Strict, ..Policy::default() };
    decide(application, snapshot, policy, day()).reason_code
}

#[test]
fn a_strict_policy_wants_control_and_fresh_evidence() {
    let snapshot = Sources::new().snapshot();
    let asked = application("Stanford University", "stanford.edu", "EDU US HE");
    assert_eq!(strict(&asked, &snapshot), ReasonCode::ControlUnproven);
    let proven = Application { control: Control::Dns, ..asked };
    assert_eq!(strict(&proven, &snapshot), ReasonCode::EduDataset);
    let policy = Policy { strictness: Strictness::Strict, listing_age_days_max: 10, ..Policy::default() };
    let decision = decide(&proven, &snapshot, policy, day());
    assert_eq!(decision.reason_code, ReasonCode::StaleEvidence);
    // A suffix does not grow old.
    let by_suffix = Application {
        control: Control::Dns,
        ..application("Riverbend University", "riverbend.edu", "EDU US HE")
    };
    assert_eq!(decide(&by_suffix, &snapshot, policy, day()).reason_code, ReasonCode::EduSuffixB);
}

#[test]
fn a_final_finding_denies_this_name_with_this_domain_in_its_time_and_nobody_else() {
    let snapshot = Sources::new().snapshot();
    let ask = |name: &str, host: &str, on: &str| {
        let asked = application(name, host, "EDU US HE");
        decide(&asked, &snapshot, Policy::default(), on.parse().unwrap()).reason_code
    };
    assert_eq!(ask("Degree Mill", "www.mill.org", "2026-11-25"), ReasonCode::ListedNotEligible);
    assert_eq!(ask("The DEGREE MILL, Inc.", "mill.org", "2026-11-25"), ReasonCode::ListedNotEligible);
    assert_ne!(ask("Degree Mill Community College", "mill.org", "2026-11-25"), ReasonCode::ListedNotEligible);
    assert_ne!(ask("Degree Mill", "other.org", "2026-11-25"), ReasonCode::ListedNotEligible);
    assert_ne!(ask("Degree Mill", "mill.org", "2025-12-31"), ReasonCode::ListedNotEligible);
}

#[test]
fn a_listing_counts_in_its_time_only() {
    let snapshot = Sources::new().snapshot();
    let ask = |on: &str| {
        let asked = application("Old College", "old-college.org", "EDU US HE");
        decide(&asked, &snapshot, Policy::default(), on.parse().unwrap()).reason_code
    };
    assert_eq!(ask("2020-01-01"), ReasonCode::EduDataset);
    assert_eq!(ask("2026-11-25"), ReasonCode::EduNoEvidence);
}

#[test]
fn a_name_that_is_listed_elsewhere_does_not_pass_by_its_suffix() {
    let snapshot = Sources::new().snapshot();
    let copied = decided(&application("Harvard University", "harvard.edu.co", "EDU CO HE"), &snapshot);
    assert_eq!(copied.reason_code, ReasonCode::NameBelongsToOtherDomain);
    let original = decided(&application("Harvard University", "harvard.edu", "EDU US HE"), &snapshot);
    assert_eq!(original.reason_code, ReasonCode::EduDataset);
}
