//! Who calls a server in tests: with which token, or with none.

use serde_json::{Value, json};

use super::TestServer;
use crate::http::Request;
use crate::seed;

/// Somebody who calls the server, with a token or without.
#[derive(Debug, Clone)]
pub struct Caller<'a> {
    server: &'a TestServer,
    token: Option<String>,
}

impl TestServer {
    /// A token of the sandbox; the value is the body of `POST /sandbox/token`. Equal wishes share one token.
    pub fn token_for(&self, wish: &Value) -> String {
        let key = wish.to_string();
        let known = self.tokens.lock().expect("nobody panics with the lock").get(&key).cloned();
        known.unwrap_or_else(|| {
            let token = self.fresh_token_for(wish);
            self.tokens.lock().expect("nobody panics with the lock").insert(key, token.clone());
            token
        })
    }

    fn fresh_token_for(&self, wish: &Value) -> String {
        let answer = self.anonymous().post("/sandbox/token").json(wish).send().expect(200).json();
        answer["access_token"].as_str().expect("access_token is a text").to_owned()
    }

    /// Ana of Northlight, signed in with MFA.
    pub fn user_token(&self) -> String {
        self.token_for(&json!({}))
    }

    /// Northlight's application by itself.
    pub fn app_token(&self) -> String {
        self.token_for(&json!({ "kind": "app-only" }))
    }

    /// Sue of Southgate, signed in with MFA.
    pub fn southgate_token(&self) -> String {
        self.token_for(&json!({ "partner": seed::SOUTHGATE }))
    }

    /// Olga, the operator.
    pub fn staff_token(&self) -> String {
        self.token_for(&json!({ "kind": "staff" }))
    }

    /// Somebody without a token.
    pub fn anonymous(&self) -> Caller<'_> {
        Caller { server: self, token: None }
    }

    /// Somebody with this token.
    pub fn with_token(&self, token: impl Into<String>) -> Caller<'_> {
        Caller { server: self, token: Some(token.into()) }
    }

    /// Somebody with a token of this kind; see [`Self::token_for`].
    pub fn with_token_for(&self, wish: &Value) -> Caller<'_> {
        self.with_token(self.token_for(wish))
    }

    /// See [`Self::user_token`].
    pub fn user(&self) -> Caller<'_> {
        self.with_token(self.user_token())
    }

    /// See [`Self::app_token`].
    pub fn app(&self) -> Caller<'_> {
        self.with_token(self.app_token())
    }

    /// See [`Self::southgate_token`].
    pub fn southgate(&self) -> Caller<'_> {
        self.with_token(self.southgate_token())
    }

    /// See [`Self::staff_token`].
    pub fn staff(&self) -> Caller<'_> {
        self.with_token(self.staff_token())
    }
}

impl Caller<'_> {
    /// A request with the caller's token; the target goes out as it is.
    pub fn request(&self, method: &str, target: impl AsRef<[u8]>) -> Request {
        let request = Request::new(self.server.url(), method, target);
        match &self.token {
            Some(token) => request.token(token),
            None => request,
        }
    }

    /// `GET`.
    pub fn get(&self, target: impl AsRef<[u8]>) -> Request {
        self.request("GET", target)
    }

    /// `HEAD`.
    pub fn head(&self, target: impl AsRef<[u8]>) -> Request {
        self.request("HEAD", target)
    }

    /// `PUT`.
    pub fn put(&self, target: impl AsRef<[u8]>) -> Request {
        self.request("PUT", target)
    }

    /// `POST`.
    pub fn post(&self, target: impl AsRef<[u8]>) -> Request {
        self.request("POST", target)
    }

    /// `DELETE`.
    pub fn delete(&self, target: impl AsRef<[u8]>) -> Request {
        self.request("DELETE", target)
    }
}
