//! What people read about a decision, by reason code. English stands in `en.txt`; another language is one more file.

use std::collections::HashMap;
use std::sync::LazyLock;

use qualify_vocabulary::{EducationSegment, ReasonCode, is_ignorable};

use crate::findings::{Findings, HostFinding, SegmentFinding};
use crate::rules::best_listing;

/// Longest value that is put into a text, in characters: an explanation is a sentence.
const VALUE_CHARS_MAX: usize = 120;

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::parse(include_str!("en.txt")));

/// The texts of one language.
#[derive(Debug, Default)]
pub struct Texts {
    entries: HashMap<ReasonCode, Entry>,
}

/// What is said for one reason code, with its places for values.
#[derive(Debug, Default, Clone)]
struct Entry {
    partner: String,
    next: String,
    checks: Vec<String>,
}

/// What people read about one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened and why, for the partner.
    pub partner: String,
    /// What the partner can do now.
    pub next: String,
    /// What a reviewer looks at; empty where nobody has to.
    pub checks: Vec<String>,
}

impl Texts {
    /// The English texts.
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    fn parse(text: &str) -> Self {
        let mut texts = Self::default();
        let mut code = None;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                code = ReasonCode::parse(name).ok();
            } else if let (Some(code), Some((key, value))) = (code, line.split_once(" = ")) {
                let entry = texts.entries.entry(code).or_default();
                match key {
                    "partner" => value.clone_into(&mut entry.partner),
                    "next" => value.clone_into(&mut entry.next),
                    "check" => entry.checks.push(value.to_owned()),
                    _ => {}
                }
            }
        }
        texts
    }

    /// What is said about a decision for this reason, which rests on this host.
    pub(crate) fn explain(
        &self,
        reason_code: ReasonCode,
        findings: &Findings,
        host: Option<&HostFinding>,
    ) -> Explanation {
        let entry = self.entries.get(&reason_code).cloned().unwrap_or_default();
        let value = |key: &str| value(key, findings, host);
        Explanation {
            partner: fill(&entry.partner, value),
            next: fill(&entry.next, value),
            checks: entry.checks.iter().map(|check| fill(check, value)).collect(),
        }
    }

    /// What a reviewer looks at in a case of this reason: the same checklist, with what is known of the applicant. Empty
    /// where no rule leaves anything to a person.
    pub fn checks(&self, reason_code: ReasonCode, name: &str, host: Option<&str>) -> Vec<String> {
        let value = |key: &str| match key {
            "name" => Some(name.to_owned()),
            "host" => Some(host.unwrap_or("the domain").to_owned()),
            _ => Some(NOT_LOOKED_UP.to_owned()),
        };
        let entry = self.entries.get(&reason_code);
        entry.into_iter().flat_map(|entry| &entry.checks).map(|check| fill(check, value)).collect()
    }
}

/// What a listing says where nobody has looked it up.
const NOT_LOOKED_UP: &str = "what is listed";

/// Puts values into the places of a text; one without a value goes with the blank behind it. A value is never looked at
/// again, so that a name with braces in it is a name.
fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((key, behind)) = after.split_once('}') else { break };
        let shown = shown(&value(key).unwrap_or_default());
        rest = if shown.is_empty() { behind.strip_prefix(' ').unwrap_or(behind) } else { behind };
        filled.push_str(&shown);
    }
    filled.push_str(rest);
    filled
}

/// A value as it can stand in a sentence: nothing that does not show, single blanks, and not endless.
fn shown(value: &str) -> String {
    let visible: String = value
        .chars()
        .filter(|c| c.is_whitespace() || !(c.is_control() || is_ignorable(*c)))
        .take(VALUE_CHARS_MAX)
        .collect();
    let mut shown = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.chars().nth(VALUE_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

fn value(key: &str, findings: &Findings, host: Option<&HostFinding>) -> Option<String> {
    let listing = || host.and_then(best_listing);
    let row = || host.and_then(|host| host.registry.as_ref());
    let refusal = || host.and_then(|host| host.refusal.as_ref());
    match key {
        "name" => Some(findings.legal_name.clone()),
        "host" => Some(host_text(findings, host)),
        "listed" => listing().map(|listing| listing.name.clone()).or(row().map(|row| row.name.clone())),
        "source" => refusal()
            .map(|refusal| refusal.source.clone())
            .or(listing().map(|listing| listing.source.clone()))
            .or(row().map(|row| row.source.clone())),
        "since" => refusal().and_then(|refusal| refusal.since).map(|day| format!("on {day}")),
        "suffix" => host?.education_suffix.as_ref().map(|suffix| suffix.suffix.clone()),
        "country" => findings.country.map(|country| country.to_string()),
        "evidence_country" => Some(evidence_country(findings, host?)),
        "word" => Some(host?.risk_words.join(", ")),
        "segment" => match findings.segment {
            SegmentFinding::Known(EducationSegment::K12) => Some("K12".to_owned()),
            SegmentFinding::Known(EducationSegment::HigherEducation) => Some("HigherEducation".to_owned()),
            SegmentFinding::Absent | SegmentFinding::Unknown => Some("the one that was sent".to_owned()),
        },
        _ => None,
    }
}

/// The host on which a decision rests, with its own letters where these are others.
fn host_text(findings: &Findings, host: Option<&HostFinding>) -> String {
    let first = findings.hosts.iter().find(|host| host.usable().is_some());
    match host.or(first).and_then(HostFinding::usable) {
        None => "the domain that was sent".to_owned(),
        Some(host) => match &host.unicode {
            Some(unicode) => format!("{unicode} ({})", host.name),
            None => host.name.clone(),
        },
    }
}

/// A country that the evidence names and the address does not.
fn evidence_country(findings: &Findings, host: &HostFinding) -> String {
    let given = findings.country;
    let of_suffix =
        host.education_suffix.as_ref().and_then(|suffix| suffix.country).or(host.top_level_country);
    let mut named = of_suffix.into_iter().chain(host.used_listings().filter_map(|listing| listing.country));
    let other = named.find(|country| given.is_none_or(|given| !given.agrees_with(*country)));
    other.map_or_else(|| "another country".to_owned(), |country| country.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_texts() {
        let texts = Texts::english();
        for code in ReasonCode::ALL {
            let entry = texts.entries.get(code).unwrap_or_else(|| panic!("{code} has no text"));
            assert!(!entry.partner.is_empty() && !entry.next.is_empty(), "{code}");
        }
    }

    #[test]
    fn every_code_that_needs_a_person_tells_the_reviewer_what_to_look_at() {
        let texts = Texts::english();
        let for_people = crate::rules::TABLE.iter().flat_map(|rule| rule.answers);
        for (outcome, code) in for_people {
            if *outcome == qualify_vocabulary::Outcome::NeedsHuman {
                assert!(!texts.entries[code].checks.is_empty(), "{code}");
                for check in texts.checks(*code, "Lakeside School", Some("lakeside.example")) {
                    assert!(!check.contains(['{', '}']), "{check}");
                }
            }
        }
    }

    #[test]
    fn no_text_is_joined_to_a_value_without_a_blank_whatever_has_a_value() {
        let value = |_: &str| Some("VALUE".to_owned());
        for (code, entry) in &Texts::english().entries {
            for text in [&entry.partner, &entry.next].into_iter().chain(&entry.checks) {
                let places: Vec<&str> =
                    text.split('{').skip(1).filter_map(|it| it.split('}').next()).collect();
                let all = fill(text, value);
                assert_eq!(all.matches("VALUE").count(), places.len(), "{code}: {all}");
                for joined in all.split("VALUE").zip(all.split("VALUE").skip(1)) {
                    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                    let is_joined =
                        is_letter(joined.0.chars().next_back()) || is_letter(joined.1.chars().next());
                    assert!(!is_joined, "{code}: {all}");
                }
                for left_out in places {
                    let less = fill(text, |key| value(key).filter(|_| key != left_out));
                    assert!(!less.contains("  "), "{code} without {left_out}: {less}");
                }
            }
        }
    }

    #[test]
    fn a_value_is_put_in_once_and_shows_no_control_characters() {
        let value = |key: &str| (key == "name").then(|| "A{host}\u{202e}\u{7}B".to_owned());
        assert_eq!(fill("You sent {nothing} {name}.", value), "You sent A{host}B.");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), VALUE_CHARS_MAX + 1);
    }
}
