//! One line a request, and its numbers for the metrics page.
//!
//! The line: request and correlation id, method, route template, status, duration, store calls and their time,
//! partner, application, error code. Never a query (it may hold a validation code), a body, a name or a token.

use std::fmt::{self, Write};

use axum::response::Response;
use qualify_vocabulary::{ApplicationId, PartnerId, Timestamp};

use super::call::{ClientNames, RequestInfo};
use super::failure::{AnsweredCode, InternalCause};
use crate::auth::Identity;
use crate::telemetry;

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
    duration_us: u128,
    store_calls: u32,
    store_us: u64,
    partner: Option<PartnerId>,
    application: Option<ApplicationId>,
    names: &'request ClientNames,
}

impl RequestLine<'_> {
    /// As `tracing` writes its events, so that all lines look alike.
    pub(crate) fn write_text(&self, text: &mut String) -> fmt::Result {
        write!(
            text,
            "{:.6}  INFO request request_id={} correlation_id={} method={} route={} status={} code={} duration_us={} \
             store_calls={} store_us={}",
            self.at,
            self.request_id,
            self.correlation_id,
            self.method,
            self.route,
            self.status,
            self.code,
            self.duration_us,
            self.store_calls,
            self.store_us
        )?;
        if let (Some(partner), Some(application)) = (self.partner, self.application) {
            write!(text, " partner={partner} application={application}")?;
        }
        for (name, value) in self.names() {
            write!(text, " {name}={value}")?;
        }
        text.write_char('\n')
    }

    /// The same as one JSON object. No value needs escaping: ids, methods and
    /// templates of ours, and names that were made plain.
    pub(crate) fn write_json(&self, text: &mut String) -> fmt::Result {
        write!(
            text,
            r#"{{"timestamp":"{:.6}","level":"INFO","message":"request","request_id":"{}","correlation_id":"{}","method":"{}","route":"{}","status":{},"code":{},"duration_us":{},"store_calls":{},"store_us":{}"#,
            self.at,
            self.request_id,
            self.correlation_id,
            self.method,
            self.route,
            self.status,
            self.code,
            self.duration_us,
            self.store_calls,
            self.store_us
        )?;
        if let (Some(partner), Some(application)) = (self.partner, self.application) {
            write!(text, r#","partner":"{partner}","application":"{application}""#)?;
        }
        for (name, value) in self.names() {
            write!(text, r#","{name}":"{value}""#)?;
        }
        text.write_str("}\n")
    }

    /// How the client calls itself, as far as it does.
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let names = [
            ("client", &self.names.client),
            ("sdk_version", &self.names.sdk_version),
            ("client_application", &self.names.application),
        ];
        names.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
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
        duration_us: elapsed.as_micros(),
        store_calls: info.meter.store_calls(),
        store_us: info.meter.store_micros(),
        partner: caller.map(|caller| caller.partner),
        application: caller.map(|caller| caller.application),
        names: &info.client,
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
        }
    }

    #[test]
    fn the_line_is_the_documented_one() {
        let mut text = String::new();
        line().write_text(&mut text).unwrap();
        assert_eq!(
            text,
            "1970-01-01T00:00:00.000000Z  INFO request request_id=r correlation_id=c method=GET \
             route=/v1/customers/{customer_id} status=404 code=60003 duration_us=120 store_calls=1 store_us=80 \
             partner=01010101-0101-0101-0101-010101010101 application=02020202-0202-0202-0202-020202020202\n"
        );
    }

    #[test]
    fn the_json_line_is_one_object() {
        let mut text = String::new();
        line().write_json(&mut text).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((json["status"].as_u64(), json["code"].as_u64()), (Some(404), Some(60003)));
        let names =
            ClientNames { client: Some("Partner_Center_PowerShell".to_owned()), ..ClientNames::default() };
        let mut with_names = String::new();
        RequestLine { names: &names, ..line() }.write_json(&mut with_names).unwrap();
        let client_line: serde_json::Value = serde_json::from_str(&with_names).unwrap();
        assert_eq!(client_line["client"], "Partner_Center_PowerShell");
        let mut without_caller = String::new();
        RequestLine { partner: None, ..line() }.write_json(&mut without_caller).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&without_caller).is_ok());
    }
}
