//! Paging as clients do it (contract 1.14 rules 4 and 5): a token in a header, or in a query parameter of that name.

use std::borrow::Cow;

use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qualify_contract::errors::ErrorKind;
use qualify_wire::continuation;
use qualify_wire::errors::ApiError;
use qualify_wire::headers::MS_CONTINUATION_TOKEN;
use qualify_wire::query::SeekOperation;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::extract::PartnerCall;
use super::failure::Failure;
use crate::app::App;

/// What stays as it is in the value of a link's query.
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A value for the query of a link.
pub(crate) fn encode_query_value(value: &str) -> String {
    utf8_percent_encode(value, QUERY_VALUE).to_string()
}

/// What a list request asks for: a fresh list, or a step from where a token stands.
#[derive(Debug)]
pub(crate) enum Seek<T> {
    /// The first page; size and filter come from the query.
    Fresh {
        /// The last page is asked for instead.
        is_last: bool,
    },
    /// A step; size and filter come from the token.
    Step(SeekOperation, T),
}

/// Reads `seekOperation` and the token.
///
/// # Errors
/// `PageIndex`, a step without a token, or a token that is not usable.
pub(crate) fn read_seek<T: DeserializeOwned>(
    app: &App,
    call: &PartnerCall,
    headers: &HeaderMap,
    kind: &str,
) -> Result<Seek<T>, Failure> {
    let operation = call.query().find("seekOperation").map(|text| SeekOperation::parse(&text)).transpose()?;
    let token = token_of(call, headers);
    match (operation, token) {
        (Some(SeekOperation::PageIndex), _) => Err(Failure::new(
            ErrorKind::OperationNotSupported,
            "Pages have no numbers here. Use seekOperation=Next with the continuation token of the page before.",
        )),
        (Some(SeekOperation::Next | SeekOperation::Previous), None) => Err(Failure::new(
            ErrorKind::InvalidContinuationToken,
            "Next and Previous need a continuation token. Send it in the header MS-ContinuationToken.",
        )),
        (operation @ (None | Some(SeekOperation::First | SeekOperation::Last)), None) => {
            Ok(Seek::Fresh { is_last: operation == Some(SeekOperation::Last) })
        }
        (operation, Some(token)) => {
            let payload = open(app, call, kind, &token)?;
            Ok(Seek::Step(operation.unwrap_or(SeekOperation::Next), payload))
        }
    }
}

fn token_of<'call>(call: &'call PartnerCall, headers: &'call HeaderMap) -> Option<Cow<'call, str>> {
    // What is no text is no token either, and is refused as one.
    let in_header = headers.get(MS_CONTINUATION_TOKEN).map(|value| String::from_utf8_lossy(value.as_bytes()));
    in_header.filter(|text| !text.trim().is_empty()).or_else(|| call.query().find("MS-ContinuationToken"))
}

/// Makes a token for this partner.
pub(crate) fn seal<T: Serialize>(app: &App, call: &PartnerCall, kind: &str, payload: &T) -> String {
    continuation::seal(&app.paging_key, call.partner(), app.clock.now_of(call.partner()), kind, payload)
}

/// Opens one that was made for this partner.
///
/// # Errors
/// It is not usable, or of another list.
pub(crate) fn open<T: DeserializeOwned>(
    app: &App,
    call: &PartnerCall,
    kind: &str,
    token: &str,
) -> Result<T, ApiError> {
    continuation::open(&app.paging_key, call.partner(), app.clock.now_of(call.partner()), kind, token)
        .map_err(ApiError::from)
}
