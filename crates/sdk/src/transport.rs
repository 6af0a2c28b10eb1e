//! HTTP: one try of a call, and what came of it.

mod connections;
mod gathered;
mod library;
mod line;
mod redirects;
mod tls;

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use http::{Request, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_util::client::proxy::matcher::Matcher;
use qualify_contract::headers;
use qualify_vocabulary::{CorrelationId, RequestId};
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use self::connections::Connections;
use self::gathered::Gathered;
use self::redirects::{REDIRECTS_MAX, Way};
use crate::call::{Answer, Call};
use crate::deadline::Deadline;
use crate::error::{Cause, Error, Result};
use crate::origin::Origin;
use crate::service_error::{ErrorHead, ServiceError};
use crate::{clock, retry};

/// What the client calls itself (contract 6.3 rule 1).
const CLIENT_NAME: &str = "Partner Center Rust SDK";

/// Longest body of an answer that is read, in bytes: documents have 10 MiB, pages of lists far less.
const BODY_BYTES_MAX: usize = 64 << 20;

/// Longest part of the body of an error that is read, in bytes: what it says is at its beginning.
const ERROR_BYTES_MAX: usize = 1 << 20;

/// Room that is made for a body because it is announced, in bytes: more is made when it comes.
const ROOM_BYTES_MAX: usize = 1 << 20;

/// Room for the headers of a request: those that every one has, and some of its own.
const HEADERS: usize = 12;

static REQUEST_ID: HeaderName = HeaderName::from_static(headers::MS_REQUEST_ID);
static CORRELATION_ID: HeaderName = HeaderName::from_static(headers::MS_CORRELATION_ID);

/// How HTTP is spoken.
#[derive(Debug, Clone, Default)]
pub(crate) struct HttpOptions {
    pub(crate) attempt_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    /// Trusted instead of the system's authorities.
    pub(crate) trusted_pem: Option<Vec<u8>>,
    pub(crate) without_proxy: bool,
}

/// How requests go to a service.
#[derive(Debug)]
pub(crate) struct Transport {
    origin: Origin,
    /// Connections of our own, where nothing stands between this machine and the service.
    direct: Option<Connections>,
    /// A general library: to a service behind a proxy, and to whoever signs in.
    library: reqwest::Client,
    attempt_timeout: Duration,
}

impl HttpOptions {
    /// The way to this origin.
    pub(crate) fn build(&self, origin: &Origin) -> Result<Transport> {
        let tls = tls::config(self.trusted_pem.as_deref())?;
        let uri: Uri = origin.to_string().parse().unwrap_or_default();
        let is_behind_proxy = !self.without_proxy && Matcher::from_env().intercept(&uri).is_some();
        let direct =
            if is_behind_proxy { None } else { Some(Connections::to(origin, &tls, self.connect_timeout)?) };
        Ok(Transport {
            origin: origin.clone(),
            direct,
            library: library::client(self, &tls)?,
            attempt_timeout: self.attempt_timeout,
        })
    }
}

/// What goes along with each request of a client.
#[derive(Debug)]
pub(crate) struct Companions {
    pub(crate) locale: String,
    pub(crate) application: Option<String>,
}

impl Companions {
    /// The headers that are the same on every request to this origin, ready made.
    pub(crate) fn headers(&self, origin: &Origin) -> Result<StandingHeaders> {
        let mut all = HeaderMap::with_capacity(HEADERS);
        all.insert(HOST, value_of(HOST.as_str(), &origin.authority())?);
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

/// What came back.
#[derive(Debug)]
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Gathered,
    /// How long the body is said to be, in bytes, as far as room is made for it.
    announced: usize,
}

impl Received {
    fn of(status: StatusCode, headers: HeaderMap, announced: u64) -> Self {
        let announced = usize::try_from(announced).unwrap_or(0).min(ROOM_BYTES_MAX);
        Self { status, headers, body: Gathered::default(), announced }
    }

    /// Takes a part of the body. `false`: no more of it is wanted.
    fn take(&mut self, mut part: Bytes) -> std::result::Result<bool, Failed> {
        let bytes_max = if self.status.is_success() { BODY_BYTES_MAX } else { ERROR_BYTES_MAX };
        let room = bytes_max.saturating_sub(self.body.len());
        if part.len() > room && self.status.is_success() {
            return Err(Failed::TooLong(self.status));
        }
        let is_wanted = part.len() <= room;
        part.truncate(room);
        self.body.push(part, self.announced);
        Ok(is_wanted)
    }
}

/// Why nothing came back.
#[derive(Debug)]
enum Failed {
    /// Nothing of the request was sent.
    NotSent(Cause),
    /// It may have arrived.
    NoAnswer(Cause),
    /// The answer has no end.
    TooLong(StatusCode),
    /// The request cannot be written.
    Refused(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

type Asked = std::result::Result<Received, Failed>;

impl Transport {
    /// The library, for whoever signs in.
    pub(crate) const fn library(&self) -> &reqwest::Client {
        &self.library
    }

    /// Sends a call once, in the time for a try, or until the deadline.
    pub(crate) async fn attempt(
        &self,
        call: &Call,
        ids: CallIds,
        standing: &StandingHeaders,
        token: &HeaderValue,
        deadline: Deadline,
    ) -> Result<Answer> {
        let headers = || headers_of(call, ids, standing, token);
        let asked = if let Some(connections) = &self.direct {
            let is_sent = AtomicBool::new(false);
            let asked = pin!(self.ask(connections, call, headers, &is_sent));
            let asked = deadline.or_after(self.attempt_timeout).bound(asked).await;
            let is_sent = is_sent.load(Ordering::Relaxed);
            match asked {
                Some(asked) => asked,
                None if deadline.is_over() => return Err(deadline.missed(is_sent)),
                None => {
                    let cause = format!("no answer within {:?}", self.attempt_timeout).into();
                    Err(if is_sent { Failed::NoAnswer(cause) } else { Failed::NotSent(cause) })
                }
            }
        } else {
            let asked = library::ask(&self.library, &self.origin, call, headers()?);
            deadline.bound(asked).await.ok_or_else(|| deadline.missed(true))?
        };
        let request_id = ids.request;
        match asked {
            Ok(received) => answer_of(received, ids),
            Err(Failed::NotSent(source)) => {
                Err(Error::NotSent { request_id, origin: self.origin.to_string(), source })
            }
            Err(Failed::NoAnswer(source)) => Err(Error::NoAnswer { request_id, source }),
            Err(Failed::TooLong(status)) => Err(Error::NotUnderstood {
                request_id,
                status: status.as_u16(),
                text: format!("it is longer than {} MiB", BODY_BYTES_MAX >> 20),
            }),
            Err(Failed::Refused(error)) => Err(error),
        }
    }

    /// Asks on a connection of our own, and follows where the service leads within itself.
    async fn ask(
        &self,
        connections: &Connections,
        call: &Call,
        headers: impl Fn() -> Result<HeaderMap>,
        is_sent: &AtomicBool,
    ) -> Asked {
        let target = self.origin.target(&call.target).ok_or_else(elsewhere)?;
        let mut way = Way { method: call.method.clone(), target, has_body: true };
        let mut steps_left = REDIRECTS_MAX;
        loop {
            let mut request = Request::new(Full::default());
            *request.method_mut() = way.method.clone();
            *request.uri_mut() = way.target.clone();
            *request.headers_mut() = headers()?;
            if let Some(body) = call.body.as_ref().filter(|_| way.has_body) {
                request
                    .headers_mut()
                    .insert(CONTENT_TYPE, value_of(CONTENT_TYPE.as_str(), &body.media_type)?);
                *request.body_mut() = Full::new(Bytes::from(body.bytes.clone()));
            }
            let received = connections.exchange(request, is_sent).await?;
            match redirects::next(&self.origin, &received, &way).filter(|_| steps_left > 0) {
                Some(next) => (way, steps_left) = (next, steps_left - 1),
                None => return Ok(received),
            }
        }
    }
}

fn elsewhere() -> Error {
    Error::settings("the path of the request leads to another host: it is not sent there")
}

fn headers_of(
    call: &Call,
    ids: CallIds,
    standing: &StandingHeaders,
    token: &HeaderValue,
) -> Result<HeaderMap> {
    let mut all = standing.0.clone();
    all.insert(AUTHORIZATION, token.clone());
    all.insert(&REQUEST_ID, guid(ids.request.as_uuid()));
    all.insert(&CORRELATION_ID, guid(ids.correlation.as_uuid()));
    for (name, text) in &call.headers {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::settings(format!("{name:?} is no name of a header")))?;
        let text = value_of(name.as_str(), text)?;
        all.insert(name, text);
    }
    Ok(all)
}

fn guid(id: &Uuid) -> HeaderValue {
    let mut text = [0; Hyphenated::LENGTH];
    HeaderValue::from_str(id.as_hyphenated().encode_lower(&mut text)).expect("a GUID is digits and dashes")
}

fn value_of(name: &str, text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|_| {
        Error::settings(format!("the value of the header {name} has characters that no header may have"))
    })
}

/// What an answer comes to: itself, or the error that it says.
fn answer_of(received: Received, ids: CallIds) -> Result<Answer> {
    let Received { status, headers, body, .. } = received;
    let body = body.into_bytes();
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
