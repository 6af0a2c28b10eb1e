//! Reading the loose members of a request by rules, collecting every problem on the way.

use qualify_vocabulary::{DomainName, EmailAddress, clean_text};

use crate::country::facts::Country;
use crate::language::canonical_language;
use crate::{MemberProblem, Refusal};

/// Longest text of a member without a documented limit, in characters.
const TEXT_CHARS_MAX: usize = 256;

/// A rule for one text.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) text: &'static str,
    pub(crate) is_met: fn(&str) -> bool,
    /// Whether a blank text is one that was not sent; where a least length is documented, it is too short.
    pub(crate) blank_is_absent: bool,
    cleaning: Cleaning,
}

/// What of a text goes in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cleaning {
    /// What copying and pasting brings along, and blanks around it (contract 9.1.8).
    Pasted,
    /// Blanks around it.
    Blanks,
    /// Nothing: an address in which something would have to be dropped is none (contract 9.1.1).
    Nothing,
}

impl Rule {
    const fn of(text: &'static str, is_met: fn(&str) -> bool) -> Self {
        Self { text, is_met, blank_is_absent: true, cleaning: Cleaning::Pasted }
    }

    const fn with_least_length(self) -> Self {
        Self { blank_is_absent: false, ..self }
    }

    const fn cleaned(self, cleaning: Cleaning) -> Self {
        Self { cleaning, ..self }
    }

    pub(crate) const TEXT: Self =
        Self::of("at most 256 characters without control characters or marks of direction", |text| {
            is_plain(text, TEXT_CHARS_MAX)
        });
    pub(crate) const PERSON: Self =
        Self::of("1 to 50 characters", |text| is_plain(text, 50)).with_least_length();
    pub(crate) const MIDDLE_NAME: Self = Self::of("at most 50 characters", |text| is_plain(text, 50));
    pub(crate) const ADDRESS_LINE: Self = Self::of("at most 200 characters", |text| is_plain(text, 200));
    pub(crate) const FIRST_ADDRESS_LINE: Self =
        Self::of("1 to 200 characters", |text| is_plain(text, 200)).with_least_length();
    pub(crate) const EMAIL: Self =
        Self::of("one e-mail address such as it@school.example", |text| EmailAddress::parse(text).is_ok())
            .cleaned(Cleaning::Nothing);
    pub(crate) const DOMAIN: Self =
        Self::of("a domain such as school.example", |text| DomainName::parse(text).is_ok())
            .cleaned(Cleaning::Blanks);
    pub(crate) const CULTURE: Self = Self::of("a culture such as en-US", is_culture);
    pub(crate) const LANGUAGE: Self =
        Self::of("a language such as en or pt-PT", |text| canonical_language(text).is_some());
    pub(crate) const COUNTRY: Self =
        Self::of("a country of ISO 3166-1 such as US", |text| Country::find(text).is_some());
}

fn is_plain(text: &str, chars_max: usize) -> bool {
    clean_text(text).is_ok_and(|text| text.chars().count() <= chars_max)
}

fn is_two_letters(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_culture(text: &str) -> bool {
    text.is_ascii()
        && text.len() == 5
        && text.as_bytes()[2] == b'-'
        && is_two_letters(&text[..2])
        && is_two_letters(&text[3..])
}

/// Collects every problem, so that one answer names them all.
#[derive(Default)]
pub(crate) struct MemberReader {
    pub(crate) missing: Vec<&'static str>,
    pub(crate) unusable: Vec<MemberProblem>,
}

impl MemberReader {
    pub(crate) fn optional(
        &mut self,
        member: &'static str,
        value: Option<String>,
        rule: Rule,
    ) -> Option<String> {
        let value = value?;
        let value = match (rule.cleaning, clean_text(&value)) {
            (Cleaning::Nothing, _) => value,
            (Cleaning::Pasted, Ok(cleaned)) => cleaned.trim().to_owned(),
            (Cleaning::Pasted, Err(_)) | (Cleaning::Blanks, _) => value.trim().to_owned(),
        };
        if value.trim().is_empty() && rule.blank_is_absent {
            return None;
        }
        if value.is_empty() || !(rule.is_met)(&value) {
            self.unusable.push(MemberProblem { member, rule: rule.text });
        }
        Some(value)
    }

    pub(crate) fn required(&mut self, member: &'static str, value: Option<String>, rule: Rule) -> String {
        let value = self.optional(member, value, rule);
        if value.is_none() {
            self.missing.push(member);
        }
        value.unwrap_or_default()
    }

    pub(crate) fn finish(self) -> Result<(), Refusal> {
        if !self.missing.is_empty() {
            return Err(Refusal::MembersMissing(self.missing));
        }
        if !self.unusable.is_empty() {
            return Err(Refusal::MembersUnusable(self.unusable));
        }
        Ok(())
    }
}
