//! Approvals that are looked at again when what they rest on may have changed.

use qualify_domain::ports::{ApprovedDomain, StandingApproval, StandingApprovals, StoreError};
use qualify_vocabulary::Qualification;

use super::super::{Operation, load};
use crate::rows::{Approval, Rows};
use crate::undone::{Done, Undone, answered};

/// Approvals that rest on a domain, in the order of the domains.
#[derive(Clone)]
pub(crate) struct ListStandingApprovals {
    pub(crate) after: Option<ApprovedDomain>,
    pub(crate) rows_max: u16,
}

impl Operation for ListStandingApprovals {
    type Answer = StandingApprovals;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<StandingApprovals> {
        let Self { after, rows_max } = self;
        let approvals = rows.list_approvals(after.as_ref(), rows_max).await?;
        let is_full = approvals.len() == usize::from(rows_max);
        let next = approvals.last().filter(|_| is_full).map(|approval| approval.domain.clone());
        let mut items = Vec::with_capacity(approvals.len());
        for approval in &approvals {
            let found = match find_standing(rows, approval).await {
                Ok(found) => found,
                // The others do not wait for its repair.
                Err(Undone::Failed(error @ StoreError::Corrupt { .. })) => {
                    let customer = approval.key.customer;
                    tracing::error!(%customer, %error, "an approval that does not read back is not looked at again");
                    None
                }
                Err(error) => return Err(error),
            };
            items.extend(found);
        }
        Ok(StandingApprovals { items, next })
    }
}

/// The approval of a customer, if it still stands.
async fn find_standing<R: Rows>(rows: &mut R, approval: &Approval) -> Done<Option<StandingApproval>> {
    let key = approval.key;
    let Ok((_, current)) = answered(load::records(rows, key).await)? else { return Ok(None) };
    let Some(record) = current.education_record().filter(|_| current.is_education_approved()) else {
        return Ok(None);
    };
    let facts = rows.load_applicant_facts(key).await?;
    let attempt = facts.attempts.max(1);
    let last = rows.find_last_decision(key, Qualification::Education, record.opened_at).await?;
    Ok(Some(StandingApproval {
        applicant: facts.for_education(key, &current, record, attempt),
        approved_at: approval.approved_at,
        reason_code: last.map(|decision| decision.sealed.record.reason_code),
        reverified: rows.find_last_reverification(key, record.opened_at).await?,
    }))
}
