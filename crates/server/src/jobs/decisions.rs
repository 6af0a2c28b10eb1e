//! Applies the vetting policy to Education records whose time has come. The record itself is the work item.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{DueDecisions, Store as _};
use qualify_vocabulary::{CorrelationId, Decision, VettingPolicy};
use tokio::sync::watch;

use super::housekeeping::catch_up;
use crate::app::App;
use crate::clock::fresh_guid;

/// Longest time that a due record waits for a look.
const LOOK_INTERVAL: Duration = Duration::from_millis(500);

/// Records that one transaction decides.
const RECORDS_MAX: u16 = 256;

/// Looks for due records until the service stops: in turn, and at once when somebody knows of one.
pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let policy = app.config.vetting.policy;
    let decision = policy.decide();
    if decision == Decision::NeedsPerson {
        // A person decides; there is nothing to do but to wait for the end.
        let _ = stopping.changed().await;
        return;
    }
    loop {
        tokio::select! {
            () = app.decisions_due.notified() => {}
            () = tokio::time::sleep(LOOK_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
        catch_up(usize::from(RECORDS_MAX), &stopping, || apply(&app, policy, decision)).await;
    }
}

/// Answers how many records were due.
async fn apply(app: &App, policy: VettingPolicy, decision: Decision) -> usize {
    let _held = app.hold_time().await;
    let command = DueDecisions {
        act: Act {
            actor: Actor::service(rule_name(policy)),
            now: app.clock.now(),
            correlation_id: CorrelationId::from_uuid(fresh_guid()),
        },
        decision,
        records_max: RECORDS_MAX,
    };
    match app.store.apply_due_decisions(command).await {
        Ok(round) => round.examined,
        Err(error) => {
            tracing::warn!(%error, "due decisions could not be applied; they stay due");
            0
        }
    }
}

/// The name under which a policy decides, as the audit trail shows it.
const fn rule_name(policy: VettingPolicy) -> &'static str {
    match policy {
        VettingPolicy::Manual => "policy manual",
        VettingPolicy::ApproveAll => "policy approve_all",
        VettingPolicy::DenyAll => "policy deny_all",
    }
}
