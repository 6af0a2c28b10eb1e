//! A document of a case, as a download and as nothing else.

use axum::extract::{Path, State};
use axum::response::Response;
use qualify_server::reviews::answer_document;
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::reviews::of_staff;
use qualify_vocabulary::DocumentId;

use super::case_in_path::CaseInPath;
use crate::error::PageError;
use crate::page::StaffPage;
use crate::state::Dashboard;

const NOT_FOUND: ServiceError = ServiceError::Refused(ServiceRefusal::DocumentNotFound);

/// Hands the document out; that is noted in the trail as a look at the case.
pub(crate) async fn download(
    State(dashboard): State<Dashboard>,
    page: StaffPage,
    CaseInPath(stored): CaseInPath,
    Path((_, document)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let document = DocumentId::parse(&document).map_err(|_| NOT_FOUND)?;
    let response = answer_document(dashboard.documents(), &stored, document).await?;
    of_staff::note_look(&page.asker(), &stored).await?;
    Ok(response)
}
