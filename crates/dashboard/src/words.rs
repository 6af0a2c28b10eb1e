//! What pages call qualifications and vetting statuses, in the visitor's language.

use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{AccountStatus, Qualification, VettingStatus};

/// A word or two in a frame; its colour says the same as its text.
#[derive(Debug, Clone)]
pub(crate) struct Badge {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

/// Something that one should read first: its kind is good, warning or problem.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

impl Notice {
    pub(crate) fn good(text: impl Into<String>) -> Self {
        Self { kind: "good", text: text.into() }
    }

    pub(crate) fn problem(text: impl Into<String>) -> Self {
        Self { kind: "problem", text: text.into() }
    }
}

/// A qualification.
pub(crate) fn qualification_name(texts: Texts, qualification: Qualification) -> &'static str {
    match qualification {
        Qualification::None => texts.qualification_none(),
        Qualification::Education => texts.qualification_education(),
        Qualification::Nonprofit => texts.qualification_nonprofit(),
        Qualification::GovernmentCommunityCloud => texts.qualification_government_community_cloud(),
        Qualification::StateOwnedEntity => texts.qualification_state_owned_entity(),
    }
}

/// Where vetting stands.
pub(crate) fn status_name(texts: Texts, status: VettingStatus) -> &'static str {
    match status {
        VettingStatus::InReview => texts.status_in_review(),
        VettingStatus::Approved => texts.status_approved(),
        VettingStatus::Denied => texts.status_denied(),
    }
}

/// What the account status says.
pub(crate) fn account_status_name(texts: Texts, status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Unknown => texts.account_status_unknown(),
        AccountStatus::UnderReview => texts.account_status_under_review(),
        AccountStatus::Allowed => texts.account_status_allowed(),
        AccountStatus::NotAllowed => texts.account_status_not_allowed(),
        AccountStatus::NotReady => texts.account_status_not_ready(),
    }
}

/// A record in a word or two; a declaration has no status.
pub(crate) fn status_badge(
    texts: Texts,
    qualification: Qualification,
    status: Option<VettingStatus>,
) -> Badge {
    let name = qualification_name(texts, qualification);
    let kind = match status {
        Some(VettingStatus::InReview) => "warning",
        Some(VettingStatus::Approved) => "good",
        Some(VettingStatus::Denied) => "problem",
        None => "",
    };
    let text = match status {
        Some(status) => texts.status_of_qualification(name, status_name(texts, status)),
        None => name.to_owned(),
    };
    Badge { kind, text }
}
