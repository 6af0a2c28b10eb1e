//! A document as it is handed out.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use http::{HeaderValue, header};
use qualify_domain::ports::{Document, DocumentStoreError, StoredBytes, StoredReview};
use qualify_vocabulary::DocumentId;

use crate::api::failure::Failure;
use crate::documents::Documents;
use crate::service::documents::{OpenDocument, open};

/// What is read of a document at once, to be handed out.
const CHUNK_BYTES: usize = 64 << 10;

/// Answers a document of a case as a download and as nothing else: no browser shows it, whatever it holds.
///
/// # Errors
/// The case has none of this id, or its bytes are gone.
pub async fn answer_document(
    documents: &Documents,
    stored: &StoredReview,
    id: DocumentId,
) -> Result<Response, Failure> {
    let OpenDocument { document, opened } = open(documents, stored, id).await?;
    Ok(download(document, opened))
}

/// The document in chunks, so that whoever reads slowly holds one of them and not the whole.
fn chunks(opened: impl StoredBytes) -> impl Stream<Item = Result<Bytes, DocumentStoreError>> {
    stream::try_unfold(opened, |opened| async move {
        let next = opened.next_part(CHUNK_BYTES).await?;
        Ok(next.map(|(chunk, behind)| (Bytes::from(chunk), behind)))
    })
}

fn download(document: &Document, opened: impl StoredBytes + 'static) -> Response {
    let bytes = opened.bytes();
    let mut response = Response::new(Body::from_stream(chunks(opened)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    let media_type = HeaderValue::try_from(document.media_type.as_str());
    let media_type = media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media_type);
    let extension = document.media_type.rsplit('/').next().unwrap_or("bin");
    let disposition = format!("attachment; filename=\"{}.{extension}\"", document.id);
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    response
}
