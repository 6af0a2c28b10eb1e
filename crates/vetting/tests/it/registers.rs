//! What an official register, or a list that knows what its entries are, says more than a list that people keep (vetting
//! specification 15.2, 15.4, 15.6).

use qualify_vetting::datasets::{Backing, Content, Listing, Listings, Parsed, SourceKind};
use qualify_vetting::vocabulary::Outcome::{Approve, NeedsHuman};
use qualify_vetting::vocabulary::{EducationSegment, ReasonCode};
use qualify_vetting::{Country, if_claimed};

use crate::sample::{Sources, application, decided, source};

/// A body of a register: host, id, name, segment.
type Body<'row> = (&'row str, Option<&'row str>, &'row str, EducationSegment);

fn listing(name: &str, segment: EducationSegment, backing: Backing) -> Listing {
    Listing::new(name, Country::parse("PL"), Some(segment)).backed(backing)
}

fn register(id: &str, bodies: &[Body<'_>]) -> Sources {
    let mut listings = Listings::default();
    for (host, id, name, segment) in bodies {
        let backing = Backing::Register { id: id.map(Into::into) };
        listings.insert(host, listing(name, *segment, backing));
    }
    let parsed = Parsed { content: Content::Listings(listings), quarantined: Vec::new() };
    Sources::none().with(source(id, SourceKind::OrganisationsCsv, false, parsed))
}

const K12: EducationSegment = EducationSegment::K12;

#[test]
fn thirteen_schools_of_one_citys_host_are_thirteen_claims() {
    let rows: Vec<(String, String)> = (1..=13)
        .map(|number| (format!("{}", 4000 + number), format!("Szkoła Podstawowa nr {number} w Łodzi")))
        .collect();
    let bodies: Vec<Body<'_>> =
        rows.iter().map(|(id, name)| ("elodz.edu.pl", Some(id.as_str()), name.as_str(), K12)).collect();
    let snapshot = register("rspo", &bodies).snapshot();
    let mut claims = Vec::new();
    for (id, name) in &rows {
        let decision = decided(&application(name, "sekretariat@elodz.edu.pl", "EDU PL K12"), &snapshot);
        assert_eq!((decision.outcome, decision.reason_code), (Approve, ReasonCode::EduDataset), "{name}");
        assert_eq!(decision.approved_domain.as_deref(), Some(&*format!("elodz.edu.pl#rspo:{id}")));
        let second = if_claimed(&decision).expect("an approval is a claim");
        assert_eq!((second.outcome, second.reason_code), (NeedsHuman, ReasonCode::DuplicateClaim), "{name}");
        claims.push(decision.approved_domain);
    }
    claims.sort();
    claims.dedup();
    assert_eq!(claims.len(), 13);
}

#[test]
fn a_body_that_has_its_host_alone_claims_the_host() {
    let snapshot = register("rspo", &[("sp7.lodz.pl", Some("7"), "Szkoła Podstawowa nr 7 w Łodzi", K12)]);
    let asked = application("Szkoła Podstawowa nr 7 w Łodzi", "sp7.lodz.pl", "EDU PL");
    let decision = decided(&asked, &snapshot.snapshot());
    assert_eq!(decision.approved_domain.as_deref(), Some("sp7.lodz.pl"));
}

#[test]
fn bodies_without_an_id_share_one_claim() {
    let bodies = [
        ("elodz.edu.pl", None, "Szkoła Podstawowa nr 1 w Łodzi", K12),
        ("elodz.edu.pl", None, "Szkoła Podstawowa nr 2 w Łodzi", K12),
    ];
    let snapshot = register("rspo", &bodies).snapshot();
    let asked = application("Szkoła Podstawowa nr 2 w Łodzi", "elodz.edu.pl", "EDU PL");
    assert_eq!(decided(&asked, &snapshot).approved_domain.as_deref(), Some("elodz.edu.pl"));
}

#[test]
fn the_other_bodies_of_a_host_say_nothing_about_the_segment() {
    let bodies = [
        ("kampus.pl", Some("1"), "Szkoła Podstawowa nr 1 w Łodzi", K12),
        ("kampus.pl", Some("2"), "Uniwersytet Łódzki", EducationSegment::HigherEducation),
    ];
    let snapshot = register("rspo", &bodies).snapshot();
    for (name, asked) in
        [("Szkoła Podstawowa nr 1 w Łodzi", "EDU PL K12"), ("Uniwersytet Łódzki", "EDU PL HE")]
    {
        let decision = decided(&application(name, "kampus.pl", asked), &snapshot);
        assert_eq!(decision.reason_code, ReasonCode::EduDataset, "{name}");
    }
    let other = decided(&application("Uniwersytet Łódzki", "kampus.pl", "EDU PL K12"), &snapshot);
    assert_eq!(other.reason_code, ReasonCode::SegmentMismatch);
}

#[test]
fn a_list_that_knows_what_its_entries_are_says_that_an_institute_teaches() {
    let name = "Silesian Institute of Metrology";
    for (backing, code) in [
        (Backing::List, ReasonCode::ListedNotTeaching),
        (Backing::Typed, ReasonCode::EduDataset),
        (Backing::Register { id: None }, ReasonCode::EduDataset),
    ] {
        let mut listings = Listings::default();
        listings.insert("sim.pl", listing(name, EducationSegment::HigherEducation, backing.clone()));
        let parsed = Parsed { content: Content::Listings(listings), quarantined: Vec::new() };
        let sources = Sources::none().with(source("list", SourceKind::HipoJson, false, parsed));
        let decision = decided(&application(name, "sim.pl", "EDU PL"), &sources.snapshot());
        assert_eq!(decision.reason_code, code, "{backing:?}");
    }
}

#[test]
fn only_a_register_waives_a_hospital_and_any_listing_a_bookstore() {
    for (name, backing, code) in [
        ("Riverside Teaching Hospital", Backing::List, ReasonCode::AffiliateOrNonTeaching),
        ("Riverside Teaching Hospital", Backing::Typed, ReasonCode::AffiliateOrNonTeaching),
        ("Riverside Teaching Hospital", Backing::Register { id: None }, ReasonCode::EduDataset),
        ("Riverside Beauty College", Backing::List, ReasonCode::EduDataset),
    ] {
        let mut listings = Listings::default();
        let listed = Listing::new(name, Country::parse("US"), None).backed(backing.clone());
        listings.insert("riverside.org", listed);
        let parsed = Parsed { content: Content::Listings(listings), quarantined: Vec::new() };
        let sources = Sources::none().with(source("list", SourceKind::HipoJson, false, parsed));
        let decision = decided(&application(name, "riverside.org", "EDU US"), &sources.snapshot());
        assert_eq!(decision.reason_code, code, "{name} {backing:?}");
    }
}

#[test]
fn a_name_beside_the_main_one_matches_and_keeps_nobody_from_it() {
    let mut listings = Listings::default();
    let he = Some(EducationSegment::HigherEducation);
    let country = Country::parse("PL");
    listings.insert(
        "uni.lodz.pl",
        Listing::new("Uniwersytet Łódzki", country, he).also_known_as("Universitas Lodziensis"),
    );
    listings.insert(
        "lodziensis.pl",
        Listing::new("Collegium Medicum Lodziense", country, he).also_known_as("Uniwersytet Łódzki"),
    );
    let parsed = Parsed { content: Content::Listings(listings), quarantined: Vec::new() };
    let sources = Sources::none().with(source("ror", SourceKind::HipoJson, false, parsed));
    let snapshot = sources.snapshot();
    for (name, host, code) in [
        ("Universitas Lodziensis", "uni.lodz.pl", ReasonCode::EduDataset),
        // Its main name is another host's, and it is listed under it here as well.
        ("Uniwersytet Łódzki", "lodziensis.pl", ReasonCode::EduDataset),
        ("Uniwersytet Łódzki", "uni.lodz.pl", ReasonCode::EduDataset),
    ] {
        let decision = decided(&application(name, host, "EDU PL"), &snapshot);
        assert_eq!(decision.reason_code, code, "{name} {host}");
    }
}
