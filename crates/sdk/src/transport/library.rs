//! A general library of HTTP: to a service behind a proxy, and to whoever signs in.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use tokio_rustls::rustls::ClientConfig;

use super::redirects::REDIRECTS_MAX;
use super::{Asked, Failed, HttpOptions, Received, elsewhere, value_of};
use crate::call::Call;
use crate::error::{Cause, Error, Result};
use crate::origin::Origin;

pub(super) fn client(options: &HttpOptions, tls: &ClientConfig) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        // The client tries again by itself, and the library would copy each request in case it had to.
        .retry(reqwest::retry::never())
        .connect_timeout(options.connect_timeout)
        .timeout(options.attempt_timeout)
        .tls_backend_preconfigured(tls.clone())
        .redirect(Policy::custom(|attempt| {
            let same = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
            if same && attempt.previous().len() <= REDIRECTS_MAX { attempt.follow() } else { attempt.stop() }
        }));
    if options.without_proxy {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| Error::local("the HTTP client cannot be set up", error))
}

/// Asks an origin.
pub(super) async fn ask(http: &reqwest::Client, origin: &Origin, call: &Call, headers: HeaderMap) -> Asked {
    let url = origin.at(&call.target).ok_or_else(elsewhere)?;
    let mut request = reqwest::Request::new(call.method.clone(), url);
    *request.headers_mut() = headers;
    if let Some(body) = &call.body {
        request.headers_mut().insert(CONTENT_TYPE, value_of(CONTENT_TYPE.as_str(), &body.media_type)?);
        *request.body_mut() = Some(body.bytes.clone().into());
    }
    let mut response = http.execute(request).await.map_err(unanswered)?;
    let headers = std::mem::take(response.headers_mut());
    let mut received = Received::of(response.status(), headers, response.content_length().unwrap_or(0));
    while let Some(part) = response.chunk().await.map_err(unanswered)? {
        if !received.take(part)? {
            break;
        }
    }
    Ok(received)
}

/// Only where no connection was made is it sure that nothing was sent.
fn unanswered(error: reqwest::Error) -> Failed {
    let is_unsent = error.is_connect() || error.is_builder();
    let source: Cause = Box::new(error.without_url());
    if is_unsent { Failed::NotSent(source) } else { Failed::NoAnswer(source) }
}
