//! Hipo/university-domains-list: a JSON array of universities with their domains.

use std::cell::LazyCell;

use qualify_vocabulary::EducationSegment;
use serde::Deserialize;
use serde_json::Value;

use super::fault::ParseFault;
use super::hosts::entry_host;
use super::listings::{Listing, Listings};
use super::snapshot::Basis;
use super::source::{Content, Parsed, QuarantineCause, Quarantined};
use crate::Country;

/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 300;

/// Most domains of one university.
const DOMAINS_MAX: usize = 64;

#[derive(Debug, Deserialize)]
struct University {
    name: String,
    domains: Vec<String>,
    alpha_two_code: String,
}

/// Reads the array. An entry that is broken is reported and left out.
///
/// # Errors
/// It is no JSON array, or no entry of it is usable.
pub fn parse(bytes: &[u8], basis: &Basis) -> Result<Parsed, ParseFault> {
    let entries: Vec<Value> =
        serde_json::from_slice(bytes).map_err(|_| ParseFault::new("it is no JSON array"))?;
    let mut listings = Listings::default();
    let mut quarantined = Vec::new();
    for (place, entry) in entries.into_iter().enumerate() {
        let entry: Result<University, _> = serde_json::from_value(entry);
        match entry {
            Ok(university) => add(&university, basis, &mut listings, &mut quarantined),
            Err(_) => quarantined.push(Quarantined {
                entry: format!("entry {}", place + 1),
                cause: QuarantineCause::Unreadable,
            }),
        }
    }
    if listings.is_empty() {
        return Err(ParseFault::new("it holds no university with a domain"));
    }
    Ok(Parsed { content: Content::Listings(listings.shrunken()), quarantined })
}

fn add(university: &University, basis: &Basis, listings: &mut Listings, quarantined: &mut Vec<Quarantined>) {
    let name: String = university.name.replace(['\n', '\r'], " ").chars().take(NAME_CHARS_MAX).collect();
    let name = name.trim();
    // A name is read once, however many domains it has.
    let read = LazyCell::new(|| {
        let country = Country::parse(&university.alpha_two_code);
        Listing::new(name, country, Some(EducationSegment::HigherEducation))
    });
    for domain in university.domains.iter().take(DOMAINS_MAX) {
        let cause = match entry_host(domain, basis) {
            Ok(_) if name.is_empty() => QuarantineCause::NoName,
            Ok(host) => {
                listings.insert(&host, (*read).clone());
                continue;
            }
            Err(cause) => cause,
        };
        let entry = domain.chars().filter(|c| !c.is_control()).take(200).collect();
        quarantined.push(Quarantined { entry, cause });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_domain_of_a_university_is_listed_with_its_country() {
        let bytes = br#"[
            {"name": "Antonio University", "domains": ["uan.edu.co", "UAN.org"], "alpha_two_code": "CO",
             "web_pages": ["https://uan.edu.co/"], "country": "Colombia", "state-province": null},
            {"name": "No domains", "alpha_two_code": "CO"},
            {"name": "Suffix", "domains": ["edu.co"], "alpha_two_code": "CO"}
        ]"#;
        let parsed = parse(bytes, &Basis::embedded()).unwrap();
        let Content::Listings(listings) = &parsed.content else { panic!("listings") };
        for host in ["uan.edu.co", "uan.org"] {
            let [listing] = listings.get(host) else { panic!("{host}") };
            assert_eq!(listing.country, Country::parse("CO"));
            assert_eq!(listing.segment, Some(EducationSegment::HigherEducation));
        }
        let causes: Vec<_> = parsed.quarantined.iter().map(|it| (it.entry.as_str(), it.cause)).collect();
        assert_eq!(
            causes,
            [("entry 2", QuarantineCause::Unreadable), ("edu.co", QuarantineCause::PublicSuffix)]
        );
    }

    #[test]
    fn what_is_no_array_is_refused() {
        for bytes in [&b""[..], b"{}", b"[{\"name\":", b"[]", b"[null]", &b"[[".repeat(50_000)] {
            assert!(parse(bytes, &Basis::embedded()).is_err());
        }
    }
}
