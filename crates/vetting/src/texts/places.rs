//! What stands in the places of a text.

use qualify_vocabulary::EducationSegment;

use super::keys::Subject;
use super::letters::home;
use super::message::Value;
use crate::Country;
use crate::findings::{Findings, HostFinding, ListingFinding, SegmentFinding};
use crate::name::as_written;
use crate::rules::best_listing;

/// The value of a place. The texts of a decision have places only for what it has; what is missing all the same is empty.
pub(super) fn value(place: &str, subject: &Subject<'_>) -> Value {
    let Subject { findings, host, .. } = *subject;
    let text = match place {
        "name" => findings.legal_name.clone(),
        "host" => host_text(findings, host),
        "listed" => listed(host).unwrap_or_default(),
        "source" => source(findings, host).unwrap_or_default(),
        "registers" => {
            let mut titles: Vec<&str> = Vec::new();
            for title in findings.looked_into.iter().map(|id| findings.title_of(id)) {
                if !titles.contains(&title) {
                    titles.push(title);
                }
            }
            return Value::list(titles.into_iter());
        }
        "since" => {
            host.and_then(|host| host.refusal.as_ref()?.since).map(|day| day.to_string()).unwrap_or_default()
        }
        "suffix" => host.and_then(suffix).unwrap_or_default(),
        "country" => letters(findings.country),
        "evidence_country" => letters(host.and_then(|host| evidence_country(findings, host))),
        "second_country" => letters(host.and_then(second_country)),
        "home" => letters(host.and_then(|host| home(findings, host))),
        "script" => host.map(|host| host.scripts.join(", ")).unwrap_or_default(),
        "word" => return Value::list(words(findings, host).iter().map(String::as_str)),
        "segment" => segment(findings).to_owned(),
        "days" => return Value::Count(findings.policy.sla_business_days),
        _ => String::new(),
    };
    Value::text(&text)
}

/// The host on which a decision rests, with its own letters where these are others.
fn host_text(findings: &Findings, host: Option<&HostFinding>) -> String {
    let first = findings.hosts.iter().find(|host| host.usable().is_some());
    match host.or(first).and_then(HostFinding::usable) {
        // Where a country's suffix itself was sent, it is what decided.
        None => findings.hosts.iter().find_map(|host| host.foreign_suffix.clone()).unwrap_or_default(),
        Some(host) => match &host.unicode {
            Some(unicode) => format!("{unicode} ({})", host.name),
            None => host.name.clone(),
        },
    }
}

/// The listing of which a text speaks: one that counts, else one that is quarantined.
fn listing(host: &HostFinding) -> Option<&ListingFinding> {
    best_listing(host).or_else(|| host.listings.iter().max_by_key(|listing| listing.score))
}

fn listed(host: Option<&HostFinding>) -> Option<String> {
    let host = host?;
    let row = || host.registry.as_ref().map(|row| row.name.clone());
    listing(host).map(|listing| listing.name.clone()).or_else(row)
}

/// The title of the source; of an earlier finding, who found it.
fn source(findings: &Findings, host: Option<&HostFinding>) -> Option<String> {
    let host = host?;
    if let Some(refusal) = &host.refusal {
        return Some(refusal.source.clone());
    }
    let row = || host.registry.as_ref().map(|row| row.source.as_str());
    let id = listing(host).map(|listing| listing.source.as_str()).or_else(row)?;
    Some(findings.title_of(id).to_owned())
}

fn suffix(host: &HostFinding) -> Option<String> {
    let of_education = || host.education_suffix.as_ref().map(|suffix| suffix.suffix.clone());
    host.government_suffix.clone().or_else(of_education)
}

/// The two letters of a country.
fn letters(country: Option<Country>) -> String {
    country.map(|country| country.to_string()).unwrap_or_default()
}

fn segment(findings: &Findings) -> &'static str {
    match findings.segment {
        SegmentFinding::Known(EducationSegment::K12) => "K12",
        SegmentFinding::Known(EducationSegment::HigherEducation) => "HigherEducation",
        SegmentFinding::Absent | SegmentFinding::Unknown => "",
    }
}

/// The words of the name that decided, as they stand in it.
fn words(findings: &Findings, host: Option<&HostFinding>) -> Vec<String> {
    let Some(host) = host else { return Vec::new() };
    let of_registry = || host.registry.iter().flat_map(|row| &row.private_words);
    let risks = host.risk_words.iter().chain(&host.private_words).chain(of_registry());
    let mut words: Vec<String> =
        risks.map(|word| as_written(&findings.legal_name, word).unwrap_or(word).to_owned()).collect();
    if let Some(word) = host.research_word.as_ref().filter(|_| words.is_empty()) {
        words.push(as_written(&findings.legal_name, word).unwrap_or(word).to_owned());
    }
    words.dedup();
    words
}

/// A country that the evidence names: one that contradicts the address, else that of the first listing.
fn evidence_country(findings: &Findings, host: &HostFinding) -> Option<Country> {
    other_country(findings, host).or_else(|| listed_countries(host).next())
}

/// A country that the evidence names and the address does not.
pub(super) fn other_country(findings: &Findings, host: &HostFinding) -> Option<Country> {
    let given = findings.country?;
    let of_suffix =
        host.education_suffix.as_ref().and_then(|suffix| suffix.country).or(host.top_level_country);
    of_suffix.into_iter().chain(listed_countries(host)).find(|country| !given.agrees_with(*country))
}

/// A country in which a listing sees the institution, while the first one sees it elsewhere.
pub(super) fn second_country(host: &HostFinding) -> Option<Country> {
    let first = listed_countries(host).next()?;
    listed_countries(host).find(|country| !first.agrees_with(*country))
}

fn listed_countries(host: &HostFinding) -> impl Iterator<Item = Country> + '_ {
    host.used_listings().filter_map(|listing| listing.country)
}
