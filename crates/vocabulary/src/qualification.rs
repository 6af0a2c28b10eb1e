//! What a customer can qualify for (contract 2.1), and the school segment that belongs to Education.

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// A customer's qualification, with its documented integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Qualification {
    /// 0: nothing. Never stored; the absence of a record.
    None,
    /// 1: academic pricing; vetted.
    Education,
    /// 2: charity pricing; exists by import only.
    Nonprofit,
    /// 3: the Government Community Cloud; needs a validation code of the partner.
    GovernmentCommunityCloud,
    /// 4: owned or controlled by a state; declared, not vetted, and combinable with the others.
    StateOwnedEntity,
}

impl Qualification {
    /// All five, in the order of their integers.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Education,
        Self::Nonprofit,
        Self::GovernmentCommunityCloud,
        Self::StateOwnedEntity,
    ];

    /// The PascalCase name: asynchronous family, audit, storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Education => "Education",
            Self::Nonprofit => "Nonprofit",
            Self::GovernmentCommunityCloud => "GovernmentCommunityCloud",
            Self::StateOwnedEntity => "StateOwnedEntity",
        }
    }

    /// The qualification with this documented integer.
    pub fn from_integer(integer: u64) -> Option<Self> {
        usize::try_from(integer).ok().and_then(|index| Self::ALL.get(index)).copied()
    }

    /// Reads text by contract 2.2: digits by integer, else the name without regard to case, `_`, `-` and blanks.
    ///
    /// ```
    /// use qualify_vocabulary::Qualification;
    /// assert_eq!(
    ///     Qualification::parse(" government_community_cloud "),
    ///     Ok(Qualification::GovernmentCommunityCloud)
    /// );
    /// assert_eq!(Qualification::parse("1"), Ok(Qualification::Education));
    /// ```
    ///
    /// # Errors
    /// The text is neither a documented name nor a documented integer.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let error = ParseError::new(
            "a qualification",
            "None, Education, Nonprofit, GovernmentCommunityCloud or StateOwnedEntity is expected",
        );
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok().and_then(Self::from_integer).ok_or(error);
        }
        if let Some(value) = Self::ALL.into_iter().find(|value| value.name() == text) {
            return Ok(value);
        }
        let folded = fold_word(text);
        Self::ALL.into_iter().find(|value| value.name().eq_ignore_ascii_case(&folded)).ok_or(error)
    }
}

/// The school segment of an Education request (contract 1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EducationSegment {
    /// Primary and secondary schools.
    K12,
    /// Universities, colleges and the like.
    HigherEducation,
}

impl EducationSegment {
    /// Both segments.
    pub const ALL: [Self; 2] = [Self::K12, Self::HigherEducation];

    /// The documented name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::K12 => "K12",
            Self::HigherEducation => "HigherEducation",
        }
    }

    /// Reads the name without regard to case, `_`, `-` and blanks.
    ///
    /// # Errors
    /// The text is not one of the two names.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let folded = fold_word(text);
        Self::ALL
            .into_iter()
            .find(|value| value.name().eq_ignore_ascii_case(&folded))
            .ok_or(ParseError::new("an education segment", "K12 or HigherEducation is expected"))
    }
}

fn fold_word(text: &str) -> String {
    text.chars().filter(|character| !matches!(character, '_' | '-' | ' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_spelling_reads() {
        let table = [
            (Qualification::None, ["none", "None", "0"]),
            (Qualification::Education, ["education", "EDUCATION", "1"]),
            (Qualification::Nonprofit, ["Non-Profit", "nonprofit", "2"]),
            (
                Qualification::GovernmentCommunityCloud,
                ["government_community_cloud", "Government Community Cloud", "3"],
            ),
            (Qualification::StateOwnedEntity, ["stateOwnedEntity", "state_owned_entity", " 4 "]),
        ];
        for (value, spellings) in table {
            assert_eq!(Qualification::parse(value.name()), Ok(value));
            for spelling in spellings {
                assert_eq!(Qualification::parse(spelling), Ok(value), "{spelling}");
            }
        }
    }

    #[test]
    fn unknown_text_and_integers_are_refused() {
        for text in ["", "gold", "5", "-1", "1.0", "99999999999999999999999"] {
            assert!(Qualification::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn segments_read_in_any_casing() {
        for text in ["HigherEducation", "higher_education", "HIGHER EDUCATION"] {
            assert_eq!(EducationSegment::parse(text), Ok(EducationSegment::HigherEducation));
        }
        assert_eq!(EducationSegment::parse("k-12"), Ok(EducationSegment::K12));
        assert!(EducationSegment::parse("Kindergarten").is_err());
    }
}
