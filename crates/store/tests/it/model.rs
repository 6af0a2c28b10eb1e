//! Random sequences of operations on the store and on a model in memory, which transcribes the tables of contract 2.5
//! and knows nothing of the domain's functions. After each step both must have answered alike and hold the same.

mod sequence;
mod state;
mod vetting;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use qualify_domain::ports::{
    CustomerStore as _, DecisionStore as _, Leases, OperatorStore as _, Outcome, QualificationStore as _,
    Retention, SavedRound, StoreError, WebhookStore as _, WorkStore as _,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::replay::Answer;
use qualify_domain::validation_code::ValidationCode;
use qualify_domain::vetting::{Applicant, StoredDecision};
use qualify_vocabulary::{Decision, PageSize, SignedDuration, VettingReason};

use crate::conformance::Backend;
use crate::samples::{
    Tested, World, act, at, call, code_id, create_customer, customer, delete_customer, key, north, post, put,
};
use crate::worker::{Scripted, claim_for, decisions, examination, fresh_seed, round};
use sequence::{CUSTOMERS, Operation, Step, any_steps};
use state::{Answered, Model};

/// The one reason with which this model denies.
const REASON: VettingReason = VettingReason::NotEligibleMuseum;

for_each_backend!(blocking: any_sequence_of_operations_leads_where_the_model_says);

fn any_sequence_of_operations_leads_where_the_model_says<B: Backend>() -> Tested {
    let settings = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let outcome = TestRunner::new(settings).run(&any_steps(), |steps| {
        let outcome = runtime.block_on(compare::<B>(steps));
        prop_assert!(outcome.is_ok(), "{:?}", outcome);
        Ok(())
    });
    Ok(outcome?)
}

async fn compare<B: Backend>(steps: Vec<Step>) -> anyhow::Result<()> {
    let world = World::<B>::open().await?;
    let mut model = Model::default();
    let mut workers = Workers::default();
    let mut now = 0;
    for (index, step) in steps.into_iter().enumerate() {
        now += step.seconds;
        let answered = apply(&world, &mut workers, &step, now).await?;
        let expected = model.apply(&step, now);
        anyhow::ensure!(
            answered == expected,
            "step {index}, {step:?} at {now}: {answered:?}, not {expected:?}"
        );
        let held = held_by(&world).await?;
        let expected = model.held();
        anyhow::ensure!(
            held == expected,
            "after step {index}, {step:?} at {now}: {held:?}, not {expected:?}"
        );
    }
    Ok(())
}

/// What each of the two workers has claimed, and under which number.
#[derive(Default)]
struct Workers {
    claims: u32,
    claimed: [(u32, Vec<Applicant>); 2],
}

/// The vetter of every step.
fn vetter(decision: Decision) -> Scripted {
    Scripted { approved_domain: Some(vetting::DOMAIN), ..Scripted::saying(decision) }
}

/// Carries a step out on the store.
async fn apply<B: Backend>(
    world: &World<B>,
    workers: &mut Workers,
    step: &Step,
    now: i64,
) -> anyhow::Result<Answered> {
    let store = &world.store;
    let mut call = call(north(), now);
    call.replay = step.replay();
    match step.operation {
        Operation::Create { number } => {
            effect(store.create_customer(create_customer(call, customer(number))).await)
        }
        Operation::Delete { number } => effect(store.delete_customer(delete_customer(call, number)).await),
        Operation::Post { number, what, code, due_after } => {
            let mut command = post(call, number, what, code);
            command.decision_due_at = due_after.map(|seconds| at(now + seconds));
            command.beside = Some(examination(vetter(Decision::Approve)));
            effect(store.create_qualification(command).await)
        }
        Operation::Put { number, what, code, decision } => {
            let mut command = put(call, number, what, code, decision);
            command.vetter = vetter(decision).shared();
            effect(store.set_qualification(command).await)
        }
        Operation::Decide { number, approves } => {
            let verdict = if approves { Verdict::Approve } else { Verdict::Deny(REASON) };
            plain(store.decide_education(act(now), key(number), verdict, fresh_seed()).await)
        }
        Operation::Import { number } => plain(store.import_nonprofit(act(now), key(number)).await),
        Operation::Issue { code, max_creates } => {
            let issued = ValidationCode::issue(code_id(code), "County".to_owned(), max_creates, at(now));
            plain(store.issue_validation_code(act(now), north(), issued).await)
        }
        Operation::DecideDue { decision } => {
            Ok(Answered::Decided(round(&**store, now, &vetter(decision), 50).await?.1.decided))
        }
        Operation::Claim { worker } => {
            workers.claims += 1;
            let number = workers.claims;
            let claimed = claim_for(&**store, now, sequence::LEASE_SECONDS, number, 50).await?.applicants;
            let shown = claimed.iter().map(|applicant| (number_of(applicant), applicant.attempt)).collect();
            workers.claimed[worker] = (number, claimed);
            Ok(Answered::Claimed(shown))
        }
        Operation::Save { worker, decision } => {
            let (number, claimed) = &workers.claimed[worker];
            let command = decisions(now, *number, claimed, &vetter(decision));
            let SavedRound { decided, passed_on, lost, .. } = store.save_decisions(command).await?;
            Ok(Answered::Saved { decided, passed_on, lost })
        }
        Operation::Restart => Ok(Answered::Decided(store.release_leases(Leases::Own).await?)),
        Operation::Purge => {
            let kept = SignedDuration::from_secs(sequence::KEPT_SECONDS);
            let retention = Retention { replays: kept, events: kept, decision_texts: kept, rows_max: 1000 };
            // Nobody is told of anything here, which has to be known before events go.
            store.spread_events(1000).await?;
            Ok(Answered::Decided(store.purge_expired(at(now), retention).await?))
        }
    }
}

fn number_of(applicant: &Applicant) -> u32 {
    CUSTOMERS.into_iter().find(|number| key(*number) == applicant.key).unwrap_or_default()
}

fn effect<T>(outcome: Outcome<Answer<T>>) -> anyhow::Result<Answered> {
    match outcome {
        Ok(answer) => Ok(if answer.replayed.is_some() { Answered::Replayed } else { Answered::Done }),
        Err(error) => refused(error),
    }
}

fn plain<T>(outcome: Outcome<T>) -> anyhow::Result<Answered> {
    match outcome {
        Ok(_) => Ok(Answered::Done),
        Err(error) => refused(error),
    }
}

/// The refusal's name alone: its members are looked at elsewhere.
fn refused(error: StoreError) -> anyhow::Result<Answered> {
    match error {
        StoreError::Refused(refusal) => {
            let shown = format!("{refusal:?}");
            let name: String = shown.chars().take_while(|character| character.is_alphanumeric()).collect();
            Ok(Answered::Refused(name))
        }
        other => Err(other.into()),
    }
}

fn shown(decision: &StoredDecision) -> String {
    let record = &decision.sealed.record;
    format!("{:?} {} {} {}", record.asked_for, record.outcome, record.attempt, decision.texts.is_some())
}

/// Everything that can be seen of the store, as text.
async fn held_by<B: Backend>(world: &World<B>) -> anyhow::Result<Vec<String>> {
    let mut held = Vec::new();
    for number in CUSTOMERS {
        let line = match world.store.get_qualifications(key(number)).await {
            Ok(set) => {
                let views: Vec<_> = set.views().collect();
                format!("{number}: {views:?}, {:?}", set.synchronous_view())
            }
            Err(StoreError::Refused(refusal)) => format!("{number}: {refusal:?}"),
            Err(other) => return Err(other.into()),
        };
        held.push(line);
    }
    for number in CUSTOMERS {
        let decisions = world.store.list_decisions(key(number), None, PageSize::MAX, true).await?.items;
        let lines: Vec<String> = decisions.iter().map(shown).collect();
        held.push(format!("{number} decided: {}", lines.join("; ")));
    }
    world.check_chains().await?;
    for code in world.store.list_validation_codes(north()).await? {
        let remaining = code.units.map(|units| units.remaining_creates);
        held.push(format!("{}: {remaining:?}", code.id.reveal()));
    }
    let (succeeded, failed, events) = world.effects().await?;
    let trail = world.trail(north()).await?.len();
    held.push(format!("{succeeded} succeeded, {failed} failed of {trail}, {events} events"));
    Ok(held)
}
