//! What partners do with their receivers.

use std::borrow::Cow;

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::{Act, Call};
use qualify_domain::event::{Event, EventData, EventKind};
use qualify_domain::ports::{AddEndpoint, ChangeEndpoint, EndpointChoice, Outcome, TestEndpoint};
use qualify_domain::replay::Answer;
use qualify_domain::webhook::{
    DisabledBecause, ENDPOINTS_MAX, Endpoint, EndpointForm, Health, SecretVersions,
};
use qualify_vocabulary::{CorrelationId, PartnerId};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::requests::{act_of, granted};
use super::super::saving::{Details, partner_fact};
use super::super::session::Session;
use super::super::writer::Decided;
use super::super::{audit, events, replays};
use super::{NAMES_SEPARATOR, find, queue, save_health};

pub(super) fn add(session: &Session, command: AddEndpoint) -> Decided<Answer<Endpoint>> {
    let AddEndpoint { call, id, form, settings } = command;
    granted!(call.caller.check_may_write());
    if let Some(answer) = replays::find(session, &call)? {
        return Ok(Ok(answer));
    }
    let partner = call.caller.partner;
    granted!(check_room(session, partner, form)?);
    let endpoint = Endpoint {
        id,
        partner,
        form,
        settings,
        secrets: SecretVersions::FIRST,
        health: Health::default(),
        from_sequence: events::last_sequence(session)?,
        created_at: call.now,
    };
    insert(session, &endpoint)?;
    let more = vec![events_of(&endpoint)];
    note(session, &act_of(&call), AuditOperation::AddWebhook, &endpoint, more)?;
    Ok(Ok(replays::remember(session, &call, endpoint)?))
}

fn check_room(session: &Session, partner: PartnerId, form: EndpointForm) -> Decided<()> {
    let registered: u32 = session.get(
        "SELECT count(*) AS registered FROM endpoints
         WHERE partner_id = ?1 AND form = ?2 AND removed_at IS NULL",
        params![partner.as_bytes(), form.name()],
        |row| Columns::new("endpoints", row).get("registered"),
    )?;
    Ok(match form {
        EndpointForm::PartnerCenter if registered > 0 => Err(Refusal::WebhookExists),
        EndpointForm::Standard if registered >= ENDPOINTS_MAX => Err(Refusal::TooManyWebhooks(ENDPOINTS_MAX)),
        EndpointForm::PartnerCenter | EndpointForm::Standard => Ok(()),
    })
}

fn insert(session: &Session, endpoint: &Endpoint) -> Outcome<()> {
    session.execute_one(
        "INSERT INTO endpoints (id, partner_id, form, url, events, description, has_own_signature_header,
             secret_version, from_sequence, failures, has_leftovers, created_at, target, event_names)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, ?10, ?11, ?12)",
        params![
            endpoint.id.as_bytes(),
            endpoint.partner.as_bytes(),
            endpoint.form.name(),
            endpoint.settings.url,
            endpoint.settings.events.to_text(),
            endpoint.settings.description,
            endpoint.settings.has_own_signature_header,
            endpoint.secrets.current,
            endpoint.from_sequence,
            micros(endpoint.created_at),
            endpoint.settings.target,
            endpoint.settings.registered_names.join(NAMES_SEPARATOR)
        ],
    )
}

pub(super) fn change(session: &Session, command: ChangeEndpoint) -> Decided<Answer<Endpoint>> {
    let ChangeEndpoint { call, choice, settings, is_disabled } = command;
    granted!(call.caller.check_may_write());
    if let Some(answer) = replays::find(session, &call)? {
        return Ok(Ok(answer));
    }
    let before = granted!(find(session, call.caller.partner, choice)?.ok_or(Refusal::WebhookNotFound));
    let health = match (is_disabled, before.health.disabled) {
        (true, None) => Health { disabled: Some((call.now, DisabledBecause::Partner)), ..before.health },
        // Switched on again, or at another place, it begins with a clean record.
        (false, Some(_)) => Health::default(),
        (false, None) if settings.target != before.settings.target => Health::default(),
        (true, Some(_)) | (false, None) => before.health,
    };
    let former_target = before.settings.target.clone();
    let endpoint = Endpoint { settings, health, ..before };
    session.execute_one(
        "UPDATE endpoints SET url = ?2, events = ?3, description = ?4, has_own_signature_header = ?5,
             target = ?6, event_names = ?7
         WHERE id = ?1",
        params![
            endpoint.id.as_bytes(),
            endpoint.settings.url,
            endpoint.settings.events.to_text(),
            endpoint.settings.description,
            endpoint.settings.has_own_signature_header,
            endpoint.settings.target,
            endpoint.settings.registered_names.join(NAMES_SEPARATOR)
        ],
    )?;
    save_health(session, endpoint.id, &endpoint.health)?;
    queue(session, endpoint.id)?;
    session.note_event();
    let disabled = ("Disabled".into(), is_disabled.to_string());
    let former = ("FormerHost".into(), host_of(&former_target).to_owned());
    let more = vec![events_of(&endpoint), disabled, former];
    note(session, &act_of(&call), AuditOperation::ChangeWebhook, &endpoint, more)?;
    Ok(Ok(replays::remember(session, &call, endpoint)?))
}

pub(super) fn remove(session: &Session, call: &Call, choice: EndpointChoice) -> Decided<()> {
    granted!(call.caller.check_may_write());
    let endpoint = granted!(find(session, call.caller.partner, choice)?.ok_or(Refusal::WebhookNotFound));
    session.execute_one(
        "UPDATE endpoints SET removed_at = ?2, due_at = NULL, url = '', target = '', event_names = '', description = NULL,
             has_leftovers = 1
         WHERE id = ?1",
        params![endpoint.id.as_bytes(), micros(call.now)],
    )?;
    note(session, &act_of(call), AuditOperation::RemoveWebhook, &endpoint, Vec::new())?;
    Ok(Ok(()))
}

pub(super) fn rotate_secret(session: &Session, call: &Call, choice: EndpointChoice) -> Decided<Endpoint> {
    granted!(call.caller.check_may_write());
    let before = granted!(find(session, call.caller.partner, choice)?.ok_or(Refusal::WebhookNotFound));
    let endpoint = Endpoint { secrets: before.secrets.rotated(call.now), ..before };
    session.execute_one(
        "UPDATE endpoints SET secret_version = ?2, previous_until = ?3 WHERE id = ?1",
        params![
            endpoint.id.as_bytes(),
            endpoint.secrets.current,
            endpoint.secrets.previous_until.map(micros)
        ],
    )?;
    let version = ("SecretVersion".into(), endpoint.secrets.current.to_string());
    note(session, &act_of(call), AuditOperation::RotateWebhookSecret, &endpoint, vec![version])?;
    Ok(Ok(endpoint))
}

/// Writes the test's event. Its correlation id is the report's id, under which the partner asks for it.
pub(super) fn test(session: &Session, command: TestEndpoint) -> Decided<Answer<CorrelationId>> {
    let TestEndpoint { call, choice, fresh_report } = command;
    if let Some(answer) = replays::find::<String>(session, &call)? {
        // What was remembered was an id once.
        let report = CorrelationId::parse(&answer.outcome).unwrap_or(fresh_report);
        return Ok(Ok(Answer { outcome: report, replayed: answer.replayed }));
    }
    let partner = call.caller.partner;
    let endpoint = granted!(find(session, partner, choice)?.ok_or(Refusal::WebhookNotFound));
    if endpoint.form == EndpointForm::PartnerCenter
        && !endpoint.settings.events.contains(EventKind::TestCreated)
    {
        return Ok(Err(Refusal::NotRegisteredForTests));
    }
    if endpoint.health.disabled.is_some() {
        return Ok(Err(Refusal::WebhookDisabled));
    }
    let is_known = session.find(
        "SELECT 1 FROM webhook_tests WHERE partner_id = ?1 AND report = ?2",
        [partner.as_bytes(), call.correlation_id.as_bytes()],
        |_| Ok(()),
    )?;
    let report = if is_known.is_some() { fresh_report } else { call.correlation_id };
    events::append(
        session,
        &Event {
            kind: EventKind::TestCreated,
            partner,
            customer: None,
            data: EventData { endpoint_id: Some(endpoint.id), ..EventData::default() },
            audit: None,
            correlation_id: report,
            at: call.now,
        },
    )?;
    session.execute_one(
        "INSERT INTO webhook_tests (partner_id, report, endpoint_id, event_sequence, url, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            partner.as_bytes(),
            report.as_bytes(),
            endpoint.id.as_bytes(),
            session.connection().last_insert_rowid(),
            endpoint.settings.url,
            micros(call.now)
        ],
    )?;
    let more = vec![("Report".into(), report.to_string())];
    note(session, &act_of(&call), AuditOperation::TestWebhook, &endpoint, more)?;
    let answer = replays::remember(session, &call, report.to_string())?;
    Ok(Ok(Answer { outcome: report, replayed: answer.replayed }))
}

/// Leaves a record of what was done with a receiver in the operators' trail. Of its URL the host is enough: what stands
/// behind it may be a secret.
pub(super) fn note(
    session: &Session,
    act: &Act,
    operation: AuditOperation,
    endpoint: &Endpoint,
    more: Details,
) -> Outcome<()> {
    let mut details: Details = vec![
        ("Webhook".into(), endpoint.id.to_string()),
        ("Form".into(), endpoint.form.name().to_owned()),
        ("Host".into(), host_of(&endpoint.settings.target).to_owned()),
    ];
    details.extend(more);
    audit::append(session, &AuditFact { details, ..partner_fact(act, endpoint.partner, operation) })
        .map(|_| ())
}

fn events_of(endpoint: &Endpoint) -> (Cow<'static, str>, String) {
    ("Events".into(), endpoint.settings.events.to_text())
}

/// The host of a URL that was checked, with its port.
fn host_of(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.split(['/', '?', '#']).next().unwrap_or_default()
}
