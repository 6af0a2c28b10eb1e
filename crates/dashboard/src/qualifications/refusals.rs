//! Why a request is refused, in the visitor's language, and which field it is about.

use http::StatusCode;
use qualify_domain::Refusal;
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{Qualification, VettingStatus};

use super::form::{CODE, SEGMENT, WEBSITE};
use crate::words::status_badge;

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    /// The field; none if it is about the whole.
    pub(super) field: Option<&'static str>,
    pub(super) text: String,
    /// Whether it is so because of what somebody asked for meanwhile.
    pub(super) is_overtaken: bool,
}

impl Problem {
    pub(super) fn of_field(field: &'static str, text: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, field: Some(field), text, is_overtaken: false }
    }

    fn of_state(text: String) -> Self {
        Self { status: StatusCode::CONFLICT, field: None, text, is_overtaken: true }
    }
}

/// What a refusal says about the form; none if it is about something else.
pub(super) fn told(texts: Texts, refusal: &Refusal) -> Option<Problem> {
    let of_field = |field, text: &str| Problem::of_field(field, text.to_owned());
    Some(match refusal {
        Refusal::AlreadyQualified { qualification, status } => {
            Problem::of_state(texts.request_no_already(badge(texts, *qualification, *status)))
        }
        Refusal::NotCombinable { current, requested } => Problem::of_state(
            texts.request_no_combination(badge(texts, *requested, None), badge(texts, *current, None)),
        ),
        Refusal::SegmentRequired | Refusal::SegmentUnknown(_) => {
            of_field(SEGMENT, texts.request_no_segment())
        }
        Refusal::MembersUnusable(problems) => {
            let rule = problems.first().map_or("", |problem| problem.rule);
            Problem::of_field(WEBSITE, texts.form_unusable(rule))
        }
        Refusal::ValidationCodeRequired => of_field(CODE, texts.request_no_code()),
        Refusal::ValidationCodeUnknown(_) | Refusal::ValidationCodeMismatch => {
            of_field(CODE, texts.request_no_code_known())
        }
        Refusal::ValidationCodeExhausted(_) => of_field(CODE, texts.request_no_code_left()),
        Refusal::DirectoryRoleMissing => Problem {
            status: StatusCode::FORBIDDEN,
            field: None,
            text: texts.request_no_directory_role().to_owned(),
            is_overtaken: false,
        },
        _ => return None,
    })
}

fn badge(texts: Texts, qualification: Qualification, status: Option<VettingStatus>) -> String {
    status_badge(texts, qualification, status).text
}
