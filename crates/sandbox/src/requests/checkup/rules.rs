//! The rules of a checkup: the one table, which the answer, the command and `docs/sandbox.md` show.

use serde::Serialize;

use super::seen::{Found, Seen};
use super::{request_ids, shapes, throttling, tokens};

/// A rule.
#[derive(Debug, Serialize)]
pub(super) struct Rule {
    /// Its name, which is kept: scripts may go by it.
    pub(super) name: &'static str,
    /// What it finds, why that matters with the real service, and what to do.
    pub(super) says: &'static str,
    /// Those of one client's exchanges that show it.
    #[serde(skip)]
    pub(super) find: fn(&[Seen<'_>]) -> Vec<Found>,
}

/// Every rule, in the order in which findings are told.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "write-without-request-id",
        says: "A write had no MS-RequestId, or one that is no GUID. When its answer is lost, nobody can send it again safely: \
               it would be a second write, and use a second unit of a code. Send a new GUID with each operation, and the \
               same one with its retries.",
        find: request_ids::writes_without_one,
    },
    Rule {
        name: "retry-with-new-request-id",
        says: "A write whose outcome was not known was sent again under another MS-RequestId. To the real service that is \
               another write: what the first one did is done twice, or refused as a conflict. Keep the id over the \
               retries of one operation.",
        find: request_ids::retries_with_new_ones,
    },
    Rule {
        name: "retry-after-ignored",
        says: "It called again before the Retry-After of a 429 or a 503 was over. After a 429 the real service refuses the \
               whole partner until then, so that such calls are lost, and those of the partner's other programs with \
               them. Wait as long as the header says.",
        find: throttling::calls_too_early,
    },
    Rule {
        name: "polls-too-fast",
        says: "It read the state of the same customer time and again, less than 30 seconds apart. Vetting takes days, and a \
               partner has 500 calls a minute for all its programs. Read every 60 seconds at first and every 15 minutes \
               in the end, or let a webhook tell.",
        find: throttling::polls_too_fast,
    },
    Rule {
        name: "app-only-token",
        says: "An application's own token was used for a call that takes one of a signed-in user (App+User): the real \
               service refuses it with 403, code 900329. Sign a user in once, and keep the refresh token.",
        find: tokens::app_only,
    },
    Rule {
        name: "legacy-audience",
        says: "The token is for the Azure AD Graph (https://graph.windows.net). The real service took such tokens until \
               August 2025, and refuses them with 401. Ask the issuer for https://api.partnercenter.microsoft.com.",
        find: tokens::legacy_audience,
    },
    Rule {
        name: "no-mfa",
        says: "The token's user signed in without a second factor. The real service refuses such calls with 401 since April \
               2026. Let the user sign in with one: the refresh token keeps the mark. A sandbox that refuses them, too, \
               is started with --mfa enforce.",
        find: tokens::without_second_factor,
    },
    Rule {
        name: "page-too-large",
        says: "It asked for more than 500 on a page. No page has more, so that whoever takes it for the whole list loses \
               the rest. Ask for 500 at most, and go on by links.next or continuationToken.",
        find: shapes::pages_too_large,
    },
    Rule {
        name: "unknown-member",
        says: "A body has members that the API does not know. They are ignored without an error: what a misspelled one says \
               is not done. Spell them as the description of the API does, or leave them out.",
        find: shapes::unknown_members,
    },
];
