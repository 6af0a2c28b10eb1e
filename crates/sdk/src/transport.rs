//! HTTP: one try of a call, and what came of it.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Request, Response};

use crate::call::{Answer, Call};
use crate::error::{Cause, Error, Result};
use crate::origin::Origin;
use crate::service_error::{ErrorHead, ServiceError};
use crate::{clock, retry};
use qualify_contract::headers;
use qualify_vocabulary::{CorrelationId, RequestId};

/// What the client calls itself (contract 6.3 rule 1).
const CLIENT_NAME: &str = "Partner Center Rust SDK";

/// Longest body of an answer that is read, in bytes: documents have 10 MiB, pages of lists far less.
const BODY_BYTES_MAX: usize = 64 << 20;

/// Room for the headers of a request: those that every one has, and some of its own.
const HEADERS: usize = 12;

static REQUEST_ID: HeaderName = HeaderName::from_static(headers::MS_REQUEST_ID);
static CORRELATION_ID: HeaderName = HeaderName::from_static(headers::MS_CORRELATION_ID);

/// Redirects within one origin that are followed.
const REDIRECTS_MAX: usize = 5;

/// How HTTP is spoken.
#[derive(Debug, Clone, Default)]
pub(crate) struct HttpOptions {
    pub(crate) attempt_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    /// Trusted instead of the system's authorities.
    pub(crate) trusted_pem: Option<Vec<u8>>,
    pub(crate) without_proxy: bool,
}

impl HttpOptions {
    /// A client of the library.
    pub(crate) fn build(&self) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            // The client tries again by itself, and the library would copy each request in case it had to.
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout)
            .timeout(self.attempt_timeout)
            .redirect(Policy::custom(|attempt| {
                let same =
                    attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
                if same && attempt.previous().len() <= REDIRECTS_MAX {
                    attempt.follow()
                } else {
                    attempt.stop()
                }
            }));
        if self.without_proxy {
            builder = builder.no_proxy();
        }
        if let Some(pem) = &self.trusted_pem {
            let certificates = Certificate::from_pem_bundle(pem).unwrap_or_default();
            if certificates.is_empty() {
                return Err(Error::settings(
                    "the trusted certificates are no PEM text with a certificate in it; name the file that the server \
                     printed at its start",
                ));
            }
            builder = builder.tls_certs_only(certificates);
        }
        builder.build().map_err(|error| Error::local("the HTTP client cannot be set up", error))
    }
}

/// What goes along with each request of a client.
#[derive(Debug)]
pub(crate) struct Companions {
    pub(crate) locale: String,
    pub(crate) application: Option<String>,
}

impl Companions {
    /// The headers that are the same on every request, ready made.
    pub(crate) fn headers(&self) -> Result<StandingHeaders> {
        let mut all = HeaderMap::with_capacity(HEADERS);
        // Places for what each request has of its own, so that the map does not grow then.
        let place = HeaderValue::from_static("");
        all.insert(AUTHORIZATION, place.clone());
        all.insert(&REQUEST_ID, place.clone());
        all.insert(&CORRELATION_ID, place);
        all.insert(ACCEPT, HeaderValue::from_static("application/json"));
        all.insert(headers::X_LOCALE, value_of(headers::X_LOCALE, &self.locale)?);
        all.insert(headers::MS_PARTNER_CENTER_CLIENT, HeaderValue::from_static(CLIENT_NAME));
        all.insert(headers::MS_SDK_VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
        all.insert(headers::MS_CONTRACT_VERSION, HeaderValue::from_static("v1"));
        if let Some(application) = &self.application {
            let name = headers::MS_PARTNER_CENTER_APPLICATION;
            all.insert(name, value_of(name, application)?);
        }
        Ok(StandingHeaders(all))
    }
}

/// The headers that are the same on every request of a client.
#[derive(Debug)]
pub(crate) struct StandingHeaders(HeaderMap);

/// A token as the value of its header, which `Debug` does not show.
pub(crate) fn bearer(token: &str) -> Result<HeaderValue> {
    let mut bearer = value_of(AUTHORIZATION.as_str(), &format!("Bearer {token}"))?;
    bearer.set_sensitive(true);
    Ok(bearer)
}

/// The ids of a call, the same over its tries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallIds {
    pub(crate) request: RequestId,
    pub(crate) correlation: CorrelationId,
}

/// Sends a call once.
pub(crate) async fn attempt(
    http: &reqwest::Client,
    root: &Origin,
    call: &Call,
    ids: CallIds,
    standing: &StandingHeaders,
    token: &HeaderValue,
) -> Result<Answer> {
    let url = root.at(&call.target).ok_or_else(|| {
        Error::settings("the path of the request leads to another host: it is not sent there")
    })?;
    let mut request = Request::new(call.method.clone(), url);
    *request.headers_mut() = headers_of(call, ids, standing, token)?;
    if let Some(body) = &call.body {
        request.headers_mut().insert(CONTENT_TYPE, value_of(CONTENT_TYPE.as_str(), &body.media_type)?);
        *request.body_mut() = Some(body.bytes.clone().into());
    }
    let response = http.execute(request).await.map_err(|error| unanswered(root, ids.request, error))?;
    read(response, root, ids).await
}

fn headers_of(
    call: &Call,
    ids: CallIds,
    standing: &StandingHeaders,
    token: &HeaderValue,
) -> Result<HeaderMap> {
    let mut all = standing.0.clone();
    all.insert(AUTHORIZATION, token.clone());
    all.insert(&REQUEST_ID, value_of(headers::MS_REQUEST_ID, &ids.request.to_string())?);
    all.insert(&CORRELATION_ID, value_of(headers::MS_CORRELATION_ID, &ids.correlation.to_string())?);
    for (name, text) in &call.headers {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::settings(format!("{name:?} is no name of a header")))?;
        let text = value_of(name.as_str(), text)?;
        all.insert(name, text);
    }
    Ok(all)
}

fn value_of(name: &str, text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|_| {
        Error::settings(format!("the value of the header {name} has characters that no header may have"))
    })
}

/// An error before there was an answer. Only where no connection was made is it sure that nothing was sent.
fn unanswered(root: &Origin, request_id: RequestId, error: reqwest::Error) -> Error {
    let is_unsent = error.is_connect() || error.is_builder();
    let source: Cause = Box::new(error.without_url());
    if is_unsent {
        Error::NotSent { request_id, origin: root.to_string(), source }
    } else {
        Error::NoAnswer { request_id, source }
    }
}

async fn read(mut response: Response, root: &Origin, ids: CallIds) -> Result<Answer> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut body = Vec::with_capacity(
        response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0).min(1 << 20),
    );
    while let Some(chunk) = response.chunk().await.map_err(|error| unanswered(root, ids.request, error))? {
        if body.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(Error::NotUnderstood {
                request_id: ids.request,
                status: status.as_u16(),
                text: format!("it is longer than {} MiB", BODY_BYTES_MAX >> 20),
            });
        }
        body.extend_from_slice(&chunk);
    }
    if status.is_success() {
        return Ok(Answer { status: status.as_u16(), headers, body, request_id: ids.request });
    }
    let retry_after = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| retry::retry_after(text, clock::now()));
    let head = ErrorHead {
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or("the service said nothing about it"),
        request_id: ids.request,
        correlation_id: ids.correlation,
        retry_after,
        headers: texts_of(&headers),
    };
    Err(Box::new(ServiceError::read(head, body)).into())
}

/// The headers that are text, in their order.
pub(crate) fn texts_of(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}
