//! What operators record about one customer, past the queue of reviews. Each form is meant: a box says so. It carries what its
//! writer has seen, so that nothing is done where somebody changed the customer meanwhile; one that comes twice does nothing
//! the second time.

use axum::response::Response;
use http::StatusCode;
use qualify_domain::audit::{AuditEntry, AuditFact, AuditOperation};
use qualify_domain::qualification::EducationState;
use qualify_domain::qualification::ExclusiveRecord;
use qualify_domain::qualification::decide::Verdict;
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::records;
use qualify_server::service::staff::CustomerAtHand;
use qualify_vocabulary::{AccountStatus, UserId, VettingReason};

use super::customer::{Known, PartnersCustomer, address, render};
use super::partner::{Notice, Shown};
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::StaffPage;

type Answer = Result<Response, PageError>;

/// What is wrong with a field of a form.
type Problem = (&'static str, &'static str);

/// A form about a customer that was loaded for it.
struct Sent<'a> {
    page: &'a StaffPage,
    at_hand: CustomerAtHand,
    known: Known,
    form: &'a SentForm,
    /// What the page says once it is done.
    done: &'static str,
}

/// Sets the account status.
pub(crate) async fn set_status(
    page: StaffPage,
    PartnersCustomer(at_hand): PartnersCustomer,
    form: SentForm,
) -> Answer {
    let sent = Sent::of(&page, at_hand, &form, "status").await?;
    let Ok(status) = AccountStatus::parse(form.text("status")) else {
        return sent.wrong(("status", page.texts().acts_no_status()));
    };
    let is_there = sent.known.status.is_some_and(|record| record.status == status);
    let asker = page.asker();
    let act = async { Ok(records::set_account_status(&asker, at_hand, status).await.map(drop)?) };
    sent.carry_out(is_there, act).await
}

/// Records Nonprofit.
pub(crate) async fn import_nonprofit(
    page: StaffPage,
    PartnersCustomer(at_hand): PartnersCustomer,
    form: SentForm,
) -> Answer {
    let sent = Sent::of(&page, at_hand, &form, "nonprofit").await?;
    let is_there = matches!(sent.known.records.exclusive, Some(ExclusiveRecord::Nonprofit(_)));
    let asker = page.asker();
    let act = async { Ok(records::import_nonprofit(&asker, at_hand).await.map(drop)?) };
    sent.carry_out(is_there, act).await
}

/// Decides about Education.
pub(crate) async fn decide_education(
    page: StaffPage,
    PartnersCustomer(at_hand): PartnersCustomer,
    form: SentForm,
) -> Answer {
    let (sent, texts) = (Sent::of(&page, at_hand, &form, "education").await?, page.texts());
    let verdict = match (form.text("verdict"), form.find("reason").map(VettingReason::parse)) {
        ("approve", None) => Verdict::Approve,
        ("approve", Some(_)) => return sent.wrong(("reason", texts.review_no_reason_for_approval())),
        ("deny", Some(Ok(reason))) => Verdict::Deny(reason),
        ("deny", _) => return sent.wrong(("reason", texts.review_no_reason())),
        _ => return sent.wrong(("verdict", texts.review_no_verdict())),
    };
    let state = sent.known.records.education_record().map(|record| &record.state);
    let is_there = match (verdict, state) {
        (Verdict::Approve, Some(EducationState::Approved)) => true,
        (Verdict::Deny(wished), Some(EducationState::Denied { reason })) => wished == *reason,
        _ => false,
    };
    let asker = page.asker();
    let act = async { Ok(records::decide_education(&asker, at_hand, verdict).await.map(drop)?) };
    sent.carry_out(is_there, act).await
}

/// Records the directory roles of a user.
pub(crate) async fn set_roles(
    page: StaffPage,
    PartnersCustomer(at_hand): PartnersCustomer,
    form: SentForm,
) -> Answer {
    let (sent, texts) = (Sent::of(&page, at_hand, &form, "roles").await?, page.texts());
    let Ok(user) = UserId::parse(form.text("user")) else {
        return sent.wrong(("user", texts.acts_no_user()));
    };
    let lines = form.text("roles").lines().map(str::trim).filter(|line| !line.is_empty());
    let roles: Vec<String> = lines.map(str::to_owned).collect();
    let mut wished: Vec<&str> = roles.iter().map(String::as_str).collect();
    wished.sort_unstable();
    wished.dedup();
    let is_there = recorded_roles(&sent.known, user) == Some(&wished.join(", "));
    let asker = page.asker();
    let act = records::set_directory_roles(&asker, at_hand, user, &roles);
    sent.carry_out(is_there, act).await
}

/// The roles of a user, as the newest record about them says.
fn recorded_roles(known: &Known, user: UserId) -> Option<&String> {
    let detail =
        |fact: &'_ AuditFact, name: &str| fact.details.iter().position(|(known, _)| known.as_ref() == name);
    let user = user.to_string();
    let facts = known.changes.iter().map(|entry| &entry.fact);
    let mut roles = facts.filter(|fact| fact.operation == AuditOperation::SetDirectoryRoles);
    let newest =
        roles.find(|fact| detail(fact, "User").is_some_and(|place| fact.details[place].1 == user))?;
    detail(newest, "Roles").map(|place| &newest.details[place].1)
}

impl<'a> Sent<'a> {
    async fn of(
        page: &'a StaffPage,
        at_hand: CustomerAtHand,
        form: &'a SentForm,
        done: &'static str,
    ) -> Result<Self, PageError> {
        Ok(Self { page, at_hand, known: Known::load(page, at_hand).await?, form, done })
    }

    /// Does it, unless it is done already, was not meant, or was overtaken.
    async fn carry_out(self, is_there: bool, act: impl Future<Output = Result<(), ServiceError>>) -> Answer {
        let texts = self.page.texts();
        let done = format!("{}?done={}", address(self.at_hand), self.done);
        if is_there {
            return Ok(self.page.lead_to(&done));
        }
        if self.form.find("sure").is_none() {
            return self.refused(StatusCode::BAD_REQUEST, texts.panel_not_sure().to_owned(), None);
        }
        if self.form.text("seen") != self.known.seen() {
            let text = self
                .known
                .changes
                .first()
                .map_or_else(|| texts.acts_overtaken().to_owned(), |last| overtaken_by(self.page, last));
            return self.refused(StatusCode::CONFLICT, text, None);
        }
        match act.await {
            Ok(()) => Ok(self.page.lead_to(&done)),
            Err(ServiceError::Refused(
                ServiceRefusal::TooManyRoles | ServiceRefusal::NameUnusable { .. },
            )) => self.wrong(("roles", texts.acts_no_roles())),
            Err(error) => {
                let error = PageError::from(error);
                let Some(told) = error.told() else { return Err(error) };
                let status = StatusCode::from_u16(told.status()).unwrap_or(StatusCode::BAD_REQUEST);
                let text = told.description_in(self.page.locale()).into_owned();
                self.refused(status, text, None)
            }
        }
    }

    fn wrong(self, problem: Problem) -> Answer {
        let text = self.page.texts().form_wrong().to_owned();
        self.refused(StatusCode::BAD_REQUEST, text, Some(problem))
    }

    fn refused(self, status: StatusCode, text: String, problem: Option<Problem>) -> Answer {
        let notice = Some(Notice { kind: "problem", text });
        let shown = Shown { status, notice, typed: self.form, problem };
        render(self.page, self.at_hand, &self.known, shown)
    }
}

fn overtaken_by(page: &StaffPage, last: &AuditEntry) -> String {
    let fact = &last.fact;
    page.texts().acts_overtaken_by(fact.actor.name(), fact.operation.name(), page.locale().moment(fact.at))
}
