//! One line a request, and its numbers for the metrics page.
//!
//! The line: request and correlation id, method, route template, status, duration, store calls and their time,
//! partner, application, error code, why a call is 401. Never a query (it may hold a validation code), a body, a name or a token.

use std::cell::RefCell;

use axum::response::Response;
use qualify_vocabulary::{ApplicationId, PartnerId, Timestamp};

use super::call::{ClientNames, RequestInfo};
use super::failure::{AnsweredCode, InternalCause, SignInRefused};
use crate::auth::Identity;
use crate::telemetry::{self, LogLine};

/// What the line of a request tells. `docs/OPERATIONS.md` describes it.
#[derive(Debug)]
pub(crate) struct RequestLine<'request> {
    at: Timestamp,
    request_id: &'request str,
    correlation_id: &'request str,
    method: &'request str,
    route: &'request str,
    status: u16,
    code: u32,
    duration_us: u64,
    store_calls: u32,
    store_us: u64,
    partner: Option<PartnerId>,
    application: Option<ApplicationId>,
    names: &'request ClientNames,
    /// Why it is 401.
    reason: Option<&'request str>,
}

/// What stands behind a field's name.
#[derive(Debug, Clone, Copy)]
enum Value<'request> {
    /// Needs no escaping: ids, methods and templates of ours, and names that were made plain.
    Text(&'request str),
    /// Words with blanks between them, which stand in quotes in both forms of the line.
    Sentence(&'request str),
    Guid(uuid::Uuid),
    Number(u64),
}

// Pushed and not formatted: a line is written for every request, and the machinery of `format!` would be a good part of
// what the service does for a read.
impl LogLine for RequestLine<'_> {
    fn write_text(&self, text: &mut String) {
        push_moment(text, self.at);
        text.push_str("  INFO request");
        self.each_field(|name, value| {
            text.push(' ');
            text.push_str(name);
            text.push('=');
            value.push_to(text);
        });
        text.push('\n');
    }

    fn write_json(&self, text: &mut String) {
        text.push_str(r#"{"timestamp":""#);
        push_moment(text, self.at);
        text.push_str(r#"","level":"INFO","message":"request""#);
        self.each_field(|name, value| {
            text.push_str(",\"");
            text.push_str(name);
            text.push_str("\":");
            let quote = if matches!(value, Value::Number(_) | Value::Sentence(_)) { "" } else { "\"" };
            text.push_str(quote);
            value.push_to(text);
            text.push_str(quote);
        });
        text.push_str("}\n");
    }
}

impl RequestLine<'_> {
    /// The fields in their order; who called and what the client calls itself only as far as they are known.
    fn each_field(&self, mut field: impl FnMut(&'static str, Value<'_>)) {
        field("request_id", Value::Text(self.request_id));
        field("correlation_id", Value::Text(self.correlation_id));
        field("method", Value::Text(self.method));
        field("route", Value::Text(self.route));
        field("status", Value::Number(self.status.into()));
        field("code", Value::Number(self.code.into()));
        field("duration_us", Value::Number(self.duration_us));
        field("store_calls", Value::Number(self.store_calls.into()));
        field("store_us", Value::Number(self.store_us));
        if let (Some(partner), Some(application)) = (self.partner, self.application) {
            field("partner", Value::Guid(*partner.as_uuid()));
            field("application", Value::Guid(*application.as_uuid()));
        }
        let names = [
            ("client", &self.names.client),
            ("sdk_version", &self.names.sdk_version),
            ("client_application", &self.names.application),
        ];
        for (name, value) in names {
            if let Some(value) = value {
                field(name, Value::Text(value));
            }
        }
        if let Some(reason) = self.reason {
            field("reason", Value::Sentence(reason));
        }
    }
}

impl Value<'_> {
    fn push_to(self, text: &mut String) {
        match self {
            Self::Text(value) => text.push_str(value),
            Self::Sentence(value) => {
                text.push('"');
                text.extend(value.chars().map(|c| match c {
                    '"' | '\\' => '\'',
                    c if c.is_control() => ' ',
                    c => c,
                }));
                text.push('"');
            }
            Self::Guid(guid) => {
                text.push_str(guid.as_hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()));
            }
            Self::Number(number) => push_number(text, number),
        }
    }
}

fn push_number(text: &mut String, number: u64) {
    if number > 9 {
        push_number(text, number / 10);
    }
    text.push(char::from(b"0123456789"[(number % 10) as usize]));
}

/// A moment with microseconds. The second before the point is the same for thousands of lines and kept as text.
fn push_moment(text: &mut String, moment: Timestamp) {
    thread_local! {
        static SECOND: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
    }
    let second = moment.as_microsecond().div_euclid(1_000_000);
    let micros = moment.as_microsecond().rem_euclid(1_000_000).unsigned_abs();
    SECOND.with_borrow_mut(|(known, shown)| {
        if *known != second {
            *known = second;
            *shown = Timestamp::from_second(second).map(|whole| whole.to_string()).unwrap_or_default();
            // The zone's letter comes behind the fraction.
            shown.pop();
        }
        text.push_str(shown);
    });
    text.push('.');
    for place in [100_000, 10_000, 1000, 100, 10, 1] {
        push_number(text, micros / place % 10);
    }
    text.push('Z');
}

/// Logs and counts an answered request.
pub(crate) fn record(info: &RequestInfo, response: &Response, now: Timestamp) {
    let elapsed = info.meter.started.elapsed();
    let status = response.status().as_u16();
    let request_id = info.ids.request_id.to_str().unwrap_or_default();
    if let Some(InternalCause(cause)) = response.extensions().get() {
        tracing::error!(request_id, correlation_id = %info.correlation_id, cause, "a request failed");
    }
    let caller = match info.identity.get().map(AsRef::as_ref) {
        Some(Identity::Partner(principal)) => Some(&principal.caller),
        Some(Identity::Staff(_)) | None => None,
    };
    telemetry::request_line(&RequestLine {
        at: now,
        request_id,
        correlation_id: info.ids.correlation_id.to_str().unwrap_or_default(),
        method: info.method.as_str(),
        route: info.meter.route(),
        status,
        code: response.extensions().get::<AnsweredCode>().map_or(0, |code| code.0),
        duration_us: u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
        store_calls: info.meter.store.calls(),
        store_us: info.meter.store.micros(),
        partner: caller.map(|caller| caller.partner),
        application: caller.map(|caller| caller.application),
        names: &info.client,
        reason: response.extensions().get::<SignInRefused>().map(|SignInRefused(reason)| reason.as_ref()),
    });
    crate::metrics::record_request(info.meter.route(), &info.method, status, elapsed);
}

#[cfg(test)]
mod tests {
    use super::*;

    static NAMES: ClientNames = ClientNames { client: None, sdk_version: None, application: None };

    fn line() -> RequestLine<'static> {
        RequestLine {
            at: Timestamp::UNIX_EPOCH,
            request_id: "r",
            correlation_id: "c",
            method: "GET",
            route: "/v1/customers/{customer_id}",
            status: 404,
            code: 60003,
            duration_us: 120,
            store_calls: 1,
            store_us: 80,
            partner: Some(PartnerId::from([1; 16])),
            application: Some(ApplicationId::from([2; 16])),
            names: &NAMES,
            reason: None,
        }
    }

    #[test]
    fn the_line_is_the_documented_one() {
        let mut text = String::new();
        line().write_text(&mut text);
        assert_eq!(
            text,
            "1970-01-01T00:00:00.000000Z  INFO request request_id=r correlation_id=c method=GET \
             route=/v1/customers/{customer_id} status=404 code=60003 duration_us=120 store_calls=1 store_us=80 \
             partner=01010101-0101-0101-0101-010101010101 application=02020202-0202-0202-0202-020202020202\n"
        );
    }

    #[test]
    fn moments_are_written_as_they_print() {
        for micros in [0, 1, 999_999, 1_000_000, 1_767_225_600_123_456, -1] {
            let moment = Timestamp::from_microsecond(micros).unwrap();
            let mut text = String::new();
            push_moment(&mut text, moment);
            assert_eq!(text, format!("{moment:.6}"));
        }
    }

    #[test]
    fn the_json_line_is_one_object() {
        let mut text = String::new();
        line().write_json(&mut text);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((json["status"].as_u64(), json["code"].as_u64()), (Some(404), Some(60003)));
        let names =
            ClientNames { client: Some("Partner_Center_PowerShell".to_owned()), ..ClientNames::default() };
        let mut with_names = String::new();
        RequestLine { names: &names, ..line() }.write_json(&mut with_names);
        let client_line: serde_json::Value = serde_json::from_str(&with_names).unwrap();
        assert_eq!(client_line["client"], "Partner_Center_PowerShell");
        let mut refused = String::new();
        RequestLine { reason: Some("a \"claim\" is\nmissing"), ..line() }.write_json(&mut refused);
        let refused: serde_json::Value = serde_json::from_str(&refused).unwrap();
        assert_eq!(refused["reason"], "a 'claim' is missing");
        let mut without_caller = String::new();
        RequestLine { partner: None, ..line() }.write_json(&mut without_caller);
        assert!(serde_json::from_str::<serde_json::Value>(&without_caller).is_ok());
    }
}
