//! The dispatcher's side: deliveries are leased, attempted outside of any transaction, and what came of it is saved.

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::{Act, Actor};
use qualify_domain::event::{Event, StoredEvent};
use qualify_domain::ports::{
    AttemptedDelivery, DeliveryKey, LeaseDeliveries, LeasedDelivery, Leases, Outcome,
};
use qualify_domain::webhook::{DeliveryState, DeliveryStep, Endpoint, Progress, after_attempt, room_for};
use qualify_vocabulary::{EndpointId, PartnerId, SignedDuration, Timestamp};

use super::super::Operation;
use super::super::parts::{self, TakenBack};
use super::endpoints::note;
use crate::rows::{DeliveryProgress, DeliveryTries, DueEndpoint, Rows};
use crate::undone::Done;

/// Receivers that are looked at at a time.
const PAGE: usize = 256;

/// Time until a receiver that does not read back is looked at again.
const REPAIR_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// Most pages of receivers that are looked at: those whose partners have as many deliveries under way as they may are
/// passed over.
const PAGES_MAX: usize = 16;

/// Takes what is due, the receiver whose delivery has waited longest first, and a bounded number of each and of each
/// partner.
impl Operation for LeaseDeliveries {
    type Answer = Vec<LeasedDelivery>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let mut taken: Vec<LeasedDelivery> = Vec::new();
        let mut after = (i64::MIN, EndpointId::from([0; 16]));
        for _ in 0..PAGES_MAX {
            let page = rows.list_due_endpoints(self.now, &self.whose, after, PAGE).await?;
            let last = page.last().map(|last| (last.due_at_micros, last.id));
            for DueEndpoint { id, partner, .. } in page {
                let room = room_beside(&self, &taken, id, partner);
                if room == 0 {
                    continue;
                }
                rows.begin_part()?;
                let done = take(rows, &self, id, room).await;
                match parts::end(rows, done)? {
                    Ok(leased) => taken.extend(leased),
                    Err(why) => put_off(rows, id, self.now, &why)?,
                }
            }
            match last {
                Some(last) if taken.len() < usize::from(self.rows_max) => after = last,
                _ => break,
            }
        }
        Ok(taken)
    }
}

/// How many deliveries to a receiver may be taken beside what is under way and was taken before.
fn room_beside(
    command: &LeaseDeliveries,
    taken: &[LeasedDelivery],
    endpoint: EndpointId,
    partner: PartnerId,
) -> usize {
    let under_way = command.under_way.iter();
    let of_endpoint: u16 =
        under_way.clone().filter(|it| it.endpoint == endpoint).map(|it| it.deliveries).sum();
    let of_partner: u16 = under_way.filter(|it| it.partner == partner).map(|it| it.deliveries).sum();
    let taken_of_partner = taken.iter().filter(|it| it.endpoint.partner == partner).count();
    let left = usize::from(command.rows_max).saturating_sub(taken.len());
    let of_partner = usize::from(of_partner) + taken_of_partner;
    room_for(left, usize::from(command.of_endpoint_max), usize::from(of_endpoint), of_partner)
}

async fn take<R: Rows>(
    rows: &mut R,
    command: &LeaseDeliveries,
    id: EndpointId,
    wanted: usize,
) -> Done<Vec<LeasedDelivery>> {
    let mut taken = Vec::new();
    if let Some(endpoint) = rows.find_any_endpoint(id).await? {
        for event_sequence in rows.list_due_deliveries(endpoint.partner, id, command.now, wanted).await? {
            let key = DeliveryKey { partner: endpoint.partner, endpoint: id, event_sequence };
            let (event, audit_operation) = match parts::read(find_told(rows, key).await)? {
                Ok(Some(told)) => told,
                Ok(None) => {
                    tracing::error!(endpoint = %id, "a delivery's event is gone; the delivery is given up");
                    rows.settle_delivery(key, DeliveryState::Failed)?;
                    continue;
                }
                // It can be replayed after a repair.
                Err(error) => {
                    tracing::error!(endpoint = %id, event_sequence, %error, "a delivery is given up");
                    rows.settle_delivery(key, DeliveryState::Failed)?;
                    continue;
                }
            };
            rows.lease_delivery(key, command.lease, command.until)?;
            taken.push(LeasedDelivery { endpoint: endpoint.clone(), event, audit_operation });
        }
    }
    rows.queue_endpoint(id)?;
    Ok(taken)
}

/// What a delivery tells: its event, and of which operation the trail speaks there.
async fn find_told<R: Rows>(
    rows: &mut R,
    key: DeliveryKey,
) -> Outcome<Option<(StoredEvent, Option<String>)>> {
    let Some(event) = rows.find_event(key.partner, key.event_sequence).await? else { return Ok(None) };
    let operation = match event.audit {
        Some(position) => rows.find_audit_operation(event.partner, position).await?,
        None => None,
    };
    Ok(Some((event, operation)))
}

/// Leaves a receiver alone that does not read back, until it may be repaired.
fn put_off(rows: &mut impl Rows, id: EndpointId, now: Timestamp, why: &TakenBack) -> Done<()> {
    tracing::error!(endpoint = %id, %why, "a receiver cannot be told of anything");
    rows.put_endpoint_off(id, now.checked_add(REPAIR_INTERVAL).unwrap_or(Timestamp::MAX))
}

/// Saves what came of attempts. One whose lease is over changes nothing.
#[derive(Clone)]
pub(crate) struct SaveAttempts(pub(crate) Vec<AttemptedDelivery>);

impl Operation for SaveAttempts {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        for attempted in &self.0 {
            rows.begin_part()?;
            let done = save_attempt(rows, attempted).await;
            if let Err(why) = parts::end(rows, done)? {
                let endpoint = attempted.key.endpoint;
                tracing::error!(%endpoint, %why, "what came of an attempt cannot be saved");
            }
        }
        Ok(())
    }
}

async fn save_attempt<R: Rows>(rows: &mut R, attempted: &AttemptedDelivery) -> Done<()> {
    let found = rows.find_leased_delivery(attempted.key, attempted.lease).await?;
    let Some(tries) = found else { return Ok(()) };
    let Some(endpoint) = rows.find_any_endpoint(attempted.key.endpoint).await? else { return Ok(()) };
    let AttemptedDelivery { key, attempt, jitter, .. } = attempted;
    let tries =
        DeliveryTries { tries: tries.tries.saturating_add(1), attempts: tries.attempts.saturating_add(1) };
    let progress =
        after_attempt(endpoint.form, endpoint.health, tries.tries, &attempt.outcome, attempt.at, *jitter);
    rows.insert_attempt(*key, attempt, tries.attempts)?;
    let (state, due_at) = match progress.step {
        DeliveryStep::Delivered => (DeliveryState::Delivered, None),
        DeliveryStep::RetryAt(due_at) => (DeliveryState::Pending, Some(due_at)),
        DeliveryStep::GivenUp => (DeliveryState::Failed, None),
    };
    rows.save_delivery(*key, DeliveryProgress { state, tries, due_at })?;
    follow_up(rows, attempted, &endpoint, &progress).await
}

/// What an attempt means for the receiver.
async fn follow_up<R: Rows>(
    rows: &mut R,
    attempted: &AttemptedDelivery,
    endpoint: &Endpoint,
    progress: &Progress,
) -> Done<()> {
    if progress.health != endpoint.health {
        rows.save_endpoint_health(endpoint.id, &progress.health)?;
    }
    match progress.step {
        // It stands in the queue by its other deliveries already.
        DeliveryStep::Delivered | DeliveryStep::GivenUp => {}
        DeliveryStep::RetryAt(_) => rows.queue_endpoint(endpoint.id)?,
    }
    if progress.has_become_disabled {
        rows.queue_endpoint(endpoint.id)?;
        let act = Act {
            actor: Actor::service("webhooks"),
            now: attempted.attempt.at,
            correlation_id: attempted.correlation_id,
        };
        let because = progress.health.disabled.map(|(_, because)| because.name()).unwrap_or_default();
        let event = Event::of_disabled_endpoint(&act, endpoint.partner, endpoint.id, because);
        rows.append_event(&event)?;
        let more = vec![("Because".into(), because.to_owned())];
        note(rows, &act, AuditOperation::DisableWebhook, endpoint, more).await?;
    }
    Ok(())
}

/// Ends leases on deliveries, which are due again then; answers how many.
pub(crate) async fn release<R: Rows>(rows: &mut R, which: Leases) -> Done<usize> {
    let endpoints = rows.list_leased_endpoints(which).await?;
    if endpoints.is_empty() {
        return Ok(0);
    }
    let freed = rows.release_deliveries(which).await?;
    for endpoint in endpoints {
        rows.queue_endpoint(endpoint)?;
    }
    rows.wake_event_readers()?;
    Ok(freed)
}
