//! Webhooks in the form of Standard Webhooks (Qualify's `/partner/v1/webhooks`, W1 to W9).

use qualify_contract::webhooks::{
    DeliveryView, ReplayBody, ReplayView, WebhookBody, WebhookList, WebhookView,
};
use qualify_vocabulary::EndpointId;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::page::{List, ListCall, Paging};

const PATH: &str = "/partner/v1/webhooks";

/// The partner's endpoints: `client.endpoints()`. For Microsoft's form of webhooks see [`crate::Webhooks`].
#[derive(Debug, Clone)]
pub struct Endpoints {
    client: Client,
}

impl Client {
    /// The partner's webhooks in the form of Standard Webhooks.
    pub fn endpoints(&self) -> Endpoints {
        Endpoints { client: self.clone() }
    }
}

impl Endpoints {
    /// All of them (W1), Microsoft's form among them.
    ///
    /// # Errors
    /// The call fails, or the answer is no list.
    pub async fn list(&self) -> Result<Vec<WebhookView>> {
        let list: WebhookList = self.client.send(Call::get("list_webhooks", PATH)).await?.object()?;
        Ok(list.items)
    }

    /// Creates one (W2). The answer holds the secret that its deliveries are signed with, once.
    ///
    /// # Errors
    /// The call fails: the URL or an event cannot be used, or there are too many.
    pub async fn create(&self, endpoint: &WebhookBody) -> Result<WebhookView> {
        self.client.send(Call::post("create_webhook", PATH).json(endpoint)?).await?.object()
    }

    /// One of them (W3).
    ///
    /// # Errors
    /// The call fails: there is none with this id.
    pub async fn get(&self, endpoint: EndpointId) -> Result<WebhookView> {
        self.client.send(Call::get("get_webhook", path(endpoint, ""))).await?.object()
    }

    /// Replaces what is known of it (W4).
    ///
    /// # Errors
    /// The call fails.
    pub async fn update(&self, endpoint: EndpointId, body: &WebhookBody) -> Result<WebhookView> {
        self.client.send(Call::put("update_webhook", path(endpoint, "")).json(body)?).await?.object()
    }

    /// Deletes it, with what waits for it (W5).
    ///
    /// # Errors
    /// The call fails.
    pub async fn delete(&self, endpoint: EndpointId) -> Result<()> {
        self.client.send(Call::delete("delete_webhook", path(endpoint, ""))).await.map(drop)
    }

    /// Gives it a new secret; the old one signs beside it for a day (W6).
    ///
    /// # Errors
    /// The call fails.
    pub async fn rotate_secret(&self, endpoint: EndpointId) -> Result<WebhookView> {
        self.client
            .send(Call::post("rotate_webhook_secret", path(endpoint, "/rotate-secret")))
            .await?
            .object()
    }

    /// Sends a test event to it (W7).
    ///
    /// # Errors
    /// The call fails.
    pub async fn send_test(&self, endpoint: EndpointId) -> Result<()> {
        self.client.send(Call::post("test_webhook", path(endpoint, "/test"))).await.map(drop)
    }

    /// What was sent to it, the newest first, with every attempt (W8). The state: `pending`, `delivered` or `failed`.
    pub fn deliveries(&self, endpoint: EndpointId, state: Option<&str>) -> List<DeliveryView> {
        let first = Call::get("list_webhook_deliveries", path(endpoint, "/deliveries")).query("state", state);
        List::new(self.client.clone(), ListCall::new(first, Paging::Query))
    }

    /// Sends events to it once more (W9).
    ///
    /// # Errors
    /// The call fails.
    pub async fn replay(&self, endpoint: EndpointId, which: &ReplayBody) -> Result<ReplayView> {
        self.client.send(Call::post("replay_webhook", path(endpoint, "/replay")).json(which)?).await?.object()
    }
}

fn path(endpoint: EndpointId, rest: &str) -> String {
    format!("{PATH}/{endpoint}{rest}")
}
