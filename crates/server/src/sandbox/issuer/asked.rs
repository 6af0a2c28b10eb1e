//! At which of its names the issuer was asked: what it names in turn is there, too (contract 9.4.3).

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::api::failure::Failure;
use crate::app::App;
use crate::sandbox::{origin, sandbox_of};

/// What the addresses of an answer begin with: the name of ours that the request was sent to; else, where no name is
/// refused, the public URL.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct AskedOrigin(pub(in crate::sandbox) String);

impl FromRequestParts<Arc<App>> for AskedOrigin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let names = &sandbox_of(app)?.names;
        let host = origin::hosts(&parts.uri, &parts.headers).next();
        let origin = host.and_then(|host| names.origin_of(host));
        Ok(Self(origin.unwrap_or_else(|| names.public_url().into()).into_owned()))
    }
}
