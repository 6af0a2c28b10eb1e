//! Cases in tables.

use qualify_contract::reviews::{DecidedReview, DocumentView, PartnerReview, QueuedReviewView, ReviewView};
use qualify_vocabulary::counted;
use serde::Serialize;

use crate::shown::{Row, or_dash};

impl Row for QueuedReviewView {
    const TITLES: &'static [&'static str] =
        &["ID", "STATE", "PRIORITY", "KIND", "QUALIFICATION", "CUSTOMER", "REASON", "HOLDER", "DUE"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.state.clone(),
            self.priority.clone(),
            self.kind.clone(),
            self.qualification.clone(),
            self.company_name.clone().unwrap_or_else(|| self.customer_id.to_string()),
            self.reason_code.clone(),
            or_dash(self.holder.as_deref()),
            or_dash(self.due_at.as_deref()),
        ]
    }
}

impl Row for ReviewView {
    const TITLES: &'static [&'static str] = &[
        "ID",
        "STATE",
        "KIND",
        "QUALIFICATION",
        "CUSTOMER",
        "PARTNER",
        "REASON",
        "HOLDER",
        "DOMAIN",
        "CHECKS",
        "QUESTIONS",
        "DOCUMENTS",
        "PROPOSAL",
        "ENDING",
    ];

    fn cells(&self) -> Vec<String> {
        let case = &self.case;
        let customer = case.company_name.as_deref().map(|name| format!("{name} ({})", case.customer_id));
        let proposal = self
            .proposal
            .as_ref()
            .map(|proposal| format!("{} by {}: {}", proposal.reason_code, proposal.by, proposal.explanation));
        let ending =
            self.ending.as_ref().map(|ending| format!("{}: {}", ending.reason_code, ending.explanation));
        vec![
            case.id.to_string(),
            case.state.clone(),
            case.kind.clone(),
            case.qualification.clone(),
            customer.unwrap_or_else(|| case.customer_id.to_string()),
            case.partner_id.to_string(),
            case.reason_code.clone(),
            or_dash(case.holder.as_deref()),
            or_dash(case.domain.as_deref()),
            or_dash(Some(self.checks.join("\n").as_str())),
            questions(&self.questions),
            documents(&self.documents),
            or_dash(proposal.as_deref()),
            or_dash(ending.as_deref()),
        ]
    }
}

impl Row for PartnerReview {
    const TITLES: &'static [&'static str] = &["ID", "STATE", "KIND", "QUALIFICATION", "OPENED", "NEXT"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.state.clone(),
            self.kind.clone(),
            self.qualification.clone(),
            self.opened_at.clone(),
            self.next_step.clone(),
        ]
    }
}

/// A case with everything that its partner may know.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct PartnerCase(pub(super) PartnerReview);

impl Row for PartnerCase {
    const TITLES: &'static [&'static str] = &[
        "ID",
        "STATE",
        "KIND",
        "QUALIFICATION",
        "OPENED",
        "WHY",
        "NEXT",
        "QUESTIONS",
        "DOCUMENTS",
        "REASON",
        "APPEAL-UNTIL",
    ];

    fn cells(&self) -> Vec<String> {
        let case = &self.0;
        vec![
            case.id.to_string(),
            case.state.clone(),
            case.kind.clone(),
            case.qualification.clone(),
            case.opened_at.clone(),
            case.explanation.clone(),
            case.next_step.clone(),
            questions(&case.questions),
            documents(&case.documents),
            or_dash(case.reason_code.as_deref()),
            or_dash(case.appeal_until.as_deref()),
        ]
    }
}

fn questions(questions: &[qualify_contract::reviews::QuestionView]) -> String {
    let lines: Vec<String> = questions
        .iter()
        .map(|question| {
            let state = match question.reply {
                Some(_) => "answered".to_owned(),
                None => format!("open, until {}", question.answer_until),
            };
            format!("{} ({state})", question.items.join("; "))
        })
        .collect();
    or_dash(Some(lines.join("\n").as_str()))
}

fn documents(documents: &[DocumentView]) -> String {
    let lines: Vec<String> = documents
        .iter()
        .map(|document| {
            let state = if document.deleted_at.is_some() { ", deleted" } else { "" };
            format!("{} {}, {}{state}", document.id, document.media_type, counted(document.bytes, "byte"))
        })
        .collect();
    or_dash(Some(lines.join("\n").as_str()))
}

impl Row for DecidedReview {
    const TITLES: &'static [&'static str] = &["ID", "DONE", "PROBLEM"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            if self.done { "yes" } else { "no" }.to_owned(),
            or_dash(self.problem.as_deref()),
        ]
    }
}
