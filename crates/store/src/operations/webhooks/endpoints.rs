//! What partners do with their receivers.

use std::borrow::Cow;

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation, Details};
use qualify_domain::caller::{Act, Call};
use qualify_domain::ports::{AddEndpoint, ChangeEndpoint, EndpointChoice};
use qualify_domain::replay::Answer;
use qualify_domain::webhook::{ENDPOINTS_MAX, Endpoint, EndpointForm, Health, SecretVersions};
use qualify_vocabulary::PartnerId;

use super::super::{Operation, replays};
use crate::rows::Rows;
use crate::undone::Done;

impl Operation for AddEndpoint {
    type Answer = Answer<Endpoint>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, id, form, settings } = self;
        call.caller.check_may_write()?;
        if let Some(answer) = rows.find_replay(&call).await? {
            return Ok(answer);
        }
        let partner = call.caller.partner;
        check_room(rows.count_endpoints(partner, form).await?, form)?;
        let endpoint = Endpoint {
            id,
            partner,
            form,
            settings,
            secrets: SecretVersions::FIRST,
            health: Health::default(),
            from_sequence: rows.find_last_sequence(partner).await?,
            created_at: call.now,
        };
        rows.insert_endpoint(&endpoint)?;
        let more = vec![events_of(&endpoint)];
        note(rows, &call.act(), AuditOperation::AddWebhook, &endpoint, more).await?;
        replays::remember(rows, &call, endpoint)
    }
}

const fn check_room(registered: u32, form: EndpointForm) -> Result<(), Refusal> {
    match form {
        EndpointForm::PartnerCenter if registered > 0 => Err(Refusal::WebhookExists),
        EndpointForm::Standard if registered >= ENDPOINTS_MAX => Err(Refusal::TooManyWebhooks(ENDPOINTS_MAX)),
        EndpointForm::PartnerCenter | EndpointForm::Standard => Ok(()),
    }
}

/// The receiver that a partner means.
pub(super) async fn find<R: Rows>(
    rows: &mut R,
    partner: PartnerId,
    choice: EndpointChoice,
) -> Done<Endpoint> {
    Ok(rows.find_endpoint(partner, choice).await?.ok_or(Refusal::WebhookNotFound)?)
}

impl Operation for ChangeEndpoint {
    type Answer = Answer<Endpoint>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, choice, settings, is_disabled } = self;
        call.caller.check_may_write()?;
        if let Some(answer) = rows.find_replay(&call).await? {
            return Ok(answer);
        }
        let before = find(rows, call.caller.partner, choice).await?;
        let has_moved = settings.target != before.settings.target;
        let health = before.health.after_registration(is_disabled, has_moved, call.now);
        let former = ("FormerHost".into(), host_of(&before.settings.target).to_owned());
        let endpoint = Endpoint { settings, health, ..before };
        rows.save_endpoint_settings(&endpoint)?;
        rows.save_endpoint_health(endpoint.id, &endpoint.health)?;
        rows.queue_endpoint(endpoint.id)?;
        rows.wake_event_readers()?;
        let disabled = ("Disabled".into(), is_disabled.to_string());
        let more = vec![events_of(&endpoint), disabled, former];
        note(rows, &call.act(), AuditOperation::ChangeWebhook, &endpoint, more).await?;
        replays::remember(rows, &call, endpoint)
    }
}

/// Removes a receiver with its deliveries.
#[derive(Clone)]
pub(crate) struct RemoveEndpoint {
    pub(crate) call: Call,
    pub(crate) choice: EndpointChoice,
}

impl Operation for RemoveEndpoint {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        let Self { call, choice } = self;
        call.caller.check_may_write()?;
        let endpoint = find(rows, call.caller.partner, choice).await?;
        rows.mark_endpoint_removed(endpoint.id, call.now)?;
        note(rows, &call.act(), AuditOperation::RemoveWebhook, &endpoint, Vec::new()).await
    }
}

/// Gives a receiver a new secret, beside which the one before signs for a while.
#[derive(Clone)]
pub(crate) struct RotateSecret {
    pub(crate) call: Call,
    pub(crate) choice: EndpointChoice,
}

impl Operation for RotateSecret {
    type Answer = Endpoint;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Endpoint> {
        let Self { call, choice } = self;
        call.caller.check_may_write()?;
        let before = find(rows, call.caller.partner, choice).await?;
        let endpoint = Endpoint { secrets: before.secrets.rotated(call.now), ..before };
        rows.save_endpoint_secrets(&endpoint)?;
        let version = ("SecretVersion".into(), endpoint.secrets.current.to_string());
        let operation = AuditOperation::RotateWebhookSecret;
        note(rows, &call.act(), operation, &endpoint, vec![version]).await?;
        Ok(endpoint)
    }
}

/// Leaves a record of what was done with a receiver in the operators' trail. Of its URL the host is enough: what
/// stands behind it may be a secret.
pub(super) async fn note<R: Rows>(
    rows: &mut R,
    act: &Act,
    operation: AuditOperation,
    endpoint: &Endpoint,
    more: Details,
) -> Done<()> {
    let mut details: Details = vec![
        ("Webhook".into(), endpoint.id.to_string()),
        ("Form".into(), endpoint.form.name().to_owned()),
        ("Host".into(), host_of(&endpoint.settings.target).to_owned()),
    ];
    details.extend(more);
    let fact = AuditFact::of_partner(act, endpoint.partner, operation).with(details);
    rows.append_audit(&fact).await?;
    Ok(())
}

fn events_of(endpoint: &Endpoint) -> (Cow<'static, str>, String) {
    ("Events".into(), endpoint.settings.events.to_text())
}

/// The host of a URL that was checked, with its port.
fn host_of(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.split(['/', '?', '#']).next().unwrap_or_default()
}
