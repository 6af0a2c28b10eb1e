//! Many events for receivers of which three in ten are down for twenty hours of virtual time, over dispatchers that die:
//! nothing is lost, and what is told twice is told under the same id.
//!
//! `QUALIFY_SIMULATED_EVENTS` says how many; `cargo xtask soak` runs a million.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use qualify_contract::standard_webhooks::ID_HEADER;
use qualify_domain::caller::{Act, Actor, Call, Caller};
use qualify_domain::event::StoredEvent;
use qualify_domain::ports::{
    AddEndpoint, Leases, OperatorStore as _, PutPartner, WebhookStore as _, WorkStore as _,
};
use qualify_domain::webhook::{AttemptOutcome, EndpointForm, EndpointSettings, EventKinds};
use qualify_vocabulary::{
    ApplicationId, CorrelationId, EndpointId, PartnerId, PartnerRole, Person, SignedDuration, Timestamp,
};

use super::Dispatcher;
use crate::app::App;
use crate::compose::compose_for_test;
use crate::webhooks::{Message, Sent, Transport};

const PARTNERS: u8 = 50;
/// Receivers of ten that are down.
const DOWN_OF_TEN: u8 = 3;
const OUTAGE: SignedDuration = SignedDuration::from_hours(20);
/// How far the clock goes beyond what is due next.
const TICK: SignedDuration = SignedDuration::from_secs(30);
const START: &str = "2024-03-15T12:00:00Z";
/// Dispatchers that die with messages under way.
const CRASHES: usize = 5;

fn partner(number: u8) -> PartnerId {
    PartnerId::from([number; 16])
}

fn start() -> Timestamp {
    START.parse().expect("a moment")
}

/// Brings nothing anywhere, and notes what came to whom.
#[derive(Debug, Default)]
struct Simulated {
    now_micros: AtomicI64,
    attempts: AtomicUsize,
    /// How often a receiver took an event.
    taken: Mutex<HashMap<(u8, [u8; 16]), u16>>,
}

impl Transport for Simulated {
    fn send(&self, message: Message) -> BoxFuture<'static, Sent> {
        let sent = self.receive(&message);
        Box::pin(async move {
            tokio::task::yield_now().await;
            sent
        })
    }
}

impl Simulated {
    fn receive(&self, message: &Message) -> Sent {
        let attempt = self.attempts.fetch_add(1, Ordering::Relaxed);
        let number: u8 =
            message.url.rsplit('/').next().and_then(|text| text.parse().ok()).expect("its number");
        let id = message.headers.get(ID_HEADER).and_then(|id| id.to_str().ok()).expect("it has an id");
        let key = StoredEvent::key_of(id).expect("one of ours");
        let since_start = self.now_micros.load(Ordering::Relaxed) - start().as_microsecond();
        let is_one_that_fails = number % 10 < DOWN_OF_TEN;
        let is_down = is_one_that_fails && i128::from(since_start) < OUTAGE.as_micros();
        let outcome = match (is_down, attempt % 3) {
            (true, 0) => AttemptOutcome::Answered(503),
            (true, 1) => AttemptOutcome::Answered(302),
            (true, _) => AttemptOutcome::Unanswered("no answer in time".into()),
            // The others stumble now and then.
            (false, _) if !is_one_that_fails && attempt.is_multiple_of(20) => AttemptOutcome::Answered(500),
            (false, _) => AttemptOutcome::Answered(204),
        };
        if outcome.is_taken() {
            *self.taken.lock().expect("nobody panics with it").entry((number, key)).or_default() += 1;
        }
        Sent { outcome, duration: Duration::from_millis(1), detail: None }
    }
}

async fn open(folder: &Path, transport: &Arc<Simulated>) -> Arc<App> {
    let mut app = compose_for_test(folder, |config| config.sandbox.clock_start = Some(start())).await;
    app.webhooks.transport = Arc::clone(transport) as Arc<dyn Transport>;
    app.clock.set(None, Some(false)).expect("it stands");
    Arc::new(app)
}

/// Partners with a receiver each.
async fn register(app: &App) {
    for number in 1..=PARTNERS {
        let act = Act {
            actor: Actor::staff(Person::of_name("olga@qualify.example".to_owned())),
            now: start(),
            correlation_id: CorrelationId::from([number; 16]),
        };
        let put = PutPartner {
            partner: partner(number),
            name: format!("Partner {number}"),
            is_sandbox_account: true,
            status: None,
            may_create_customers: None,
            world: None,
        };
        app.store.put_partner(act, put).await.expect("a partner");
        let caller = Caller {
            partner: partner(number),
            application: ApplicationId::from([1; 16]),
            user: None,
            role: PartnerRole::AdminAgent,
        };
        let call = Call { caller, now: start(), correlation_id: CorrelationId::from([1; 16]), replay: None };
        let settings = EndpointSettings {
            url: format!("http://127.0.0.1:1/{number}"),
            target: format!("http://127.0.0.1:1/{number}"),
            events: EventKinds::ALL,
            registered_names: Vec::new(),
            description: None,
            has_own_signature_header: false,
        };
        let id = EndpointId::from([number; 16]);
        let form = EndpointForm::Standard;
        app.store.add_endpoint(AddEndpoint { call, id, form, settings }).await.expect("a receiver");
    }
}

/// Writes events as if so many records had changed.
fn write_events(database: &Path, count: u32) {
    let mut connection = rusqlite::Connection::open(database).expect("the database opens");
    let transaction = connection.transaction().expect("a transaction");
    let mut insert = transaction
        .prepare(
            "INSERT INTO events (partner_id, kind, data, correlation_id, created_at, sequence)
             VALUES (?1, 'qualification.requested', '{\"qualification\":\"Education\"}', ?2, ?3, ?4)",
        )
        .expect("a statement");
    for number in 0..count {
        let of = u8::try_from(number % u32::from(PARTNERS)).expect("a small number") + 1;
        let correlation = uuid::Uuid::from_u128(u128::from(number)).into_bytes();
        let (of, at) = (partner(of), start().as_microsecond());
        let sequence = number / u32::from(PARTNERS) + 1;
        insert.execute(rusqlite::params![of.as_bytes(), correlation, at, sequence]).expect("an event");
    }
    drop(insert);
    transaction.commit().expect("a commit");
}

#[expect(clippy::disallowed_methods, reason = "how much a soak wants is no setting of the service")]
fn wanted_events() -> u32 {
    std::env::var("QUALIFY_SIMULATED_EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1000)
}

/// Works until nothing is due any more, moving the clock to what is due next; every so often the dispatcher dies.
async fn deliver(app: &Arc<App>, transport: &Simulated, between_crashes: usize) -> usize {
    let (mut crashes, mut next_crash) = (0, between_crashes);
    let mut dispatcher = Dispatcher::new(Arc::clone(app));
    loop {
        dispatcher.work().await;
        if crashes < CRASHES
            && transport.attempts.load(Ordering::Relaxed) > next_crash
            && dispatcher.is_busy()
        {
            dispatcher = Dispatcher::new(Arc::clone(app));
            app.store.release_leases(Leases::Own).await.expect("a start");
            (crashes, next_crash) = (crashes + 1, next_crash + between_crashes);
        } else if dispatcher.is_busy() {
            dispatcher.finished().await;
        } else {
            let Some(due_at) = app.store.next_delivery_due().await.expect("an answer") else {
                return crashes;
            };
            if due_at > app.clock.now() {
                // What is due soon after is sent together with it.
                let now = due_at + TICK;
                app.clock.set(Some(now), None).expect("time goes forward");
                transport.now_micros.store(now.as_microsecond(), Ordering::Relaxed);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_while_receivers_fail_and_dispatchers_die() {
    let count = wanted_events();
    let folder = tempfile::tempdir().expect("a folder");
    let transport = Arc::new(Simulated::default());
    transport.now_micros.store(start().as_microsecond(), Ordering::Relaxed);
    let app = open(folder.path(), &transport).await;
    register(&app).await;
    drop(app);
    write_events(&folder.path().join("qualify.db"), count);
    let app = open(folder.path(), &transport).await;
    let started = Instant::now();
    let crashes = deliver(&app, &transport, count as usize / 4).await;
    let seconds = started.elapsed().as_secs_f64();

    let taken = transport.taken.lock().expect("nobody panics with it");
    assert_eq!(taken.len(), count as usize, "every event came to its receiver");
    let twice: usize = taken.values().map(|times| usize::from(*times) - 1).sum();
    let attempts = transport.attempts.load(Ordering::Relaxed);
    assert_eq!(crashes, CRASHES);
    assert!(twice <= crashes * usize::from(app.config.webhooks.under_way_max), "{twice} were told twice");
    assert!(attempts > count as usize * 2, "three in ten were tried again and again: {attempts}");
    assert!(app.clock.now().duration_since(start()) >= OUTAGE);
    // For the record of a soak.
    eprintln!(
        "SIMULATED events={count} attempts={attempts} twice={twice} crashes={crashes} seconds={seconds:.1}"
    );
}
