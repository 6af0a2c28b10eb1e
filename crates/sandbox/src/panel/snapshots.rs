//! Snapshots: taken, brought back, deleted, of everybody and of one partner.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_dashboard::{Area, Frame, OpenPage, PageError, SentForm};
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use qualify_vocabulary::PartnerId;

use super::snapshot_rows::{SnapshotRow, done, rows};
use super::{Carried, Notice, PANEL, carry_out, lead_to, partners, used_forms};
use crate::partners::path::OwnPartnerPath;
use crate::partners::snapshots::{delete_of, restore_of, take_of};
use crate::snapshots::{delete_named, read_name, restore_named, take_named};
use crate::state::{Handle, Sandbox};

#[derive(Template)]
#[template(path = "panel/snapshots.html")]
struct SnapshotsPage<'a> {
    frame: Frame<'a>,
    once: String,
    notice: Option<Notice>,
    snapshots: Vec<SnapshotRow>,
    snapshots_at: String,
}

/// Those of everybody.
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    page: OpenPage,
    OpenCall(request): OpenCall,
) -> Result<Response, PageError> {
    let said = QueryValues::new(&request.query).find("done");
    let notice = said.and_then(|said| done(&page, &said));
    render(&sandbox, &page, (StatusCode::OK, notice)).await
}

/// Does with one of everybody's what the form says.
pub(crate) async fn set(
    State(sandbox): State<Handle>,
    page: OpenPage,
    form: SentForm,
) -> Result<Response, PageError> {
    if let Some(notice) = not_sure(&page, &form) {
        return render(&sandbox, &page, (StatusCode::BAD_REQUEST, Some(notice))).await;
    }
    match carry_out(&sandbox, &form, act(&sandbox, None, &form)).await? {
        Carried::Out(done) => Ok(lead_to(&page, "/snapshots", done)),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}/snapshots"))),
        Carried::Wrong(status, notice) => render(&sandbox, &page, (status, Some(notice))).await,
    }
}

/// The same with one of a partner's.
pub(crate) async fn set_of(
    State(sandbox): State<Handle>,
    page: OpenPage,
    own: Result<OwnPartnerPath, Failure>,
    form: SentForm,
) -> Result<Response, PageError> {
    let OwnPartnerPath(own) = own?;
    if let Some(notice) = not_sure(&page, &form) {
        return partners::render(&sandbox, &page, &own, (StatusCode::BAD_REQUEST, Some(notice))).await;
    }
    let place = format!("/partners/{}", own.id);
    match carry_out(&sandbox, &form, act(&sandbox, Some(own.id), &form)).await? {
        Carried::Out(done) => Ok(lead_to(&page, &place, done)),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}{place}"))),
        Carried::Wrong(status, notice) => {
            partners::render(&sandbox, &page, &own, (status, Some(notice))).await
        }
    }
}

/// What is lost by it has to be meant.
fn not_sure(page: &OpenPage, form: &SentForm) -> Option<Notice> {
    let is_lost = matches!(form.text("action"), "restore" | "delete");
    (is_lost && form.find("sure").is_none())
        .then(|| Notice::problem(page.texts().panel_not_sure().to_owned()))
}

/// Answers what was done.
async fn act(
    sandbox: &Sandbox,
    partner: Option<PartnerId>,
    form: &SentForm,
) -> Result<&'static str, Failure> {
    let name = read_name(form.text("name"))?;
    match (form.text("action"), partner) {
        ("restore", None) => restore_named(sandbox, name).await.map(|_| "restored"),
        ("restore", Some(partner)) => restore_of(sandbox, partner, name).await.map(|_| "restored"),
        ("delete", None) => delete_named(sandbox, name).await.map(|()| "deleted"),
        ("delete", Some(partner)) => delete_of(sandbox, partner, name).await.map(|()| "deleted"),
        (_, None) => take_named(sandbox, name).await.map(|_| "taken"),
        (_, Some(partner)) => take_of(sandbox, partner, name).await.map(|_| "taken"),
    }
}

async fn render(
    sandbox: &Sandbox,
    page: &OpenPage,
    (status, notice): (StatusCode, Option<Notice>),
) -> Result<Response, PageError> {
    let template = SnapshotsPage {
        frame: page.frame(Area::Sandbox),
        once: used_forms::fresh(),
        notice,
        snapshots: rows(sandbox, page, None).await?,
        snapshots_at: format!("{PANEL}/snapshots"),
    };
    page.show_as(status, &template)
}
