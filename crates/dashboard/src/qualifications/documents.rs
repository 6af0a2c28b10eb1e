//! Documents of a case, as its partner hands them in and reads them again.

use axum::extract::{FromRef as _, Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use qualify_domain::review::DOCUMENTS_MAX;
use qualify_server::api::body::Bodies;
use qualify_server::reviews::{answer_document, receive_from_form};
use qualify_server::service::documents;
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_vocabulary::DocumentId;

use super::case::{self, Shown};
use super::case_in_path::OwnCaseInPath;
use super::words::address;
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::PartnerPage;
use crate::state::Dashboard;
use crate::words::Notice;

const NOT_FOUND: ServiceError = ServiceError::Refused(ServiceRefusal::DocumentNotFound);
const FIELD: &str = "document";

/// Hands a document in.
pub(crate) async fn hand_in(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    case: OwnCaseInPath,
    request: Request,
) -> Result<Response, PageError> {
    let review = case.stored.review.subject.id;
    match keep(&dashboard, &page, &case, request).await {
        Ok(true) => Ok(page.lead_to(&format!("{}?done=handed-in", address(case.customer, review)))),
        Ok(false) => {
            let text = page.texts().documents_no_file().to_owned();
            render(&dashboard, &page, &case, StatusCode::BAD_REQUEST, text).await
        }
        Err(error) => {
            let Some(told) = error.told() else { return Err(error) };
            let status = StatusCode::from_u16(told.status()).unwrap_or(StatusCode::BAD_REQUEST);
            let text = page.texts().documents_not_taken(told.description_in(page.locale()));
            render(&dashboard, &page, &case, status, text).await
        }
    }
}

/// Whether there was a file, which is kept then.
async fn keep(
    dashboard: &Dashboard,
    page: &PartnerPage,
    case: &OwnCaseInPath,
    request: Request,
) -> Result<bool, PageError> {
    let (asker, review) = (page.asker(), case.stored.review.subject.id);
    documents::check_may_hand_in(&asker, case.customer, review).await?;
    let bodies = Bodies::from_ref(dashboard);
    let incoming = receive_from_form(dashboard.documents(), &bodies, request).await?;
    let Some(incoming) = incoming else { return Ok(false) };
    documents::hand_in_once(&asker, case.customer, review, incoming).await?;
    Ok(true)
}

async fn render(
    dashboard: &Dashboard,
    page: &PartnerPage,
    case: &OwnCaseInPath,
    status: StatusCode,
    text: String,
) -> Result<Response, PageError> {
    let notice = Some(Notice::problem(page.texts().documents_none_taken(DOCUMENTS_MAX)));
    let shown = Shown { status, notice, problem: Some((FIELD, text)) };
    case::render(dashboard, page, case, &SentForm::default(), shown).await
}

/// Hands a document out, as a download and as nothing else.
pub(crate) async fn download(
    State(dashboard): State<Dashboard>,
    case: OwnCaseInPath,
    Path((_, _, document)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let document = DocumentId::parse(&document).map_err(|_| NOT_FOUND)?;
    Ok(answer_document(dashboard.documents(), &case.stored, document).await?)
}
