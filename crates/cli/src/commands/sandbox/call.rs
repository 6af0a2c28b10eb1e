//! One request to a service, most often to a sandbox, and what its refusal means.

use std::path::Path;

use reqwest::{Client, Method, StatusCode, Url};
use serde_json::Value;

use crate::client;
use crate::exit::Failure;

/// A sandbox that is talked to.
#[derive(Debug)]
pub(crate) struct Sandbox {
    client: Client,
    url: String,
}

/// What is asked of it.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    method: Method,
    /// The segments of the path, as they are meant; they are encoded here.
    path: &'a [&'a str],
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    /// What has not happened, where it is refused.
    refused: &'a str,
    /// What to do then, beside what the answer says.
    hint: &'a str,
    /// Whether it takes the place of a sign-in, which only a sandbox does without one.
    is_sign_in: bool,
}

/// The path of a power, or of the same power over one partner: the words behind `sandbox`.
pub(crate) fn power_of<'a>(partner: Option<&'a str>, words: &[&'a str]) -> Vec<&'a str> {
    let whose = partner.map(|partner| ["partners", partner]);
    ["sandbox"].into_iter().chain(whose.into_iter().flatten()).chain(words.iter().copied()).collect()
}

pub(crate) fn get<'a>(path: &'a [&'a str], refused: &'a str) -> Call<'a> {
    Call::new(Method::GET, path, refused)
}

pub(crate) fn put<'a>(path: &'a [&'a str], refused: &'a str) -> Call<'a> {
    Call::new(Method::PUT, path, refused)
}

pub(crate) fn post<'a>(path: &'a [&'a str], refused: &'a str) -> Call<'a> {
    Call::new(Method::POST, path, refused)
}

pub(crate) fn delete<'a>(path: &'a [&'a str], refused: &'a str) -> Call<'a> {
    Call::new(Method::DELETE, path, refused)
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &'a [&'a str], refused: &'a str) -> Self {
        Self { method, path, query: Vec::new(), body: None, refused, hint: "", is_sign_in: false }
    }

    pub(crate) fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub(crate) fn with_query(mut self, name: &'static str, value: Option<String>) -> Self {
        self.query.extend(value.map(|value| (name, value)));
        self
    }

    pub(crate) const fn in_place_of_sign_in(mut self) -> Self {
        self.is_sign_in = true;
        self
    }

    pub(crate) fn with_hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// The same as a request that is signed in, for what is no power of a sandbox.
    pub(crate) fn signed_in(&self, client: &qualify_sdk::Client) -> Result<qualify_sdk::RawRequest, Failure> {
        let mut url = Url::parse("http://localhost").expect("it is a URL");
        url.path_segments_mut().expect("it has a host").pop_if_empty().extend(self.path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let target =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let method = match self.method {
            Method::PUT => qualify_sdk::Method::Put,
            Method::POST => qualify_sdk::Method::Post,
            Method::DELETE => qualify_sdk::Method::Delete,
            _ => qualify_sdk::Method::Get,
        };
        let request = client.request(method, &target)?;
        Ok(match &self.body {
            Some(body) => request.body("application/json", body.to_string().into_bytes()),
            None => request,
        })
    }

    /// A failure with what has not happened before it, and what to do behind it.
    pub(crate) fn refused(&self, failure: Failure) -> Failure {
        failure.map_text(|text| format!("{}: {text}{}", self.refused, self.hint))
    }
}

impl Sandbox {
    /// The one at this URL, whose certificate is from this authority, or from one of the system's.
    pub(crate) fn at(url: &str, ca: Option<&Path>) -> Result<Self, Failure> {
        Ok(Self { client: client::new(ca)?, url: url.to_owned() })
    }

    /// Sends it. The answer to a success is its JSON, or null where there is none.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Value, Failure> {
        let (status, body) = self.answer_to(&call).await?;
        self.judge(&call, status, body).await
    }

    async fn answer_to(&self, call: &Call<'_>) -> Result<(StatusCode, Option<Value>), Failure> {
        let url = self.url_of(call)?;
        self.exchange(call.method.clone(), url, call.body.clone()).await
    }

    /// What an answer comes to.
    async fn judge(
        &self,
        call: &Call<'_>,
        status: StatusCode,
        body: Option<Value>,
    ) -> Result<Value, Failure> {
        if status == StatusCode::NO_CONTENT || (status.is_success() && body.is_some()) {
            return Ok(body.unwrap_or_default());
        }
        let description = body.as_ref().and_then(|body| body["description"].as_str());
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            let said = description.unwrap_or("the service has no time now; try again in a while");
            return Err(Failure::Throttled(format!("{}: {said}{}", call.refused, call.hint)));
        }
        let Some(description) = description else {
            return Err(self.is_stranger(status));
        };
        if status == StatusCode::NOT_FOUND && !self.is_sandbox().await? {
            if call.is_sign_in {
                let text = format!("{} is no sandbox, and wants a token.{}", self.url, call.hint);
                return Err(Failure::SignInNeeded(text));
            }
            return Err(Failure::Failed(format!(
                "{} is no sandbox: only a service started with --sandbox can do this. Start `qualify serve \
                 --sandbox`, or name a sandbox with --url or QUALIFY_URL",
                self.url
            )));
        }
        Err(Failure::Failed(format!("{}: {description}{}", call.refused, call.hint)))
    }

    async fn exchange(
        &self,
        method: Method,
        url: Url,
        body: Option<Value>,
    ) -> Result<(StatusCode, Option<Value>), Failure> {
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(|error| self.not_sent(&error))?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(|error| self.not_sent(&error))?;
        // What is no JSON is no answer of ours; the caller says so.
        Ok((status, serde_json::from_slice(&body).ok()))
    }

    /// Whether what answers 404 is a sandbox all the same. Every one has a clock, and nothing else has.
    async fn is_sandbox(&self) -> Result<bool, Failure> {
        let url = self.url_of(&get(&["sandbox", "clock"], ""))?;
        let (status, _) = self.exchange(Method::GET, url, None).await?;
        Ok(status.is_success())
    }

    fn url_of(&self, call: &Call<'_>) -> Result<Url, Failure> {
        let mut url = Url::parse(&self.url).map_err(|_| self.is_no_url())?;
        url.path_segments_mut().map_err(|()| self.is_no_url())?.pop_if_empty().extend(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        Ok(url)
    }

    fn is_no_url(&self) -> Failure {
        Failure::WrongSettings(format!("--url: {} is no URL; write one like http://127.0.0.1:7180", self.url))
    }

    fn is_stranger(&self, status: StatusCode) -> Failure {
        Failure::Failed(format!(
            "what answers at {} is no Qualify (status {status}); name a sandbox with --url or QUALIFY_URL",
            self.url
        ))
    }

    fn not_sent(&self, error: &reqwest::Error) -> Failure {
        if error.is_builder() {
            return self.is_no_url();
        }
        let (url, cause) = (&self.url, client::root_cause(error));
        if url.starts_with("https://") && cause.contains("certificate") {
            return Failure::Unreachable(format!(
                "{url} shows a certificate that is not trusted ({cause}). Name the CA that it is from with --ca or \
                 QUALIFY_CA; a server prints the file at its start"
            ));
        }
        Failure::Unreachable(format!(
            "{url} did not answer ({cause}). Start `qualify serve --sandbox`, or name a running sandbox with \
             --url or QUALIFY_URL"
        ))
    }
}
