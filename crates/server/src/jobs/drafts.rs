//! Carries out decisions that were sent from pages, once nobody can take them back any more. They are in the store: whichever
//! process looks next carries them out, and what one left when it stopped.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::{CarryOutDraft, DraftStore as _};
use qualify_domain::review::{DraftState, ReviewDraft};
use tokio::sync::watch;

use super::housekeeping::catch_up;
use crate::app::App;
use crate::looks::Looker;
use crate::vetting::fresh_seed;

/// Time between two polls.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Drafts that one round carries out.
const DRAFTS_MAX: u16 = 64;

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    loop {
        let look = app.looks.begin(Looker::Drafts);
        catch_up(usize::from(DRAFTS_MAX), &stopping, || carry_out(&app)).await;
        drop(look);
        tokio::select! {
            () = tokio::time::sleep(POLL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// One round; answers how many drafts were carried out or ended.
async fn carry_out(app: &App) -> usize {
    // A reset, or a clock that is set, waits for the round.
    let _held = app.clock.hold().await;
    let due = match app.store.list_due_drafts(app.clock.real_now(), DRAFTS_MAX).await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "decisions that were sent could not be looked for; the next round tries again");
            return 0;
        }
    };
    let mut ended = 0;
    for draft in due {
        let command = CarryOutDraft {
            id: draft.id,
            now: app.clock.real_now(),
            decided_at: app.clock.now_of(draft.partner),
            rules: Arc::clone(&app.review_rules),
            seed: fresh_seed(),
        };
        match app.store.carry_out_draft(command).await {
            Ok(found) => {
                ended += 1;
                report(found.as_ref());
            }
            Err(error) => {
                tracing::warn!(draft = %draft.id, %error, "a decision did not take effect; the next round tries again");
            }
        }
    }
    if ended > 0 {
        app.wakes.reviews.notify_one();
    }
    ended
}

fn report(draft: Option<&ReviewDraft>) {
    match draft.map(|draft| (&draft.state, draft.review)) {
        Some((DraftState::Overtaken { .. }, review)) => {
            tracing::info!(%review, "a decision that was sent did not take effect: the case went another way meanwhile");
        }
        Some((DraftState::Refused { why }, review)) => {
            tracing::info!(%review, why, "a decision that was sent did not take effect");
        }
        Some((DraftState::Waiting | DraftState::TakenBack | DraftState::CarriedOut, _)) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use qualify_domain::billing_profile::{AddressInput, BillingProfileInput};
    use qualify_domain::caller::{Act, Actor, Caller};
    use qualify_domain::customer::NewCustomerInput;
    use qualify_domain::ports::{
        OperatorStore as _, PutPartner, QualificationStore as _, ReviewStore as _, StoredReview,
        SubmitDrafts, TakeBackDraft,
    };
    use qualify_domain::qualification::create::CreateRequest;
    use qualify_domain::qualification::decide::Verdict;
    use qualify_domain::qualification::{CodeInput, SegmentInput};
    use qualify_domain::review::{Command, DRAFT_DELAY, DraftedAct, Proposal};
    use qualify_vocabulary::{
        ApplicationId, CorrelationId, DraftId, EducationSegment, PageSize, PartnerId, PartnerRole, Person,
        PersonKey, Qualification, ReasonCode, StaffRole, Timestamp, VettingPolicy, VettingStatus,
    };
    use tempfile::TempDir;

    use super::*;
    use crate::auth::StaffPrincipal;
    use crate::compose::compose_for_test;
    use crate::service::asker::{PartnerAsker, StaffAsker};
    use crate::service::meter::StoreMeter;
    use crate::service::reviews::of_staff;
    use crate::service::{customers, qualifications, staff};

    const PARTNER: PartnerId = PartnerId::from_uuid(uuid::Uuid::from_u128(7));

    /// A service with a customer who asks for Education, which people decide.
    struct Desk {
        app: App,
        meter: StoreMeter,
        case: StoredReview,
        _folder: TempDir,
    }

    impl Desk {
        async fn open() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let manual = |config: &mut crate::config::Config| config.vetting.policy = VettingPolicy::Manual;
            let app = compose_for_test(folder.path(), manual).await;
            let correlation_id = CorrelationId::from([1; 16]);
            let act = Act { actor: Actor::service("a test"), now: app.clock.now(), correlation_id };
            let put = PutPartner {
                partner: PARTNER,
                name: "Northlight Cloud".to_owned(),
                is_sandbox_account: true,
                status: None,
                may_create_customers: None,
                world: None,
            };
            app.store.put_partner(act, put).await.expect("a partner");
            let meter = StoreMeter::default();
            let case = open_case(&app, &meter).await;
            Self { app, meter, case, _folder: folder }
        }

        async fn status(&self) -> Option<VettingStatus> {
            let records = self.app.store.get_qualifications(self.case.review.subject.key).await.unwrap();
            records.education_record().map(|record| record.state.status())
        }

        fn asker<'desk>(&'desk self, staff: &'desk StaffPrincipal) -> StaffAsker<'desk> {
            let correlation_id = CorrelationId::from([3; 16]);
            StaffAsker { app: &self.app, staff, correlation_id, meter: &self.meter }
        }
    }

    async fn open_case(app: &App, meter: &StoreMeter) -> StoredReview {
        let application = ApplicationId::from([2; 16]);
        let caller = Caller { partner: PARTNER, application, user: None, role: PartnerRole::AdminAgent };
        let correlation_id = CorrelationId::from([3; 16]);
        let asker = PartnerAsker { app, caller: &caller, correlation_id, meter };
        let school = NewCustomerInput {
            domain: Some("lakeside.onmicrosoft.com".to_owned()),
            billing: BillingProfileInput {
                email: Some("it@lakeside.k12.wa.us".to_owned()),
                culture: Some("en-US".to_owned()),
                language: Some("en".to_owned()),
                company_name: Some("Lakeside School".to_owned()),
                default_address: Some(AddressInput {
                    country: Some("US".to_owned()),
                    ..AddressInput::default()
                }),
                ..BillingProfileInput::default()
            },
            ..NewCustomerInput::default()
        };
        let customer = customers::create(&asker, None, school).await.unwrap().answered.outcome.id;
        let request = CreateRequest {
            qualification: Qualification::Education,
            segment: SegmentInput::Known(EducationSegment::K12),
            website: None,
            code: CodeInput::gather([None, None, None]),
        };
        qualifications::create(&asker, None, customer, request).await.unwrap();
        let cases = app.store.list_customer_reviews(asker.key(customer), None, PageSize::MAX).await.unwrap();
        cases.items.into_iter().next().expect("a case")
    }

    fn rita() -> StaffPrincipal {
        let name = "rita@qualify.example".to_owned();
        StaffPrincipal {
            person: Person { key: PersonKey::of("https://id.example", "rita"), name: name.clone() },
            names: vec![name],
            roles: vec![StaffRole::Reviewer],
            has_mfa: true,
            expires_at: Timestamp::MAX,
        }
    }

    fn approving() -> DraftedAct {
        DraftedAct::Decide(Proposal {
            verdict: Verdict::Approve,
            reason_code: ReasonCode::ReviewDecision,
            explanation: "The charter shows it.".to_owned(),
            evidence: vec!["charter".to_owned()],
        })
    }

    #[tokio::test]
    async fn dashboard_03_what_a_process_left_is_carried_out_once_its_time_has_come() {
        let desk = Desk::open().await;
        let rita = rita();
        let asker = desk.asker(&rita);
        let case = of_staff::act(&asker, &desk.case, Command::Claim).await.unwrap();
        let sent_at = desk.app.clock.real_now();
        let command = SubmitDrafts {
            act: asker.act_on(PARTNER),
            reviews: vec![(DraftId::from([9; 16]), case.review.subject.id)],
            owner: staff::reviewer(&asker, PARTNER),
            drafted: approving(),
            sent_at,
            takes_effect_at: sent_at.checked_add(DRAFT_DELAY).unwrap(),
            rules: Arc::clone(&desk.app.review_rules),
        };
        let draft = desk.app.store.submit_drafts(command.clone()).await.unwrap().remove(0).1.unwrap();
        assert_eq!(carry_out(&desk.app).await, 0, "its time has not come");
        assert_eq!(desk.status().await, Some(VettingStatus::InReview));
        let (id, owner) = (draft.id, rita.person.key.clone());
        let taken = TakeBackDraft { act: asker.act_on(PARTNER), id, owner, now: sent_at };
        let taken = desk.app.store.take_back_draft(taken).await.unwrap().expect("it is hers");
        assert_eq!(taken.state, DraftState::TakenBack);
        let long_ago = SubmitDrafts {
            reviews: vec![(DraftId::from([10; 16]), case.review.subject.id)],
            takes_effect_at: Timestamp::UNIX_EPOCH,
            ..command
        };
        desk.app.store.submit_drafts(long_ago).await.unwrap().remove(0).1.unwrap();
        assert_eq!(carry_out(&desk.app).await, 1);
        assert_eq!(desk.status().await, Some(VettingStatus::Approved));
        assert_eq!(carry_out(&desk.app).await, 0, "once");
    }
}
