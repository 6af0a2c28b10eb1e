//! A decision with what it rests on, and whether the rules come to it again.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::request::Parts;
use qualify_domain::vetting::StoredDecision;
use qualify_server::service::decisions::{self, Replayed};
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_vocabulary::{DecisionId, to_hexadecimal};

use super::partner_name;
use crate::error::PageError;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::reviews::evidence::Evidence;
use crate::reviews::words::outcome_name;
use crate::words::{Badge, qualification_name};

#[derive(Template)]
#[template(path = "operator/decision.html")]
struct DecisionPage<'a> {
    frame: Frame<'a>,
    id: String,
    outcome: &'static str,
    facts: Vec<(&'static str, String)>,
    hash: String,
    versions: &'a [String],
    evidence: Evidence,
    replayed: Badge,
    partner: String,
    customer: String,
}

/// The decision of `{decision_id}`; what is no id is no decision either.
#[derive(Debug, Clone)]
pub(crate) struct DecisionInPath(StoredDecision);

impl<S: Send + Sync> FromRequestParts<S> for DecisionInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let page = StaffPage::from_request_parts(parts, state).await?;
        let text = qualify_server::api::extract::path_parameter(parts, state, "decision_id").await;
        let id = text.and_then(|text| DecisionId::parse(&text).ok());
        let id = id.ok_or(ServiceError::Refused(ServiceRefusal::DecisionNotFound))?;
        Ok(Self(decisions::find(&page.asker(), id).await?))
    }
}

/// The decision; the look is noted in the trail.
pub(crate) async fn show(
    page: StaffPage,
    DecisionInPath(decision): DecisionInPath,
) -> Result<Response, PageError> {
    decisions::note_look(&page.asker(), &decision).await?;
    let (texts, record) = (page.texts(), &decision.sealed.record);
    let number = |number: u64| page.locale().number(number);
    let facts = vec![
        (texts.reviews_partner(), partner_name(&page, record.partner)),
        (texts.review_microsoft_id(), record.customer.to_string()),
        (texts.reviews_qualification(), qualification_name(texts, record.asked_for).to_owned()),
        (texts.review_opened(), page.locale().moment(record.opened_at)),
        (texts.review_attempt(), number(u64::from(record.attempt))),
        (texts.reviews_reason(), record.reason_code.name().to_owned()),
        (texts.review_rule(), record.rule.clone()),
        (texts.decision_ruleset(), record.ruleset.clone()),
        (texts.review_by(), record.actor.clone()),
        (texts.review_when(), page.locale().moment(record.decided_at)),
        (texts.decision_sequence(), number(record.sequence)),
    ];
    let template = DecisionPage {
        frame: page.frame(Area::Decisions),
        id: record.id.to_string(),
        outcome: outcome_name(texts, record.outcome),
        facts,
        hash: to_hexadecimal(decision.sealed.hash.as_bytes()),
        versions: &record.dataset_versions,
        evidence: Evidence::of(texts, &decision),
        replayed: replayed(&page, &decision),
        partner: record.partner.to_string(),
        customer: record.customer.to_string(),
    };
    page.show(&template)
}

fn replayed(page: &StaffPage, decision: &StoredDecision) -> Badge {
    let texts = page.texts();
    let badge = |kind, text: String| Badge { kind, text };
    match decisions::replay(decision) {
        Replayed::Same => badge("good", texts.decision_replay_same().to_owned()),
        Replayed::Other { outcome, reason_code, rule } => badge(
            "problem",
            texts.decision_replay_other(outcome_name(texts, outcome), reason_code.name(), rule),
        ),
        Replayed::NoRules => badge("", texts.decision_replay_no_rules().to_owned()),
        Replayed::Erased => badge("", texts.decision_replay_erased().to_owned()),
        Replayed::NotPossible { why } => badge("warning", texts.decision_replay_not_possible(why)),
    }
}
