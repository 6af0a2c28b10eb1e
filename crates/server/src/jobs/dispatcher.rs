//! The dispatcher: makes deliveries of events, and brings them to their receivers.
//!
//! Events wait in the outbox that they were committed to with their change. The dispatcher makes deliveries of them,
//! takes a lease on those that are due, has them brought, many at a time and few of one receiver, and saves what came of
//! each. Leases of a process that ended are released when the next one starts: every event is told at least once, and
//! always under the same id.

#[cfg(test)]
mod simulation_tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qualify_domain::ports::{
    Attempt, AttemptedDelivery, Changes as _, DeliveryKey, LeaseDeliveries, LeasedDelivery, Leases,
    ObservationStore as _, UnderWay, Waiting, WebhookStore as _, Whose, WorkStore as _,
};
use qualify_domain::webhook::{AttemptOutcome, EndpointForm, Jitter};
use qualify_vocabulary::{CorrelationId, EndpointId, LeaseId, SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};

use super::rounds::rounds;
use crate::app::App;
use crate::clock::fresh_guid;
use crate::looks::Looker;
use crate::metrics::record_attempt;
use crate::webhooks::{Sent, Signer};

/// Time between two polls for what is due, when nothing wakes the dispatcher.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// How long deliveries are leased to this process, in real time: much longer than a message may take. What a process that
/// died had leased is taken over by others after that.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Time between two looks for leases of others that are over.
const RELEASE_INTERVAL: Duration = Duration::from_secs(30);

/// Events of which deliveries are made at a time.
const EVENTS_MAX: u16 = 256;

/// How long messages under way may take when the service stops. They are told again otherwise.
const GRACE: Duration = Duration::from_secs(2);

/// Brings events to receivers until the service stops.
pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let mut commits = app.store.changes();
    let mut dispatcher = Dispatcher::new(Arc::clone(&app));
    loop {
        commits.mark_seen();
        let look = app.looks.begin(Looker::Dispatcher);
        dispatcher.work().await;
        drop(look);
        let pause = dispatcher.pause().await;
        tokio::select! {
            () = dispatcher.finished() => {}
            _ = commits.changed() => {}
            () = app.wakes.deliveries.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => break,
        }
    }
    dispatcher.stop().await;
}

/// What is under way, and what came of it.
#[derive(Debug)]
struct Dispatcher {
    app: Arc<App>,
    messages: JoinSet<Sent>,
    /// Each message with its delivery, and the lease on that.
    under_way: HashMap<Id, (DeliveryKey, LeaseId)>,
    of_endpoints: HashMap<EndpointId, UnderWay>,
    unsaved: Vec<AttemptedDelivery>,
    released_at: Instant,
}

impl Dispatcher {
    /// One with nothing under way.
    fn new(app: Arc<App>) -> Self {
        Self {
            app,
            messages: JoinSet::new(),
            under_way: HashMap::new(),
            of_endpoints: HashMap::new(),
            unsaved: Vec::new(),
            released_at: Instant::now(),
        }
    }

    /// Saves what came of messages, makes deliveries of new events, and sends what is due.
    async fn work(&mut self) {
        self.save().await;
        self.release_over().await;
        self.spread().await;
        self.send_due().await;
    }

    /// Ends leases that are over: whoever had them saves nothing any more. What came of messages under own leases is
    /// saved first, for without them it would be lost, and the messages sent again.
    async fn release_over(&mut self) {
        if !self.unsaved.is_empty() || self.released_at.elapsed() < RELEASE_INTERVAL {
            return;
        }
        self.released_at = Instant::now();
        if let Err(error) = self.app.store.release_leases(Leases::Over(self.app.clock.real_now())).await {
            tracing::warn!(%error, "leases that are over could not be ended; this is tried again");
        }
    }

    /// Whether messages are under way, or what came of some is not saved.
    #[cfg(test)]
    fn is_busy(&self) -> bool {
        !self.under_way.is_empty() || !self.unsaved.is_empty()
    }

    async fn save(&mut self) {
        if self.unsaved.is_empty() {
            return;
        }
        let _held = self.app.clock.hold().await;
        match self.app.store.save_attempts(self.unsaved.clone()).await {
            Ok(()) => self.unsaved.clear(),
            Err(error) => tracing::warn!(
                %error,
                deliveries = self.unsaved.len(),
                "attempts at deliveries could not be saved; this is tried again"
            ),
        }
    }

    async fn spread(&self) {
        loop {
            let _held = self.app.clock.hold().await;
            match self.app.store.spread_events(EVENTS_MAX).await {
                Ok(events) if events == usize::from(EVENTS_MAX) => {}
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(%error, "no deliveries could be made of new events; this is tried again");
                    return;
                }
            }
        }
    }

    async fn send_due(&mut self) {
        for whose in rounds(&self.app, Waiting::Receivers).await {
            self.send_due_of(whose).await;
        }
    }

    async fn send_due_of(&mut self, whose: Whose) {
        let settings = &self.app.config.webhooks;
        let room = usize::from(settings.under_way_max).saturating_sub(self.under_way.len());
        let Ok(rows_max) = u16::try_from(room) else { return };
        if rows_max == 0 || !self.unsaved.is_empty() {
            return;
        }
        let held = self.app.clock.hold().await;
        let Some(now) = self.app.clock.now_for(&whose) else { return };
        // A name for each lease: after a restore the same delivery may be another one.
        let lease = LeaseId::from_uuid(fresh_guid());
        let command = LeaseDeliveries {
            now,
            whose,
            lease,
            until: self.app.clock.real_now().checked_add(LEASE).unwrap_or(Timestamp::MAX),
            rows_max,
            of_endpoint_max: settings.under_way_of_one_max,
            under_way: self.of_endpoints.values().copied().collect(),
        };
        let claimed = self.app.store.lease_deliveries(command).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "deliveries that are due could not be claimed; they stay due");
            Vec::new()
        });
        drop(held);
        let signer = self.signer_for(&claimed).await;
        for delivery in claimed {
            self.send(&delivery, lease, signer.as_deref());
        }
    }

    /// The key of Microsoft's form, if one of these needs it.
    async fn signer_for(&self, claimed: &[LeasedDelivery]) -> Option<Arc<Signer>> {
        if claimed.iter().all(|it| it.endpoint.form != EndpointForm::PartnerCenter) {
            return None;
        }
        match self.app.webhooks.signer(&self.app.store).await {
            Ok(signer) => Some(signer),
            Err(error) => {
                tracing::error!(%error, "webhooks cannot be signed; their deliveries fail");
                None
            }
        }
    }

    fn send(&mut self, delivery: &LeasedDelivery, lease: LeaseId, signer: Option<&Signer>) {
        let times = (self.app.clock.now_of(delivery.endpoint.partner), self.app.clock.real_now());
        let key = delivery.key();
        let Some(message) = self.app.webhooks.message(delivery, &self.app.secrets, signer, times) else {
            let sent = unsent("the service could not sign the message");
            self.unsaved.push(self.attempted((key, lease), sent));
            return;
        };
        let task = self.messages.spawn(self.app.webhooks.transport.send(message));
        self.under_way.insert(task.id(), (key, lease));
        let (endpoint, partner) = (key.endpoint, delivery.endpoint.partner);
        let none = UnderWay { endpoint, partner, deliveries: 0 };
        self.of_endpoints.entry(endpoint).or_insert(none).deliveries += 1;
    }

    /// Waits until a message has come to its end, and takes all those that have; for ever if none is under way.
    async fn finished(&mut self) {
        match self.messages.join_next_with_id().await {
            Some(ended) => self.note(ended),
            None => std::future::pending().await,
        }
        while let Some(ended) = self.messages.try_join_next_with_id() {
            self.note(ended);
        }
    }

    fn note(&mut self, ended: Result<(Id, Sent), JoinError>) {
        let (id, sent) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                tracing::error!(%error, "a message ended in a fault of ours");
                (error.id(), unsent("the service failed to send the message"))
            }
        };
        let Some(claimed) = self.under_way.remove(&id) else { return };
        let endpoint = claimed.0.endpoint;
        if let Some(of_endpoint) = self.of_endpoints.get_mut(&endpoint) {
            of_endpoint.deliveries -= 1;
            if of_endpoint.deliveries == 0 {
                self.of_endpoints.remove(&endpoint);
            }
        }
        record_attempt(&sent.outcome);
        self.unsaved.push(self.attempted(claimed, sent));
    }

    fn attempted(&self, (key, lease): (DeliveryKey, LeaseId), sent: Sent) -> AttemptedDelivery {
        let random = fresh_guid();
        let [high, low, ..] = *random.as_bytes();
        AttemptedDelivery {
            key,
            lease,
            attempt: Attempt {
                at: self.app.clock.now_of(key.partner),
                duration_ms: u32::try_from(sent.duration.as_millis()).unwrap_or(u32::MAX),
                outcome: sent.outcome,
                detail: sent.detail,
            },
            jitter: Jitter::from_random(u16::from_be_bytes([high, low])),
            correlation_id: CorrelationId::from_uuid(random),
        }
    }

    /// How long there is nothing to do, unless something happens.
    async fn pause(&self) -> Duration {
        if !self.unsaved.is_empty() {
            return POLL_INTERVAL;
        }
        let next = self.app.store.next_delivery_due().await.ok().flatten();
        let Some(next) = next else { return POLL_INTERVAL };
        let wait = next.duration_since(self.app.clock.now());
        match Duration::try_from(wait) {
            Ok(wait) if !wait.is_zero() => wait.min(POLL_INTERVAL),
            // Due, and still not claimed: its receiver has as many under way as it may.
            Ok(_) | Err(_) => POLL_INTERVAL,
        }
    }

    /// Lets messages under way come to their end, for a while.
    async fn stop(&mut self) {
        let ends = async {
            while !self.under_way.is_empty() {
                self.finished().await;
            }
        };
        if tokio::time::timeout(GRACE, ends).await.is_err() {
            tracing::info!(
                messages = self.under_way.len(),
                "messages under way are told again after the next start"
            );
        }
        self.save().await;
    }
}

fn unsent(why: &'static str) -> Sent {
    Sent { outcome: AttemptOutcome::Unanswered(why.into()), duration: Duration::ZERO, detail: None }
}
