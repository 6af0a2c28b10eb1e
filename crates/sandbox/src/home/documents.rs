//! `GET /docs/{name}`: documents as they are, so that the page can lead to them.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderValue, header};
use qualify_contract::errors::ErrorKind;
use qualify_server::api::extract::{OpenCall, path_parameter};
use qualify_server::api::failure::Failure;

use crate::document::Document;
use crate::state::Handle;

/// `{name}` as it stands in the path.
pub(crate) struct DocumentName(String);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for DocumentName {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(path_parameter(parts, state, "name").await.unwrap_or_default()))
    }
}

/// A document about Qualify, as text.
#[utoipa::path(get, path = "/docs/{name}", tag = "sandbox", operation_id = "show_document",
    params(("name" = String, Path, description = "The name of the file, such as OPERATIONS.md")),
    responses((status = 200, description = "The document", body = String, content_type = "text/plain")))]
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    DocumentName(name): DocumentName,
) -> Result<Response, Failure> {
    let is_it = |document: &&Document| document.name.eq_ignore_ascii_case(&name);
    let document = sandbox.documents.iter().find(is_it).ok_or_else(|| {
        Failure::new(
            ErrorKind::NotFound,
            "There is no such document; the page at / names those that there are.",
        )
    })?;
    let mut response = Response::new(Body::from(document.text));
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
