//! At which of its names the issuer was asked: what it names in turn is there, too (contract 9.4.3).

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::origin;
use crate::state::Handle;

/// What the addresses of an answer begin with: the name of ours that the request was sent to; else, where no name is
/// refused, the public URL.
#[derive(Debug, Clone)]
pub(crate) struct AskedOrigin(pub(crate) String);

impl FromRequestParts<Handle> for AskedOrigin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Handle) -> Result<Self, Self::Rejection> {
        let names = &sandbox.names;
        let host = origin::hosts(&parts.uri, &parts.headers).next();
        let origin = host.and_then(|host| names.origin_of(host));
        Ok(Self(origin.unwrap_or_else(|| names.public_url().into()).into_owned()))
    }
}
