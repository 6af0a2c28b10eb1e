//! `/sandbox/faults`: answers that go wrong on purpose, so that a client's retries can be tried out (design 7).

pub(crate) mod routes;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Method;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::canonical_path;
use qualify_vocabulary::PartnerId;
use qualify_wire::endpoints::always_answers;
use qualify_wire::errors::ApiError;
use serde::{Deserialize, Serialize};

use super::interest::Interest;

/// How often one fault may happen.
const TIMES_MAX: u32 = 1_000_000;

/// The longest delay, in milliseconds: longer than the time limit of any client that we know.
const DELAY_MS_MAX: u64 = 300_000;

/// The longest path prefix, in bytes.
const MATCH_BYTES_MAX: usize = 2048;

/// What `Retry-After` says in an injected 429, unless told otherwise: short, so that nobody waits long for a test.
const RATE_LIMIT_SECONDS: u32 = 1;

/// The longest `Retry-After`, in seconds.
const RETRY_AFTER_SECONDS_MAX: u32 = 86_400;

const INJECTED: &str = "This fault was injected by PUT /sandbox/faults.";

/// One fault, as JSON shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fault {
    /// The beginning of the canonical path, compared without regard to case.
    #[serde(rename = "match")]
    pub(crate) prefix: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// The seconds of `Retry-After`.
    #[serde(default, rename = "retryAfter", skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u32>,
    /// Whose requests it hits; everybody's, if it names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) partner: Option<PartnerId>,
    /// How often it still happens: once, unless told otherwise; a quirk without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) delay_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) drop: Option<DropWhen>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quirk: Option<Quirk>,
}

/// A habit of the real service, for clients that were written for it (contract 9.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Quirk {
    /// A byte order mark before JSON.
    Bom,
}

/// What waits for one request.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) fault: Option<Fault>,
    pub(crate) quirk: Option<Quirk>,
}

/// When the connection ends without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DropWhen {
    /// Before the request was looked at: nothing was done.
    Before,
    /// After it was answered: it was done, and the answer is lost.
    After,
}

/// What a fault does to one request, after its delay.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Nothing but the delay.
    Delay,
    /// Another answer.
    Answer(Failure),
    /// No answer.
    Drop(DropWhen),
}

impl Fault {
    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms.unwrap_or(0))
    }

    /// What it does to a request for a canonical path.
    pub(crate) fn effect(&self, path: &str) -> Effect {
        let retry_after_seconds = self.retry_after_seconds.unwrap_or(RATE_LIMIT_SECONDS);
        match (self.drop, self.status) {
            (Some(when), _) => Effect::Drop(when),
            (None, Some(429)) if is_token_endpoint(path) => {
                Effect::Answer(Failure::TokenRateLimited { retry_after_seconds })
            }
            (None, Some(429)) => Effect::Answer(Failure::RateLimited { retry_after_seconds }),
            (None, Some(503)) => Effect::Answer(self.busy()),
            (None, Some(_)) => {
                Effect::Answer(Failure::Api(ApiError::new(ErrorKind::UnexpectedError, INJECTED)))
            }
            (None, None) => Effect::Delay,
        }
    }

    fn busy(&self) -> Failure {
        match self.retry_after_seconds {
            Some(seconds) => Failure::Api(ApiError::new(ErrorKind::Busy, INJECTED).with_retry_after(seconds)),
            None => Failure::busy(INJECTED),
        }
    }

    /// What happened, for the list of exchanges.
    pub(crate) fn summary(&self) -> String {
        let what = match (self.drop, self.status) {
            (Some(DropWhen::Before), _) => "connection dropped before the request was handled".to_owned(),
            (Some(DropWhen::After), _) => "connection dropped after the request was handled".to_owned(),
            (None, Some(status)) => format!("answered {status}"),
            (None, None) => "delayed".to_owned(),
        };
        match self.delay_ms {
            Some(delay_ms) => format!("{what}, {delay_ms} ms late"),
            None => what,
        }
    }

    /// Whether it hits such a request, whoever asks.
    fn is_for(&self, method: &Method, path: &str) -> bool {
        let is_method = |wanted: &String| wanted.eq_ignore_ascii_case(method.as_str());
        // Ids and names in a path keep the spelling of the caller, so case is no matter.
        let begins = |start: &[u8]| start.eq_ignore_ascii_case(self.prefix.as_bytes());
        self.method.as_ref().is_none_or(is_method)
            && path.as_bytes().get(..self.prefix.len()).is_some_and(begins)
    }

    /// Whether it hits the requests of this partner.
    fn is_of(&self, partner: Option<PartnerId>) -> bool {
        self.partner.is_none() || self.partner == partner
    }

    /// Checks what the types cannot say, gives the prefix our spelling, and a fault that says nothing of it once.
    fn checked(mut self) -> Result<Self, &'static str> {
        if !self.prefix.starts_with('/') || self.prefix.len() > MATCH_BYTES_MAX {
            return Err(
                "match must be the beginning of a path, such as /v1/customers, of 2048 bytes at most",
            );
        }
        let ends_with_slash = self.prefix.ends_with('/');
        self.prefix = canonical_path(&self.prefix).into_owned();
        // With the root alone every path begins.
        if self.prefix != "/" && always_answers(&self.prefix) {
            return Err(
                "match names a path that no fault hits: /sandbox, /docs, health and metrics always answer",
            );
        }
        if ends_with_slash && !self.prefix.ends_with('/') {
            self.prefix.push('/');
        }
        if self.method.as_ref().is_some_and(|method| Method::from_bytes(method.as_bytes()).is_err()) {
            return Err("method must be an HTTP method, such as POST");
        }
        if !matches!(self.status, None | Some(429 | 500 | 503)) {
            return Err("status must be 429, 500 or 503");
        }
        if self.status.is_some() && self.drop.is_some() {
            return Err("a fault has a status or a drop, not both");
        }
        let is_fault = self.status.is_some() || self.drop.is_some() || self.delay_ms.is_some();
        if is_fault == self.quirk.is_some() {
            return Err("a fault needs a status, a drop or a delayMs, or else a quirk, which stands alone");
        }
        if self.retry_after_seconds.is_some() && !matches!(self.status, Some(429 | 503)) {
            return Err("retryAfter goes with status 429 or 503");
        }
        if self.retry_after_seconds.is_some_and(|seconds| seconds > RETRY_AFTER_SECONDS_MAX) {
            return Err("retryAfter must be 86400 seconds at most");
        }
        if self.times.is_none() && is_fault {
            self.times = Some(1);
        }
        if !self.times.is_none_or(|times| (1..=TIMES_MAX).contains(&times)) {
            return Err("times must lie between 1 and 1000000");
        }
        if self.delay_ms.is_some_and(|delay_ms| delay_ms > DELAY_MS_MAX) {
            return Err("delayMs must be 300000 at most");
        }
        Ok(self)
    }
}

/// The faults that wait, in the order in which they are tried.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts others in the place of those that wait.
    pub(crate) fn replace(&self, faults: Vec<Fault>, interest: &Interest) {
        let mut waiting = self.lock();
        interest.set_faults(!faults.is_empty());
        *waiting = faults;
    }

    /// Puts others in the place of those of one partner; they come before all others.
    pub(crate) fn replace_of(&self, partner: PartnerId, mut faults: Vec<Fault>, interest: &Interest) {
        let mut waiting = self.lock();
        faults.extend(waiting.drain(..).filter(|fault| fault.partner != Some(partner)));
        interest.set_faults(!faults.is_empty());
        *waiting = faults;
    }

    /// Whether it matters whose request it is.
    pub(crate) fn ask_whose(&self, method: &Method, path: &str) -> bool {
        self.lock().iter().any(|fault| fault.partner.is_some() && fault.is_for(method, path))
    }

    /// The fault for a request of a partner, or of nobody, which is used up by one, and the quirk beside it.
    pub(crate) fn take(
        &self,
        method: &Method,
        path: &str,
        partner: Option<PartnerId>,
        interest: &Interest,
    ) -> Taken {
        let mut waiting = self.lock();
        let mut take = |is_quirk: bool| {
            let is_it = |fault: &Fault| {
                fault.quirk.is_some() == is_quirk && fault.is_for(method, path) && fault.is_of(partner)
            };
            use_up(&mut waiting, is_it)
        };
        let taken = Taken { fault: take(false), quirk: take(true).and_then(|fault| fault.quirk) };
        interest.set_faults(!waiting.is_empty());
        taken
    }

    /// All that wait.
    pub(crate) fn list(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// Those of a partner.
    pub(crate) fn list_of(&self, partner: PartnerId) -> Vec<Fault> {
        self.lock().iter().filter(|fault| fault.partner == Some(partner)).cloned().collect()
    }
}

fn use_up(waiting: &mut Vec<Fault>, is_it: impl Fn(&Fault) -> bool) -> Option<Fault> {
    let at = waiting.iter().position(is_it)?;
    let times = waiting[at].times.map(|times| times - 1);
    waiting[at].times = times;
    Some(if times == Some(0) { waiting.remove(at) } else { waiting[at].clone() })
}

/// Whether OAuth says there how an error looks.
fn is_token_endpoint(path: &str) -> bool {
    let mut segments = path.split('/').skip(2);
    segments.next() == Some("oauth2") && matches!(segments.last(), Some("token" | "devicecode"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(prefix: &str, method: Option<&str>, times: u32) -> Fault {
        let method = method.map(str::to_owned);
        Fault {
            prefix: prefix.to_owned(),
            method,
            status: Some(503),
            retry_after_seconds: None,
            partner: None,
            times: Some(times),
            delay_ms: None,
            drop: None,
            quirk: None,
        }
    }

    #[test]
    fn a_fault_matches_by_prefix_and_method_in_any_case_and_is_used_up() {
        let (faults, interest) = (Faults::default(), Interest::default());
        faults.replace(vec![fault("/v1/customers", Some("post"), 2), fault("/v1", None, 1)], &interest);
        assert!(interest.has_faults());
        let take = |method: Method, path: &str| faults.take(&method, path, None, &interest).fault.is_some();
        assert!(!take(Method::GET, "/v2"));
        assert!(take(Method::POST, "/v1/Customers/X"));
        assert!(take(Method::GET, "/v1/customers"), "the second one");
        assert!(!take(Method::GET, "/v1/customers"), "it is used up");
        assert!(take(Method::POST, "/v1/customers"));
        assert!(!take(Method::POST, "/v1/customers"));
        assert!(!interest.has_faults() && faults.list().is_empty());
    }
}
