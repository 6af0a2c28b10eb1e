//! Whoever a sandbox is asked for (Qualify's `/sandbox/token`).

use std::time::Duration;

use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::grant;
use super::source::TokenSource;
use super::token::AccessToken;
use crate::cloud::Service;
use crate::error::{Error, Result};
use crate::origin::Origin;
use crate::reading::json_of;
use crate::reading::shape::member_of;

/// Whose tokens a sandbox gives: those of the first partner's administrator, unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SandboxUser {
    /// The user's name, such as `sam@northlight.example`.
    pub name: Option<String>,
    /// Whether a member of the operator's staff is meant, and not a partner's user.
    pub is_staff: bool,
}

impl SandboxUser {
    /// The first partner's administrator.
    pub fn administrator() -> Self {
        Self::default()
    }

    /// A partner's user by name.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), is_staff: false }
    }

    /// A member of staff: the first operator.
    pub fn operator() -> Self {
        Self { name: None, is_staff: true }
    }

    /// A member of staff by name.
    pub fn staff(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), is_staff: true }
    }
}

pub(super) struct Sandbox(pub(super) SandboxUser);

#[derive(Serialize)]
struct Wish<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl Sandbox {
    async fn ask(&self, http: &reqwest::Client, service: &Service) -> Result<AccessToken> {
        let kind = if self.0.is_staff { "staff" } else { "app+user" };
        let wish = serde_json::to_vec(&Wish { kind, user: self.0.name.as_deref() })
            .map_err(|error| Error::local("the wish for a token cannot be written", error))?;
        let root = &service.root;
        let url = root.at("/sandbox/token").ok_or_else(|| Error::settings("the sandbox has no host"))?;
        let sent = http.post(url).header(CONTENT_TYPE, "application/json").body(wish).send().await;
        let sent = match sent {
            Ok(answer) if answer.status().is_client_error() => return Err(refused(root, answer).await),
            sent => sent,
        };
        let given: Given = grant::understood(sent, &format!("the sandbox {root}"), &[]).await?;
        Ok(AccessToken::good_for(given.access_token, given.expires_in.map(Duration::from_secs)))
    }
}

/// Why there is no such token: what answers is no sandbox, or the sandbox says why.
async fn refused(root: &Origin, answer: reqwest::Response) -> Error {
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap_or_default();
    let said = json_of(&body).ok();
    let said = said.as_ref().and_then(|body| member_of(body, "description")).and_then(Value::as_str);
    let text = match (status, said) {
        (404, _) | (_, None) => format!("{root} is no sandbox, and wants a token"),
        (_, Some(said)) => format!("the sandbox {root} gives no such token: {said}"),
    };
    Error::SignIn { text, code: None, is_retryable: status == 429, source: None }
}

impl TokenSource for Sandbox {
    fn name(&self) -> &'static str {
        "whoever the sandbox is asked for"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.ask(http, service))
    }
}
