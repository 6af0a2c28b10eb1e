//! Names of government bodies (vetting specification 15.1, the last paragraph but one, and 15.7).

use qualify_vetting::datasets::{SourceKind, cisa};
use qualify_vetting::vocabulary::Outcome::{self, Approve, Deny, NeedsHuman};
use qualify_vetting::vocabulary::ReasonCode as Code;

use crate::sample::{Sources, application, decided, source};

const REGISTRY: &str = "Domain name,Domain type,Organization name,Suborganization name,City,State\n\
    ca.gov,State or territory,State of California,,Sacramento,CA\n\
    ny.gov,State or territory,State of New York,,Albany,NY\n\
    fdic.gov,Federal - Executive,Federal Deposit Insurance Corporation,,Washington,DC\n\
    redbanktn.gov,City,City of Red Bank,,Red Bank,TN\n\
    riverwater.gov,Special district,River Bend Water Supply District,,Bend,OR\n\
    29palms.gov,City,City of Twentynine Palms,,Twentynine Palms,CA\n";

#[track_caller]
fn assert_answers(name: &str, host: &str, outcome: Outcome, code: Code) {
    let mut sources = Sources::none();
    let registry = cisa::parse(REGISTRY.as_bytes(), None, &sources.basis).expect("the sample reads");
    sources = sources.with(source("cisa", SourceKind::CisaCurrentFull, true, registry));
    let decision = decided(&application(name, host, "GCC US"), &sources.snapshot());
    let found = (decision.outcome, decision.reason_code);
    assert_eq!(found, (outcome, code), "{name} | {host}: {:?}", decision.findings.hosts);
}

/// Declares a test for each row.
macro_rules! answers {
    ($($test:ident: $name:literal, $host:literal => $outcome:ident $code:ident;)+) => {$(
        #[test]
        fn $test() {
            assert_answers($name, $host, $outcome, Code::$code);
        }
    )+};
}

answers! {
    a_corporation_of_the_registry_keeps_its_word: "Federal Deposit Insurance Corporation", "fdic.gov" => Approve GovRegistry;
    initials_of_the_registry_are_its_name: "FDIC", "fdic.gov" => Approve GovRegistry;
    a_city_that_is_called_bank_keeps_its_word: "City of Red Bank", "redbanktn.gov" => Approve GovRegistry;
    a_district_that_supplies_water_keeps_its_word: "River Bend Water Supply District", "riverwater.gov" => Approve GovRegistry;
    a_chamber_of_commerce_adds_its_words: "City of Red Bank Chamber of Commerce", "redbanktn.gov" => NeedsHuman GovPrivateBody;
    another_bank_is_not_the_city: "First Example Savings Bank", "redbanktn.gov" => NeedsHuman NameMismatch;
    a_department_of_a_state_by_its_initials: "California Department of Motor Vehicles", "dmv.ca.gov" => Approve GovRegistry;
    the_same_with_the_state_in_the_initials: "New York State Office of Information Technology", "nysoit.ny.gov" => Approve GovRegistry;
    a_department_of_a_state_by_one_of_its_words: "New York State Department of Health", "www.health.ny.gov" => Approve GovRegistry;
    a_department_without_the_state_is_anybodys: "Department of Motor Vehicles", "dmv.ca.gov" => NeedsHuman NameMismatch;
    a_department_of_another_state: "Texas Department of Motor Vehicles", "dmv.ca.gov" => NeedsHuman NameMismatch;
    a_name_of_a_state_without_a_public_body: "California Motor Vehicles", "dmv.ca.gov" => NeedsHuman NameMismatch;
    a_label_that_the_name_does_not_explain: "California Department of Motor Vehicles", "parks.ca.gov" => NeedsHuman NameMismatch;
    a_department_with_words_of_a_private_body: "California Department Supply Inc", "supply.ca.gov" => NeedsHuman NameMismatch;
    a_citys_row_has_no_parts: "California Department of Motor Vehicles", "dmv.29palms.gov" => NeedsHuman NameMismatch;
    words_for_public_bodies_do_not_tell: "Twentynine Palms City Council", "29palms.gov" => Approve GovRegistry;
    another_place_tells: "City of Austin", "29palms.gov" => NeedsHuman NameMismatch;
    no_word_is_equal_to_another_by_its_ending: "City of Twentyninth Palm", "29palms.gov" => NeedsHuman NameMismatch;
    a_county_of_the_locality_space: "Terrell County", "co.terrell.tx.us" => Approve GovLocality;
    the_state_behind_a_locality_is_dropped: "Terrell County, Texas", "co.terrell.tx.us" => Approve GovLocality;
    the_states_code_is_dropped: "Terrell County TX", "co.terrell.tx.us" => Approve GovLocality;
    another_states_name_is_no_word_of_this_ones: "Terrell County Zephyria", "co.terrell.tx.us" => NeedsHuman NameImplausible;
    a_locality_in_two_words: "City of Santa Fe", "ci.santa-fe.nm.us" => Approve GovLocality;
    a_locality_in_two_words_and_one_label: "City of Santa Fe", "ci.santafe.nm.us" => Approve GovLocality;
    a_locality_that_is_written_short: "City of Mt. Angel", "ci.mt-angel.or.us" => Approve GovLocality;
    a_locality_that_is_written_short_in_the_label: "City of Mount Angel", "ci.mtangel.or.us" => Approve GovLocality;
    a_locality_with_more_of_its_own: "Terrell County Golden Visa", "co.terrell.tx.us" => NeedsHuman NameImplausible;
    another_locality: "City of Santa Cruz", "ci.santa-fe.nm.us" => NeedsHuman NameImplausible;
    a_tribe_below_its_suffix: "Lummi Nation", "lummi.nsn.us" => Approve GovSuffix;
    a_county_below_the_suffix_of_tribes: "Whatcom County", "lummi.nsn.us" => NeedsHuman NameImplausible;
    an_agency_below_the_federal_suffix: "Office of Surface Mining", "osm.fed.us" => Approve GovSuffix;
    a_city_below_the_federal_suffix: "City of Austin", "osm.fed.us" => NeedsHuman NameImplausible;
    a_department_below_a_states_suffix: "Department of Transportation", "dot.state.tx.us" => Approve GovSuffix;
    a_company_below_a_states_suffix: "Texas Transportation Contractors", "dot.state.tx.us" => NeedsHuman GovPrivateBody;
    a_foreign_suffix_itself: "Her Majesty", "gov.uk" => Deny GccNotUs;
}

#[test]
fn without_a_registry_words_of_a_private_body_come_before_what_the_host_says() {
    for (name, host, outcome, code) in [
        ("City of Riverside", "riverside.gov", Approve, Code::GovSuffix),
        ("City of Riverside Chamber of Commerce", "riverside.gov", NeedsHuman, Code::GovPrivateBody),
        ("Riverside Golden Visa", "lakeside.gov", NeedsHuman, Code::NameImplausible),
        ("Department of the Army Federal Credit Union", "apd.army.mil", NeedsHuman, Code::GovPrivateBody),
        ("Lummi Nation Supply Inc", "lummi.nsn.us", NeedsHuman, Code::GovPrivateBody),
    ] {
        let decision = decided(&application(name, host, "GCC US"), &Sources::none().snapshot());
        assert_eq!((decision.outcome, decision.reason_code), (outcome, code), "{name} | {host}");
    }
}

#[test]
fn each_word_of_a_private_body_that_is_added_to_a_city_is_for_a_person() {
    for words in [
        "Chamber of Commerce",
        "Credit Union",
        "Association",
        "Benevolent",
        "Contractors",
        "Supply",
        "Foods",
        "Insurance",
        "Bank",
        "Inc",
        "LLC",
        "Corporation",
    ] {
        let name = format!("City of Twentynine Palms {words}");
        assert_answers(&name, "29palms.gov", NeedsHuman, Code::GovPrivateBody);
    }
}
