//! Receivers of a partner's events: registered in one of two forms, tried, and told again.

mod settings;

use qualify_domain::Refusal;
use qualify_domain::ports::{
    AddEndpoint, ChangeEndpoint, EndpointChoice, Outcome, ReplayDeliveries, ReplaySelection, Replayed,
    TestEndpoint, WebhookStore as _,
};
use qualify_domain::replay::{Answer, Replay};
use qualify_domain::webhook::{Endpoint, EndpointForm};
use qualify_vocabulary::{CorrelationId, EndpointId, Timestamp};

pub use settings::{DESCRIPTION_CHARS_MAX, ReceiverInput, RegistrationInput};

use super::asker::PartnerAsker;
use super::error::{ServiceError, ServiceRefusal};
use crate::app::App;
use crate::clock::{days, fresh_guid};

/// Events that one call of a replay looks at.
const REPLAY_ROWS_MAX: u16 = 1000;

/// A receiver of the partner's.
///
/// # Errors
/// There is none.
pub async fn find(asker: &PartnerAsker<'_>, choice: EndpointChoice) -> Outcome<Endpoint> {
    let found = asker.measure(asker.app.store.find_endpoint(asker.partner(), choice)).await?;
    Ok(found.ok_or(Refusal::WebhookNotFound)?)
}

/// Registers a receiver in Microsoft's form; a partner has one.
///
/// # Errors
/// It cannot be told, or there is one already.
pub async fn create_registration(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    input: RegistrationInput,
) -> Result<Answer<Endpoint>, ServiceError> {
    let command = AddEndpoint {
        call: asker.call(replay),
        id: EndpointId::from_uuid(fresh_guid()),
        form: EndpointForm::PartnerCenter,
        settings: settings::of_registration(&asker.app.webhooks, input)?,
    };
    Ok(asker.measure(asker.app.store.add_endpoint(command)).await?)
}

/// Registers the receiver in Microsoft's form anew, with everything. One that was disabled is told again.
///
/// # Errors
/// It cannot be told, or there is none.
pub async fn replace_registration(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    input: RegistrationInput,
) -> Result<Answer<Endpoint>, ServiceError> {
    let command = ChangeEndpoint {
        call: asker.call(replay),
        choice: EndpointChoice::Registration,
        settings: settings::of_registration(&asker.app.webhooks, input)?,
        is_disabled: false,
    };
    Ok(asker.measure(asker.app.store.change_endpoint(command)).await?)
}

/// Registers a receiver in our own form. Its secret is [`signing_secret`].
///
/// # Errors
/// It cannot be told, or the partner has as many as it may.
pub async fn create(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    input: ReceiverInput,
) -> Result<Answer<Endpoint>, ServiceError> {
    if input.is_disabled {
        return Err(ServiceRefusal::NewWebhookDisabled.into());
    }
    let command = AddEndpoint {
        call: asker.call(replay),
        id: EndpointId::from_uuid(fresh_guid()),
        form: EndpointForm::Standard,
        settings: settings::of_receiver(&asker.app.webhooks, input)?,
    };
    Ok(asker.measure(asker.app.store.add_endpoint(command)).await?)
}

/// Registers a receiver in our own form anew, with everything.
///
/// # Errors
/// It cannot be told, or there is none.
pub async fn replace(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    id: EndpointId,
    input: ReceiverInput,
) -> Result<Answer<Endpoint>, ServiceError> {
    let choice = EndpointChoice::Id(id);
    require_standard(&find(asker, choice).await?)?;
    let command = ChangeEndpoint {
        call: asker.call(replay),
        choice,
        is_disabled: input.is_disabled,
        settings: settings::of_receiver(&asker.app.webhooks, input)?,
    };
    Ok(asker.measure(asker.app.store.change_endpoint(command)).await?)
}

/// Removes a receiver of either form.
pub async fn remove(asker: &PartnerAsker<'_>, replay: Option<Replay>, id: EndpointId) -> Outcome<()> {
    let removed = asker.app.store.remove_endpoint(asker.call(replay), EndpointChoice::Id(id));
    asker.measure(removed).await
}

/// Gives a receiver a new secret, which is [`signing_secret`] then. The one before signs beside it for a while.
///
/// # Errors
/// There is no such receiver in our own form.
pub async fn rotate_secret(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    id: EndpointId,
) -> Result<Endpoint, ServiceError> {
    let choice = EndpointChoice::Id(id);
    require_standard(&find(asker, choice).await?)?;
    let rotated = asker.app.store.rotate_secret(asker.call(replay), choice);
    Ok(asker.measure(rotated).await?)
}

/// The secret by which a receiver in our own form knows what is ours.
pub fn signing_secret(app: &App, endpoint: &Endpoint) -> String {
    app.secrets.webhook_secret(endpoint.id, endpoint.secrets.current).to_text()
}

/// Whether a receiver may be sent a test event. It counts as one.
///
/// # Errors
/// The caller's role may only read, the partner has used up its tests, or there is no such receiver.
pub async fn check_may_test(asker: &PartnerAsker<'_>, choice: EndpointChoice) -> Result<(), ServiceError> {
    asker.caller.check_may_write()?;
    asker.app.limits.check_webhook_test(asker.partner())?;
    match choice {
        EndpointChoice::Registration => Ok(()),
        EndpointChoice::Id(_) => require_standard(&find(asker, choice).await?),
    }
}

/// Sends a receiver a test event; answers the id of its report.
///
/// # Errors
/// Those of [`check_may_test`], or the receiver is told of no tests.
pub async fn test(
    asker: &PartnerAsker<'_>,
    replay: Option<Replay>,
    choice: EndpointChoice,
) -> Result<Answer<CorrelationId>, ServiceError> {
    check_may_test(asker, choice).await?;
    let command = TestEndpoint {
        call: asker.call(replay),
        choice,
        fresh_report: CorrelationId::from_uuid(fresh_guid()),
    };
    Ok(asker.measure(asker.app.store.test_endpoint(command)).await?)
}

/// Begins deliveries anew, some at a time.
pub async fn replay_deliveries(
    asker: &PartnerAsker<'_>,
    endpoint: EndpointId,
    selection: ReplaySelection,
    after: Option<i64>,
) -> Outcome<Replayed> {
    let command = ReplayDeliveries {
        act: asker.act(),
        partner: asker.partner(),
        endpoint,
        selection,
        after,
        rows_max: REPLAY_ROWS_MAX,
        kept_since: kept_since(asker),
    };
    asker.measure(asker.app.store.replay_deliveries(command)).await
}

/// Events from before this moment are about to go.
fn kept_since(asker: &PartnerAsker<'_>) -> Timestamp {
    let kept = days(asker.app.config.store.event_retention_days);
    asker.now().checked_sub(kept).unwrap_or(Timestamp::MIN)
}

/// The registration in Microsoft's form is changed where it was made.
fn require_standard(endpoint: &Endpoint) -> Result<(), ServiceError> {
    match endpoint.form {
        EndpointForm::Standard => Ok(()),
        EndpointForm::PartnerCenter => Err(ServiceRefusal::WebhookOfMicrosoftsForm.into()),
    }
}
