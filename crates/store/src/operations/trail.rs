//! Acts that are noted in the operators' trail and change nothing else.
//!
//! Another process, such as one that makes a copy of the database, leaves a note among the settings, which the
//! process that holds the store takes into the trail soon after.

use std::borrow::Cow;

use qualify_domain::audit::{AuditFact, AuditOperation, NO_PARTNER};
use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{About, StoreError, TrailNote};
use qualify_vocabulary::{CorrelationId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Operation, load};
use crate::rows::Rows;
use crate::undone::Done;

/// How the names of settings begin that hold acts of other processes; behind it stands the act's correlation id.
const WAITING_PREFIX: &str = "store.trail.waiting.";

/// Acts that are taken over at a time.
const WAITING_ROWS: u32 = 100;

/// An act as another process leaves it.
#[derive(Serialize, Deserialize)]
struct WaitingAct {
    actor: Actor,
    at: Timestamp,
    operation: Cow<'static, str>,
    details: Vec<(Cow<'static, str>, String)>,
}

/// The setting that another process leaves for an act: its name, and what stands under it.
pub(crate) fn waiting_setting(
    act: &Act,
    operation: AuditOperation,
    details: Vec<(Cow<'static, str>, String)>,
) -> Result<(String, Vec<u8>), StoreError> {
    let note =
        WaitingAct { actor: act.actor.clone(), at: act.now, operation: operation.name().into(), details };
    let note = serde_json::to_vec(&note).map_err(|error| StoreError::Failed(Box::new(error)))?;
    Ok((format!("{WAITING_PREFIX}{}", act.correlation_id), note))
}

/// Appends a record as it is.
#[derive(Clone)]
pub(crate) struct AppendAudit(pub(crate) AuditFact);

impl Operation for AppendAudit {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        rows.append_audit(&self.0).await?;
        Ok(())
    }
}

/// Notes an act.
#[derive(Clone)]
pub(crate) struct RecordAct {
    pub(crate) act: Act,
    pub(crate) note: TrailNote,
}

impl Operation for RecordAct {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        let Self { act, note: TrailNote { operation, about, details } } = self;
        let fact = match about {
            About::NoPartner => AuditFact::of_partner(&act, NO_PARTNER, operation),
            About::Partner(partner) => AuditFact::of_partner(&act, partner, operation),
            About::Customer(key) => {
                let standing = load::standing(rows, key).await?;
                AuditFact::of_customer(&act, key, &standing.company_name, operation)
            }
        };
        rows.append_audit(&fact.with(details)).await?;
        Ok(())
    }
}

/// Whether acts of other processes wait.
pub(super) async fn has_waiting<R: Rows>(rows: &mut R) -> Done<bool> {
    Ok(!rows.list_settings(WAITING_PREFIX, 1).await?.is_empty())
}

/// Takes acts of other processes into the trail.
#[derive(Clone)]
pub(crate) struct TakeOverActs;

impl Operation for TakeOverActs {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        let waiting = rows.list_settings(WAITING_PREFIX, WAITING_ROWS).await?;
        for (name, value) in &waiting {
            match read_waiting(name, value) {
                Some((act, operation, details)) => {
                    let fact = AuditFact::of_partner(&act, NO_PARTNER, operation).with(details);
                    rows.append_audit(&fact).await?;
                }
                None => {
                    tracing::error!(%name, "an act of another process does not read back; it is not in the trail");
                }
            }
            rows.remove_setting(name)?;
        }
        Ok(waiting.len())
    }
}

type Waiting = (Act, AuditOperation, Vec<(Cow<'static, str>, String)>);

fn read_waiting(name: &str, value: &[u8]) -> Option<Waiting> {
    let WaitingAct { actor, at, operation, details } = serde_json::from_slice(value).ok()?;
    let correlation_id = CorrelationId::parse(name.strip_prefix(WAITING_PREFIX)?).ok()?;
    Some((Act { actor, now: at, correlation_id }, AuditOperation::from_name(&operation)?, details))
}
