//! Customers that are no longer the partner's: deleted, or let go. Both are looked up before the customer is, so that a
//! repeated call is answered like the first (contract 3.2 rule 6).

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Call;
use qualify_domain::customer::{Customer, CustomerKey, Relationship};
use qualify_domain::ports::{DeleteCustomer, EndRelationship, Outcome};
use qualify_domain::qualification::{EducationState, ExclusiveRecord, QualificationSet};
use qualify_domain::replay::Answer;
use qualify_vocabulary::Qualification;
use serde::de::DeserializeOwned;

use super::requests::{act_of, granted};
use super::saving::{self, Before, customer_fact};
use super::session::Session;
use super::writer::Decided;
use super::{audit, customers, decisions, partners, qualifications, replays, reviews};

pub(super) fn delete_customer(session: &Session, command: DeleteCustomer) -> Decided<Answer<()>> {
    let DeleteCustomer { call, customer } = command;
    let key = CustomerKey { partner: call.caller.partner, customer };
    if let Some(answer) = given_before(session, &call)? {
        return Ok(Ok(answer));
    }
    let standing = granted!(customers::get_standing(session, key)?);
    granted!(call.caller.check_may_write());
    let partner = granted!(partners::find(session, key.partner)?.ok_or(Refusal::PartnerNotFound));
    granted!(partner.check_may_delete_customers());
    let (_, records) = granted!(qualifications::get(session, key)?);
    decisions::erase_texts(session, key)?;
    reviews::erase_customer(session, key, call.now)?;
    customers::delete(session, key)?;
    let act = act_of(&call);
    let fact = customer_fact(&act, key, &standing.company_name, AuditOperation::DeleteCustomer);
    let position = audit::append(session, &fact)?;
    if is_in_review(&records) {
        saving::tell_of_withdrawal(session, &act, key, Qualification::Education, position)?;
    }
    Ok(Ok(replays::remember(session, &call, ())?))
}

/// The answer that a caller who may write was given to the same call.
fn given_before<T: DeserializeOwned>(session: &Session, call: &Call) -> Outcome<Option<Answer<T>>> {
    if call.caller.check_may_write().is_err() {
        return Ok(None);
    }
    replays::find(session, call)
}

/// What waits for a decision is withdrawn, and what was written about requests stays for a while. The domain stays the
/// customer's, its records stay as they are, and units of codes are not given back.
pub(super) fn end_relationship(session: &Session, command: EndRelationship) -> Decided<Answer<Customer>> {
    let EndRelationship { call, customer } = command;
    let key = CustomerKey { partner: call.caller.partner, customer };
    if let Some(answer) = given_before(session, &call)? {
        return Ok(Ok(answer));
    }
    let customer = granted!(customers::get(session, key)?);
    granted!(call.caller.check_may_write());
    let (standing, records) = granted!(qualifications::get(session, key)?);
    let act = act_of(&call);
    if is_in_review(&records) {
        let before = Before { key, company_name: &standing.company_name, records: &records };
        saving::withdraw_record(session, &act, before, Qualification::Education)?;
    }
    end_what_was_written(session, key, &call)?;
    customers::end_relationship(session, key)?;
    let fact = AuditFact {
        details: vec![("Relationship".into(), "none".to_owned())],
        ..customer_fact(&act, key, &standing.company_name, AuditOperation::DeleteCustomer)
    };
    audit::append(session, &fact)?;
    let ended = Customer { relationship: Relationship::Ended, ..customer };
    Ok(Ok(replays::remember(session, &call, ended)?))
}

/// Nobody may decide about the customer any more, and the time of all texts about it begins to run.
fn end_what_was_written(session: &Session, key: CustomerKey, call: &Call) -> Outcome<()> {
    reviews::withdraw_all(session, key, call.now)?;
    for qualification in Qualification::ALL {
        saving::end_texts(session, key, qualification, call.now)?;
    }
    Ok(())
}

fn is_in_review(records: &QualificationSet) -> bool {
    let Some(ExclusiveRecord::Education(record)) = &records.exclusive else { return false };
    matches!(record.state, EducationState::InReview { .. })
}
