//! The list of customers, with its search.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::ports::{CustomerSearch, CustomerStore as _, FoundCustomer, SearchPlace};
use qualify_domain::qualification::ExclusiveRecord;
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{PageSize, Qualification, SearchWords, VettingStatus};
use qualify_wire::continuation;

use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;
use crate::sign_in::encoded_pairs;
use crate::state::Dashboard;
use crate::words::{Badge, qualification_name, status_badge, status_name};

/// Customers on a page.
const PAGE_SIZE: u64 = 50;
/// Keeps the places of this list apart from others.
const TOKEN_KIND: &str = "dashboard customers";

#[derive(Template)]
#[template(path = "customers/list.html")]
struct CustomersPage<'a> {
    frame: Frame<'a>,
    /// What is looked for.
    search: &'a str,
    qualifications: Vec<Choice>,
    statuses: Vec<Choice>,
    is_filtered: bool,
    customers: Vec<CustomerRow>,
    is_first: bool,
    next: Option<String>,
    may_write: bool,
}

/// A filter that can be chosen.
struct Choice {
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
}

struct CustomerRow {
    id: String,
    name: String,
    domain: String,
    badges: Vec<Badge>,
}

/// The customers that are looked for.
pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let (search, texts) = (query.text("search"), page.texts());
    let qualification = Qualification::ALL.into_iter().find(|one| one.name() == query.text("qualification"));
    let status = VettingStatus::ALL.into_iter().find(|one| one.name() == query.text("status"));
    let wanted = CustomerSearch { words: SearchWords::parse(search), qualification, status };
    let is_filtered = wanted != CustomerSearch::default();
    // A place that is not ours, or too old, is the beginning.
    let after = query.find("after").and_then(|token| place(&dashboard, &page, token));
    let is_first = after.is_none();
    let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
    let list = dashboard.store.search_customers(page.partner(), wanted, after, size);
    let found = page.info.meter.measure(list).await?;
    let template = CustomersPage {
        frame: page.frame(Area::Customers),
        search,
        qualifications: choices(&Qualification::ALL, qualification, Qualification::name, |one| {
            qualification_name(texts, one)
        }),
        statuses: choices(&VettingStatus::ALL, status, VettingStatus::name, |one| status_name(texts, one)),
        is_filtered,
        customers: found.items.into_iter().map(|customer| row(texts, customer)).collect(),
        is_first,
        next: found.next.map(|place| next_address(&dashboard, &page, &query, &place)),
        may_write: page.may_write(),
    };
    page.show(&template)
}

fn choices<T: Copy + PartialEq>(
    all: &[T],
    chosen: Option<T>,
    name: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<Choice> {
    let choice = |one: &T| Choice { value: name(*one), label: label(*one), is_chosen: chosen == Some(*one) };
    all.iter().map(choice).collect()
}

fn row(texts: Texts, found: FoundCustomer) -> CustomerRow {
    let exclusive = found.records.exclusive.as_ref().map(ExclusiveRecord::view);
    let exclusive = exclusive.map(|view| status_badge(texts, view.qualification, view.status));
    let declared = found.records.state_owned.as_ref();
    let declared = declared.map(|_| status_badge(texts, Qualification::StateOwnedEntity, None));
    CustomerRow {
        id: found.customer.id.to_string(),
        name: found.customer.company_name,
        domain: found.customer.domain.into(),
        badges: exclusive.into_iter().chain(declared).collect(),
    }
}

fn next_address(dashboard: &Dashboard, page: &PartnerPage, query: &SentForm, place: &SearchPlace) -> String {
    let now = dashboard.clock.now_of(page.partner());
    let token = continuation::seal(dashboard.paging_key(), page.partner(), now, TOKEN_KIND, place);
    let query = encoded_pairs(&[
        ("search", query.text("search")),
        ("qualification", query.text("qualification")),
        ("status", query.text("status")),
        ("after", &token),
    ]);
    format!("/dashboard/customers?{query}")
}

fn place(dashboard: &Dashboard, page: &PartnerPage, token: &str) -> Option<SearchPlace> {
    let now = dashboard.clock.now_of(page.partner());
    continuation::open(dashboard.paging_key(), page.partner(), now, TOKEN_KIND, token).ok()
}
