//! `GET /sandbox/requests`: the last exchanges, with every secret masked, and what clients ask for in vain.
//!
//! Exchanges are kept without being asked for, as many as a person or a test makes; under the load of a benchmark only
//! [`EXCHANGES_MAX`] of each second are, so that the others cost nothing. Whoever looks once gets every exchange from
//! then on. `[sandbox] record_requests` says otherwise: `always` or `never`.

pub(crate) mod checkup;
mod facts;
mod kept;
pub(crate) mod list;
mod masked;
mod members;
pub(crate) mod refill;
mod unserved;
pub(crate) mod view;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, Method, Request, header};
use qualify_server::api::failure::code_of;
use qualify_server::auth::{Identity, bearer_token};
use qualify_server::config::RecordRequests;
use qualify_server::extension::Answering;
use qualify_vocabulary::Timestamp;
use qualify_wire::headers as names;
use sha2::{Digest as _, Sha256};

use self::facts::Facts;
use self::kept::{KeptBody, SharedKept};
use self::unserved::Unserved;
use self::view::{Exchange, PrincipalView, Side};
use super::interest::Interest;
use super::issuer::refusal::RefusedNumber;

/// Exchanges that are kept.
const EXCHANGES_MAX: usize = 500;

/// What they may take together, in bytes of text.
const EXCHANGES_BYTES_MAX: usize = 4 << 20;

/// What those of a partner of one's own may take, which are kept besides, in bytes of text.
const OWN_EXCHANGES_BYTES_MAX: usize = 256 << 10;

/// The longest name of a client, in characters.
const CLIENT_CHARS_MAX: usize = 100;

/// The exchanges that are kept, and the calls that are not served.
#[derive(Debug)]
pub(crate) struct RequestLog {
    ring: Mutex<Ring>,
    unserved: Unserved,
}

#[derive(Debug)]
struct Ring {
    exchanges: VecDeque<(u64, Arc<Exchange>)>,
    bytes: usize,
    bytes_max: usize,
    /// The number of the next exchange.
    next: u64,
    /// The number behind the last place where exchanges were left out.
    gap_before: u64,
}

impl Ring {
    fn new(bytes_max: usize) -> Self {
        Self { exchanges: VecDeque::new(), bytes: 0, bytes_max, next: 0, gap_before: 0 }
    }

    fn push(&mut self, exchange: Arc<Exchange>) {
        self.bytes += exchange.text_bytes();
        self.exchanges.push_back((self.next, exchange));
        self.next += 1;
        while self.exchanges.len() > EXCHANGES_MAX
            || (self.bytes > self.bytes_max && self.exchanges.len() > 1)
        {
            let Some((_, oldest)) = self.exchanges.pop_front() else { break };
            self.bytes -= oldest.text_bytes();
        }
    }

    /// Whether every exchange since the oldest one is here.
    fn is_complete(&self) -> bool {
        self.oldest() >= self.gap_before
    }

    /// Whether every exchange from this number on is here.
    fn is_complete_from(&self, number: u64) -> bool {
        number >= self.gap_before && number >= self.oldest()
    }

    fn oldest(&self) -> u64 {
        self.exchanges.front().map_or(self.next, |(number, _)| *number)
    }
}

impl Default for RequestLog {
    fn default() -> Self {
        Self { ring: Mutex::new(Ring::new(EXCHANGES_BYTES_MAX)), unserved: Unserved::default() }
    }
}

impl RequestLog {
    /// The log of a partner of one's own.
    pub(crate) fn of_own_partner() -> Self {
        Self { ring: Mutex::new(Ring::new(OWN_EXCHANGES_BYTES_MAX)), unserved: Unserved::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of a request whose exchange is to be kept, also in the log of its own partner.
    pub(crate) fn begin(
        self: &Arc<Self>,
        (at, service_at): (Timestamp, Timestamp),
        request: Request<Body>,
        path: String,
        own: Option<Arc<Self>>,
    ) -> (Request<Body>, Pending) {
        let target = request.uri().path_and_query().map_or(request.uri().path(), |it| it.as_str());
        let body = SharedKept::hashed();
        let pending = Pending {
            log: Arc::clone(self),
            own,
            at,
            service_at,
            started: Instant::now(),
            method: request.method().clone(),
            target: masked::target(target),
            target_hash: Sha256::digest(target).into(),
            path,
            headers: request.headers().clone(),
            body: body.clone(),
        };
        (request.map(|inner| KeptBody::around(inner, body, || ())), pending)
    }

    /// Counts a call that Qualify does not serve.
    pub(crate) fn count_unserved(&self, headers: &HeaderMap, method: &Method, path: &str) {
        self.unserved.count(client_name(headers), method, path);
    }

    /// Exchanges were left out before the next one.
    pub(crate) fn note_gap(&self) {
        let mut ring = self.lock();
        ring.gap_before = ring.next;
    }
}

/// An exchange that is not over.
#[derive(Debug)]
pub(crate) struct Pending {
    log: Arc<RequestLog>,
    /// The log of the partner whose request it is, if that is one of one's own.
    own: Option<Arc<RequestLog>>,
    at: Timestamp,
    /// The same moment by the sandbox's clock.
    service_at: Timestamp,
    started: Instant,
    method: Method,
    target: String,
    target_hash: [u8; 32],
    /// In our spelling, to be found by.
    path: String,
    headers: HeaderMap,
    body: SharedKept,
}

impl Pending {
    /// Keeps the exchange when the answer's body has gone out.
    pub(crate) fn answered(
        self,
        service: &dyn Answering,
        response: Response,
        fault: Option<String>,
    ) -> Response {
        let identity = self.identity(service);
        let status = response.status().as_u16();
        let code = error_code(&response);
        let headers = response.headers().clone();
        let (parts, body) = response.into_parts();
        let kept = SharedKept::default();
        let told = {
            let kept = kept.clone();
            move || self.keep(identity.as_deref(), Some((status, headers, kept)), (code, fault))
        };
        Response::from_parts(parts, KeptBody::around(body, kept, told))
    }

    /// Keeps the exchange that got no answer.
    pub(crate) fn dropped(self, service: &dyn Answering, fault: String) {
        let identity = self.identity(service);
        self.keep(identity.as_deref(), None, (None, Some(fault)));
    }

    /// Who asked, if the token was a good one: those are known for a while.
    fn identity(&self, service: &dyn Answering) -> Option<Arc<Identity>> {
        let token = bearer_token(self.headers.get(header::AUTHORIZATION)).ok()?;
        service.find_signed_in(token, self.at)
    }

    fn keep(
        self,
        identity: Option<&Identity>,
        answer: Option<(u16, HeaderMap, SharedKept)>,
        (error_code, fault): (Option<String>, Option<String>),
    ) {
        let answered = answer.as_ref().map(|(_, headers, _)| headers);
        let id = |name: &http::HeaderName| {
            let found = answered.and_then(|headers| headers.get(name)).or_else(|| self.headers.get(name));
            found.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let body = self.body.take();
        let facts = Facts::new(&self, identity, &body);
        let exchange = Exchange {
            at: self.at,
            method: self.method.to_string(),
            target: self.target.clone(),
            path: self.path.clone(),
            client: client_name(&self.headers),
            principal: identity.map(PrincipalView::of),
            request_id: id(&names::MS_REQUEST_ID),
            correlation_id: id(&names::MS_CORRELATION_ID),
            duration_us: u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX),
            request: Side::new(&self.headers, &body),
            status: answer.as_ref().map(|(status, ..)| *status),
            error_code,
            response: answer.map(|(_, headers, kept)| Side::new(&headers, &kept.take())),
            fault,
            facts,
        };
        let exchange = Arc::new(exchange);
        if let Some(own) = &self.own {
            own.lock().push(Arc::clone(&exchange));
        }
        self.log.lock().push(exchange);
    }
}

/// The code of the error that is answered: the catalogue's, or the issuer's.
fn error_code(response: &Response) -> Option<String> {
    let of_issuer =
        response.extensions().get::<RefusedNumber>().map(|refused| format!("AADSTS{}", refused.0));
    of_issuer.or_else(|| code_of(response).map(|code| code.to_string()))
}

/// How the client calls itself: by the header that SDKs send, else by the one that every client sends.
fn client_name(headers: &HeaderMap) -> String {
    let named = [&names::MS_PARTNER_CENTER_CLIENT, &header::USER_AGENT].into_iter().find_map(|name| {
        let text = headers.get(name)?.to_str().ok()?.trim();
        (!text.is_empty()).then(|| text.chars().take(CLIENT_CHARS_MAX).collect())
    });
    named.unwrap_or_else(|| "unknown".to_owned())
}

/// Sets out which exchanges are kept at the start.
pub(crate) fn begin_keeping(setting: RecordRequests, interest: &Interest) {
    match setting {
        RecordRequests::Always => interest.keep_every(),
        RecordRequests::Auto => {
            interest.allow(allowance());
        }
        RecordRequests::Never => {}
    }
}

fn allowance() -> u32 {
    u32::try_from(EXCHANGES_MAX).expect("a few hundred")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(body: usize) -> Arc<Exchange> {
        let kept = kept::Kept::new(vec![b'x'; body], body as u64);
        Arc::new(Exchange {
            at: Timestamp::UNIX_EPOCH,
            method: "GET".to_owned(),
            target: "/".to_owned(),
            path: "/".to_owned(),
            client: "test".to_owned(),
            principal: None,
            request_id: None,
            correlation_id: None,
            duration_us: 1,
            request: Side::new(&HeaderMap::new(), &kept),
            status: None,
            error_code: None,
            response: None,
            fault: None,
            facts: Facts::default(),
        })
    }

    #[test]
    fn the_ring_is_bounded_in_exchanges_and_in_bytes() {
        let mut ring = Ring::new(EXCHANGES_BYTES_MAX);
        (0..EXCHANGES_MAX + 7).for_each(|_| ring.push(exchange(1)));
        assert_eq!((ring.exchanges.len(), ring.exchanges[0].0), (EXCHANGES_MAX, 7));
        assert!(ring.is_complete_from(7) && !ring.is_complete_from(6), "what is gone is missed");
        let half = EXCHANGES_BYTES_MAX / 2;
        (0..3).for_each(|_| ring.push(exchange(half)));
        assert_eq!(ring.exchanges.len(), 1, "two of them are too much");
        let counted: usize = ring.exchanges.iter().map(|(_, it)| it.text_bytes()).sum();
        assert_eq!(ring.bytes, counted);
    }

    #[test]
    fn a_gap_is_known_until_it_is_older_than_everything_kept() {
        let log = RequestLog::default();
        log.lock().push(exchange(1));
        assert!(log.lock().is_complete());
        log.note_gap();
        assert!(!log.lock().is_complete());
        (0..EXCHANGES_MAX).for_each(|_| log.lock().push(exchange(1)));
        assert!(log.lock().is_complete());
    }
}
