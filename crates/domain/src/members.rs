//! Reading the loose members of a request by rules, collecting every problem on the way.

use qualify_vocabulary::clean_text;

use crate::country::Country;
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
    /// Whether what copying and pasting brings along goes in silence (contract 9.1.8).
    drops_what_was_pasted: bool,
}

impl Rule {
    const fn of(text: &'static str, is_met: fn(&str) -> bool) -> Self {
        Self { text, is_met, blank_is_absent: true, drops_what_was_pasted: true }
    }

    const fn with_least_length(self) -> Self {
        Self { blank_is_absent: false, ..self }
    }

    const fn as_it_was_sent(self) -> Self {
        Self { drops_what_was_pasted: false, ..self }
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
        Self::of("an e-mail address such as it@school.example", is_email).as_it_was_sent();
    pub(crate) const DOMAIN: Self = Self::of("a domain such as school.example", |text| {
        qualify_vocabulary::DomainName::parse(text).is_ok()
    })
    .as_it_was_sent();
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

fn is_email(text: &str) -> bool {
    let has_no_blanks = !text.chars().any(|character| character.is_whitespace() || character.is_control());
    let halves = text.rsplit_once('@');
    has_no_blanks
        && text.len() <= 254
        && halves.is_some_and(|(user, host)| {
            !user.is_empty() && qualify_vocabulary::DomainName::parse(host).is_ok()
        })
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
        // An address in which something would have to be dropped is none (contract 9.1.1).
        let value = match clean_text(&value) {
            Ok(cleaned) if rule.drops_what_was_pasted => cleaned.trim().to_owned(),
            Ok(_) | Err(_) => value.trim().to_owned(),
        };
        if value.is_empty() && rule.blank_is_absent {
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
