//! A document as it is handed out.

use std::fs::File;
use std::io::Read as _;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use http::{HeaderValue, header};
use qualify_domain::ports::{Document, StoredReview};
use qualify_vocabulary::DocumentId;

use crate::api::failure::Failure;
use crate::documents::{DocumentFolder, blocking};
use crate::service::documents::{self, OpenDocument};

/// What is read of a document at once, to be handed out.
const CHUNK_BYTES: usize = 64 << 10;

/// Answers a document of a case as a download and as nothing else: no browser shows it, whatever it holds.
pub(crate) async fn answer_document(
    folder: &DocumentFolder,
    stored: &StoredReview,
    id: DocumentId,
) -> Result<Response, Failure> {
    let OpenDocument { document, file, bytes } = documents::open(folder, stored, id).await?;
    Ok(download(document, file, bytes))
}

/// The file in chunks, so that whoever reads slowly holds one of them and not the whole document.
fn chunks(file: File) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        blocking(move || {
            let mut chunk = Vec::with_capacity(CHUNK_BYTES);
            file.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
            Ok((!chunk.is_empty()).then(|| (Bytes::from(chunk), file)))
        })
        .await
    })
}

fn download(document: &Document, file: File, bytes: u64) -> Response {
    let mut response = Response::new(Body::from_stream(chunks(file)));
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
