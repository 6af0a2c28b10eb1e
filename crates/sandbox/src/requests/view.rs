//! An exchange as JSON shows it.

use std::collections::BTreeMap;

use http::HeaderMap;
use qualify_server::auth::Identity;
use qualify_vocabulary::Timestamp;
use serde::Serialize;

use super::facts::Facts;
use super::kept::Kept;
use super::masked;

/// One exchange; every text is masked already.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exchange {
    /// The real time.
    pub(crate) at: Timestamp,
    pub(crate) method: String,
    /// Path and query as they were sent.
    #[serde(rename = "path")]
    pub(crate) target: String,
    /// The path in our spelling.
    #[serde(skip)]
    pub(crate) path: String,
    pub(crate) client: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) principal: Option<PrincipalView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) correlation_id: Option<String>,
    pub(crate) duration_us: u64,
    pub(crate) request: Side,
    /// None if the connection was dropped.
    pub(crate) status: Option<u16>,
    /// The code of an error: a number of the catalogue, or one of the issuer's, such as `AADSTS50126`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) response: Option<Side>,
    /// What was done to it by `/sandbox/faults`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<String>,
    /// What a checkup goes by.
    #[serde(skip)]
    pub(super) facts: Facts,
}

/// An exchange in a list.
#[derive(Debug, Serialize)]
pub(super) struct Numbered<'log> {
    /// Its number in this log: a checkup names exchanges by it.
    pub(super) id: u64,
    #[serde(flatten)]
    pub(super) exchange: &'log Exchange,
}

/// What one side sent.
#[derive(Debug, Serialize)]
pub(crate) struct Side {
    pub(crate) headers: BTreeMap<String, String>,
    /// The beginning of the body.
    pub(crate) body: String,
    /// How long the whole body was.
    pub(crate) bytes: u64,
}

/// Who asked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrincipalView {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
}

impl PrincipalView {
    pub(super) fn of(identity: &Identity) -> Self {
        match identity {
            Identity::Partner(principal) => {
                let caller = &principal.caller;
                Self {
                    kind: if principal.is_app_only { "app-only" } else { "app+user" },
                    partner: Some(caller.partner.to_string()),
                    application: Some(caller.application.to_string()),
                    user: caller.user.as_ref().and_then(|user| user.name.clone()),
                }
            }
            Identity::Staff(staff) => Self {
                kind: "staff",
                partner: None,
                application: None,
                user: Some(staff.person.name.clone()),
            },
        }
    }
}

impl Side {
    pub(super) fn new(headers: &HeaderMap, body: &Kept) -> Self {
        let headers = masked::headers(headers);
        Self { headers, body: masked::body(&body.beginning), bytes: body.total_bytes }
    }

    /// A header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    fn text_bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        headers + self.body.len()
    }
}

impl Exchange {
    /// About what it takes in memory.
    pub(super) fn text_bytes(&self) -> usize {
        self.target.len()
            + self.path.len()
            + self.client.len()
            + self.facts.text_bytes()
            + self.request.text_bytes()
            + self.response.as_ref().map_or(0, Side::text_bytes)
    }
}
