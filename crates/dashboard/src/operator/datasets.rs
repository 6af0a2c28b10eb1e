//! What decisions look things up in: versions, what was read and is not used, what is held back and why.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::request::Parts;
use qualify_server::datasets::{Alarm, QuarantineCause, SourceReport, SourceState};
use qualify_server::service::datasets::{self, InUse};
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_texts::Dashboard as Texts;

use super::OPERATORS;
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::words::Badge;

/// Entries that are not used, of which so many are shown.
const QUARANTINED_MAX: usize = 50;

#[derive(Template)]
#[template(path = "operator/datasets.html")]
struct DatasetsPage<'a> {
    frame: Frame<'a>,
    is_accepted: bool,
    sources: Vec<SourceShown>,
    versions: Vec<VersionRow>,
    may_write: bool,
}

struct SourceShown {
    id: String,
    kind: &'static str,
    state: Badge,
    version: String,
    entries: Option<String>,
    licence: String,
    /// Why its newest version is held back until somebody takes it.
    alarm: Option<String>,
    /// Why its newest version does not read, in the reader's words.
    broken: Option<String>,
    quarantined: Vec<(String, &'static str)>,
    quarantined_count: usize,
}

struct VersionRow {
    id: String,
    version: String,
    as_of: String,
}

/// `{dataset_id}`.
#[derive(Debug, Clone)]
pub(crate) struct DatasetInPath(String);

impl<S: Send + Sync> FromRequestParts<S> for DatasetInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let text = qualify_server::api::extract::path_parameter(parts, state, "dataset_id").await;
        Ok(Self(text.unwrap_or_default()))
    }
}

/// The sources, and the versions in use.
pub(crate) async fn show(page: StaffPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let asker = page.asker();
    let InUse { sources, versions } = datasets::in_use(&asker);
    let versions = versions.iter().map(|version| VersionRow {
        id: version.id.clone(),
        version: version.hash.clone(),
        as_of: version.as_of.map(|day| day.to_string()).unwrap_or_default(),
    });
    let template = DatasetsPage {
        frame: page.frame(Area::Datasets),
        is_accepted: query.text("done") == "accepted",
        sources: sources.into_iter().map(|(report, alarm)| source(&page, report, alarm)).collect(),
        versions: versions.collect(),
        may_write: asker.holds(OPERATORS),
    };
    page.show(&template)
}

/// Takes a version that is held back; one that is not, or no longer, needs nothing.
pub(crate) async fn accept(
    page: StaffPage,
    DatasetInPath(id): DatasetInPath,
    _form: SentForm,
) -> Result<Response, PageError> {
    let asker = page.asker();
    let known = datasets::in_use(&asker).sources.into_iter().find(|(report, _)| report.source.id == id);
    let (_, alarm) = known.ok_or(ServiceError::Refused(ServiceRefusal::DatasetNotFound))?;
    if alarm.is_some() {
        datasets::accept(&asker, &id).await?;
    }
    Ok(page.lead_to("/dashboard/datasets?done=accepted"))
}

fn source(page: &StaffPage, report: SourceReport, alarm: Option<Alarm>) -> SourceShown {
    let texts = page.texts();
    let badge = |kind, text: &str| Badge { kind, text: text.to_owned() };
    let mut shown = SourceShown {
        kind: report.source.kind.name(),
        state: badge("good", texts.dataset_used()),
        version: String::new(),
        entries: None,
        licence: report.source.licence.clone(),
        broken: None,
        quarantined: Vec::new(),
        quarantined_count: 0,
        id: report.source.id,
        alarm: None,
    };
    match report.state {
        SourceState::Used { version, entries, quarantined, .. } => {
            shown.version = version.to_string();
            shown.entries = Some(page.locale().number(entries as u64));
            shown.quarantined_count = quarantined.len();
            let first = quarantined.into_iter().take(QUARANTINED_MAX);
            shown.quarantined = first.map(|one| (one.entry, cause_text(texts, one.cause))).collect();
        }
        SourceState::Off => shown.state = badge("", texts.dataset_off()),
        SourceState::Broken(why) => {
            shown.state = badge("problem", texts.dataset_broken());
            shown.broken = Some(why);
        }
    }
    if let Some(alarm) = alarm {
        shown.state = badge("warning", texts.dataset_held_back());
        match alarm {
            Alarm::Unreadable(fault) => shown.broken = Some(fault),
            Alarm::Shrunken(much) => shown.alarm = Some(texts.dataset_shrunken(much.before, much.after)),
        }
    }
    shown
}

/// Why an entry is not used.
fn cause_text(texts: Texts, cause: QuarantineCause) -> &'static str {
    match cause {
        QuarantineCause::PublicSuffix => texts.dataset_cause_public_suffix(),
        QuarantineCause::GovernmentOrMilitary => texts.dataset_cause_government(),
        QuarantineCause::PublicMailbox => texts.dataset_cause_mailbox(),
        QuarantineCause::HostingProvider => texts.dataset_cause_hosting(),
        QuarantineCause::ListFile => texts.dataset_cause_list_file(),
        QuarantineCause::NoEntryFile => texts.dataset_cause_no_entry_file(),
        QuarantineCause::NoHost => texts.dataset_cause_no_host(),
        QuarantineCause::NoName => texts.dataset_cause_no_name(),
        QuarantineCause::Unreadable => texts.dataset_cause_unreadable(),
        QuarantineCause::UnmappedType => texts.dataset_cause_type(),
        QuarantineCause::UnmappedStatus => texts.dataset_cause_status(),
        QuarantineCause::NoCountry => texts.dataset_cause_country(),
    }
}
