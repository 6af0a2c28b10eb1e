//! The adversarial cases of the vetting specification (13), by their numbers: all sources loaded, the registry complete.

use qualify_vetting::vocabulary::Outcome::{self, Approve, Deny, Invalid, NeedsHuman};
use qualify_vetting::vocabulary::ReasonCode;

use crate::sample::{Sources, application, decided};

#[track_caller]
fn assert_decides(case: (&str, &str, &str), outcome: Outcome, reason_code: ReasonCode) {
    let (name, host, asked) = case;
    let decision = decided(&application(name, host, asked), &Sources::new().snapshot());
    assert_eq!(
        (decision.outcome, decision.reason_code),
        (outcome, reason_code),
        "{name} | {host} | {asked}: {}",
        decision.explanation.partner
    );
}

macro_rules! cases {
    ($($name:ident: $case:tt => $outcome:ident, $code:ident;)+) => {
        $(
            #[test]
            fn $name() {
                assert_decides($case, $outcome, ReasonCode::$code);
            }
        )+
    };
}

cases! {
    a001_a_url_with_port_case_and_www_reduces_to_its_host: ("Stanford University", "HTTPS://WWW.Stanford.EDU:443/about?x=1#y", "EDU US HE") => Approve, EduDataset;
    a002_an_email_address_reduces_to_its_host: ("Stanford University", "admissions@stanford.edu", "EDU US HE") => Approve, EduDataset;
    a003_blanks_and_a_trailing_root_dot_go: ("Stanford University", "  stanford.edu. ", "EDU US HE") => Approve, EduDataset;
    a004_a_subdomain_of_a_listed_domain_counts: ("Stanford University", "cs.stanford.edu", "EDU US HE") => Approve, EduDataset;
    a005_full_width_letters_are_the_same_name: ("Stanford University", "ｓｔａｎｆｏｒｄ．ｅｄｕ", "EDU US HE") => Approve, EduDataset;
    a006_a_cyrillic_letter_is_for_a_person: ("Stanford University", "stanfоrd.edu", "EDU US HE") => NeedsHuman, Idn;
    a007_the_same_trick_in_punycode_is_for_a_person: ("Stanford University", "xn--stanfrd-ejg.edu", "EDU US HE") => NeedsHuman, Idn;
    a008_a_suffix_is_read_from_the_right: ("Stanford University", "stanford.edu.com", "EDU US HE") => NeedsHuman, EduNoEvidence;
    a009_a_lookalike_is_no_evidence: ("Stanford University", "stanford-edu.com", "EDU US HE") => NeedsHuman, EduNoEvidence;
    a010_what_stands_before_an_at_sign_is_no_host: ("Stanford University", "https://stanford.edu@evil-login.com/", "EDU US HE") => NeedsHuman, EduNoEvidence;
    a011_a_path_is_no_host: ("Stanford University", "https://evil-login.com/stanford.edu", "EDU US HE") => NeedsHuman, EduNoEvidence;
    a012_a_personal_page_proves_a_person: ("Stanford University", "https://people.stanford.edu/~jdoe/", "EDU US HE") => NeedsHuman, PersonalPage;
    a013_alumni_mailboxes_are_stoplisted_and_the_parent_is_not: ("Stanford University", "alumni.stanford.edu", "EDU US HE") => NeedsHuman, Stoplisted;
    a014_a_museum_on_the_abuse_list_is_for_a_person: ("Smithsonian Institution", "si.edu", "EDU US") => NeedsHuman, Abused;
    a015_an_abused_university_is_never_denied: ("Pennsylvania State University", "psu.edu", "EDU US HE") => NeedsHuman, Abused;
    a016_a_true_domain_named_by_somebody_else_mismatches: ("Acme Widgets LLC", "stanford.edu", "EDU US HE") => NeedsHuman, NameMismatch;
    a017_a_bookstore_is_an_affiliate: ("Stanford University Bookstore Inc", "stanford.edu", "EDU US HE") => NeedsHuman, AffiliateOrNonTeaching;
    a018_a_credit_union_is_no_school: ("Stanford Federal Credit Union", "sfcu.org", "EDU US") => NeedsHuman, EduNoEvidence;
    a019_the_address_contradicts_the_country_code: ("University of Oxford", "ox.ac.uk", "EDU NG HE") => NeedsHuman, CountryMismatch;
    a020_a_polluted_name_does_not_outweigh_the_country: ("Uka Tarsadia University", "strath.ac.uk", "EDU IN HE") => NeedsHuman, CountryMismatch;
    a021_the_suffix_proves_the_other_segment: ("Stanford University", "stanford.edu", "EDU US K12") => NeedsHuman, SegmentMismatch;
    a022_a_learned_society_is_no_institution_by_name: ("Royal Astronomical Society", "ras.ac.uk", "EDU GB") => NeedsHuman, NameImplausible;
    a023_child_care_below_edu_au_is_for_a_person: ("Little Stars Childcare Centre", "littlestars.qld.edu.au", "EDU AU") => NeedsHuman, AffiliateOrNonTeaching;
    a024_edu_pl_is_open_to_anybody: ("Warsaw Business Academy", "warsaw-business.edu.pl", "EDU PL HE") => NeedsHuman, EduNoEvidence;
    a025_a_forged_copy_of_a_real_school_is_stoplisted: ("Osh Technological University", "oshtu.edu.kg", "EDU KG HE") => NeedsHuman, Stoplisted;
    a026_school_nz_is_unmoderated: ("Drone Pilot School", "dronepilot.school.nz", "EDU NZ K12") => NeedsHuman, EduNoEvidence;
    a027_ac_nz_is_unmoderated: ("Harvard University", "harvard.ac.nz", "EDU NZ HE") => NeedsHuman, EduNoEvidence;
    a028_a_generic_suffix_proves_nothing: ("Fast Degree University", "fastdegree.university", "EDU – HE") => NeedsHuman, EduNoEvidence;
    a029_a_name_on_a_hosting_platform_proves_nothing: ("Lincoln High School", "lincolnhigh.wixsite.com", "EDU US K12") => NeedsHuman, SharedPlatform;
    a030_a_free_subdomain_that_looks_academic_proves_nothing: ("Lincoln High School", "lincolnhigh.edu.eu.org", "EDU US K12") => NeedsHuman, SharedPlatform;
    a031_a_public_mailbox_is_denied: ("Lincoln High School", "lincolnhigh@gmail.com", "EDU US K12") => Deny, FreeMail;
    a032_a_disposable_mailbox_is_denied: ("Lincoln High School", "lincolnhigh@mailinator.com", "EDU US K12") => Deny, Disposable;
    a033_a_tenant_name_proves_nothing: ("Lincoln High School", "lincolnhigh2026.onmicrosoft.com", "EDU US K12") => NeedsHuman, NoOwnDomain;
    a034_a_listed_tenant_name_counts: ("Chippewa Valley Schools", "chippewavalley.onmicrosoft.com", "EDU US K12") => Approve, EduDataset;
    a035_the_military_is_not_covered_by_a_broad_entry: ("United States Air Force Academy", "af.mil", "EDU US HE") => NeedsHuman, Military;
    a036_a_city_portal_is_an_overbroad_listing: ("Fachhochschule für Verwaltung und Rechtspflege Berlin", "berlin.de", "EDU DE HE") => NeedsHuman, OverbroadListing;
    a037_a_suffix_that_is_listed_belongs_to_nobody: ("University of Guyana", "edu.gy", "EDU GY HE") => Invalid, InputPublicSuffix;
    a038_a_quarantined_suffix_does_not_cover_its_children: ("Georgetown Community College", "gtc.edu.gy", "EDU GY") => NeedsHuman, EduNoEvidence;
    a039_www_is_not_stripped_while_loading: ("Northern Territory Government", "nt.gov.au", "EDU AU") => NeedsHuman, EduNoEvidence;
    a040_a_public_library_is_for_a_person: ("Boston Public Library", "bpl.org", "EDU US") => NeedsHuman, EduNoEvidence;
    a041_a_suffix_belongs_to_nobody: ("University of Oxford", "ac.uk", "EDU GB HE") => Invalid, InputPublicSuffix;
    a042_an_address_is_no_domain: ("Test School", "192.0.2.10", "EDU US K12") => Invalid, InputIp;
    a043_a_reserved_name_is_no_domain: ("Test School", "school.test", "EDU US K12") => Invalid, InputReserved;
    a044_a_list_file_is_no_entry: ("Test School", "stoplist", "EDU US K12") => Invalid, InputSingle;
    a045_the_legal_name_is_required: ("", "stanford.edu", "EDU US HE") => Invalid, InputName;
    a046_a_school_district_of_the_registry_is_approved: ("Ashland School District", "ashlandorschools.gov", "EDU US K12") => Approve, GovSchoolDistrict;
    a047_a_city_is_no_school: ("City of Twentynine Palms", "29palms.gov", "EDU US") => NeedsHuman, GovDomain;
    a048_a_city_of_the_registry_is_approved: ("City of Twentynine Palms", "29palms.gov", "GCC US") => Approve, GovRegistry;
    a049_absence_counts_where_the_registry_is_complete: ("City of Nowhere", "cityofnowherexx.gov", "GCC US") => NeedsHuman, GovNotInRegistry;
    a050_a_contractor_that_names_its_client_mismatches: ("Acme Federal Services LLC", "29palms.gov", "GCC US") => NeedsHuman, NameMismatch;
    a051_a_foreign_government_is_denied: ("HM Revenue and Customs", "hmrc.gov.uk", "GCC GB") => Deny, GccNotUs;
    a052_an_international_body_is_denied: ("North Atlantic Treaty Organization", "nato.int", "GCC BE") => Deny, GccNotUs;
    a053_a_research_center_shows_papers: ("The MITRE Corporation", "mitre.org", "GCC US") => NeedsHuman, GovNoEvidence;
    a054_a_holder_of_regulated_data_shows_papers: ("Lockheed Martin Corporation", "lockheedmartin.com", "GCC US") => NeedsHuman, GovNoEvidence;
    a055_a_private_university_is_no_government: ("Stanford University", "stanford.edu", "GCC US") => NeedsHuman, GovNoEvidence;
    a056_a_code_is_required: ("City of Twentynine Palms", "29palms.gov", "GCC US code=missing") => Invalid, GccCodeMissing;
    a057_an_unknown_code_is_denied: ("City of Twentynine Palms", "29palms.gov", "GCC US code=unknown") => Deny, GccCodeUnknown;
    a058_an_exhausted_code_is_denied: ("City of Twentynine Palms", "29palms.gov", "GCC US code=exhausted") => Deny, GccCodeExhausted;
    a059_a_code_of_another_organisation_is_for_a_person: ("City of Twentynine Palms", "29palms.gov", "GCC US code=mismatch") => NeedsHuman, GccCodeOrgMismatch;
    a060_education_and_government_do_not_go_together: ("Ashland School District", "ashlandorschools.gov", "GCC US has=Education") => Invalid, QualificationConflict;
    a061_state_ownership_goes_beside_education: ("Ashland School District", "ashlandorschools.gov", "SOE US has=Education") => Approve, SoeAttested;
    a062_a_county_in_the_locality_space_is_approved: ("Terrell County", "co.terrell.tx.us", "GCC US") => Approve, GovLocality;
    a063_another_name_below_a_locality_is_private: ("Bob Web Design LLC", "bobsweb.austin.tx.us", "GCC US") => NeedsHuman, GovNoEvidence;
    a064_a_lookalike_of_a_gov_domain_is_no_evidence: ("Cybersecurity and Infrastructure Security Agency", "cisa-gov.com", "GCC US") => NeedsHuman, GovNoEvidence;
}

/// Evidence names a dataset that was loaded, under the name that it was loaded by; what the program carries is `embedded`.
#[test]
fn evidence_names_only_sources_that_were_consulted() {
    let named = |prefix: &str| {
        let mut sources = Sources::new();
        for loaded in &mut sources.all {
            let mut other = (**loaded).clone();
            other.version.id = format!("{prefix}{}", other.version.id);
            *loaded = std::sync::Arc::new(other);
        }
        sources.snapshot()
    };
    let snapshot = named("ours-");
    let mut doubts = std::collections::BTreeSet::new();
    let cases = [
        ("Stanford University", "alumni.stanford.edu"),
        ("Osh Technological University", "oshtu.edu.kg"),
        ("Pennsylvania State University", "psu.edu"),
        ("Stanford University", "stanford-online.edu"),
        ("University of Oxford", "newschool.ac.uk"),
        ("Szkoła Zielona", "zielona.edu.pl"),
        ("Degree Mill", "mill.org"),
        ("Some School", "berlin.de"),
        ("Some School", "mailinator.com"),
        ("Some School", "gmail.com"),
        ("Ashland School District", "ashlandorschools.gov"),
    ];
    for (name, host) in cases {
        let decision = decided(&application(name, host, "EDU US HE"), &snapshot);
        let consulted: Vec<&str> =
            decision.findings.sources.iter().map(|version| version.id.as_str()).collect();
        for item in &decision.evidence {
            // A finding of our own names in its row who found it.
            let is_known = consulted.contains(&item.source.as_str())
                || item.source == "embedded"
                || item.value == "not eligible";
            assert!(is_known, "{name} | {host}: {item:?}, consulted {consulted:?}");
            doubts.insert(item.value.clone());
        }
    }
    for value in
        ["stop-list", "abuse list", "the name is listed here", "public mailbox", "disposable mailbox"]
    {
        assert!(doubts.contains(value), "no case for {value}: {doubts:?}");
    }
}

/// Findings that were kept before the source was noted come to the evidence that was kept with them.
#[test]
fn findings_of_before_come_to_the_evidence_of_before() {
    let decision = decided(
        &application("Stanford University", "alumni.stanford.edu", "EDU US HE"),
        &Sources::new().snapshot(),
    );
    let mut kept = serde_json::to_value(&decision.findings).unwrap();
    for host in kept["hosts"].as_array_mut().unwrap() {
        for member in ["stop_list_source", "abuse_list_source", "name_is_listed_by"] {
            host.as_object_mut().unwrap().remove(member);
        }
    }
    let again = qualify_vetting::replay(serde_json::from_value(kept).unwrap(), decision.ruleset).unwrap();
    assert!(again.evidence.iter().any(|item| item.source == "swot" && item.value == "stop-list"));
}
