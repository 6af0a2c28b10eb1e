//! The changing calls of the wire: load, let the domain decide, save, in the order of contract 2.5.

use std::borrow::Cow;

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation, AuditStatus, AuditedCustomer};
use qualify_domain::caller::{Act, Call};
use qualify_domain::customer::{Customer, CustomerKey};
use qualify_domain::event::{Event, EventKind};
use qualify_domain::ports::{
    CreateCustomer, CreateQualification, DeleteCustomer, Outcome, SetQualification, UpdateBilling,
};
use qualify_domain::qualification::{
    Change, DirectoryRoleCheck, ExclusiveRecord, Plan, QualificationSet, RecordView, create, redeem_code, set,
};
use qualify_domain::replay::Answer;
use qualify_vocabulary::Qualification;

use super::session::Session;
use super::writer::Decided;
use super::{audit, customers, events, partners, qualifications, replays, validation_codes};

type Details = Vec<(Cow<'static, str>, String)>;

/// Takes the value of an inner result, or answers the refusal.
macro_rules! granted {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(refusal) => return Ok(Err(refusal)),
        }
    };
}
pub(super) use granted;

pub(super) fn set_qualification(
    session: &Session,
    command: SetQualification,
) -> Decided<Answer<Qualification>> {
    let SetQualification { call, customer, request, decision, is_directory_role_required } = command;
    let key = CustomerKey { partner: call.caller.partner, customer };
    let (standing, current) = granted!(qualifications::get(session, key)?);
    granted!(call.caller.check_may_write());
    if let Some(answer) = replays::find(session, &call)? {
        return Ok(Ok(answer));
    }
    let asked_for = request.qualification;
    let directory_role = check_directory_role(session, &call, key, is_directory_role_required, asked_for)?;
    let rules = set::SetRules { now: call.now, decision, directory_role };
    let subject = Subject { key, name: standing.company_name, asked_for, current };
    let plan = set::plan(&subject.current, request, rules);
    granted!(carry_out(session, &call, &subject, plan)?);
    Ok(Ok(replays::remember(session, &call, asked_for)?))
}

pub(super) fn create_qualification(
    session: &Session,
    command: CreateQualification,
) -> Decided<Answer<RecordView>> {
    let CreateQualification { call, customer, request, decision_due_at, .. } = command;
    let key = CustomerKey { partner: call.caller.partner, customer };
    let (standing, current) = granted!(qualifications::get(session, key)?);
    granted!(call.caller.check_may_write());
    if let Some(answer) = replays::find(session, &call)? {
        return Ok(Ok(answer));
    }
    let asked_for = request.qualification;
    let is_required = command.is_directory_role_required;
    let rules = create::CreateRules {
        now: call.now,
        decision_due_at,
        is_segment_required: command.is_segment_required,
        directory_role: check_directory_role(session, &call, key, is_required, asked_for)?,
    };
    let subject = Subject { key, name: standing.company_name, asked_for, current };
    let plan = create::plan(&subject.current, request, rules);
    let view = granted!(carry_out(session, &call, &subject, plan)?);
    Ok(Ok(replays::remember(session, &call, view)?))
}

/// The customer that a qualification call is about.
struct Subject {
    key: CustomerKey,
    name: String,
    asked_for: Qualification,
    current: QualificationSet,
}

fn check_directory_role(
    session: &Session,
    call: &Call,
    key: CustomerKey,
    is_required: bool,
    asked_for: Qualification,
) -> Outcome<DirectoryRoleCheck> {
    if !is_required || asked_for != Qualification::GovernmentCommunityCloud {
        return Ok(DirectoryRoleCheck::NotRequired);
    }
    let roles = match &call.caller.user {
        Some(user) => customers::list_directory_roles(session, key, user.id)?,
        None => Vec::new(),
    };
    Ok(DirectoryRoleCheck::of_roles(&roles))
}

/// Saves what was planned, or leaves the audit record of the refusal.
fn carry_out(
    session: &Session,
    call: &Call,
    subject: &Subject,
    plan: Result<Plan, Refusal>,
) -> Decided<RecordView> {
    let change = match plan {
        Ok(Plan::Unchanged) => return Ok(Ok(view_in_place(subject))),
        Ok(Plan::Save(change)) => Ok(change),
        Ok(Plan::RedeemCode(code)) => {
            let stored = validation_codes::find(session, subject.key.partner, &code)?;
            match redeem_code(code, stored, call.now) {
                Ok((record, code)) => {
                    validation_codes::save(session, subject.key.partner, &code)?;
                    Ok(Change::Exclusive(ExclusiveRecord::Government(record)))
                }
                Err(refusal) => Err(refusal),
            }
        }
        Err(refusal) => Err(refusal),
    };
    match change {
        Ok(change) => {
            let details = details_of(&change);
            let act = act_of(call);
            save_change(session, &act, subject.key, &subject.name, &subject.current, &change, details).map(Ok)
        }
        Err(refusal) => {
            record_refusal(session, call, subject, &refusal)?;
            Ok(Err(refusal))
        }
    }
}

/// What the customer has already and was asked for again.
fn view_in_place(subject: &Subject) -> RecordView {
    let view = subject.current.views().find(|view| view.qualification == subject.asked_for);
    view.unwrap_or(RecordView::STATE_OWNED)
}

fn details_of(change: &Change) -> Details {
    match change {
        Change::Exclusive(ExclusiveRecord::Government(record)) => {
            vec![
                ("Qualification".into(), Qualification::GovernmentCommunityCloud.name().to_owned()),
                ("ValidationCode".into(), record.validation.code.to_string()),
            ]
        }
        Change::Exclusive(record) => vec![("Qualification".into(), record.qualification().name().to_owned())],
        Change::StateOwned(_) => {
            vec![("Qualification".into(), Qualification::StateOwnedEntity.name().to_owned())]
        }
    }
}

/// Writes a changed record with its audit record and its event.
pub(super) fn save_change(
    session: &Session,
    act: &Act,
    key: CustomerKey,
    company_name: &str,
    before: &QualificationSet,
    change: &Change,
    details: Details,
) -> Outcome<RecordView> {
    qualifications::save(session, key, change)?;
    let (old, new) = match change {
        Change::Exclusive(record) => (before.exclusive.as_ref().map(ExclusiveRecord::view), record.view()),
        Change::StateOwned(_) => (None, RecordView::STATE_OWNED),
    };
    let fact = AuditFact {
        old_value: Some(audit_value(old.as_ref())),
        new_value: Some(audit_value(Some(&new))),
        details,
        ..customer_fact(act, key, company_name, AuditOperation::UpdateCustomerQualification)
    };
    let position = audit::append(session, &fact)?;
    let event = Event {
        kind: EventKind::CustomerQualificationUpdated,
        partner: key.partner,
        customer: key.customer,
        correlation_id: act.correlation_id,
        at: act.now,
    };
    events::append(session, &event, position)?;
    Ok(new)
}

fn record_refusal(session: &Session, call: &Call, subject: &Subject, refusal: &Refusal) -> Outcome<()> {
    if !refusal.is_audited() {
        return Ok(());
    }
    let act = act_of(call);
    let current = subject.current.exclusive.as_ref().map(ExclusiveRecord::view);
    let fact = AuditFact {
        status: AuditStatus::Failed,
        old_value: Some(audit_value(current.as_ref())),
        details: vec![
            ("Qualification".into(), subject.asked_for.name().to_owned()),
            ("Refusal".into(), refusal.to_string()),
        ],
        ..customer_fact(&act, subject.key, &subject.name, AuditOperation::UpdateCustomerQualification)
    };
    audit::append(session, &fact).map(|_| ())
}

/// A record as the audit trail prints it. Names and reasons are texts of ours that need no escaping.
fn audit_value(view: Option<&RecordView>) -> String {
    let Some(view) = view else { return r#"{"Qualification":"None"}"#.to_owned() };
    let status = view.status.map(|status| format!(r#","VettingStatus":"{}""#, status.name()));
    let reason = view.reason.map(|reason| format!(r#","VettingReason":"{}""#, reason.text()));
    let name = view.qualification.name();
    format!(r#"{{"Qualification":"{name}"{}{}}}"#, status.unwrap_or_default(), reason.unwrap_or_default())
}

/// A fact about a customer that succeeded; the caller fills in what was there and what is there now.
pub(super) fn customer_fact(
    act: &Act,
    key: CustomerKey,
    company_name: &str,
    operation: AuditOperation,
) -> AuditFact {
    AuditFact {
        partner: key.partner,
        customer: Some(AuditedCustomer { id: key.customer, name: company_name.to_owned() }),
        actor: act.actor.clone(),
        operation,
        status: AuditStatus::Succeeded,
        old_value: None,
        new_value: None,
        details: Vec::new(),
        correlation_id: act.correlation_id,
        at: act.now,
    }
}

/// A caller's call as the act that its records carry.
fn act_of(call: &Call) -> Act {
    Act { actor: call.caller.actor(), now: call.now, correlation_id: call.correlation_id }
}

pub(super) fn create_customer(session: &Session, command: CreateCustomer) -> Decided<Answer<Customer>> {
    let CreateCustomer { call, customer, customer_limit } = command;
    let partner_id = call.caller.partner;
    granted!(call.caller.check_may_write());
    let partner = granted!(partners::find(session, partner_id)?.ok_or(Refusal::PartnerNotFound));
    granted!(partner.check_may_create_customers());
    if let Some(answer) = replays::find(session, &call)? {
        return Ok(Ok(answer));
    }
    if let Some(limit) = customer_limit.filter(|_| partner.is_sandbox_account)
        && customers::has_at_least(session, partner_id, limit)?
    {
        return Ok(Err(Refusal::CustomerLimitReached { limit }));
    }
    granted!(customers::insert(session, partner_id, &customer, call.now)?);
    let key = CustomerKey { partner: partner_id, customer: customer.id };
    let fact = AuditFact {
        new_value: Some(format!(r#"{{"Domain":"{}"}}"#, customer.domain)),
        ..customer_fact(&act_of(&call), key, &customer.billing.company_name, AuditOperation::AddCustomer)
    };
    audit::append(session, &fact)?;
    Ok(Ok(replays::remember(session, &call, customer)?))
}

pub(super) fn delete_customer(session: &Session, command: DeleteCustomer) -> Decided<Answer<()>> {
    let DeleteCustomer { call, customer } = command;
    let key = CustomerKey { partner: call.caller.partner, customer };
    // Looked up before the customer, so that a repeated delete is answered like the first (contract 3.2 rule 6).
    if call.caller.check_may_write().is_ok()
        && let Some(answer) = replays::find(session, &call)?
    {
        return Ok(Ok(answer));
    }
    let standing = granted!(customers::get_standing(session, key)?);
    granted!(call.caller.check_may_write());
    let partner = granted!(partners::find(session, key.partner)?.ok_or(Refusal::PartnerNotFound));
    granted!(partner.check_may_delete_customers());
    customers::delete(session, key)?;
    let fact = customer_fact(&act_of(&call), key, &standing.company_name, AuditOperation::DeleteCustomer);
    audit::append(session, &fact)?;
    Ok(Ok(replays::remember(session, &call, ())?))
}

pub(super) fn update_billing(session: &Session, command: UpdateBilling) -> Decided<Answer<Customer>> {
    let UpdateBilling { call, customer, update } = command;
    let key = CustomerKey { partner: call.caller.partner, customer };
    let before = granted!(customers::get(session, key)?);
    granted!(call.caller.check_may_write());
    if let Some(answer) = replays::find(session, &call)? {
        return Ok(Ok(answer));
    }
    let old_etag = before.billing_etag();
    let after = granted!(before.with_billing(update));
    customers::update_billing(session, key.partner, &after)?;
    let value = |etag: &str| Some(format!(r#"{{"ETag":"{etag}"}}"#));
    let fact = AuditFact {
        old_value: value(&old_etag),
        new_value: value(&after.billing_etag()),
        ..customer_fact(
            &act_of(&call),
            key,
            &after.billing.company_name,
            AuditOperation::UpdateCustomerBillingProfile,
        )
    };
    audit::append(session, &fact)?;
    Ok(Ok(replays::remember(session, &call, after)?))
}
