//! The query parameters of our own doors: a row says its own, and that is what is described and what is taken. The wire
//! ignores what it does not know (contract 1.3).

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueryForm {
    /// Any text.
    Text,
    /// A GUID.
    Guid,
    /// A whole number in these bounds.
    Whole {
        /// The least.
        min: u32,
        /// The most that means more than the most before it.
        max: u32,
    },
}

/// A query parameter of a route; none is ever required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryParameter {
    /// As the description spells it; requests may use any case.
    pub name: &'static str,
    /// What its value looks like.
    pub form: QueryForm,
    /// What it says, for the description.
    pub description: &'static str,
}

const fn text(name: &'static str, description: &'static str) -> QueryParameter {
    QueryParameter { name, form: QueryForm::Text, description }
}

const fn guid(name: &'static str, description: &'static str) -> QueryParameter {
    QueryParameter { name, form: QueryForm::Guid, description }
}

const fn whole(name: &'static str, min: u32, max: u32, description: &'static str) -> QueryParameter {
    QueryParameter { name, form: QueryForm::Whole { min, max }, description }
}

const SIZE: QueryParameter = whole("size", 0, 500, "How many on a page, 1 to 500");
const CONTINUATION: QueryParameter = text("continuationToken", "Of the page before");

/// Of a list in pages.
pub(super) const PAGES: &[QueryParameter] = &[SIZE, CONTINUATION];

/// Of the trail.
pub(super) const TRAIL: &[QueryParameter] = &[guid("partner", "The partner's GUID"), SIZE, CONTINUATION];

/// Of the queue of reviews.
pub(super) const QUEUE: &[QueryParameter] = &[
    text("state", "queued, claimed, needs-info, pending-second or escalated; queued if absent"),
    text("kind", "request, appeal, reverification or audit"),
    guid("partnerId", "The partner's GUID"),
    text("country", "Two letters"),
    text("language", "The customer's language"),
    text("domain", "The registrable domain"),
    text("reasonCode", "Why a person has to decide"),
    text("holder", "Whose it is: a holderKey, a name, or me for the caller"),
    SIZE,
    CONTINUATION,
];

/// Of a preview: the code stands in the body, too.
pub(super) const PREVIEW: &[QueryParameter] = &[
    text("code", "The partner's validation code, for GCC"),
    text("validationCode", "The same, as Partner Center's documentation spells it elsewhere"),
];

/// Of the attempts at a receiver.
pub(super) const DELIVERIES: &[QueryParameter] =
    &[text("state", "pending, delivered or failed"), SIZE, CONTINUATION];

/// Of the feed.
pub(super) const FEED: &[QueryParameter] = &[
    text("after", "A cursor of an answer before, or latest; absent for the oldest event that is kept"),
    whole("limit", 0, 500, "How many events, 1 to 500"),
    whole("waitSeconds", 0, 25, "How long to wait for the first event, in seconds"),
];

/// Of the sandbox's exchanges.
pub(super) const EXCHANGES: &[QueryParameter] = &[
    text("client", "A part of the name by which the client calls itself"),
    text("path", "How the path begins"),
    whole("limit", 1, 500, "How many, the newest first"),
    text("after", "The cursor of an answer before: those that are new since"),
];

/// Of a checkup.
pub(super) const CHECKUP: &[QueryParameter] = &[
    text("client", "A part of the name by which the client calls itself, or of its application's id"),
    guid("partner", "The one partner whose exchanges are looked through"),
];

/// Of a script of a customer.
pub(super) const SCRIPT: &[QueryParameter] =
    &[guid("partner", "Whose customer it is, where several partners have one of this id")];
