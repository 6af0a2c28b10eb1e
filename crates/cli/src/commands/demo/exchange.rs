//! One request of the story, with the answer that has to come.

use reqwest::Method;
use serde_json::Value;

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// Anybody, without a token.
    Nobody,
    /// A user of the partner Northlight Cloud.
    Ana,
    /// Northlight's application, without a user.
    Application,
    /// A member of the operator's staff.
    Olga,
}

/// A request, and what is said about it.
#[derive(Debug)]
pub(super) struct Exchange {
    /// What happens, said before.
    pub(super) plot: &'static str,
    pub(super) caller: Caller,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) request_id: Option<&'static str>,
    pub(super) body: Option<String>,
    pub(super) expected: Expected,
    /// Whose token the answer brings.
    pub(super) signs_in: Option<Caller>,
    /// What the answer means, said behind it.
    pub(super) meaning: &'static str,
}

/// The answer that has to come.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) status: u16,
    /// Compared by [`holds`].
    pub(super) body: Value,
    pub(super) is_replay: bool,
    /// Whether the answer may take a moment, because a job brings it about.
    pub(super) is_eventual: bool,
}

impl Exchange {
    fn new(plot: &'static str, caller: Caller, method: Method, path: String, body: Option<String>) -> Self {
        let expected = Expected { status: 200, body: Value::Null, is_replay: false, is_eventual: false };
        Self { plot, caller, method, path, request_id: None, body, expected, signs_in: None, meaning: "" }
    }

    pub(super) fn get(plot: &'static str, caller: Caller, path: String) -> Self {
        Self::new(plot, caller, Method::GET, path, None)
    }

    pub(super) fn put(plot: &'static str, caller: Caller, path: String, body: impl Into<String>) -> Self {
        Self::new(plot, caller, Method::PUT, path, Some(body.into()))
    }

    pub(super) fn post(plot: &'static str, caller: Caller, path: String, body: impl Into<String>) -> Self {
        Self::new(plot, caller, Method::POST, path, Some(body.into()))
    }

    /// Sends this `MS-RequestId`.
    pub(super) fn under_id(mut self, request_id: &'static str) -> Self {
        self.request_id = Some(request_id);
        self
    }

    /// Has to be answered by this status, and a body that holds this.
    pub(super) fn answered(mut self, status: u16, body: Value) -> Self {
        (self.expected.status, self.expected.body) = (status, body);
        self
    }

    /// The answer has to be one that was given before.
    pub(super) fn again(mut self) -> Self {
        self.expected.is_replay = true;
        self
    }

    /// The answer may take a moment.
    pub(super) fn eventually(mut self) -> Self {
        self.expected.is_eventual = true;
        self
    }

    /// The answer's token is for this caller from now on.
    pub(super) fn signing_in(mut self, caller: Caller) -> Self {
        self.signs_in = Some(caller);
        self
    }

    pub(super) fn meaning(mut self, meaning: &'static str) -> Self {
        self.meaning = meaning;
        self
    }
}

/// Whether a body holds what is expected: every member that is named, lists of the same length. An expected `null`
/// stands for a member that is not there.
pub(super) fn holds(body: &Value, expected: &Value) -> bool {
    match (body, expected) {
        (Value::Object(body), Value::Object(expected)) => expected.iter().all(|(name, expected)| {
            body.get(name).map_or(expected.is_null(), |value| holds(value, expected))
        }),
        (Value::Array(body), Value::Array(expected)) => {
            body.len() == expected.len()
                && body.iter().zip(expected).all(|(item, wanted)| holds(item, wanted))
        }
        _ => body == expected,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::holds;

    #[test]
    fn a_body_holds_what_is_named_and_may_hold_more() {
        let body = json!([{ "code": 7, "text": "x" }, "b"]);
        for expected in [
            json!([{ "code": 7 }, "b"]),
            json!([{}, "b"]),
            json!([{ "reason": null }, "b"]),
            json!([{ "code": 7, "text": "x" }, "b"]),
        ] {
            assert!(holds(&body, &expected), "{expected}");
        }
        for expected in [
            json!([{ "code": 8 }, "b"]),
            json!([{ "code": null }, "b"]),
            json!([{ "reason": "y" }, "b"]),
            json!([{ "code": 7 }]),
            json!([{ "code": 7 }, "b", "c"]),
            json!({ "code": 7 }),
            json!(null),
        ] {
            assert!(!holds(&body, &expected), "{expected}");
        }
    }
}
