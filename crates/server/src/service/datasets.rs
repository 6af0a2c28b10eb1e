//! The datasets in use, and the acceptance of one that the guards hold back.

use std::sync::Arc;

use qualify_domain::audit::AuditOperation;
use qualify_domain::ports::{About, TrailNote, TrailStore as _};

use qualify_vetting::datasets::SourceVersion;

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use crate::datasets::{Alarm, SourceReport};

/// The sources of the directory, and the versions in use.
#[derive(Debug)]
pub struct InUse {
    /// The sources, in the manifest's order, each with what is wrong with its newest version, which is held back then.
    pub sources: Vec<(SourceReport, Option<Alarm>)>,
    /// The versions that decisions name.
    pub versions: Vec<SourceVersion>,
}

/// What decisions look things up in now.
pub fn in_use(asker: &StaffAsker<'_>) -> InUse {
    let datasets = &asker.app.datasets;
    InUse { sources: datasets.reports(), versions: datasets.current().versions().to_vec() }
}

/// Takes a version although it does not look as the one before it would let expect. Nothing is accepted of which there is
/// no record.
///
/// # Errors
/// There is no such dataset.
pub async fn accept(asker: &StaffAsker<'_>, id: &str) -> Result<(), ServiceError> {
    let app = asker.app;
    let reports = app.datasets.reports();
    let found = reports.into_iter().find(|(report, _)| report.source.id == id);
    let (_, alarm) = found.ok_or(ServiceRefusal::DatasetNotFound)?;
    let alarm = alarm.map(|alarm| alarm.to_string()).unwrap_or_default();
    let note = TrailNote {
        operation: AuditOperation::AcceptDataset,
        about: About::NoPartner,
        details: vec![("Dataset".into(), id.to_owned()), ("Alarm".into(), alarm)],
    };
    asker.measure(app.store.record_act(asker.act(), note)).await?;
    if !app.datasets.accept(id) {
        return Err(ServiceRefusal::DatasetNotFound.into());
    }
    tracing::warn!(source = %id, operator = %asker.staff.person.name, "a dataset is taken as it is");
    let datasets = Arc::clone(&app.datasets);
    let refreshed = tokio::task::spawn_blocking(move || datasets.refresh()).await;
    refreshed.map_err(|error| ServiceError::Failed { cause: error.to_string() })?;
    Ok(())
}
