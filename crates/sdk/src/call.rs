//! One call: what is sent, and what came back.

use std::fmt::{self, Write as _};

use http::Method;
use hyper::body::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::error::{Error, Result};

/// What is sent, beside what each request carries.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// A path with its query, from the root of the host.
    pub(crate) target: String,
    /// What it is called in logs: without ids.
    pub(crate) name: &'static str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Body>,
}

/// A body with its type.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) media_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Call {
    pub(crate) fn new(method: Method, name: &'static str, target: impl Into<String>) -> Self {
        Self { method, target: target.into(), name, headers: Vec::new(), body: None }
    }

    pub(crate) fn get(name: &'static str, target: impl Into<String>) -> Self {
        Self::new(Method::GET, name, target)
    }

    pub(crate) fn post(name: &'static str, target: impl Into<String>) -> Self {
        Self::new(Method::POST, name, target)
    }

    pub(crate) fn put(name: &'static str, target: impl Into<String>) -> Self {
        Self::new(Method::PUT, name, target)
    }

    pub(crate) fn delete(name: &'static str, target: impl Into<String>) -> Self {
        Self::new(Method::DELETE, name, target)
    }

    pub(crate) fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a body of JSON.
    pub(crate) fn json<T: Serialize>(self, body: &T) -> Result<Self> {
        let bytes = serde_json::to_vec(body)
            .map_err(|error| Error::settings(format!("the request cannot be written as JSON: {error}")))?;
        Ok(self.bytes("application/json", bytes))
    }

    /// Adds a body of any type.
    pub(crate) fn bytes(mut self, media_type: impl Into<String>, bytes: Vec<u8>) -> Self {
        self.body = Some(Body { media_type: media_type.into(), bytes });
        self
    }

    /// Adds a parameter to the query, if it has a value.
    pub(crate) fn query(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.target.push(if self.target.contains('?') { '&' } else { '?' });
            self.target.push_str(name);
            self.target.push('=');
            let _ = write!(self.target, "{}", escaped(value));
        }
        self
    }
}

impl fmt::Debug for Call {
    // Neither query nor body: either may hold a validation code.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("method", &self.method)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What stands in a path or a query as it is (RFC 3986 2.3); all else is escaped.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as a part of a path or a query.
pub(crate) fn escaped(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, ESCAPED)
}

/// What came back, if it was no error.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) request_id: qualify_vocabulary::RequestId,
}

impl Answer {
    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What the body was read as; the service did what was asked, even if it cannot be read.
    pub(crate) fn understood<T>(&self, read: std::result::Result<T, crate::reading::ReadError>) -> Result<T> {
        read.map_err(|error| Error::NotUnderstood {
            request_id: self.request_id,
            status: self.status,
            text: error.to_string(),
        })
    }

    /// The body as an object that a client may write back.
    pub(crate) fn whole_object<T: serde::de::DeserializeOwned + crate::reading::Whole>(&self) -> Result<T> {
        self.understood(crate::reading::whole_object_of(&self.body))
    }

    /// The body as an object.
    pub(crate) fn object<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        self.understood(crate::reading::object_of(&self.body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_query_are_escaped_and_absent_ones_left_out() {
        let call =
            Call::get("list", "/v1/customers").query("size", None).query("filter", Some(r#"{"a":"ż&"}"#));
        assert_eq!(call.target, "/v1/customers?filter=%7B%22a%22%3A%22%C5%BC%26%22%7D");
        assert_eq!(call.query("b", Some("1")).target.rsplit('&').next(), Some("b=1"));
    }

    #[test]
    fn debug_shows_neither_query_nor_body() {
        let call = Call::put("set", "/v1/customers/1/qualification")
            .query("code", Some("481516"))
            .bytes("a", b"s3cret".to_vec());
        let shown = format!("{call:?}");
        assert!(!shown.contains("481516") && !shown.contains("s3cret"), "{shown}");
    }
}
