//! The body of a call that is a document, or the form of a page that holds one: handed on to the disk as it comes.

use axum::extract::Request;
use http::header;
use qualify_contract::errors::ErrorKind;
use qualify_documents::DOCUMENT_BYTES_MAX;
use qualify_wire::errors::ApiError;

use super::file_field::{FileField, HEAD_BYTES_MAX};
use crate::api::body::{Bodies, LongBody};
use crate::api::failure::Failure;
use crate::api::refusal::no_room_for_documents;
use crate::documents::{DocumentError, Documents, IncomingDocument};

/// Takes a document in that is the body of a call.
///
/// # Errors
/// The body cannot be used, or the disk has no room for it.
pub(crate) async fn receive(documents: &Documents, mut body: LongBody) -> Result<IncomingDocument, Failure> {
    let begun = IncomingDocument::begin(documents, body.sender(), body.announced()).await;
    let mut incoming = begun.map_err(|error| end(&mut body, error))?;
    while let Some(part) = body.next_part().await? {
        incoming = incoming.append(part).await.map_err(|error| end(&mut body, error))?;
    }
    Ok(incoming)
}

/// Takes the document in that a form holds as its only field; none where no file was chosen.
///
/// # Errors
/// The form or the file cannot be used, or the disk has no room for it.
pub async fn receive_from_form(
    documents: &Documents,
    bodies: &Bodies,
    request: Request,
) -> Result<Option<IncomingDocument>, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let mut field = kind.and_then(FileField::of_form).ok_or_else(unreadable_form)?;
    let mut body = LongBody::begin(request, bodies, DOCUMENT_BYTES_MAX + 2 * HEAD_BYTES_MAX)?;
    let begun = IncomingDocument::begin(documents, body.sender(), None).await;
    let mut incoming = begun.map_err(|error| end(&mut body, error))?;
    let mut bytes = 0;
    while let Some(part) = body.next_part().await? {
        let file = field.take(&part).map_err(|_| Failure::from(body.refuse(unreadable_form())))?;
        bytes += file.len();
        if bytes > DOCUMENT_BYTES_MAX {
            return Err(body.refuse(too_large()).into());
        }
        if !file.is_empty() {
            incoming = incoming.append(file.into()).await.map_err(|error| end(&mut body, error))?;
        }
    }
    if !field.is_over() {
        return Err(unreadable_form().into());
    }
    Ok((bytes > 0).then_some(incoming))
}

fn unreadable_form() -> ApiError {
    ApiError::new(
        ErrorKind::InvalidInput,
        "The form with the file cannot be read. Open the page again, and send it once more.",
    )
}

fn too_large() -> ApiError {
    ApiError::new(
        ErrorKind::InvalidInput,
        format!(
            "The document is larger than {} MiB. Send a smaller one, or a part of it.",
            DOCUMENT_BYTES_MAX >> 20
        ),
    )
}

/// A body for which there is no room is read no further, and what still comes of it is taken in beside the answer.
fn end(body: &mut LongBody, error: DocumentError) -> Failure {
    match error {
        DocumentError::NoRoom => body.refuse(no_room_for_documents()).into(),
        DocumentError::DiskFull | DocumentError::NotUsable(_) | DocumentError::Failed { .. } => error.into(),
    }
}
