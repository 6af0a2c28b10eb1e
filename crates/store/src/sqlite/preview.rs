//! What a request would come to: the checks of the request and the vetter's answer, with nothing written.

use qualify_domain::Refusal;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, PreviewQualification, Previewed};
use qualify_domain::qualification::{Change, ExclusiveRecord, Plan, QualificationSet, create, redeem_code};
use qualify_domain::vetting::{Applicant, Vetted};

use super::requests::check_directory_role;
use super::session::Session;
use super::{examine, qualifications, validation_codes};

pub(super) fn preview(
    session: &Session,
    command: PreviewQualification,
) -> Outcome<Result<Previewed, Refusal>> {
    let PreviewQualification { caller, customer, request, vetter, now, .. } = command;
    let key = CustomerKey { partner: caller.partner, customer };
    let (_, current) = match qualifications::get(session, key)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = caller.check_may_write() {
        return Ok(Err(refusal));
    }
    let is_required = command.is_directory_role_required;
    let rules = create::CreateRules {
        now,
        decision_due_at: None,
        is_segment_required: command.is_segment_required,
        directory_role: check_directory_role(session, &caller, key, is_required, request.qualification)?,
    };
    let change = match create::plan(&current, request, rules) {
        Ok(Plan::Save(change)) => change,
        Ok(Plan::RedeemCode(code)) => {
            let stored = validation_codes::find(session, key.partner, &code)?;
            match redeem_code(code, stored, now) {
                Ok((record, _)) => Change::Exclusive(ExclusiveRecord::Government(record)),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Ok(Plan::Unchanged) => return Ok(Ok(Previewed::Unchanged)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(applicant) = applicant(session, key, &current, &change)? else {
        return Ok(Ok(Previewed::Unchanged));
    };
    match vetter.vet(&applicant, now) {
        Vetted::Decided(vetting) => {
            let draft = examine::settle_preview(session, key, *vetting)?;
            Ok(Ok(Previewed::Decision(Box::new(draft))))
        }
        Vetted::NotBefore(until) => Ok(Ok(Previewed::NotBefore(until))),
    }
}

fn applicant(
    session: &Session,
    key: CustomerKey,
    current: &QualificationSet,
    change: &Change,
) -> Outcome<Option<Applicant>> {
    let facts = examine::get_facts(session, key)?;
    Ok(match change {
        Change::Exclusive(ExclusiveRecord::Education(record)) => {
            let attempt = facts.attempts.saturating_add(1);
            Some(facts.for_education(key, current, record, attempt))
        }
        other => facts.beside(key, current, other),
    })
}
