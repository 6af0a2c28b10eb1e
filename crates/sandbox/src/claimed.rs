//! What a request's token claims, which nobody has verified: for counting and for looking alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header};
use qualify_server::auth::bearer_token;
use qualify_vocabulary::PartnerId;
use serde_json::Value;

/// The tenant that a request's token claims to be of.
pub(crate) fn tenant(headers: &HeaderMap) -> Option<PartnerId> {
    PartnerId::parse(all(headers)?["tid"].as_str()?).ok()
}

/// All of its claims.
pub(crate) fn all(headers: &HeaderMap) -> Option<Value> {
    let payload = bearer_token(headers.get(header::AUTHORIZATION)).ok()?.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
