//! Any request, signed in, for what has no name of its own here.

use std::fmt;

use qualify_vocabulary::RequestId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::{Answer, Call};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::reading::{json_of, read_value};
use crate::transport::texts_of;

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads the headers alone.
    Head,
    /// Creates, or acts.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    fn of_http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Head => http::Method::HEAD,
            Self::Post => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Patch => http::Method::PATCH,
            Self::Delete => http::Method::DELETE,
        }
    }
}

/// Any request: `client.request(Method::Get, "/v1/customers")`. It is sent with a token, and again where that is safe,
/// as every call of the client is.
#[derive(Debug)]
pub struct RawRequest {
    client: Client,
    call: Call,
}

/// An answer as it came. An answer with the status of an error is [`Error::Service`], whose body can be had as well.
#[derive(Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// The status of HTTP.
    pub status: u16,
    /// The headers, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The id under which it was asked for: what support wants to know.
    pub request_id: RequestId,
}

impl Client {
    /// Any request to a path of the service, which begins with `/` and may have a query.
    ///
    /// # Errors
    /// The path leads elsewhere: nothing is sent then.
    pub fn request(&self, method: Method, path: &str) -> Result<RawRequest> {
        if !path.starts_with('/')
            || path.starts_with("//")
            || path.contains(['\\', '#'])
            || path.contains(char::is_control)
        {
            return Err(Error::settings(format!(
                "{path:?} is no path of the service; write it from the root of the host on, like /v1/customers"
            )));
        }
        Ok(RawRequest { client: self.clone(), call: Call::new(method.of_http(), "request", path) })
    }
}

impl RawRequest {
    /// A further header. Those that carry the token, name the host, and say how long the request is are the client's own.
    ///
    /// # Errors
    /// The header is one of those.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self> {
        const OWN: [&str; 4] = ["authorization", "host", "content-length", "transfer-encoding"];
        if OWN.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            return Err(Error::settings(format!("the header {name} is the client's own; leave it out")));
        }
        self.call = self.call.header(name.to_ascii_lowercase(), value);
        Ok(self)
    }

    /// A body with its type.
    #[must_use]
    pub fn body(mut self, media_type: &str, bytes: Vec<u8>) -> Self {
        self.call = self.call.bytes(media_type, bytes);
        self
    }

    /// A body of JSON.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn json<T: Serialize>(mut self, value: &T) -> Result<Self> {
        self.call = self.call.json(value)?;
        Ok(self)
    }

    /// Sends it.
    ///
    /// # Errors
    /// The call fails, or the service answers with an error.
    pub async fn send(self) -> Result<RawAnswer> {
        self.client.send(self.call).await.map(RawAnswer::of)
    }
}

impl RawAnswer {
    fn of(answer: Answer) -> Self {
        Self {
            status: answer.status,
            headers: texts_of(&answer.headers),
            body: answer.body.into(),
            request_id: answer.request_id,
        }
    }

    /// A header's text, by its name in any casing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body, read as tolerantly as every answer: names in any casing, a byte order mark, numbers as text. As a
    /// [`serde_json::Value`] it is all that the service said.
    ///
    /// # Errors
    /// The body is no JSON, or not what the type wants.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        json_of(&self.body).and_then(read_value).map_err(|error| Error::NotUnderstood {
            request_id: self.request_id,
            status: self.status,
            text: error.to_string(),
        })
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawAnswer").field("status", &self.status).finish_non_exhaustive()
    }
}
