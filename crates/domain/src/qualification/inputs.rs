//! What belongs to a qualification beside its name (contract 2.4).

use qualify_vocabulary::{EducationSegment, Qualification, ValidationCodeId, Website};

use crate::{MemberProblem, Refusal};

/// The school segment as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SegmentInput {
    /// Not sent.
    #[default]
    Absent,
    /// A documented one.
    Known(EducationSegment),
    /// A text that names no segment.
    Unknown(String),
}

impl SegmentInput {
    /// The segment to store.
    ///
    /// # Errors
    /// [`Refusal::SegmentUnknown`], or [`Refusal::SegmentRequired`] in strict mode.
    pub(super) fn resolve(self, is_required: bool) -> Result<Option<EducationSegment>, Refusal> {
        match self {
            Self::Known(segment) => Ok(Some(segment)),
            Self::Unknown(text) => Err(Refusal::SegmentUnknown(text)),
            Self::Absent if is_required => Err(Refusal::SegmentRequired),
            Self::Absent => Ok(None),
        }
    }
}

/// The validation code as it was sent, in one or more of its places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CodeInput {
    /// Not sent.
    #[default]
    Absent,
    /// Sent once, or several times alike.
    Given(ValidationCodeId),
    /// Sent in two places with two values.
    Conflicting,
}

impl CodeInput {
    /// Brings the places together in which a code may stand.
    ///
    /// ```
    /// use qualify_domain::qualification::CodeInput;
    /// use qualify_domain::vocabulary::ValidationCodeId;
    /// let code = ValidationCodeId::from_input("481516");
    /// assert_eq!(CodeInput::gather([code.clone(), None, code.clone()]), CodeInput::Given(code.unwrap()));
    /// ```
    pub fn gather(places: impl IntoIterator<Item = Option<ValidationCodeId>>) -> Self {
        places.into_iter().flatten().fold(Self::Absent, |gathered, code| match gathered {
            Self::Absent => Self::Given(code),
            Self::Given(first) if first == code => Self::Given(first),
            Self::Given(_) | Self::Conflicting => Self::Conflicting,
        })
    }

    /// The one code.
    ///
    /// # Errors
    /// [`Refusal::ValidationCodeRequired`] or [`Refusal::ValidationCodeMismatch`].
    pub(super) fn resolve(self) -> Result<ValidationCodeId, Refusal> {
        match self {
            Self::Given(code) => Ok(code),
            Self::Absent => Err(Refusal::ValidationCodeRequired),
            Self::Conflicting => Err(Refusal::ValidationCodeMismatch),
        }
    }
}

/// The directory roles on the customer of which a user needs one for GCC, where that is checked (contract 5.6).
const GCC_DIRECTORY_ROLES: [&str; 4] =
    ["Directory Readers", "Directory Writers", "License Administrator", "User Administrator"];

/// Whether the user needs a directory role on the customer for GCC, and has it (contract 5.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DirectoryRoleCheck {
    /// The check is switched off.
    #[default]
    NotRequired,
    /// The user holds one of the roles.
    Held,
    /// The user holds none.
    Missing,
}

impl DirectoryRoleCheck {
    /// Judges the roles that a user holds.
    pub fn of_roles(roles: &[String]) -> Self {
        let counts = |role: &String| GCC_DIRECTORY_ROLES.iter().any(|name| name.eq_ignore_ascii_case(role));
        if roles.iter().any(counts) { Self::Held } else { Self::Missing }
    }

    /// # Errors
    /// [`Refusal::DirectoryRoleMissing`].
    pub(super) const fn check(self) -> Result<(), Refusal> {
        match self {
            Self::NotRequired | Self::Held => Ok(()),
            Self::Missing => Err(Refusal::DirectoryRoleMissing),
        }
    }
}

/// The website to store, without blanks around it; blank is none. It is never fetched while the request is answered.
///
/// # Errors
/// [`Refusal::MembersUnusable`] for what is no website (contract 9.1.8).
pub(super) fn read_website(website: Option<String>) -> Result<Option<String>, Refusal> {
    let given = website.filter(|text| !text.trim().is_empty());
    let read = given.map(|text| Website::parse(&text).map(String::from)).transpose();
    read.map_err(|_| {
        let rule = "a host such as school.example, or its http or https URL, of at most 2048 characters";
        Refusal::MembersUnusable(vec![MemberProblem { member: "website", rule }])
    })
}

/// Refuses what cannot stand beside `current`.
pub(super) const fn not_combinable<T>(
    current: Qualification,
    requested: Qualification,
) -> Result<T, Refusal> {
    Err(Refusal::NotCombinable { current, requested })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_is_stored_without_blanks_and_what_is_none_is_refused() {
        let read = |text: &str| read_website(Some(text.to_owned()));
        assert_eq!(read_website(None), Ok(None));
        assert_eq!(read(" "), Ok(None));
        assert_eq!(read(" https://school.example/ "), Ok(Some("https://school.example/".to_owned())));
        for text in ["ftp://school.example", "https://it@school.example", "javascript:alert(1)", "a b"] {
            assert!(
                matches!(read(text), Err(Refusal::MembersUnusable(all)) if all[0].member == "website"),
                "{text}"
            );
        }
    }

    #[test]
    fn codes_in_several_places_must_agree() {
        let code = |text| ValidationCodeId::from_input(text);
        assert_eq!(CodeInput::gather([None, None]), CodeInput::Absent);
        assert_eq!(
            CodeInput::gather([code("481516"), code(" 481516 ")]),
            CodeInput::Given(code("481516").unwrap())
        );
        assert_eq!(CodeInput::gather([code("481516"), code("0481516")]), CodeInput::Conflicting);
        assert_eq!(CodeInput::gather([code("1"), code("2"), code("1")]), CodeInput::Conflicting);
    }
}
