//! The body of a call that is a document: handed on to the disk as it comes.

use crate::api::body::LongBody;
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

/// A body for which there is no room is read no further, and what still comes of it is taken in beside the answer.
fn end(body: &mut LongBody, error: DocumentError) -> Failure {
    match error {
        DocumentError::NoRoom => body.refuse(no_room_for_documents()).into(),
        DocumentError::DiskFull | DocumentError::NotUsable(_) | DocumentError::Failed { .. } => error.into(),
    }
}
