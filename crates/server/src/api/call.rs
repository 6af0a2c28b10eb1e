//! What is known about a request before its handler runs: ids, dialect, identity, and a meter for the log line.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::MatchedPath;
use base64::Engine as _;
use http::{HeaderMap, HeaderValue, Method};
use qualify_texts::Locale;
use qualify_vocabulary::{CorrelationId, RequestId};
use qualify_wire::dialect::{Dialect, DialectSetting};
use qualify_wire::headers;
use tokio::time::error::Elapsed;

use crate::auth::Identity;
use crate::clock::fresh_guid;
use crate::service::meter::StoreMeter;

/// Bytes of randomness behind a generated `MS-CV`: 16 characters of base64.
const CORRELATION_VECTOR_BYTES: usize = 12;

/// One request, as the layers in front of the handlers see it.
#[derive(Debug)]
pub struct RequestInfo {
    /// The idempotency key, if the client sent a valid one.
    pub(crate) request_id: Option<RequestId>,
    /// Ties logs, audit records and events together.
    pub correlation_id: CorrelationId,
    pub(crate) ids: ResponseIds,
    pub(crate) dialect: Dialect,
    /// The language of `message` and `description` (contract 3.1).
    pub(crate) locale: Locale,
    pub(crate) client: ClientNames,
    /// The method.
    pub method: Method,
    /// The canonical path.
    pub path: String,
    /// The query as it was sent.
    pub query: String,
    /// Who asks; set once sign-in is through.
    pub(crate) identity: OnceLock<Arc<Identity>>,
    /// What the handler's part in it is measured on.
    pub meter: Meter,
    /// Time that does not count as time of the request, in microseconds: a document was on its way.
    granted_micros: AtomicU64,
}

/// The ids as they are sent back: valid ones in the spelling received.
#[derive(Debug, Clone)]
pub(crate) struct ResponseIds {
    pub(crate) request_id: HeaderValue,
    pub(crate) correlation_id: HeaderValue,
    pub(crate) correlation_vector: HeaderValue,
}

/// How the client calls itself, for the log line (contract 3.1).
#[derive(Debug, Default)]
pub(crate) struct ClientNames {
    pub(crate) client: Option<String>,
    pub(crate) sdk_version: Option<String>,
    pub(crate) application: Option<String>,
}

/// Characters of a client's name that are logged.
const CLIENT_NAME_CHARS_MAX: usize = 64;

/// A name that a caller made up, as a log line can hold it: bounded, and plain characters only.
fn loggable(name: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    name.chars().take(CLIENT_NAME_CHARS_MAX).map(|c| if is_plain(c) { c } else { '_' }).collect()
}

/// What the log line and the metrics tell about a request.
#[derive(Debug)]
pub struct Meter {
    pub(crate) started: Instant,
    pub(crate) route: OnceLock<MatchedPath>,
    /// The store's part.
    pub store: StoreMeter,
}

impl Meter {
    fn start() -> Self {
        Self { started: Instant::now(), route: OnceLock::new(), store: StoreMeter::default() }
    }

    /// Measures a store operation.
    pub async fn measure<T>(&self, operation: impl Future<Output = T>) -> T {
        self.store.measure(operation).await
    }

    /// The route's template; requests that met no route have none.
    pub(crate) fn route(&self) -> &str {
        self.route.get().map_or("-", MatchedPath::as_str)
    }
}

impl RequestInfo {
    pub(crate) fn new(
        setting: DialectSetting,
        method: Method,
        path: String,
        query: String,
        headers: &HeaderMap,
    ) -> Self {
        let sent = |name: &http::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let request_id = sent(&headers::MS_REQUEST_ID).and_then(|text| RequestId::parse(text).ok());
        let correlation_id =
            sent(&headers::MS_CORRELATION_ID).and_then(|text| CorrelationId::parse(text).ok());
        let echoed =
            |name: &http::HeaderName, is_valid: bool| headers.get(name).filter(|_| is_valid).cloned();
        let known_correlation_id = correlation_id.unwrap_or_else(|| CorrelationId::from_uuid(fresh_guid()));
        let ids = ResponseIds {
            request_id: echoed(&headers::MS_REQUEST_ID, request_id.is_some())
                .unwrap_or_else(|| guid_header(fresh_guid())),
            correlation_id: echoed(&headers::MS_CORRELATION_ID, correlation_id.is_some())
                .unwrap_or_else(|| guid_header(*known_correlation_id.as_uuid())),
            correlation_vector: sent(&headers::MS_CV)
                .filter(|text| headers::is_echoable_cv(text))
                .and_then(|_| headers.get(&headers::MS_CV).cloned())
                .unwrap_or_else(fresh_correlation_vector),
        };
        let client = sent(&headers::MS_PARTNER_CENTER_CLIENT);
        let dialect = Dialect::of(setting, client, headers.contains_key(&headers::MS_SDK_VERSION));
        let names = ClientNames {
            client: client.map(loggable),
            sdk_version: sent(&headers::MS_SDK_VERSION).map(loggable),
            application: sent(&headers::MS_PARTNER_CENTER_APPLICATION).map(loggable),
        };
        Self {
            request_id,
            correlation_id: known_correlation_id,
            ids,
            dialect,
            locale: sent(&headers::X_LOCALE).map_or(Locale::En, Locale::wished),
            client: names,
            method,
            path,
            query,
            identity: OnceLock::new(),
            meter: Meter::start(),
            granted_micros: AtomicU64::new(0),
        }
    }

    /// Notes who asks, once: what is refused from here on is still known to come from there.
    pub fn identified(&self, identity: Arc<Identity>) {
        let _ = self.identity.set(identity);
    }

    /// Lets so much of the time so far, or of that to come, not count as time of the request.
    pub(crate) fn grant(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.granted_micros.store(micros, Ordering::Relaxed);
    }

    /// The time that does not count.
    fn granted(&self) -> Duration {
        Duration::from_micros(self.granted_micros.load(Ordering::Relaxed))
    }

    /// Runs the request within a bound on the time that counts.
    pub(crate) async fn within<T>(
        &self,
        bound: Duration,
        run: impl Future<Output = T>,
    ) -> Result<T, Elapsed> {
        let started = tokio::time::Instant::now();
        let mut run = std::pin::pin!(run);
        loop {
            let granted = self.granted();
            match tokio::time::timeout_at(started + bound + granted, run.as_mut()).await {
                Err(_) if self.granted() > granted => {}
                outcome => return outcome,
            }
        }
    }
}

fn guid_header(guid: uuid::Uuid) -> HeaderValue {
    let mut buffer = uuid::Uuid::encode_buffer();
    let text: &str = guid.as_hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(text).expect("a GUID is made of header characters")
}

fn fresh_correlation_vector() -> HeaderValue {
    let random = fresh_guid();
    let mut text =
        base64::engine::general_purpose::STANDARD.encode(&random.as_bytes()[..CORRELATION_VECTOR_BYTES]);
    text.push_str(".0");
    HeaderValue::try_from(text).expect("base64 is made of header characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_caller_made_up_cannot_break_a_log_line() {
        assert_eq!(loggable("Partner Center .NET SDK"), "Partner_Center_.NET_SDK");
        assert_eq!(loggable("x\"}\n{\"y"), "x_____y");
        assert_eq!(loggable(&"a".repeat(500)).len(), CLIENT_NAME_CHARS_MAX);
    }
}
