//! The changing calls of the wire: load, let the domain decide, save, in the order of contract 2.5.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation, AuditStatus};
use qualify_domain::caller::{Act, Call, Caller};
use qualify_domain::customer::{Customer, CustomerKey};
use qualify_domain::event::{Event, EventData, EventKind};
use qualify_domain::ports::{CreateCustomer, CreateQualification, Outcome, SetQualification, UpdateBilling};
use qualify_domain::qualification::set::{self, SetPlan};
use qualify_domain::qualification::{
    Change, DirectoryRoleCheck, EducationRecord, EducationState, ExclusiveRecord, Plan, QualificationSet,
    RecordView, create, redeem_code,
};
use qualify_domain::replay::Answer;
use qualify_domain::review::ReviewRules;
use qualify_domain::validation_code::ValidationCode;
use qualify_domain::vetting::{DecidedBy, Examination, Vetted};
use qualify_vocabulary::{Qualification, ReasonCode};

use super::reviews::OpeningFacts;
use super::saving::{self, Before, Details, Settled, audit_value, customer_fact};
use super::session::Session;
use super::writer::Decided;
use super::{
    audit, customers, events, examine, partners, qualifications, replays, reviews, validation_codes,
};

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
    let SetQualification { call, customer, request, vetter, seed, is_directory_role_required } = command;
    let key = CustomerKey { partner: call.caller.partner, customer };
    let (standing, current) = granted!(qualifications::get(session, key)?);
    granted!(call.caller.check_may_write());
    if let Some(answer) = replays::find(session, &call)? {
        return Ok(Ok(answer));
    }
    let asked_for = request.qualification;
    let directory_role =
        check_directory_role(session, &call.caller, key, is_directory_role_required, asked_for)?;
    let subject = Subject { key, name: standing.company_name, asked_for, current };
    let examination = Examination { vetter, seed };
    let beside = examination.vetter.decides().then_some((&examination, None));
    let carried_out = match set::plan(&subject.current, request, directory_role) {
        Ok(SetPlan::Vet) => set_by_vetting(session, &call, &subject, &examination)?,
        Ok(SetPlan::Direct(plan)) => carry_out(session, &call, &subject, Ok(plan), beside)?,
        Err(refusal) => carry_out(session, &call, &subject, Err(refusal), None)?,
    };
    granted!(carried_out);
    Ok(Ok(replays::remember(session, &call, asked_for)?))
}

pub(super) fn create_qualification(
    session: &Session,
    command: CreateQualification,
) -> Decided<Answer<RecordView>> {
    let CreateQualification { call, customer, request, decision_due_at, beside, review_rules, .. } = command;
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
        directory_role: check_directory_role(session, &call.caller, key, is_required, asked_for)?,
    };
    let subject = Subject { key, name: standing.company_name, asked_for, current };
    let plan = create::plan(&subject.current, request, rules);
    let for_person = match &plan {
        Ok(Plan::Save(Change::Exclusive(ExclusiveRecord::Education(record))))
            if record.state == (EducationState::InReview { due_at: None }) =>
        {
            Some(record.clone())
        }
        _ => None,
    };
    let beside = beside.as_ref().map(|examination| (examination, Some(&*review_rules)));
    let view = granted!(carry_out(session, &call, &subject, plan, beside)?);
    if let Some(record) = for_person {
        let facts = OpeningFacts { reason_code: ReasonCode::PolicyFixed, decision: None, domain: None };
        reviews::open_request(session, key, &record, facts, &review_rules, call.now)?;
    }
    Ok(Ok(replays::remember(session, &call, view)?))
}

/// The customer that a qualification call is about.
struct Subject {
    key: CustomerKey,
    name: String,
    asked_for: Qualification,
    current: QualificationSet,
}

impl Subject {
    fn before(&self) -> Before<'_> {
        Before { key: self.key, company_name: &self.name, records: &self.current }
    }
}

/// Has vetting decide about Education here and now, and saves an approval. Everything else is refused, and nothing but
/// the audit record of that is kept.
fn set_by_vetting(
    session: &Session,
    call: &Call,
    subject: &Subject,
    examination: &Examination,
) -> Decided<RecordView> {
    let Examination { vetter, seed } = examination;
    let asked = EducationRecord {
        opened_at: call.now,
        segment: None,
        website: None,
        state: EducationState::InReview { due_at: None },
    };
    let facts = examine::get_facts(session, subject.key)?;
    let attempt = facts.attempts.saturating_add(1);
    let applicant = facts.for_education(subject.key, &subject.current, &asked, attempt);
    let vetting = match vetter.vet(&applicant, call.now) {
        Vetted::Decided(vetting) => vetting,
        Vetted::NotBefore(_) => return refuse(session, call, subject, Refusal::VettingRequired(None)),
    };
    let (draft, claim) = examine::settle(session, subject.key, *vetting)?;
    match set::decide(&draft, call.now) {
        Ok(record) => {
            let settled =
                Settled { draft, claim, seed, decided_by: DecidedBy::rules(vetter.name()), attempt };
            saving::save_decided_request(session, &act_of(call), subject.before(), record, settled).map(Ok)
        }
        Err(refusal) => refuse(session, call, subject, refusal),
    }
}

pub(super) fn check_directory_role(
    session: &Session,
    caller: &Caller,
    key: CustomerKey,
    is_required: bool,
    asked_for: Qualification,
) -> Outcome<DirectoryRoleCheck> {
    if !is_required || asked_for != Qualification::GovernmentCommunityCloud {
        return Ok(DirectoryRoleCheck::NotRequired);
    }
    let roles = match &caller.user {
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
    beside: Option<(&Examination, Option<&ReviewRules>)>,
) -> Decided<RecordView> {
    let change = match plan {
        Ok(Plan::Unchanged) => return Ok(Ok(view_in_place(subject))),
        Ok(Plan::Save(change)) => change,
        Ok(Plan::RedeemCode(code)) => {
            let stored = validation_codes::find(session, subject.key.partner, &code)?;
            match redeem_code(code, stored, call.now) {
                Ok((record, code)) => {
                    validation_codes::save(session, subject.key.partner, &code)?;
                    tell_if_low(session, call, subject.key, &code)?;
                    Change::Exclusive(ExclusiveRecord::Government(record))
                }
                Err(refusal) => return refuse(session, call, subject, refusal),
            }
        }
        Err(refusal) => return refuse(session, call, subject, refusal),
    };
    let details = details_of(&change);
    let view = saving::save_request(session, &act_of(call), subject.before(), &change, details)?;
    if let Some(beside) = beside {
        examine::examine_beside(session, subject.key, &subject.current, &change, beside, call.now)?;
    }
    Ok(Ok(view))
}

/// Tells the partner once few units of a code are left, and once there are none.
fn tell_if_low(session: &Session, call: &Call, key: CustomerKey, code: &ValidationCode) -> Outcome<()> {
    if !code.has_become_low() {
        return Ok(());
    }
    let event = Event {
        kind: EventKind::CodeLow,
        partner: key.partner,
        customer: None,
        data: EventData::of_code(code),
        audit: None,
        correlation_id: call.correlation_id,
        at: call.now,
    };
    events::append(session, &event)
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

/// Answers a refusal, and leaves the audit record that the contract wants of it: one for a client that repeats its call
/// (contract 9.2.10).
fn refuse(session: &Session, call: &Call, subject: &Subject, refusal: Refusal) -> Decided<RecordView> {
    let is_told_already =
        || call.replay.as_ref().is_some_and(|replay| session.refusals().is_repeated(replay.key, call.now));
    if !refusal.is_audited() || is_told_already() {
        return Ok(Err(refusal));
    }
    let act = act_of(call);
    let current = subject.current.exclusive.as_ref().map(ExclusiveRecord::view);
    let mut details: Details = vec![
        ("Qualification".into(), subject.asked_for.name().to_owned()),
        ("Refusal".into(), refusal.to_string()),
    ];
    if let Some(finding) = refusal.finding() {
        details.extend(finding.audit_details());
    }
    let fact = AuditFact {
        status: AuditStatus::Failed,
        old_value: Some(audit_value(current.as_ref())),
        details,
        ..customer_fact(&act, subject.key, &subject.name, AuditOperation::UpdateCustomerQualification)
    };
    audit::append(session, &fact)?;
    Ok(Err(refusal))
}

/// A caller's call as the act that its records carry.
pub(super) fn act_of(call: &Call) -> Act {
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
