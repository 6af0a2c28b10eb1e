//! The objects of webhooks in the form of Standard Webhooks, and of the feed of events: `/partner/v1/webhooks` and
//! `/partner/v1/events`.

use qualify_vocabulary::EndpointId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An event: what is delivered, and an item of the feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EventView {
    /// Its id, the same however often it is delivered.
    #[cfg_attr(feature = "schema", schema(example = "evt_0f1e2d3c4b5a69788796a5b4c3d2e1f0"))]
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schema(example = "qualification.approved"))]
    pub kind: String,
    /// When it happened.
    #[cfg_attr(feature = "schema", schema(format = "date-time"))]
    pub timestamp: String,
    /// More about it: `customerId`, `correlationId`, and what the kind of event brings.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub data: Map<String, Value>,
}

/// A part of the partner's events, in their order and without a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EventFeed {
    /// The events, the oldest first.
    pub items: Vec<EventView>,
    /// For `?after=`; always there, and good as long as the events behind it are kept.
    pub cursor: String,
    /// Whether more are there already.
    pub has_more: bool,
}

/// A receiver as its partner sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookView {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: EndpointId,
    /// `standard`, or `partner-center` for the registration of `/webhooks/v1/registration`.
    #[cfg_attr(feature = "schema", schema(example = "standard"))]
    pub form: String,
    /// Where it listens.
    pub url: String,
    /// What it is told of; all events if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = json!(["qualification.approved", "qualification.denied"])))]
    pub events: Option<Vec<String>>,
    /// The partner's own words about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is told nothing.
    pub disabled: bool,
    /// `partner`, `gone` or `failing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_because: Option<String>,
    /// Since when it has taken nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<String>,
    /// When it was registered.
    pub created_at: String,
    /// The secret that signs; shown when it is new, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))]
    pub signing_secret: Option<String>,
    /// Until when the secret of before signs beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_secret_until: Option<String>,
}

/// The list of receivers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WebhookList {
    /// The receivers, the oldest first.
    pub items: Vec<WebhookView>,
}

/// What a receiver is registered with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookBody {
    /// Where it listens: https, and not a private address.
    #[cfg_attr(feature = "schema", schema(example = "https://hooks.partner.example/qualify"))]
    pub url: String,
    /// What it is told of; all events if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    /// Your own words about it, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is told nothing for now.
    #[serde(default)]
    pub disabled: bool,
}

impl std::fmt::Debug for WebhookBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WebhookBody").field("events", &self.events).finish_non_exhaustive()
    }
}

/// A delivery: one event for one receiver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryView {
    /// The event.
    pub event_id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub timestamp: String,
    /// `pending`, `delivered` or `failed`.
    #[cfg_attr(feature = "schema", schema(example = "delivered"))]
    pub state: String,
    /// When it is attempted next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<String>,
    /// What was tried, the latest last.
    pub attempts: Vec<AttemptView>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// When it ended.
    pub at: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// The receiver's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = 204))]
    pub status: Option<u16>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The beginning of what the receiver said, if it did not take the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

/// A page of deliveries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryPage {
    /// The deliveries, the newest event first.
    pub items: Vec<DeliveryView>,
    /// For `?continuationToken=`; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// `POST .../replay`: which deliveries are begun anew. Exactly one of `eventId`, `failedSince`, and `from` with `until`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReplayBody {
    /// That of this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// All that were given up, of events from this moment on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_since: Option<String>,
    /// All events from this moment on, those that the receiver was never told of too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Go on where an answer before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// What was begun anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReplayView {
    /// So many deliveries.
    pub deliveries: u32,
    /// Send the same with this to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}
