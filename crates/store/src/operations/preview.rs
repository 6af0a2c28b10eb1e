//! What a request would come to: the checks of the request and the vetter's answer, with nothing written.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{PreviewQualification, Previewed};
use qualify_domain::qualification::{Change, ExclusiveRecord, Plan, create, redeem_code};
use qualify_domain::vetting::Vetted;

use super::qualifications::check_directory_role;
use super::{Operation, examine, load};
use crate::rows::Rows;
use crate::undone::Done;

impl Operation for PreviewQualification {
    type Answer = Previewed;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Previewed> {
        let Self { caller, customer, request, vetter, now, .. } = self;
        let key = CustomerKey { partner: caller.partner, customer };
        let (_, current) = load::records(rows, key).await?;
        caller.check_may_write()?;
        let (is_required, asked_for) = (self.is_directory_role_required, request.qualification);
        let rules = create::CreateRules {
            now,
            decision_due_at: None,
            is_segment_required: self.is_segment_required,
            directory_role: check_directory_role(rows, &caller, key, is_required, asked_for).await?,
        };
        let change = match create::plan(&current, request, rules)? {
            Plan::Save(change) => change,
            Plan::RedeemCode(code) => {
                let stored = rows.find_code(key.partner, &code).await?;
                let (record, _) = redeem_code(code, stored, now)?;
                Change::Exclusive(ExclusiveRecord::Government(record))
            }
            Plan::Unchanged => return Ok(Previewed::Unchanged),
        };
        let facts = rows.load_applicant_facts(key).await?;
        let applicant = match &change {
            Change::Exclusive(ExclusiveRecord::Education(record)) => {
                let attempt = facts.attempts.saturating_add(1);
                Some(facts.for_education(key, &current, record, attempt))
            }
            other => facts.beside(key, &current, other),
        };
        let Some(applicant) = applicant else { return Ok(Previewed::Unchanged) };
        match vetter.vet(&applicant, now) {
            Vetted::Decided(vetting) => {
                let draft = examine::settle_preview(rows, key, *vetting).await?;
                Ok(Previewed::Decision(Box::new(draft)))
            }
            Vetted::NotBefore(until) => Ok(Previewed::NotBefore(until)),
        }
    }
}
