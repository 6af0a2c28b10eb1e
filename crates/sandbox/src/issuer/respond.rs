//! The way back to the application: as query, as fragment, or posted by a page (OAuth 2.0 Form Post Response Mode).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qualify_server::api::failure::Failure;

use super::page;
use super::page::FormPostPage;
use super::refusal::{Reason, Refused};

/// What stays as it is in a value.
pub(super) const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How an answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

impl ResponseMode {
    /// The mode of a request; what carries an ID token never goes into a query.
    pub(super) fn parse(name: Option<&str>, wants_id_token: bool) -> Result<Self, Refused> {
        let mode = match (name, wants_id_token) {
            (Some("query"), _) | (None, false) => Self::Query,
            (Some("fragment"), _) | (None, true) => Self::Fragment,
            (Some("form_post"), _) => Self::FormPost,
            (Some(_), _) => {
                return Err(Refused::new(
                    Reason::BadForm,
                    "The response_mode is not known. Use query, fragment or form_post.",
                ));
            }
        };
        if mode == Self::Query && wants_id_token {
            return Err(Refused::new(
                Reason::BadForm,
                "'query' is not a supported response_mode for response_type 'code id_token'. Use form_post or fragment.",
            ));
        }
        Ok(mode)
    }
}

/// Where an answer goes. The URI has been checked.
#[derive(Debug, Clone)]
pub(super) struct WayBack {
    pub(super) redirect_uri: String,
    pub(super) mode: ResponseMode,
    pub(super) state: Option<String>,
}

impl WayBack {
    /// Sends the browser back with these values, and the state.
    pub(super) fn send(&self, values: &[(&'static str, &str)]) -> Result<Response, Failure> {
        let state = self.state.as_deref().map(|state| ("state", state));
        let values: Vec<(&str, &str)> = values.iter().copied().chain(state).collect();
        match self.mode {
            ResponseMode::Query => {
                let mark = if self.redirect_uri.contains('?') { '&' } else { '?' };
                redirect(&format!("{}{mark}{}", self.redirect_uri, encoded(&values)))
            }
            ResponseMode::Fragment => redirect(&format!("{}#{}", self.redirect_uri, encoded(&values))),
            ResponseMode::FormPost => {
                page::form_post(&FormPostPage { action: &self.redirect_uri, fields: &values })
            }
        }
    }
}

/// `name=value` pairs, in which nothing but plain characters is left.
pub(crate) fn encoded(values: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        values.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, VALUE))).collect();
    pairs.join("&")
}

/// 302 to an address that was checked.
pub(super) fn redirect(address: &str) -> Result<Response, Failure> {
    let location = HeaderValue::try_from(address)
        .map_err(|_| Failure::Internal { cause: "a checked redirect is no header".to_owned() })?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}
