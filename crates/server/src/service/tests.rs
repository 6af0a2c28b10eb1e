//! Use cases as a page would call them: with somebody who asks and values of the domain, and without a request.

use std::path::{Path, PathBuf};

use qualify_domain::Refusal;
use qualify_domain::caller::{Act, Actor, Caller};
use qualify_domain::customer::NewCustomerInput;
use qualify_domain::ports::{EndpointChoice, OperatorStore as _, PutPartner, StoreError};
use qualify_domain::replay::{Presentation, Replay, ReplayKey};
use qualify_vocabulary::{
    ApplicationId, CorrelationId, CustomerId, PartnerId, PartnerRole, VettingPolicy, VettingStatus,
};
use tempfile::TempDir;

use super::asker::PartnerAsker;
use super::desk::{education, school};
use super::error::ServiceError;
use super::meter::StoreMeter;
use super::webhooks::{ReceiverInput, RegistrationInput};
use super::{customers, qualifications, webhooks};
use crate::app::App;
use crate::compose::compose_for_test;
use crate::config::Config;

/// A service with one partner, and somebody of that.
pub(crate) struct Desk {
    pub(crate) app: App,
    caller: Caller,
    meter: StoreMeter,
    _folder: TempDir,
}

impl Desk {
    pub(crate) async fn open(role: PartnerRole, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = compose_for_test(folder.path(), change).await;
        let partner = PartnerId::from([1; 16]);
        let act = Act {
            actor: Actor::service("a test"),
            now: app.clock.now(),
            correlation_id: CorrelationId::from([1; 16]),
        };
        let put = PutPartner {
            partner,
            name: "Northlight Cloud".to_owned(),
            is_sandbox_account: true,
            status: None,
            may_create_customers: None,
            world: None,
        };
        app.store.put_partner(act, put).await.expect("a partner");
        let caller = Caller { partner, application: ApplicationId::from([2; 16]), user: None, role };
        Self { app, caller, meter: StoreMeter::default(), _folder: folder }
    }

    pub(crate) fn asker(&self) -> PartnerAsker<'_> {
        PartnerAsker {
            app: &self.app,
            caller: &self.caller,
            correlation_id: CorrelationId::from([3; 16]),
            meter: &self.meter,
        }
    }

    /// Whether a worker was woken since this was asked the last time.
    async fn has_woken_a_worker(&self) -> bool {
        let woken = self.app.wakes.decisions.notified();
        tokio::select! {
            biased;
            () = woken => true,
            () = std::future::ready(()) => false,
        }
    }
}

fn replay(number: u8) -> Replay {
    let presentation = Presentation::from_text("0".to_owned());
    Replay { key: ReplayKey::from_digest([number; 32]), presentation }
}

#[tokio::test]
async fn a_customer_that_is_asked_for_again_is_the_same_with_the_same_password() {
    let desk = Desk::open(PartnerRole::AdminAgent, |_| ()).await;
    let first = customers::create(&desk.asker(), Some(replay(1)), school()).await.unwrap();
    assert_eq!(desk.meter.calls(), 1, "one operation of the store");
    let again = customers::create(&desk.asker(), Some(replay(1)), school()).await.unwrap();
    assert!(first.answered.replayed.is_none() && again.answered.replayed.is_some());
    assert_eq!(first.answered.outcome.id, again.answered.outcome.id);
    assert_eq!(first.one_time_password, again.one_time_password);
    customers::delete(&desk.asker(), None, first.answered.outcome.id).await.unwrap();
    let other = customers::create(&desk.asker(), None, school()).await.unwrap();
    assert_ne!(first.one_time_password, other.one_time_password, "another customer has another one");
}

#[tokio::test]
async fn a_request_that_the_vetter_decides_wakes_a_worker_and_one_for_a_person_does_not() {
    for (policy, wakes) in [(VettingPolicy::Rules, true), (VettingPolicy::Manual, false)] {
        let desk = Desk::open(PartnerRole::AdminAgent, |config| config.vetting.policy = policy).await;
        let created = customers::create(&desk.asker(), None, school()).await.unwrap();
        let customer = created.answered.outcome.id;
        assert!(!desk.has_woken_a_worker().await);
        let answered =
            qualifications::create(&desk.asker(), Some(replay(1)), customer, education()).await.unwrap();
        assert_eq!(answered.outcome.status, Some(VettingStatus::InReview), "{policy:?}");
        assert_eq!(desk.has_woken_a_worker().await, wakes, "{policy:?}");
    }
}

#[tokio::test]
async fn whoever_may_only_read_is_told_so_behind_the_customer() {
    let desk = Desk::open(PartnerRole::Reader, |_| ()).await;
    let nobody = customers::check_may_write(&desk.asker(), CustomerId::from([9; 16])).await;
    assert!(matches!(nobody, Err(StoreError::Refused(Refusal::CustomerNotFound))), "{nobody:?}");
    let refused = customers::create(&desk.asker(), None, NewCustomerInput::default()).await;
    assert!(
        matches!(refused, Err(ServiceError::Store(StoreError::Refused(Refusal::RoleNotSufficient)))),
        "before what is missing: {refused:?}"
    );
}

#[tokio::test]
async fn a_test_counts_before_the_receiver_is_looked_for() {
    let limit = |config: &mut Config| config.api.rate_limits.webhook_tests_per_minute = Some(1);
    let desk = Desk::open(PartnerRole::AdminAgent, limit).await;
    let test = async || webhooks::test(&desk.asker(), None, EndpointChoice::Registration).await;
    let refused = test().await;
    assert!(
        matches!(refused, Err(ServiceError::Store(StoreError::Refused(Refusal::WebhookNotFound)))),
        "{refused:?}"
    );
    let refused = test().await;
    assert!(matches!(refused, Err(ServiceError::CallsUsedUp(_))), "{refused:?}");
}

#[tokio::test]
async fn the_registration_in_microsofts_form_is_changed_where_it_was_made() {
    let desk = Desk::open(PartnerRole::AdminAgent, |_| ()).await;
    let input = RegistrationInput {
        url: "https://hooks.partner.example/pc".to_owned(),
        event_names: vec!["test-created".to_owned()],
        has_own_signature_header: false,
    };
    let answered = webhooks::create_registration(&desk.asker(), None, input).await.unwrap();
    let input = ReceiverInput {
        url: "https://hooks.partner.example/q".to_owned(),
        events: None,
        description: None,
        is_disabled: false,
    };
    let refused = webhooks::replace(&desk.asker(), None, answered.outcome.id, input).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "{refused:?}");
    webhooks::remove(&desk.asker(), None, answered.outcome.id).await.unwrap();
    let gone = webhooks::find(&desk.asker(), EndpointChoice::Registration).await;
    assert!(matches!(gone, Err(StoreError::Refused(Refusal::WebhookNotFound))), "{gone:?}");
}

/// The files of a folder and of those below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("a file").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn no_use_case_knows_http() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service"));
    assert!(files.len() > 20, "{files:?}");
    let foreign = ["axum", "http", "hyper", "qualify_wire", "crate::api", "super::api"];
    for file in files {
        let code = std::fs::read_to_string(&file).unwrap();
        let paths = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in paths {
            let found = foreign.into_iter().find(|name| {
                line.match_indices(&format!("{name}::")).any(|(at, _)| {
                    !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
                })
            });
            assert_eq!(found, None, "{}: {line}", file.display());
        }
    }
}
