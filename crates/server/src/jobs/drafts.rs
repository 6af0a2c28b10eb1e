//! Carries out decisions that were sent from pages, once nobody can take them back any more. They are in the store: whichever
//! process looks next carries them out, and what one left when it stopped.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::DraftStore as _;
use qualify_domain::review::{DraftState, ReviewDraft};
use tokio::sync::watch;

use super::housekeeping::catch_up;
use crate::app::App;
use crate::looks::Looker;
use crate::service::reviews::drafts;

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
        match drafts::carry_out(app, draft).await {
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
    use qualify_domain::audit::AuditOperation;
    use qualify_domain::ports::{SubmitDrafts, TakeBackDraft, TrailStore as _};
    use qualify_domain::review::{Command, DRAFT_DELAY, Reviewer};
    use qualify_vocabulary::{DraftId, PageSize, Timestamp, VettingStatus};

    use super::*;
    use crate::service::desk::{Desk, PARTNER, approving, rita};
    use crate::service::reviews::of_staff;

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
            owner: Reviewer { person: rita.person.clone(), is_lead: false, is_of_partner: false },
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
        let trail = desk.app.store.list_operator_audit(Some(PARTNER), None, PageSize::MAX).await.unwrap();
        let decided: Vec<_> =
            trail.items.iter().filter(|it| it.fact.operation == AuditOperation::ActOnReview).collect();
        let owner = decided.iter().filter(|it| it.fact.actor.name() == rita.person.name);
        assert!(owner.count() >= 2, "the claim and the decision are hers: {decided:?}");
    }
}
