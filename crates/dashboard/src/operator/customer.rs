//! One customer, as operators have it before them: what is recorded, and the forms that record something else.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_domain::Refusal;
use qualify_domain::audit::{AuditEntry, AuditOperation, AuditStatus};
use qualify_domain::customer::{AccountStatusRecord, Customer};
use qualify_domain::ports::{CustomerStore as _, QualificationStore as _, StoreError};
use qualify_domain::qualification::decide::{self, Verdict};
use qualify_domain::qualification::{QualificationSet, RecordView};
use qualify_server::service::staff::CustomerAtHand;
use qualify_server::service::trail;
use qualify_vocabulary::{AccountStatus, CustomerId, PageSize, VettingReason};
use sha2::{Digest as _, Sha256};

use super::partner::{self, Notice, PartnerInPath, Shown};
use super::partner_name;
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::words::{Badge, account_status_name, status_badge};

#[derive(Template)]
#[template(path = "operator/customer.html")]
struct CustomerShown<'a> {
    frame: Frame<'a>,
    notice: Option<Notice>,
    partner: String,
    partner_name: String,
    id: String,
    name: &'a str,
    status: &'static str,
    records: Vec<(Badge, String)>,
    seen: String,
    statuses: Vec<(&'static str, &'static str, bool)>,
    may_import: bool,
    may_approve: bool,
    may_deny: bool,
    reasons: Vec<&'static str>,
    typed: &'a SentForm,
    problem: Option<(&'static str, &'static str)>,
}

impl CustomerShown<'_> {
    fn problem_of(&self, field: &str) -> Option<&'static str> {
        self.problem.filter(|(known, _)| *known == field).map(|(_, text)| text)
    }
}

/// `{partner_id}` and `{customer_id}`; what is no id is no customer either.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartnersCustomer(pub(crate) CustomerAtHand);

impl<S: Send + Sync> FromRequestParts<S> for PartnersCustomer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let PartnerInPath(partner) = PartnerInPath::from_request_parts(parts, state).await?;
        let text = qualify_server::api::extract::path_parameter(parts, state, "customer_id").await;
        let id = text.and_then(|text| CustomerId::parse(&text).ok());
        let id = id.ok_or_else(|| StoreError::from(Refusal::CustomerNotFound))?;
        Ok(Self(partner.customer(id)))
    }
}

/// What is known of a customer.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) customer: Customer,
    pub(super) records: QualificationSet,
    pub(super) status: Option<AccountStatusRecord>,
    /// What was changed about it, the newest first, among the newest records of the partner's trail.
    pub(super) changes: Vec<AuditEntry>,
}

impl Known {
    /// # Errors
    /// The customer is not there.
    pub(super) async fn load(page: &StaffPage, at_hand: CustomerAtHand) -> Result<Self, PageError> {
        let (key, asker) = (at_hand.key(), page.asker());
        let store = &asker.app.store;
        let customer = asker.measure(store.get_customer(key)).await?;
        let records = asker.measure(store.get_qualifications(key)).await?;
        let status = asker.measure(store.find_account_status(key)).await?;
        let trail = trail::page(&asker, Some(key.partner), None, PageSize::MAX).await?;
        let mut changes = trail.items;
        changes.retain(|entry| is_change(entry, key.customer));
        Ok(Self { customer, records, status, changes })
    }

    /// What a form has seen of it: status, records, and the newest record about directory roles.
    pub(super) fn seen(&self) -> String {
        let status = self.status.map(|record| (record.status, record.changed_at));
        let records: Vec<RecordView> = self.records.views().collect();
        let mut changes = self.changes.iter();
        let roles = changes.find(|entry| entry.fact.operation == AuditOperation::SetDirectoryRoles);
        let seen = format!("{status:?} {records:?} {:?}", roles.map(|entry| entry.position.ticks()));
        qualify_vocabulary::to_hexadecimal(&Sha256::digest(seen))
    }
}

fn is_change(entry: &AuditEntry, customer: CustomerId) -> bool {
    let is_about = entry.fact.customer.as_ref().is_some_and(|known| known.id == customer);
    let is_look = matches!(
        entry.fact.operation,
        AuditOperation::ViewReview | AuditOperation::ViewDecision | AuditOperation::Preview
    );
    is_about && !is_look && entry.fact.status == AuditStatus::Succeeded
}

/// The address of a customer's page.
pub(super) fn address(at_hand: CustomerAtHand) -> String {
    let key = at_hand.key();
    format!("/dashboard/partners/{}/customers/{}", key.partner, key.customer)
}

/// Leads to the customer of this id, if the partner has it.
pub(crate) async fn find(
    page: StaffPage,
    PartnerInPath(partner): PartnerInPath,
) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let asker = page.asker();
    if let Ok(id) = CustomerId::parse(query.text("customer")) {
        let at_hand = partner.customer(id);
        match asker.measure(asker.app.store.check_customer(at_hand.key())).await {
            Ok(()) => return Ok(page.lead_to(&address(at_hand))),
            Err(StoreError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let problem = Some(("customer", page.texts().acts_none()));
    let shown = Shown { status: StatusCode::NOT_FOUND, notice: None, typed: &query, problem };
    partner::render(&page, partner, shown).await
}

/// The customer.
pub(crate) async fn show(
    page: StaffPage,
    PartnersCustomer(at_hand): PartnersCustomer,
) -> Result<Response, PageError> {
    let (texts, query) = (page.texts(), SentForm::parse(&page.info.query));
    let done = match query.text("done") {
        "status" => Some(texts.acts_done_status()),
        "nonprofit" => Some(texts.acts_done_nonprofit()),
        "education" => Some(texts.review_done_decided()),
        "roles" => Some(texts.acts_done_roles()),
        _ => None,
    };
    let notice = done.map(|text| Notice { kind: "good", text: text.to_owned() });
    let known = Known::load(&page, at_hand).await?;
    let shown = Shown { status: StatusCode::OK, notice, typed: &SentForm::default(), problem: None };
    render(&page, at_hand, &known, shown)
}

/// The customer as it is now, after a form that was not carried out with why.
pub(super) fn render(
    page: &StaffPage,
    at_hand: CustomerAtHand,
    known: &Known,
    shown: Shown<'_>,
) -> Result<Response, PageError> {
    let (texts, records) = (page.texts(), &known.records);
    let status = known.status.map_or(AccountStatus::Unknown, |record| record.status);
    let may = |verdict| decide::apply_verdict(records, verdict).is_ok();
    let since = |at: Option<_>| at.map(|at| page.locale().moment(at)).unwrap_or_default();
    let views = records.views();
    let template = CustomerShown {
        frame: page.frame(Area::Partners),
        notice: shown.notice,
        partner: at_hand.key().partner.to_string(),
        partner_name: partner_name(page, at_hand.key().partner),
        id: known.customer.id.to_string(),
        name: &known.customer.billing.company_name,
        status: account_status_name(texts, status),
        records: views
            .map(|view| (status_badge(texts, view.qualification, view.status), since(view.opened_at)))
            .collect(),
        seen: known.seen(),
        statuses: AccountStatus::ALL
            .into_iter()
            .map(|one| (one.name(), account_status_name(texts, one), one == status))
            .collect(),
        may_import: decide::import_nonprofit(records, page.asker().act().now).is_ok(),
        may_approve: may(Verdict::Approve),
        may_deny: may(Verdict::Deny(VettingReason::NotEducationCustomerAfterReview)),
        reasons: VettingReason::ALL.into_iter().map(VettingReason::text).collect(),
        typed: shown.typed,
        problem: shown.problem,
    };
    page.show_as(shown.status, &template)
}
