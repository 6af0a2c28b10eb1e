//! The files that pages load: a style, two scripts. Their names hold the hash of what is in them, so that a browser asks for
//! each once; they come compressed where the browser can take that, because nothing secret is in them.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, header};
use qualify_contract::errors::ErrorKind;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::protection::NeverChanges;

use crate::error::PageError;
use crate::state::Dashboard;

/// A file, as it is and compressed.
pub(crate) struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    packed: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file by its name with the hash.
pub(crate) async fn show(
    State(_): State<Dashboard>,
    _call: OpenCall,
    Path(name): Path<String>,
    sent: HeaderMap,
) -> Result<Response, PageError> {
    let asset = ALL.iter().find(|asset| asset.name == name);
    let asset = asset.ok_or_else(|| Failure::new(ErrorKind::NotFound, "There is no such file."))?;
    let codings = sent.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes_gzip = codings.split(',').any(|coding| coding.trim().eq_ignore_ascii_case("gzip"));
    let bytes = if takes_gzip { asset.packed } else { asset.bytes };
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if takes_gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response.extensions_mut().insert(NeverChanges);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a first visit loads, compressed: with a page of 20 KiB it is to stay below 60 KiB.
    #[test]
    fn the_files_of_a_first_visit_are_small() {
        let bytes: usize = ALL.iter().map(|asset| asset.packed.len()).sum();
        assert!(bytes < 36 << 10, "{bytes}");
        assert!(ALL.iter().all(|asset| asset.packed.len() < asset.bytes.len()));
    }

    #[test]
    fn a_style_loads_nothing_from_elsewhere() {
        let style = ALL.iter().find(|asset| asset.kind.starts_with("text/css")).unwrap();
        let style = std::str::from_utf8(style.bytes).unwrap();
        assert!(!style.contains("url(") && !style.contains("@import"));
    }
}
