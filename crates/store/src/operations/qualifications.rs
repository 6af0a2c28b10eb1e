//! The requests of the wire for a qualification: load, let the domain decide, save, in the order of contract 2.5.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, details_of_request};
use qualify_domain::caller::{Call, Caller};
use qualify_domain::customer::CustomerKey;
use qualify_domain::event::Event;
use qualify_domain::ports::{CreateQualification, SetQualification};
use qualify_domain::qualification::set::{self, SetPlan};
use qualify_domain::qualification::{
    Change, CodeInput, DirectoryRoleCheck, EducationRecord, EducationState, ExclusiveRecord, Plan,
    QualificationSet, RecordView, create, redeem_code,
};
use qualify_domain::replay::Answer;
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::{DecidedBy, Examination, Vetted};
use qualify_vocabulary::{Qualification, ReasonCode};

use super::reviews::OpeningFacts;
use super::saving::{self, Before, Settled};
use super::{Operation, examine, load, replays, reviews};
use crate::rows::{Ahead, Rows};
use crate::undone::{Done, Trace, Undone};

impl Operation for SetQualification {
    type Answer = Answer<Qualification>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, customer, request, vetter, seed, is_directory_role_required } = self;
        let key = CustomerKey { partner: call.caller.partner, customer };
        let asked = (request.qualification, &request.code);
        expect(rows, &call, key, asked, is_directory_role_required, vetter.decides());
        let (standing, current) = load::records(rows, key).await?;
        call.caller.check_may_write()?;
        if let Some(answer) = rows.find_replay(&call).await? {
            return Ok(answer);
        }
        let asked_for = request.qualification;
        let directory_role =
            check_directory_role(rows, &call.caller, key, is_directory_role_required, asked_for).await?;
        let subject = Subject { key, name: standing.company_name, asked_for, current };
        let examination = Examination { vetter, seed };
        let beside = examination.vetter.decides().then_some((&examination, None));
        match set::plan(&subject.current, request, directory_role) {
            Ok(SetPlan::Vet) => set_by_vetting(rows, &call, &subject, &examination).await?,
            Ok(SetPlan::Direct(plan)) => carry_out(rows, &call, &subject, plan, beside).await?,
            Err(refusal) => return Err(refused(&call, &subject, refusal)),
        };
        replays::remember(rows, &call, asked_for)
    }
}

impl Operation for CreateQualification {
    type Answer = Answer<RecordView>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, customer, request, decision_due_at, beside, review_rules, .. } = self;
        let key = CustomerKey { partner: call.caller.partner, customer };
        let asked = (request.qualification, &request.code);
        let is_examined = beside.is_some() && is_examined_beside(request.qualification);
        expect(rows, &call, key, asked, self.is_directory_role_required, is_examined);
        let (standing, current) = load::records(rows, key).await?;
        call.caller.check_may_write()?;
        if let Some(answer) = rows.find_replay(&call).await? {
            return Ok(answer);
        }
        let asked_for = request.qualification;
        let is_required = self.is_directory_role_required;
        let rules = create::CreateRules {
            now: call.now,
            decision_due_at,
            is_segment_required: self.is_segment_required,
            directory_role: check_directory_role(rows, &call.caller, key, is_required, asked_for).await?,
        };
        let subject = Subject { key, name: standing.company_name, asked_for, current };
        let plan = create::plan(&subject.current, request, rules)
            .map_err(|refusal| refused(&call, &subject, refusal))?;
        let for_person = record_for_person(&plan);
        let beside = beside.as_ref().map(|examination| (examination, Some(&*review_rules)));
        let view = carry_out(rows, &call, &subject, plan, beside).await?;
        if let Some(record) = for_person {
            let facts = OpeningFacts { reason_code: ReasonCode::PolicyFixed, decision: None, domain: None };
            reviews::open_request(rows, key, &record, facts, &review_rules, call.now).await?;
        }
        replays::remember(rows, &call, view)
    }
}

/// Says ahead what a request is going to ask.
fn expect(
    rows: &mut impl Rows,
    call: &Call,
    key: CustomerKey,
    (asked_for, code): (Qualification, &CodeInput),
    is_role_required: bool,
    is_examined: bool,
) {
    rows.expect(Ahead::Replay(call));
    if let (Qualification::GovernmentCommunityCloud, CodeInput::Given(code)) = (asked_for, code) {
        rows.expect(Ahead::Code(key.partner, code));
    }
    if let (Some(user), true) = (&call.caller.user, needs_role(asked_for, is_role_required)) {
        rows.expect(Ahead::DirectoryRoles(key, user.id));
    }
    if is_examined {
        rows.expect(Ahead::ApplicantFacts(key));
        rows.expect(Ahead::ChainEnd(key.partner));
    }
}

/// Whether what is granted is examined beside it. Education is vetted.
fn is_examined_beside(asked_for: Qualification) -> bool {
    asked_for != Qualification::Education
}

/// Whether a directory role is needed for what is asked for.
fn needs_role(asked_for: Qualification, is_role_required: bool) -> bool {
    is_role_required && asked_for == Qualification::GovernmentCommunityCloud
}

/// The record that a plan makes, where it waits for a person from the beginning.
fn record_for_person(plan: &Plan) -> Option<EducationRecord> {
    match plan {
        Plan::Save(Change::Exclusive(ExclusiveRecord::Education(record)))
            if record.state == (EducationState::InReview { due_at: None }) =>
        {
            Some(record.clone())
        }
        _ => None,
    }
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

/// Has vetting decide about Education here and now, and saves an approval. Everything else is refused, and nothing
/// but the audit record of that is kept.
async fn set_by_vetting<R: Rows>(
    rows: &mut R,
    call: &Call,
    subject: &Subject,
    examination: &Examination,
) -> Done<RecordView> {
    let Examination { vetter, seed } = examination;
    let asked = EducationRecord {
        opened_at: call.now,
        segment: None,
        website: None,
        state: EducationState::InReview { due_at: None },
    };
    let facts = rows.load_applicant_facts(subject.key).await?;
    let attempt = facts.attempts.saturating_add(1);
    let applicant = facts.for_education(subject.key, &subject.current, &asked, attempt);
    let vetting = match vetter.vet(&applicant, call.now) {
        Vetted::Decided(vetting) => vetting,
        Vetted::NotBefore(_) => return Err(refused(call, subject, Refusal::VettingRequired(None))),
    };
    let (draft, approved_domain) = examine::settle(rows, subject.key, *vetting).await?;
    let record = set::decide(&draft, call.now).map_err(|refusal| refused(call, subject, refusal))?;
    let settled =
        Settled { draft, approved_domain, seed, decided_by: DecidedBy::rules(vetter.name()), attempt };
    saving::save_decided_request(rows, &call.act(), subject.before(), record, settled).await
}

/// What a directory role says about a request, where one is needed for it.
pub(super) async fn check_directory_role<R: Rows>(
    rows: &mut R,
    caller: &Caller,
    key: CustomerKey,
    is_required: bool,
    asked_for: Qualification,
) -> Done<DirectoryRoleCheck> {
    if !needs_role(asked_for, is_required) {
        return Ok(DirectoryRoleCheck::NotRequired);
    }
    let roles = match &caller.user {
        Some(user) => rows.list_directory_roles(key, user.id).await?,
        None => Vec::new(),
    };
    Ok(DirectoryRoleCheck::of_roles(&roles))
}

/// Saves what was planned, or leaves the audit record of the refusal.
async fn carry_out<R: Rows>(
    rows: &mut R,
    call: &Call,
    subject: &Subject,
    plan: Plan,
    beside: Option<(&Examination, Option<&ReviewRules>)>,
) -> Done<RecordView> {
    let change = match plan {
        Plan::Unchanged => return Ok(view_in_place(subject)),
        Plan::Save(change) => change,
        Plan::RedeemCode(code) => {
            let partner = subject.key.partner;
            let stored = rows.find_code(partner, &code).await?;
            let (record, code) =
                redeem_code(code, stored, call.now).map_err(|refusal| refused(call, subject, refusal))?;
            rows.save_code(partner, &code)?;
            if let Some(event) = Event::of_code(&call.act(), partner, &code) {
                rows.append_event(&event)?;
            }
            Change::Exclusive(ExclusiveRecord::Government(record))
        }
    };
    let details = details_of_request(&change);
    let view = saving::save_request(rows, &call.act(), subject.before(), &change, details).await?;
    if let Some(beside) = beside.filter(|_| is_examined_beside(subject.asked_for)) {
        examine::examine_beside(rows, subject.key, &subject.current, &change, beside, call.now).await?;
    }
    Ok(view)
}

/// What the customer has already and was asked for again.
fn view_in_place(subject: &Subject) -> RecordView {
    let view = subject.current.views().find(|view| view.qualification == subject.asked_for);
    view.unwrap_or(RecordView::STATE_OWNED)
}

/// A refusal, which leaves the audit record that the contract wants of it: one for a client that repeats its call
/// (contract 9.2.10).
fn refused(call: &Call, subject: &Subject, refusal: Refusal) -> Undone {
    if !refusal.is_audited() {
        return refusal.into();
    }
    let about = (subject.key, subject.name.as_str());
    let fact = AuditFact::of_refusal(&call.act(), about, subject.asked_for, &subject.current, &refusal);
    Undone::leaving(refusal, Trace { fact, repeated_as: call.replay.as_ref().map(|replay| replay.key) })
}
