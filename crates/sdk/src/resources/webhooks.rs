//! The partner's webhook in Microsoft's form (S14 to S17).

use qualify_contract::v1::webhooks::{ValidationReport, WebhookRegistration};
use qualify_vocabulary::CorrelationId;
use serde::Deserialize;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::reading::{json_of, shape};

const PATH: &str = "/webhooks/v1/registration";

/// The partner's webhook: `client.webhooks()`.
#[derive(Debug, Clone)]
pub struct Webhooks {
    client: Client,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestStarted {
    correlation_id: CorrelationId,
}

impl Client {
    /// The partner's webhook in Microsoft's form.
    pub fn webhooks(&self) -> Webhooks {
        Webhooks { client: self.clone() }
    }
}

impl Webhooks {
    /// The registration (S14); `None` if there is none.
    ///
    /// # Errors
    /// The call fails, or the answer is no registration.
    pub async fn get(&self) -> Result<Option<WebhookRegistration>> {
        match self.client.send(Call::get("get_registration", PATH)).await {
            Ok(answer) => answer.whole_object().map(Some),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Registers (S14).
    ///
    /// # Errors
    /// The call fails: there is a registration already, or the URL or an event cannot be used.
    pub async fn register(&self, registration: &WebhookRegistration) -> Result<WebhookRegistration> {
        self.client.send(Call::post("create_registration", PATH).json(registration)?).await?.whole_object()
    }

    /// Replaces the registration (S14).
    ///
    /// # Errors
    /// The call fails: there is no registration, or the URL or an event cannot be used.
    pub async fn update(&self, registration: &WebhookRegistration) -> Result<WebhookRegistration> {
        self.client.send(Call::put("update_registration", PATH).json(registration)?).await?.whole_object()
    }

    /// The events that can be registered for (S15).
    ///
    /// # Errors
    /// The call fails, or the answer is no list.
    pub async fn events(&self) -> Result<Vec<String>> {
        let answer = self.client.send(Call::get("list_events", format!("{PATH}/events"))).await?;
        answer.understood(json_of(&answer.body).and_then(|value| shape::list_in(value, &["items"])))
    }

    /// Sends a test event to the registered URL (S16), and gives the id of its report.
    ///
    /// # Errors
    /// The call fails: there is no registration for `test-created`, or there were too many tests.
    pub async fn send_test(&self) -> Result<CorrelationId> {
        let answer = self
            .client
            .send(Call::post("create_validation_event", format!("{PATH}/validationEvents")))
            .await?;
        answer.object::<TestStarted>().map(|started| started.correlation_id)
    }

    /// What came of a test (S17).
    ///
    /// # Errors
    /// The call fails, or the answer is no report.
    pub async fn test_report(&self, test: CorrelationId) -> Result<ValidationReport> {
        let target = format!("{PATH}/validationEvents/{test}");
        self.client.send(Call::get("get_validation_event", target)).await?.object()
    }
}
