//! A partner: what it may do, and its codes.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_domain::Refusal;
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::StoreError;
use qualify_domain::validation_code::ValidationCode;
use qualify_server::service::codes;
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::partners::{self, PartnerInput};
use qualify_server::service::staff::PartnerAtHand;
use qualify_vocabulary::PartnerId;

use super::OPERATORS;
use super::partners::badges;
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::words::Badge;

#[derive(Template)]
#[template(path = "operator/partner.html")]
#[expect(clippy::struct_excessive_bools, reason = "what a template asks, each by its name")]
struct PartnerShown<'a> {
    frame: Frame<'a>,
    notice: Option<Notice>,
    id: String,
    name: &'a str,
    is_suspended: bool,
    is_sandbox_account: bool,
    may_create_customers: bool,
    badges: Vec<Badge>,
    seen: String,
    codes: Vec<CodeRow>,
    /// The code that the next form issues unless it names another one.
    made_up: String,
    may_write: bool,
    typed: &'a SentForm,
    problem: Option<(&'static str, &'static str)>,
}

struct CodeRow {
    text: String,
    organization: String,
    max: Option<u32>,
    remaining: Option<u32>,
    changed: String,
}

/// Something that one should read first.
#[derive(Debug)]
pub(super) struct Notice {
    pub(super) kind: &'static str,
    pub(super) text: String,
}

/// How a partner is shown: after a form that was not carried out, with why.
#[derive(Debug)]
pub(super) struct Shown<'form> {
    pub(super) status: StatusCode,
    pub(super) notice: Option<Notice>,
    pub(super) typed: &'form SentForm,
    pub(super) problem: Option<(&'static str, &'static str)>,
}

impl PartnerShown<'_> {
    fn problem_of(&self, field: &str) -> Option<&'static str> {
        self.problem.filter(|(known, _)| *known == field).map(|(_, text)| text)
    }
}

/// `{partner_id}`, in whose affairs the asker may have a part; what is no id is no partner either.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartnerInPath(pub(crate) PartnerAtHand);

impl<S: Send + Sync> FromRequestParts<S> for PartnerInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let page = StaffPage::from_request_parts(parts, state).await?;
        let text = qualify_server::api::extract::path_parameter(parts, state, "partner_id").await;
        let id = text.and_then(|text| PartnerId::parse(&text).ok());
        let id = id.ok_or_else(|| StoreError::from(Refusal::PartnerNotFound))?;
        Ok(Self(PartnerAtHand::of(&page.asker(), id)?))
    }
}

/// The partner.
pub(crate) async fn show(
    page: StaffPage,
    PartnerInPath(partner): PartnerInPath,
) -> Result<Response, PageError> {
    let (texts, query) = (page.texts(), SentForm::parse(&page.info.query));
    let done = match query.text("done") {
        "created" => Some(texts.partner_done_created()),
        "saved" => Some(texts.partner_done_saved()),
        "issued" => Some(texts.partner_done_issued()),
        _ => None,
    };
    let notice = done.map(|text| Notice { kind: "good", text: text.to_owned() });
    let shown = Shown { status: StatusCode::OK, notice, typed: &SentForm::default(), problem: None };
    render(&page, partner, shown).await
}

/// Changes what it may do. Where somebody else changed it meanwhile, nothing is overwritten.
pub(crate) async fn put(
    page: StaffPage,
    PartnerInPath(at_hand): PartnerInPath,
    form: SentForm,
) -> Result<Response, PageError> {
    let (asker, texts) = (page.asker(), page.texts());
    let known = partners::get(&asker, at_hand)?;
    let input = PartnerInput {
        name: form.text("name").to_owned(),
        is_sandbox_account: form.find("sandbox-account").is_some(),
        status: Some(match form.text("status") {
            "suspended" => PartnerStatus::Suspended,
            _ => PartnerStatus::Active,
        }),
        may_create_customers: Some(form.find("may-create").is_some()),
    };
    let is_there = known.name == input.name
        && known.is_sandbox_account == input.is_sandbox_account
        && Some(known.status) == input.status
        && Some(known.may_create_customers) == input.may_create_customers;
    let done = format!("/dashboard/partners/{}?done=saved", at_hand.id());
    if is_there {
        return Ok(page.lead_to(&done));
    }
    if form.text("seen") != state_of(&known) {
        let notice = Notice { kind: "problem", text: texts.form_overtaken().to_owned() };
        let shown = Shown { status: StatusCode::CONFLICT, notice: Some(notice), typed: &form, problem: None };
        return render(&page, at_hand, shown).await;
    }
    match partners::put(&asker, at_hand, input).await {
        Ok(_) => Ok(page.lead_to(&done)),
        Err(ServiceError::Refused(ServiceRefusal::NameUnusable { .. })) => {
            wrong(&page, at_hand, &form, ("name", texts.partners_no_name())).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The partner with what is wrong with a form.
pub(super) async fn wrong(
    page: &StaffPage,
    partner: PartnerAtHand,
    typed: &SentForm,
    problem: (&'static str, &'static str),
) -> Result<Response, PageError> {
    let notice = Notice { kind: "problem", text: page.texts().form_wrong().to_owned() };
    let shown =
        Shown { status: StatusCode::BAD_REQUEST, notice: Some(notice), typed, problem: Some(problem) };
    render(page, partner, shown).await
}

/// What a form has seen of it.
fn state_of(partner: &Partner) -> String {
    let Partner { name, is_sandbox_account, status, may_create_customers, .. } = partner;
    format!("{is_sandbox_account} {status:?} {may_create_customers} {name}")
}

pub(super) async fn render(
    page: &StaffPage,
    at_hand: PartnerAtHand,
    shown: Shown<'_>,
) -> Result<Response, PageError> {
    let asker = page.asker();
    let partner = partners::get(&asker, at_hand)?;
    let codes = codes::list_for_staff(&asker, at_hand).await?;
    let template = PartnerShown {
        frame: page.frame(Area::Partners),
        notice: shown.notice,
        id: partner.id.to_string(),
        name: &partner.name,
        is_suspended: partner.status == PartnerStatus::Suspended,
        is_sandbox_account: partner.is_sandbox_account,
        may_create_customers: partner.may_create_customers,
        badges: badges(page.texts(), &partner),
        seen: state_of(&partner),
        codes: codes.into_iter().map(|code| row(page, code)).collect(),
        made_up: codes::fresh_code().reveal().to_owned(),
        may_write: asker.holds(OPERATORS),
        typed: shown.typed,
        problem: shown.problem,
    };
    page.show_as(shown.status, &template)
}

fn row(page: &StaffPage, code: ValidationCode) -> CodeRow {
    CodeRow {
        text: code.id.reveal().to_owned(),
        organization: code.organization_name,
        max: code.units.map(|units| units.max_creates),
        remaining: code.units.map(|units| units.remaining_creates),
        changed: page.locale().moment(code.changed_at),
    }
}
