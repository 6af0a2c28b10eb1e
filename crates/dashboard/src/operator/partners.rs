//! The partners: search, and a new one.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::partners::{self, PartnerInput};
use qualify_server::service::staff::PartnerAtHand;
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{PageSize, PartnerId, SearchWords};

use super::OPERATORS;
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::sign_in::encoded_pairs;
use crate::words::Badge;

/// Partners on a page.
const PAGE_SIZE: u64 = 50;

#[derive(Template)]
#[template(path = "operator/partners.html")]
struct PartnersPage<'a> {
    frame: Frame<'a>,
    notice: Option<&'static str>,
    search: &'a str,
    partners: Vec<PartnerRow>,
    is_first: bool,
    next: Option<String>,
    may_write: bool,
    typed: &'a SentForm,
    problem: Option<(&'static str, &'static str)>,
}

struct PartnerRow {
    id: String,
    name: String,
    badges: Vec<Badge>,
}

impl PartnersPage<'_> {
    fn problem_of(&self, field: &str) -> Option<&'static str> {
        self.problem.filter(|(known, _)| *known == field).map(|(_, text)| text)
    }
}

/// What is wrong with a field of a form.
type Problem = (&'static str, &'static str);

/// The partners that are looked for.
pub(crate) async fn list(page: StaffPage) -> Result<Response, PageError> {
    render(&page, &SentForm::default(), (StatusCode::OK, None))
}

/// Creates one. One that is there under this id and name is the form that comes twice; under another name it is another.
pub(crate) async fn create(page: StaffPage, form: SentForm) -> Result<Response, PageError> {
    let texts = page.texts();
    let wrong = |problem| render(&page, &form, (StatusCode::BAD_REQUEST, Some(problem)));
    let Ok(id) = PartnerId::parse(form.text("id")) else {
        return wrong(("id", texts.partners_no_id()));
    };
    let asker = page.asker();
    let at_hand = PartnerAtHand::of(&asker, id)?;
    if let Ok(known) = partners::get(&asker, at_hand) {
        if known.name == form.text("name") {
            return Ok(page.lead_to(&format!("/dashboard/partners/{id}")));
        }
        let problem = ("id", texts.partners_id_taken());
        return render(&page, &form, (StatusCode::CONFLICT, Some(problem)));
    }
    let input = PartnerInput {
        name: form.text("name").to_owned(),
        is_sandbox_account: form.find("sandbox-account").is_some(),
        status: None,
        may_create_customers: None,
    };
    match partners::put(&asker, at_hand, input).await {
        Ok(_) => Ok(page.lead_to(&format!("/dashboard/partners/{id}?done=created"))),
        Err(ServiceError::Refused(ServiceRefusal::NameUnusable { .. })) => {
            wrong(("name", texts.partners_no_name()))
        }
        Err(ServiceError::Refused(ServiceRefusal::NilPartner)) => wrong(("id", texts.partners_no_id())),
        Err(error) => Err(error.into()),
    }
}

fn render(
    page: &StaffPage,
    typed: &SentForm,
    (status, problem): (StatusCode, Option<Problem>),
) -> Result<Response, PageError> {
    let (asker, query) = (page.asker(), SentForm::parse(&page.info.query));
    let search = query.text("search");
    let after = query.find("after").and_then(|text| PartnerId::parse(text).ok());
    let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
    let words = SearchWords::parse(search);
    let found = partners::search(&asker, words.as_ref(), after, size);
    let next = found.next.map(|place| {
        let place = place.to_string();
        format!("/dashboard/partners?{}", encoded_pairs(&[("search", search), ("after", &place)]))
    });
    let template = PartnersPage {
        frame: page.frame(Area::Partners),
        notice: problem.map(|_| page.texts().form_wrong()),
        search,
        partners: found.items.iter().map(|partner| row(page.texts(), partner)).collect(),
        is_first: after.is_none(),
        next,
        may_write: asker.holds(OPERATORS),
        typed,
        problem,
    };
    page.show_as(status, &template)
}

fn row(texts: Texts, partner: &Partner) -> PartnerRow {
    PartnerRow { id: partner.id.to_string(), name: partner.name.clone(), badges: badges(texts, partner) }
}

/// What is said of a partner beside its name.
pub(super) fn badges(texts: Texts, partner: &Partner) -> Vec<Badge> {
    let badge = |kind, text: &str| Badge { kind, text: text.to_owned() };
    let status = match partner.status {
        PartnerStatus::Active => badge("good", texts.partner_active()),
        PartnerStatus::Suspended => badge("problem", texts.partner_suspended()),
    };
    let sandbox = partner.is_sandbox_account.then(|| badge("", texts.partner_sandbox_account()));
    let barred = (!partner.may_create_customers).then(|| badge("warning", texts.partner_creates_none()));
    [Some(status), sandbox, barred].into_iter().flatten().collect()
}
