//! The datasets of a running service: polled for changes, built anew beside those in use, and exchanged in one step.
//! Whoever decides keeps the snapshot that it began with.
//!
//! A source that does not read any more, or that lost more than a tenth of its entries, stays as it was until an operator
//! accepts it: a half-written file must not turn institutions into strangers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use qualify_vetting::datasets::manifest::{Manifest, ManifestSource};
use qualify_vetting::datasets::{Basis, Snapshot, Source};

use super::basis::load_basis;
use super::cache::Cache;
use super::directory::{DatasetsError, MANIFEST_FILE, load_source, read_manifest};
use super::files;
use super::guard::{Shrunken, shrunken};
use super::report::{SourceReport, SourceState};

/// The datasets of a service.
#[derive(Debug)]
pub(crate) struct Datasets {
    current: ArcSwap<Snapshot>,
    /// Where they come from; none for what the program carries.
    watched: Option<Watched>,
}

#[derive(Debug)]
struct Watched {
    directory: PathBuf,
    cache: Cache,
    state: Mutex<State>,
}

/// What is known of the directory.
#[derive(Debug, Default)]
struct State {
    /// How everything looked from outside when it was read last.
    manifest: String,
    signatures: BTreeMap<String, String>,
    alarms: BTreeMap<String, Alarm>,
    /// Sources whose next version is taken whatever it holds.
    accepted: BTreeSet<String>,
    reports: Vec<SourceReport>,
}

/// Why a source is not of the version that the directory holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// It does not read: what the reader says.
    Unreadable(String),
    /// There is much less in it.
    Shrunken(Shrunken),
}

impl fmt::Display for Alarm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(fault) => formatter.write_str(fault),
            Self::Shrunken(shrunken) => shrunken.fmt(formatter),
        }
    }
}

impl Datasets {
    /// Those of a snapshot, for as long as the process lives.
    pub(crate) fn of(snapshot: Snapshot) -> Self {
        Self { current: ArcSwap::from_pointee(snapshot), watched: None }
    }

    /// Those of a directory, beside what the program carries. A source that does not read is left out, with an alarm.
    ///
    /// # Errors
    /// The manifest cannot be read.
    pub(crate) fn open(carried: Snapshot, directory: PathBuf, cache: PathBuf) -> Result<Self, DatasetsError> {
        let watched = Watched { directory, cache: Cache::new(&cache), state: Mutex::new(State::default()) };
        let snapshot = {
            let mut state = watched.state();
            watched.read(&mut state, &carried, true)?.unwrap_or(carried)
        };
        Ok(Self { current: ArcSwap::from_pointee(snapshot), watched: Some(watched) })
    }

    /// The datasets of this moment.
    pub(crate) fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Whether there is a directory to look at.
    pub(crate) fn is_watched(&self) -> bool {
        self.watched.is_some()
    }

    /// Looks whether the directory has changed, and takes what has. It reads files: not for a thread that others wait
    /// for. Answers whether there is another snapshot now.
    pub(crate) fn refresh(&self) -> bool {
        let Some(watched) = &self.watched else { return false };
        let mut state = watched.state();
        match watched.read(&mut state, &self.current.load(), false) {
            Ok(None) => false,
            Ok(Some(snapshot)) => {
                self.current.store(Arc::new(snapshot));
                true
            }
            Err(error) => {
                raise(&mut state, "manifest", Alarm::Unreadable(error.to_string()));
                false
            }
        }
    }

    /// Takes the next version of a source whatever it holds; answers whether there is such a source.
    pub(crate) fn accept(&self, id: &str) -> bool {
        let Some(watched) = &self.watched else { return false };
        let mut state = watched.state();
        if !state.reports.iter().any(|report| report.source.id == id) {
            return false;
        }
        state.accepted.insert(id.to_owned());
        // Looked at again, although nothing has changed since.
        state.signatures.remove(id);
        true
    }

    /// How each source was read last, with its alarm.
    pub(crate) fn reports(&self) -> Vec<(SourceReport, Option<Alarm>)> {
        let Some(watched) = &self.watched else { return Vec::new() };
        let state = watched.state();
        let alarm = |report: &SourceReport| state.alarms.get(&report.source.id).cloned();
        state.reports.iter().map(|report| (report.clone(), alarm(report))).collect()
    }

    /// How many sources have an alarm.
    pub(crate) fn alarms(&self) -> usize {
        self.watched.as_ref().map_or(0, |watched| watched.state().alarms.len())
    }
}

impl Watched {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what looks different; none if nothing does. At a start, caches are believed.
    fn read(
        &self,
        state: &mut State,
        before: &Snapshot,
        is_start: bool,
    ) -> Result<Option<Snapshot>, DatasetsError> {
        let manifest = read_manifest(&self.directory)?;
        state.alarms.remove("manifest");
        let manifest_signature = self.signature(MANIFEST_FILE);
        let is_new_manifest = manifest_signature != state.manifest;
        let basis_changed = is_new_manifest || self.has_changed(state, &manifest, |it| it.kind.is_basis());
        let others_changed = self.has_changed(state, &manifest, |it| !it.kind.is_basis());
        if !basis_changed && !others_changed {
            return Ok(None);
        }
        let mut round = Round { watched: self, state, before, is_start, everything: basis_changed };
        let snapshot = round.load(&manifest);
        state.manifest = manifest_signature;
        Ok(Some(snapshot))
    }

    fn signature(&self, path: &str) -> String {
        // What cannot be looked at looks different from what can.
        files::signature(&self.directory.join(path)).unwrap_or_default()
    }

    fn has_changed(
        &self,
        state: &State,
        manifest: &Manifest,
        concerns: impl Fn(&ManifestSource) -> bool,
    ) -> bool {
        let sources = manifest.sources.iter().filter(|source| source.enabled && concerns(source));
        sources.into_iter().any(|source| {
            state.signatures.get(&source.id).is_none_or(|known| *known != self.signature(&source.path))
        })
    }
}

/// One reading of the directory.
struct Round<'round> {
    watched: &'round Watched,
    state: &'round mut State,
    before: &'round Snapshot,
    is_start: bool,
    everything: bool,
}

impl Round<'_> {
    fn load(&mut self, manifest: &Manifest) -> Snapshot {
        let (basis, mut reports) = self.basis(manifest);
        for report in &reports {
            self.note_basis(report);
        }
        let mut sources = Vec::new();
        for source in manifest.sources.iter().filter(|source| !source.kind.is_basis()) {
            let (report, loaded) = self.source(source, &basis);
            reports.extend(report);
            sources.extend(loaded);
        }
        let is_named = |id: &String| manifest.sources.iter().any(|source| source.id == *id);
        self.state.alarms.retain(|id, _| is_named(id));
        self.state.signatures.retain(|id, _| is_named(id));
        self.state.reports = reports;
        Snapshot::new(basis, sources)
    }

    fn basis(&self, manifest: &Manifest) -> (Arc<Basis>, Vec<SourceReport>) {
        let (basis, reports) = load_basis(&self.watched.directory, manifest);
        let is_broken = reports.iter().any(|report| matches!(report.state, SourceState::Broken(_)));
        // Half a basis would judge by other rules: the one in use stays.
        if is_broken && !self.is_start {
            return (Arc::clone(self.before.basis()), reports);
        }
        if !self.everything && basis.versions == self.before.basis().versions {
            return (Arc::clone(self.before.basis()), reports);
        }
        (Arc::new(basis), reports)
    }

    fn note_basis(&mut self, report: &SourceReport) {
        let id = &report.source.id;
        match &report.state {
            SourceState::Broken(fault) => raise(self.state, id, Alarm::Unreadable(fault.clone())),
            SourceState::Used { .. } | SourceState::Off => {
                self.state.alarms.remove(id);
            }
        }
        let signature = self.watched.signature(&report.source.path);
        self.state.signatures.insert(id.clone(), signature);
    }

    /// A source of the new snapshot, and how it was read; the one in use where the new one is not to be taken.
    fn source(
        &mut self,
        source: &ManifestSource,
        basis: &Arc<Basis>,
    ) -> (Option<SourceReport>, Option<Arc<Source>>) {
        let in_use = self.before.sources().iter().find(|known| known.version.id == source.id).cloned();
        let signature = if self.is_start { String::new() } else { self.watched.signature(&source.path) };
        let is_known = self.state.signatures.get(&source.id) == Some(&signature);
        if source.enabled && is_known && !self.everything {
            let report = self.state.reports.iter().find(|report| report.source.id == source.id).cloned();
            return (report, in_use);
        }
        let cache = self.is_start.then_some(&self.watched.cache);
        let (report, loaded) = load_source(&self.watched.directory, source, basis, cache);
        // A start leaves it open how things look deeper down, so that the first look reads a cached tree again.
        if !self.is_start {
            self.state.signatures.insert(source.id.clone(), signature);
        }
        let refused = refusal(&report.state, in_use.as_deref(), loaded.as_deref());
        // What does not read cannot be taken, whoever accepts it.
        let is_accepted = self.state.accepted.remove(&source.id) && loaded.is_some();
        if let Some(alarm) = refused.filter(|_| !is_accepted) {
            raise(self.state, &source.id, alarm);
            return (Some(report), in_use);
        }
        self.state.alarms.remove(&source.id);
        if let (Some(loaded), false) = (&loaded, self.is_start) {
            self.watched.cache.keep_source(source, basis, &self.watched.directory, loaded);
        }
        (Some(report), loaded)
    }
}

/// Why a new version is not to be taken.
fn refusal(state: &SourceState, in_use: Option<&Source>, new: Option<&Source>) -> Option<Alarm> {
    match (state, in_use, new) {
        (SourceState::Broken(fault), _, _) => Some(Alarm::Unreadable(fault.clone())),
        (SourceState::Used { .. }, Some(in_use), Some(new)) => {
            shrunken(in_use.content.len(), new.content.len()).map(Alarm::Shrunken)
        }
        (SourceState::Used { .. } | SourceState::Off, _, _) => None,
    }
}

/// Raises an alarm, and says so once.
fn raise(state: &mut State, id: &str, alarm: Alarm) {
    if state.alarms.get(id) != Some(&alarm) {
        tracing::error!(source = id, fault = %alarm, "a dataset is not taken; the version before it stays in use");
        state.alarms.insert(id.to_owned(), alarm);
    }
}
