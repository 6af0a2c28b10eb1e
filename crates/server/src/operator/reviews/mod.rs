//! The review queue (design 7): what waits for a person, and one case with everything that is known about it.

pub(super) mod acts;

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_contract::reviews::{LookAlikeView, ReviewQueue, ReviewView};
use qualify_domain::ports::{QueuePosition, ReviewSelection, StoredReview};
use qualify_domain::review::ReviewKind;
use qualify_vocabulary::{PageSize, PartnerId, ReviewId};
use qualify_wire::continuation;
use qualify_wire::errors::ApiError;
use qualify_wire::query::{is_word, read_size};
use serde::{Deserialize, Serialize};

use super::decision_view;
use crate::api::answer;
use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::api::path::QueryValues;
use crate::app::App;
use crate::reviews::{
    DocumentPath, ReviewPath, Surroundings, answer_document, applicant_view, queue_view, reason_code,
    staff_view,
};
use crate::service::asker::StaffAsker;
use crate::service::reviews::of_staff::{self, Queue};
use crate::service::staff::PartnerAtHand;

/// Cases on a page, unless the caller says otherwise.
const DEFAULT_PAGE_ITEMS: u64 = 50;

/// The kind of list that tokens of the queue are for.
const LIST_KIND: &str = "reviews";

/// Where a page of the queue ends.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    priority: u8,
    due: i64,
    id: ReviewId,
}

/// R1: a page of the queue, the most urgent case first.
#[utoipa::path(get, path = "/operator/v1/reviews", tag = "reviews",
    responses((status = 200, description = "A page of the queue", body = ReviewQueue)))]
pub(crate) async fn list_reviews(State(app): State<Arc<App>>, call: StaffCall) -> Result<Response, Failure> {
    let query = call.query();
    let size = read_size(query.find("size").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let asker = call.asker(&app);
    let queue = queue(&asker, query)?;
    // A token is for one selection: what is asked for is part of what it is sealed for.
    let list = format!("{LIST_KIND} {:?}", queue.selection());
    let after = query.find("continuationToken").map(|token| open_token(&app, &token, &list)).transpose()?;
    let page = queue.page(&asker, after, size.unwrap_or(PageSize::MAX)).await?;
    let token = page.next.map(|next| {
        let place = Place { priority: next.priority, due: next.sla_due_at_micros, id: next.id };
        continuation::seal(&app.paging_key, NOBODY, app.clock.now(), &list, &place)
    });
    Ok(answer::json(StatusCode::OK, &queue_view(page.items, token)))
}

/// The queue is of all partners: its tokens are sealed for none of them.
const NOBODY: PartnerId = PartnerId::from_uuid(uuid::Uuid::nil());

fn open_token(app: &App, token: &str, list: &str) -> Result<QueuePosition, Failure> {
    let opened = continuation::open(&app.paging_key, NOBODY, app.clock.now(), list, token);
    let place: Place = opened.map_err(ApiError::from)?;
    Ok(QueuePosition { priority: place.priority, sla_due_at_micros: place.due, id: place.id })
}

/// The states of a queue: what is closed waits for nobody.
const OPEN_STATES: [&str; 5] = ["queued", "claimed", "needs-info", "pending-second", "escalated"];

fn queue(asker: &StaffAsker<'_>, query: QueryValues<'_>) -> Result<Queue, Failure> {
    let unknown = |name: &str, value: &str, expected: &str| {
        let text = format!("The query parameter {name} is unknown. Send {expected}.");
        ApiError::new(ErrorKind::EnumParse, text).with_parameter("value", value)
    };
    let state = match query.find("state") {
        Some(text) => OPEN_STATES.into_iter().find(|name| is_word(&text, name)).ok_or_else(|| {
            unknown("state", &text, "queued, claimed, needs-info, pending-second or escalated")
        })?,
        None => "queued",
    };
    let kind = query.find("kind").map(|text| {
        let known = ReviewKind::ALL.into_iter().find(|kind| is_word(&text, kind.name()));
        known.ok_or_else(|| unknown("kind", &text, "request, appeal, reverification or audit"))
    });
    let partner = query.find("partnerId").map(|text| {
        PartnerId::parse(&text)
            .map_err(|_| Failure::new(ErrorKind::InvalidProperty, "partnerId is not a GUID."))
    });
    let partner = partner.transpose()?.map(|partner| PartnerAtHand::of(asker, partner)).transpose()?;
    let text = |name| query.find(name).map(std::borrow::Cow::into_owned);
    let selection = ReviewSelection {
        state,
        kind: kind.transpose()?,
        partner: None,
        country: text("country").map(|country| country.to_ascii_uppercase()),
        language: text("language"),
        domain: text("domain"),
        reason_code: query.find("reasonCode").map(|text| reason_code(&text)).transpose()?,
        without_partners: Vec::new(),
        holder: text("holder").map(|holder| match holder.as_str() {
            "me" => asker.staff.person.key.as_str().to_owned(),
            _ => holder,
        }),
    };
    Ok(Queue::of(asker, partner, selection))
}

/// R2: one case with everything that is known about it. Each look is noted in the trail.
#[utoipa::path(get, path = "/operator/v1/reviews/{review_id}", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn get_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(stored): CaseAtHand,
) -> Result<Response, Failure> {
    let asker = call.asker(&app);
    of_staff::note_look(&asker, &stored).await?;
    let around = around_view(of_staff::surroundings(&asker, &stored).await?);
    Ok(answer::json(StatusCode::OK, &staff_view(stored, &app.review_rules, around, call.locale())))
}

/// R14: a document of a case, as a download.
#[utoipa::path(get, path = "/operator/v1/reviews/{review_id}/documents/{document_id}", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID"),
        ("document_id" = String, Path, description = "The document's GUID")),
    responses((status = 200, description = "The document's bytes, with its own media type")))]
pub(crate) async fn get_review_document(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(stored): CaseAtHand,
    DocumentPath(document): DocumentPath,
) -> Result<Response, Failure> {
    let response = answer_document(&app.documents, &stored, document).await?;
    of_staff::note_look(&call.asker(&app), &stored).await?;
    Ok(response)
}

/// The case of `{review_id}`, of a partner in whose affairs the caller may have a part.
#[derive(Debug, Clone)]
pub(crate) struct CaseAtHand(StoredReview);

impl FromRequestParts<Arc<App>> for CaseAtHand {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let ReviewPath(id) = ReviewPath::from_request_parts(parts, app).await?;
        let call = StaffCall::from_request_parts(parts, app).await?;
        Ok(Self(of_staff::find(&call.asker(app), id).await?))
    }
}

/// What stands beside a case, as it is shown.
fn around_view(around: of_staff::Surroundings) -> Surroundings {
    let look_alikes = around.look_alikes.into_iter().map(|found| LookAlikeView {
        domain: found.domain,
        how: found.how.name().to_owned(),
        institution: found.institution,
    });
    Surroundings {
        applicant: around.applicant.map(|(customer, records)| applicant_view(&customer, &records)),
        decision: around.decision.map(decision_view),
        earlier_decisions: around.earlier_decisions.into_iter().map(decision_view).collect(),
        look_alikes: look_alikes.collect(),
    }
}
