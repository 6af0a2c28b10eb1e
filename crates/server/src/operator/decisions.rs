//! Decisions of vetting: about one customer, and one by its id.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_contract::operator::{DecisionCollection, DecisionTextsView, DecisionView};
use qualify_contract::v1::Collection;
use qualify_contract::v1::time::wire_time_ticks;
use qualify_domain::customer::CustomerKey;
use qualify_domain::vetting::{DecisionTexts, StoredDecision};
use qualify_vocabulary::{DecisionId, PageSize, to_hexadecimal};
use qualify_wire::query::read_size;

use super::CustomerOfPartner;
use crate::api::answer;
use crate::api::extract::{StaffCall, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;
use crate::service::decisions;

const DEFAULT_PAGE_ITEMS: u64 = 100;

/// Newest first, without their texts; `?size=`, and `?continuationToken=` of the page before. Those about a customer
/// that was deleted are there too.
#[utoipa::path(get, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/decisions", tag = "operators", operation_id = "list_decisions",
    responses((status = 200, description = "A page of decisions", body = DecisionCollection)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(customer): CustomerOfPartner,
) -> Result<Response, Failure> {
    let query = call.query();
    let size = read_size(query.find("size").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let size = size.unwrap_or(PageSize::MAX);
    let below = query.find("continuationToken").map(|text| text.parse::<u64>()).transpose();
    let below =
        below.map_err(|_| Failure::new(ErrorKind::InvalidContinuationToken, "The token is not usable."))?;
    let slice = decisions::list(&call.asker(&app), customer, below, size).await?;
    let last = slice.items.last().filter(|_| slice.has_more);
    let next = last.map(|decision| decision.sealed.record.sequence.to_string());
    let CustomerKey { partner, customer } = customer.key();
    let uri = format!("/operator/v1/partners/{partner}/customers/{customer}/decisions?size={}", size.items());
    let page: DecisionCollection =
        Collection::last_page(slice.items.into_iter().map(decision_view).collect(), uri.clone());
    let page = match next {
        Some(token) => page.with_next(format!("{uri}&continuationToken={token}"), token),
        None => page,
    };
    Ok(answer::json(StatusCode::OK, &page))
}

/// One decision with its texts, unless they were erased. Each look is noted in the trail.
#[utoipa::path(get, path = "/operator/v1/decisions/{decision_id}", tag = "operators", operation_id = "get_decision",
    responses((status = 200, description = "The decision", body = DecisionView)))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    call: StaffCall,
    DecisionAtHand(decision): DecisionAtHand,
) -> Result<Response, Failure> {
    decisions::note_look(&call.asker(&app), &decision).await?;
    Ok(answer::json(StatusCode::OK, &decision_view(decision)))
}

/// The decision of `{decision_id}`, about a customer of a partner in whose affairs the caller may have a part.
#[derive(Debug, Clone)]
pub(super) struct DecisionAtHand(StoredDecision);

impl FromRequestParts<Arc<App>> for DecisionAtHand {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let text = path_parameter(parts, app, "decision_id").await.unwrap_or_default();
        let id = DecisionId::parse(&text).map_err(|_| {
            Failure::new(ErrorKind::InvalidProperty, "The decision id in the path is not a GUID.")
        })?;
        let call = StaffCall::from_request_parts(parts, app).await?;
        Ok(Self(decisions::find(&call.asker(app), id).await?))
    }
}

/// A decision as staff sees it, here and on the command line.
pub fn decision_view(stored: StoredDecision) -> DecisionView {
    let StoredDecision { sealed, texts } = stored;
    let hash = to_hexadecimal(sealed.hash.as_bytes());
    let record = sealed.record;
    DecisionView {
        id: record.id,
        partner_id: record.partner,
        sequence: record.sequence,
        customer_id: record.customer,
        qualification: record.asked_for.name().to_owned(),
        opened_at: wire_time_ticks(record.opened_at),
        attempt: record.attempt,
        outcome: record.outcome.name().to_owned(),
        reason_code: record.reason_code.name().to_owned(),
        rule: record.rule,
        ruleset: record.ruleset,
        dataset_versions: record.dataset_versions,
        actor: record.actor,
        decider_keys: record.deciders,
        decided_at: wire_time_ticks(record.decided_at),
        hash,
        texts: texts.map(texts_view),
    }
}

fn texts_view(DecisionTexts { body, .. }: DecisionTexts) -> DecisionTextsView {
    // What a vetter wrote that is no JSON is shown as it is.
    let json = |text: String| serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text));
    DecisionTextsView {
        explanation: body.explanation,
        inputs: json(body.inputs),
        rules: json(body.rules),
        evidence: json(body.evidence),
        findings: json(body.findings),
    }
}
