//! Partners of one's own, as pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_dashboard::{Area, Frame, OpenPage, PageError, SentForm};
use qualify_server::api::extract::OpenCall;
use qualify_server::api::path::QueryValues;
use qualify_vocabulary::PartnerId;

use super::overview::{length, whole_seconds};
use super::snapshot_rows::{self as snapshots, SnapshotRow};
use super::{Carried, Notice, PANEL, carry_out, lead_to, used_forms};
use crate::clock;
use crate::partners::path::OwnPartnerPath;
use crate::partners::routes::{administrator, name_of, too_many};
use crate::partners::{OwnPartner, TooMany};
use crate::seed::SandboxSeed;
use crate::state::{Handle, Sandbox};

#[derive(Template)]
#[template(path = "panel/partners.html")]
struct PartnersPage<'a> {
    frame: Frame<'a>,
    once: String,
    notice: Option<Notice>,
    partners: Vec<PartnerRow>,
}

struct PartnerRow {
    id: String,
    name: String,
    user: String,
    is_seeded: bool,
}

#[derive(Template)]
#[template(path = "panel/partner.html")]
struct PartnerPage<'a> {
    frame: Frame<'a>,
    once: String,
    notice: Option<Notice>,
    id: PartnerId,
    name: &'a str,
    seed: &'a SandboxSeed,
    clock: String,
    now: String,
    is_running: Option<bool>,
    clock_at: String,
    snapshots: Vec<SnapshotRow>,
    snapshots_at: String,
}

/// Those that there are.
pub(crate) async fn list(
    State(sandbox): State<Handle>,
    page: OpenPage,
    OpenCall(request): OpenCall,
) -> Result<Response, PageError> {
    let done = QueryValues::new(&request.query).find("done");
    let is_gone = done.as_deref() == Some("deleted");
    let notice = is_gone.then(|| Notice::good(page.texts().panel_done_partner_deleted()));
    render_list(&sandbox, &page, (StatusCode::OK, notice))
}

/// Makes one, and leads to it.
pub(crate) async fn create(
    State(sandbox): State<Handle>,
    page: OpenPage,
    form: SentForm,
) -> Result<Response, PageError> {
    let making = async {
        let made = sandbox.partners.create(&sandbox, form.find("seed").is_some()).await?;
        made.map_err(|TooMany| too_many(&sandbox))
    };
    match carry_out(&sandbox, &form, making).await? {
        Carried::Out(partner) => Ok(lead_to(&page, &format!("/partners/{}", partner.id), "created")),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}/partners"))),
        Carried::Wrong(status, notice) => render_list(&sandbox, &page, (status, Some(notice))),
    }
}

/// One with everything that its maker needs.
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    page: OpenPage,
    OpenCall(request): OpenCall,
    own: Result<OwnPartnerPath, qualify_server::api::failure::Failure>,
) -> Result<Response, PageError> {
    let OwnPartnerPath(own) = own?;
    let done = QueryValues::new(&request.query).find("done");
    let texts = page.texts();
    let notice = match done.as_deref() {
        Some("created") => Some(Notice::good(texts.panel_done_partner_created())),
        Some("reset") => Some(Notice::good(texts.panel_done_partner_reset())),
        Some("clock") => Some(Notice::good(texts.panel_done_clock())),
        Some("unsettled") => Some(Notice::good(texts.panel_done_unsettled())),
        Some(done) => snapshots::done(&page, done),
        None => None,
    };
    render(&sandbox, &page, &own, (StatusCode::OK, notice)).await
}

/// Brings one back to what it began with.
pub(crate) async fn reset(
    State(sandbox): State<Handle>,
    page: OpenPage,
    own: Result<OwnPartnerPath, qualify_server::api::failure::Failure>,
    form: SentForm,
) -> Result<Response, PageError> {
    let OwnPartnerPath(own) = own?;
    let place = format!("/partners/{}", own.id);
    match carry_out(&sandbox, &form, sandbox.partners.reset(&sandbox, own.id)).await? {
        Carried::Out(_) => Ok(lead_to(&page, &place, "reset")),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}{place}"))),
        Carried::Wrong(status, notice) => render(&sandbox, &page, &own, (status, Some(notice))).await,
    }
}

/// Takes one away, if somebody says that they mean it.
pub(crate) async fn delete(
    State(sandbox): State<Handle>,
    page: OpenPage,
    own: Result<OwnPartnerPath, qualify_server::api::failure::Failure>,
    form: SentForm,
) -> Result<Response, PageError> {
    let OwnPartnerPath(own) = own?;
    if form.find("sure").is_none() {
        let notice = Notice::problem(page.texts().panel_not_sure().to_owned());
        return render(&sandbox, &page, &own, (StatusCode::BAD_REQUEST, Some(notice))).await;
    }
    match carry_out(&sandbox, &form, sandbox.partners.delete(&sandbox, own.id)).await? {
        Carried::Out(()) => Ok(lead_to(&page, "/partners", "deleted")),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}/partners"))),
        Carried::Wrong(status, notice) => render(&sandbox, &page, &own, (status, Some(notice))).await,
    }
}

fn render_list(
    sandbox: &Sandbox,
    page: &OpenPage,
    (status, notice): (StatusCode, Option<Notice>),
) -> Result<Response, PageError> {
    let row = |own: &Arc<OwnPartner>| PartnerRow {
        id: own.id.to_string(),
        name: name_of(&own.seed).to_owned(),
        user: administrator(&own.seed).unwrap_or_default().to_owned(),
        is_seeded: own.is_seeded,
    };
    let template = PartnersPage {
        frame: page.frame(Area::Sandbox),
        once: used_forms::fresh(),
        notice,
        partners: sandbox.partners.list().iter().map(row).collect(),
    };
    page.show_as(status, &template)
}

/// Sets the clock of one ahead, or turns it forward.
pub(crate) async fn move_clock(
    State(sandbox): State<Handle>,
    page: OpenPage,
    own: Result<OwnPartnerPath, qualify_server::api::failure::Failure>,
    form: SentForm,
) -> Result<Response, PageError> {
    let OwnPartnerPath(own) = own?;
    let place = format!("/partners/{}", own.id);
    let turn = async {
        let now = match form.find("by") {
            Some(by) => clock::later(sandbox.clock.now_of(own.id), length(by)?)?,
            None => clock::moment(form.text("now"))?,
        };
        clock::move_partners_clock(&sandbox, own.id, now).await
    };
    match carry_out(&sandbox, &form, turn).await? {
        Carried::Out(true) => Ok(lead_to(&page, &place, "clock")),
        Carried::Out(false) => Ok(lead_to(&page, &place, "unsettled")),
        Carried::Before => Ok(page.lead_to(&format!("{PANEL}{place}"))),
        Carried::Wrong(status, notice) => render(&sandbox, &page, &own, (status, Some(notice))).await,
    }
}

/// The page of one.
pub(super) async fn render(
    sandbox: &Sandbox,
    page: &OpenPage,
    own: &OwnPartner,
    (status, notice): (StatusCode, Option<Notice>),
) -> Result<Response, PageError> {
    let now = sandbox.clock.now_of(own.id);
    let template = PartnerPage {
        frame: page.frame(Area::Sandbox),
        once: used_forms::fresh(),
        notice,
        id: own.id,
        name: name_of(&own.seed),
        seed: &own.seed,
        clock: page.locale().moment(now),
        now: whole_seconds(now),
        snapshots: snapshots::rows(sandbox, page, Some(own.id)).await?,
        snapshots_at: format!("{PANEL}/partners/{}/snapshots", own.id),
        is_running: None,
        clock_at: format!("{PANEL}/partners/{}/clock", own.id),
    };
    page.show_as(status, &template)
}
