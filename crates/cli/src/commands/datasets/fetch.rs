//! `qualify datasets fetch`: brings the public sources into a folder, each as a new version beside the one before. What
//! does not come whole, does not read, or holds much less than before, changes nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use qualify_server::datasets::{SourceReport, SourceState, load_sources, shrunken};
use qualify_vetting::datasets::Content;
use qualify_vetting::datasets::manifest::Manifest;
use qualify_vetting::vocabulary::Date;
use qualify_vocabulary::counted;
use reqwest::{Client, Url};

use super::catalogue::{self, Form, Published};
use super::download::{self, Fault, Wanted};
use super::fetched::{self, Came, Outcome};
use super::folder::{Folder, Staged};
use super::unpack::unpack;
use super::{mirror, record};
use crate::args::FetchDatasetsArgs;
use crate::exit::Failure;
use crate::{client, config, output, runtime};

/// Of what a source holds, the part in hundredths that may be unusable: more, and it is another file.
const UNUSED_PERCENT_MAX: usize = 50;

/// Of the entries in use, the part in hundredths that may be gone.
const GONE_PERCENT_MAX: usize = 10;

pub(crate) fn run(args: &FetchDatasetsArgs) -> Result<(), Failure> {
    let wanted = wanted(args)?;
    let mirror = args.mirror.as_deref().map(mirror::parse).transpose()?;
    let into = config::datasets_folder(args)?;
    if args.dry_run {
        return fetched::show_plan(&wanted, mirror.as_ref(), &into.path, args.output);
    }
    let trusted = args.ca.as_deref().map(client::certificates).transpose()?.unwrap_or_default();
    let is_on_this_machine = mirror.as_ref().is_some_and(mirror::is_on_this_machine);
    let client = download::new_client(trusted, is_on_this_machine)?;
    let mut fetch = Fetch { args, mirror, client, folder: Folder::open(&into.path)? };
    let manifest = fetch.folder.manifest()?;
    let outcomes = runtime::start()?.block_on(fetch.all(&wanted, &manifest));
    if outcomes.iter().any(|(_, outcome)| matches!(outcome, Outcome::Taken(_) | Outcome::Unchanged(_))) {
        fetch.folder.publish()?;
    }
    fetched::show(&outcomes, fetch.folder.root(), args.output)?;
    if !into.is_configured {
        let place = fetch.folder.root().canonicalize().unwrap_or_else(|_| fetch.folder.root().to_owned());
        output::note(&format!(
            "A service consults it by vetting.datasets_dir = \"{}\", and takes new versions by itself.",
            place.display()
        ));
    }
    fetched::end(&outcomes)
}

/// The sources that are asked for, in the order of the list.
fn wanted(args: &FetchDatasetsArgs) -> Result<Vec<&'static Published>, Failure> {
    let named = args.only.iter().chain(&args.accept);
    for id in named {
        if !catalogue::ALL.iter().any(|source| source.id == id) {
            return Err(Failure::WrongSettings(format!(
                "{id:?} is no source that is fetched; there are {}",
                catalogue::ids()
            )));
        }
    }
    let is_wanted = |source: &&Published| args.only.is_empty() || args.only.iter().any(|id| id == source.id);
    Ok(catalogue::ALL.iter().filter(is_wanted).collect())
}

/// One run of the command.
struct Fetch<'args> {
    args: &'args FetchDatasetsArgs,
    mirror: Option<Url>,
    client: Client,
    folder: Folder,
}

impl Fetch<'_> {
    async fn all(
        &mut self,
        wanted: &[&'static Published],
        manifest: &Manifest,
    ) -> Vec<(&'static Published, Outcome)> {
        let mut outcomes = Vec::new();
        for source in wanted {
            let entry = manifest.sources.iter().find(|entry| entry.id == source.id);
            let is_asked_for = !self.args.only.is_empty();
            let outcome = match entry {
                Some(entry) if !entry.enabled && !is_asked_for => Outcome::Off,
                Some(entry) if entry.kind != source.kind => Outcome::of(Fault::Refused(format!(
                    "the manifest has a source of that id and another kind, {}; give that one another id",
                    entry.kind.name()
                ))),
                Some(_) | None => self.one(source).await.unwrap_or_else(Outcome::of),
            };
            outcomes.push((*source, outcome));
        }
        outcomes
    }

    async fn one(&mut self, source: &'static Published) -> Result<Outcome, Fault> {
        let staged = self.folder.stage(source)?;
        let download = staged.download();
        let place = self.folder.root().join(&staged.path);
        let what = format!("{}: {}", source.id, self.url(source));
        let found = fetched::with_progress(&what, self.download(source, &staged)).await?;
        let form = source.form;
        // A tree has tens of thousands of files; nobody else waits for this thread.
        unpack(&download, form, &place)?;
        self.check(source, staged, found)
    }

    fn url(&self, source: &Published) -> String {
        self.mirror
            .as_ref()
            .map_or_else(|| source.url.to_owned(), |url| mirror::place(url, source).to_string())
    }

    async fn download(&self, source: &Published, staged: &Staged) -> Result<Found, Fault> {
        let timeout = Duration::from_secs(self.args.timeout);
        let parsed = |text: &str| Url::parse(text).map_err(|_| Fault::Refused(format!("{text} is no URL")));
        let (url, other_hosts, bytes, published_on) = match (&self.mirror, source.form) {
            (Some(mirror), _) => (mirror::place(mirror, source), &[][..], None, None),
            (None, Form::Record) => {
                let index = parsed(source.url)?;
                let newest = record::newest(&self.client, index, source, timeout).await?;
                (newest.url, source.other_hosts, newest.bytes, newest.published_on)
            }
            (None, Form::File | Form::Tree) => (parsed(source.url)?, source.other_hosts, None, None),
        };
        let wanted = Wanted { url, other_hosts, bytes_max: source.bytes_max, bytes, timeout };
        let came = download::to_file(&self.client, &wanted, &staged.download()).await?;
        let today = qualify_server::today();
        let as_of = published_on.or(came.changed_on).filter(|day| *day <= today).unwrap_or(today);
        Ok(Found { bytes: came.bytes, as_of })
    }

    /// Reads the new version as a service would, beside the one before, and gives it its place.
    fn check(&mut self, source: &'static Published, staged: Staged, found: Found) -> Result<Outcome, Fault> {
        let is_accepted = self.args.accept.iter().any(|id| id == source.id);
        let new = self.read(source, &staged.path)?;
        let used = used(&new)?;
        let before = self.folder.path_of(source.id).and_then(|path| self.read(source, &path).ok());
        let before_entries = before.as_ref().and_then(entries);
        if is_another_file(used.entries, used.unused) {
            return Err(Fault::Refused(format!(
                "of what it holds, {} can be used and {} cannot: it is another file",
                counted(used.entries, "entry"),
                used.unused
            )));
        }
        if let (Some(before), false) = (&before, is_accepted) {
            self.guard(source, before, &new)?;
        }
        let came = Came { entries: used.entries, unused: used.unused, before: before_entries, found };
        let hash = used.hash.clone();
        let ends_alike = |path: String| path.split('/').any(|part| part.ends_with(&format!("-{hash}")));
        if self.folder.path_of(source.id).is_some_and(ends_alike) {
            self.folder.still(source, came.found.as_of);
            return Ok(Outcome::Unchanged(came));
        }
        self.folder.take(source, staged, &hash, came.found.as_of)?;
        Ok(Outcome::Taken(came))
    }

    /// A source at a path, on the basis in use.
    fn read(&self, source: &Published, path: &str) -> Result<ReadVersion, Fault> {
        let mut manifest = self.folder.manifest_with(source, path)?;
        manifest.sources.retain(|entry| entry.id == source.id || entry.kind.is_basis());
        let loaded = load_sources(self.folder.root(), &manifest, None);
        let report = loaded.reports.iter().find(|report| report.source.id == source.id).cloned();
        let report = report.ok_or_else(|| Fault::refused("it is not read"))?;
        let content = loaded.find(source.id).map(|source| source.content.clone());
        Ok(ReadVersion { report, content })
    }

    /// # Errors
    /// Why the new version does not take the place of the one before unasked.
    fn guard(&self, source: &Published, before: &ReadVersion, new: &ReadVersion) -> Result<(), Fault> {
        let (Ok(used_before), Ok(used_new)) = (used(before), used(new)) else { return Ok(()) };
        let how = format!("look at {}, and take it as it is with --accept {}", self.url(source), source.id);
        if let Some(text) = shrunken(used_before.entries, used_new.entries) {
            return Err(Fault::Refused(format!("{text}; {how}")));
        }
        let (Some(old), Some(new)) = (&before.content, &new.content) else { return Ok(()) };
        let known: BTreeSet<&str> = new.hosts().collect();
        let (all, gone) = old.hosts().fold((0_usize, 0_usize), |(all, gone), host| {
            (all + 1, gone + usize::from(!known.contains(host)))
        });
        if gone * 100 > all * GONE_PERCENT_MAX {
            return Err(Fault::Refused(format!(
                "of {} in use, {gone} are not in it, which is more than a tenth; {how}",
                counted(all, "host")
            )));
        }
        Ok(())
    }
}

/// What came, before it was looked at.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) bytes: u64,
    pub(crate) as_of: Date,
}

/// A version that was read.
struct ReadVersion {
    report: SourceReport,
    content: Option<Content>,
}

struct Used {
    entries: usize,
    unused: usize,
    hash: String,
}

fn used(version: &ReadVersion) -> Result<Used, Fault> {
    match &version.report.state {
        SourceState::Used { version, entries, quarantined, .. } => {
            Ok(Used { entries: *entries, unused: quarantined.len(), hash: version.hash.clone() })
        }
        SourceState::Broken(fault) => Err(Fault::Refused(format!("it does not read: {fault}"))),
        SourceState::Off => Err(Fault::refused("it is off")),
    }
}

fn entries(version: &ReadVersion) -> Option<usize> {
    used(version).ok().map(|used| used.entries)
}

fn is_another_file(entries: usize, unused: usize) -> bool {
    unused * 100 > (entries + unused) * UNUSED_PERCENT_MAX
}

/// Where datasets are put.
#[derive(Debug)]
pub(crate) struct Into {
    pub(crate) path: PathBuf,
    /// Whether a service with this configuration consults it.
    pub(crate) is_configured: bool,
}
