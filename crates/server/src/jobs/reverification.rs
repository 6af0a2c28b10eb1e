//! Looks at approvals again when what they rest on may have changed: the datasets, or time (vetting specification 10).
//!
//! Nothing is decided here. Where the rules, which approved, would not approve any more, and where an approval has reached
//! its age, a case is opened, and the approval stands until people have decided about it.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{
    InstallationStore as _, Opening, ReviewStore as _, StandingApproval, StoreError, Whose,
};
use qualify_domain::review::Note;
use qualify_domain::vetting::{DecisionDraft, Vetted, Vetter as _};
use qualify_vocabulary::{
    CorrelationId, Decision, ReasonCode, SignedDuration, Timestamp, VettingPolicy, day_of,
};
use tokio::sync::watch;

use crate::app::App;
use crate::clock::{days, fresh_guid};
use crate::looks::Looker;
use crate::service::reviews::new_case;

/// Time between two polls for something to do.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Approvals that are looked at together: few enough not to be felt by a request beside it.
const APPROVALS_MAX: u16 = 64;
/// Rest between two such portions.
const REST: Duration = Duration::from_millis(20);

/// What was looked at with all approvals, kept so that a restart does not look again.
const LOOKED_SETTING: &str = "reviews.reverified";
/// How the service names itself.
const ACTOR: &str = "reverification";

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    if app.config.vetting.policy != VettingPolicy::Rules {
        let _ = stopping.changed().await;
        return;
    }
    // What the store keeps of it is asked for once.
    let mut looked = String::new();
    loop {
        // The first time at once: datasets that change soon after a first start are not those that approvals rest on.
        let round = app.looks.begin(Looker::Reverification);
        let occasion = occasion(&app);
        if occasion != looked {
            match look(&app, &occasion, &stopping).await {
                Ok(()) => looked = occasion,
                Err(error) => {
                    tracing::warn!(%error, "approvals were not all looked at again; the next round begins anew");
                }
            }
        }
        drop(round);
        tokio::select! {
            () = app.wakes.reverification.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// The datasets, and the day where age counts: with another one all approvals are looked at.
fn occasion(app: &App) -> String {
    let datasets = app.datasets.current();
    let mut occasion: Vec<String> = datasets.versions().iter().map(ToString::to_string).collect();
    if reverify_after(app).is_some() {
        let rounds = app.clock.rounds();
        occasion.extend(rounds.iter().map(|(whose, now)| match whose {
            Whose::Everybody | Whose::AllBut(_) => day_of(*now).to_string(),
            Whose::One(partner) => format!("{partner} {}", day_of(*now)),
        }));
    }
    occasion.join("\n")
}

/// The age at which an approval is looked at again; none if age does not matter.
fn reverify_after(app: &App) -> Option<SignedDuration> {
    let age_days = app.config.reviews.reverify_after_days;
    (age_days > 0).then(|| days(age_days))
}

async fn look(app: &App, occasion: &str, stopping: &watch::Receiver<bool>) -> Result<(), StoreError> {
    match app.store.load_setting(LOOKED_SETTING).await? {
        Some(kept) if kept == occasion.as_bytes() => return Ok(()),
        // The first datasets that a store meets are those by which its approvals were given.
        None if reverify_after(app).is_none() => {}
        Some(_) | None => look_at_all(app, stopping).await?,
    }
    if *stopping.borrow() {
        return Ok(());
    }
    app.store.save_setting(LOOKED_SETTING, occasion.as_bytes().to_vec()).await
}

async fn look_at_all(app: &App, stopping: &watch::Receiver<bool>) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        // Nobody turns the time back, or the state, in between.
        let held = app.clock.hold().await;
        let page = app.store.list_standing_approvals(after, APPROVALS_MAX).await?;
        for (approval, why) in judge(app, page.items).await {
            open(app, &approval, why).await?;
        }
        drop(held);
        after = page.next;
        if after.is_none() || *stopping.borrow() {
            return Ok(());
        }
        tokio::time::sleep(REST).await;
    }
}

/// Why an approval is to be looked at, in a code and in words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Why {
    reason_code: ReasonCode,
    text: String,
}

/// Asks the rules about each, where it keeps no request waiting; gives those that are to be looked at.
async fn judge(app: &App, approvals: Vec<StandingApproval>) -> Vec<(StandingApproval, Why)> {
    let (engine, clock, age_max) = (Arc::clone(&app.engine), Arc::clone(&app.clock), reverify_after(app));
    let judged = tokio::task::spawn_blocking(move || {
        let judge = |approval: StandingApproval| {
            let now = clock.now_of(approval.applicant.key.partner);
            let Vetted::Decided(vetting) = engine.vet(&approval.applicant, now) else { return None };
            let why = why(&approval, &vetting.decision, now, age_max)?;
            Some((approval, why))
        };
        approvals.into_iter().filter_map(judge).collect()
    });
    // It does not panic, and it is cancelled with the process only.
    judged.await.unwrap_or_default()
}

/// Whether the rules, which approved, would not any more, or the approval has reached its age.
fn why(
    approval: &StandingApproval,
    by_rules: &DecisionDraft,
    now: Timestamp,
    age_max: Option<SignedDuration>,
) -> Option<Why> {
    let is_open = approval.reverified.is_some_and(|(_, closed_at)| closed_at > now);
    if is_open {
        return None;
    }
    let was_by_rules = approval.reason_code.is_some_and(is_of_rules);
    if was_by_rules && by_rules.decision != Decision::Approve {
        let text = format!("The rules approved it, and would not any more: {}", by_rules.body.explanation);
        return Some(Why { reason_code: by_rules.reason_code, text });
    }
    let looked_at = approval.reverified.map_or(approval.approved_at, |(_, closed_at)| closed_at);
    let is_old = age_max.is_some_and(|age_max| now.duration_since(looked_at) >= age_max);
    is_old.then(|| Why {
        reason_code: ReasonCode::ReverificationDue,
        text: format!("Nobody has looked at it since {}.", day_of(looked_at)),
    })
}

/// Whether it is the rules who approve so, and nobody else.
const fn is_of_rules(code: ReasonCode) -> bool {
    !matches!(
        code,
        ReasonCode::ReviewDecision
            | ReasonCode::OperatorDecision
            | ReasonCode::PolicyFixed
            | ReasonCode::SandboxScripted
    )
}

async fn open(app: &App, approval: &StandingApproval, why: Why) -> Result<(), StoreError> {
    let now = app.clock.now_of(approval.applicant.key.partner);
    let text = why.text.chars().take(NOTE_CHARS_MAX).collect();
    let act =
        Act { actor: Actor::service(ACTOR), now, correlation_id: CorrelationId::from_uuid(fresh_guid()) };
    let text = Note { by: ACTOR.to_owned(), at: now, text };
    let opening = Opening::Reverification { reason_code: why.reason_code, text };
    let opened = app.store.open_review(new_case(app, act, approval.applicant.key, opening));
    match opened.await {
        // It was opened; or the approval was revoked, or questioned by somebody else, in between.
        Ok(_) | Err(StoreError::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Characters of a note.
const NOTE_CHARS_MAX: usize = 4000;

#[cfg(test)]
mod tests {
    use qualify_domain::customer::CustomerKey;
    use qualify_domain::vetting::Applicant;
    use qualify_vocabulary::{CustomerId, DomainName, PartnerId, Qualification};

    use super::*;

    fn at(days: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days)
    }

    fn approval(reason_code: ReasonCode) -> StandingApproval {
        StandingApproval {
            applicant: Applicant {
                key: CustomerKey { partner: PartnerId::from([1; 16]), customer: CustomerId::from([2; 16]) },
                asked_for: Qualification::Education,
                segment: None,
                website: None,
                legal_name: "Lakeside School".to_owned(),
                email: "it@lakeside.example".to_owned(),
                domain: DomainName::parse("lakeside.onmicrosoft.com").unwrap(),
                country: "US".to_owned(),
                held: Vec::new(),
                code_organization: None,
                opened_at: at(0),
                attempt: 1,
            },
            approved_at: at(10),
            reason_code: Some(reason_code),
            reverified: None,
        }
    }

    fn saying(decision: Decision, code: ReasonCode) -> DecisionDraft {
        DecisionDraft::without_rules(decision, code, "rules", "Because.".to_owned())
    }

    fn code(approval: &StandingApproval, draft: &DecisionDraft, day: i64) -> Option<ReasonCode> {
        let age_max = Some(SignedDuration::from_hours(24 * 100));
        why(approval, draft, at(day), age_max).map(|why| why.reason_code)
    }

    #[test]
    fn what_the_rules_approved_is_looked_at_when_they_would_not_any_more() {
        let now_doubtful = saying(Decision::NeedsPerson, ReasonCode::Stoplisted);
        let still_good = saying(Decision::Approve, ReasonCode::EduDataset);
        assert_eq!(code(&approval(ReasonCode::EduDataset), &now_doubtful, 20), Some(ReasonCode::Stoplisted));
        assert_eq!(code(&approval(ReasonCode::EduDataset), &still_good, 20), None);
        for by_people in
            [ReasonCode::ReviewDecision, ReasonCode::OperatorDecision, ReasonCode::SandboxScripted]
        {
            assert_eq!(code(&approval(by_people), &now_doubtful, 20), None, "{by_people:?}");
        }
    }

    #[test]
    fn an_approval_that_has_reached_its_age_is_looked_at_whoever_gave_it() {
        let still_good = saying(Decision::Approve, ReasonCode::EduDataset);
        let mut it = approval(ReasonCode::ReviewDecision);
        assert_eq!(code(&it, &still_good, 109), None);
        assert_eq!(code(&it, &still_good, 110), Some(ReasonCode::ReverificationDue));
        it.reverified = Some((ReasonCode::ReverificationDue, at(150)));
        assert_eq!(code(&it, &still_good, 249), None, "it was looked at in between");
        assert_eq!(code(&it, &still_good, 250), Some(ReasonCode::ReverificationDue));
        assert_eq!(why(&it, &still_good, at(9999), None), None, "age does not matter unless it is set");
    }

    #[test]
    fn what_is_being_looked_at_is_not_questioned_again() {
        let mut it = approval(ReasonCode::EduDataset);
        it.reverified = Some((ReasonCode::Stoplisted, Timestamp::MAX));
        assert_eq!(code(&it, &saying(Decision::NeedsPerson, ReasonCode::Stoplisted), 500), None);
    }
}
