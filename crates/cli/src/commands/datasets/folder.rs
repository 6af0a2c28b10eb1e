//! The folder that `fetch` fills: versions beside each other, and the manifest that names those in use.
//!
//!     manifest.json
//!     fetched/ror/2026-11-24-3f9a12c07be15d44/ror.json
//!     fetched/ror/2026-12-19-81d2aa5f0c9b7e60/ror.json
//!
//! A version is made in a folder of nobody's, and gets its place when it was looked at. The manifest changes last, in one
//! step: whoever reads it finds the version before, or the new one, and both are whole. Of each source the version before
//! stays; older ones go.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use qualify_server::datasets::MANIFEST_FILE;
use qualify_vetting::datasets::manifest::Manifest;
use qualify_vetting::vocabulary::Date;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::catalogue::{Form, Published};
use super::download::Fault;
use crate::exit::Failure;

/// The folder of all versions, below the one with the manifest.
const FETCHED: &str = "fetched";

/// Longest manifest, in bytes.
const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// A folder with datasets, for as long as one process fills it.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    /// The manifest as it stands on the disk, with whatever somebody else wrote into it.
    manifest: Value,
    _lock: File,
}

/// A version that has no place yet.
#[derive(Debug)]
pub(crate) struct Staged {
    folder: TempDir,
    /// Its file or folder, as the manifest would name it.
    pub(crate) path: String,
}

impl Staged {
    pub(crate) fn download(&self) -> PathBuf {
        self.folder.path().join("download")
    }
}

impl Folder {
    /// Makes the folder if it is not there, and keeps others from filling it.
    pub(crate) fn open(root: &Path) -> Result<Self, Failure> {
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            Failure::Failed(format!("{}: {what}: {error}; name another folder with --into", root.display()))
        };
        fs::create_dir_all(root.join(FETCHED)).map_err(|error| failed("it cannot be made", &error))?;
        let lock = File::create(root.join(FETCHED).join("lock"));
        let lock = lock.map_err(|error| failed("it cannot be written", &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Failed(format!(
                    "{}: another `qualify datasets fetch` fills it; wait until it has ended",
                    root.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(failed("it cannot be locked", &error)),
        }
        Ok(Self { root: root.to_owned(), manifest: read(root)?, _lock: lock })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Room for a version of a source.
    pub(crate) fn stage(&self, source: &Published) -> Result<Staged, Fault> {
        let fetched = self.root.join(FETCHED);
        let folder = tempfile::Builder::new().prefix(".new-").tempdir_in(fetched)?;
        let name = folder.path().file_name().map(|name| name.to_string_lossy().into_owned());
        let path = format!("{FETCHED}/{}/{}", name.unwrap_or_default(), content_name(source));
        Ok(Staged { folder, path })
    }

    /// Gives a version its place, and names it in the manifest that [`Folder::publish`] writes.
    pub(crate) fn take(
        &mut self,
        source: &Published,
        staged: Staged,
        hash: &str,
        as_of: Date,
    ) -> Result<(), Fault> {
        let version = format!("{FETCHED}/{}/{as_of}-{hash}", source.id);
        let place = self.root.join(&version);
        let content = place.join(content_name(source));
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        // One of a fetch that did not end is in nobody's use.
        if place.exists() && self.path_of(source.id) != Some(format!("{version}/{}", content_name(source))) {
            fs::remove_dir_all(&place)?;
        }
        if !place.exists() {
            fs::create_dir(&place)?;
            fs::rename(self.root.join(&staged.path), &content)?;
        }
        let entry = entry(source, &format!("{version}/{}", content_name(source)), as_of);
        self.manifest = with_entry(&self.manifest, &entry);
        Ok(())
    }

    /// Notes that the version in use was still what is published on a day.
    pub(crate) fn still(&mut self, source: &Published, as_of: Date) {
        if let Some(path) = self.path_of(source.id) {
            self.manifest = with_entry(&self.manifest, &entry(source, &path, as_of));
        }
    }

    /// The manifest as it would be with a source at a path.
    pub(crate) fn manifest_with(&self, source: &Published, path: &str) -> Result<Manifest, Fault> {
        let manifest = with_entry(&self.manifest, &entry(source, path, Date::constant(2000, 1, 1)));
        let parsed = Manifest::parse(manifest.to_string().as_bytes());
        let mut parsed = parsed.map_err(|fault| Fault::Refused(fault.to_string()))?;
        // One that is off is looked at all the same when it is asked for.
        parsed
            .sources
            .iter_mut()
            .filter(|entry| entry.id == source.id)
            .for_each(|entry| entry.enabled = true);
        Ok(parsed)
    }

    /// The manifest as it stands.
    pub(crate) fn manifest(&self) -> Result<Manifest, Failure> {
        Manifest::parse(self.manifest.to_string().as_bytes()).map_err(|fault| {
            Failure::WrongSettings(format!("{}: {fault}", self.root.join(MANIFEST_FILE).display()))
        })
    }

    /// Where the version in use of a source is.
    pub(crate) fn path_of(&self, id: &str) -> Option<String> {
        entry_of(&self.manifest, id)?.get("path")?.as_str().map(str::to_owned)
    }

    /// Writes the manifest in one step, and lets go of versions that are older than the one before.
    pub(crate) fn publish(&self) -> Result<(), Failure> {
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(&self.root)?;
            file.write_all(format!("{:#}\n", self.manifest).as_bytes())?;
            file.as_file().sync_all()?;
            // A service may run as somebody else than the one who fetches.
            file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
            file.persist(self.root.join(MANIFEST_FILE)).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| {
            Failure::Failed(format!(
                "{}: it cannot be written: {error}; the versions before stay in use",
                self.root.join(MANIFEST_FILE).display()
            ))
        })?;
        self.prune();
        Ok(())
    }

    /// Of each source keeps the version in use and the newest of the others.
    fn prune(&self) {
        let sources = fs::read_dir(self.root.join(FETCHED)).into_iter().flatten().flatten();
        for source in sources.filter(|it| !it.file_name().to_string_lossy().starts_with('.')) {
            let versions = fs::read_dir(source.path()).into_iter().flatten().flatten();
            let mut others: Vec<_> =
                versions.map(|it| it.path()).filter(|path| !self.is_named(path)).collect();
            others.sort_by_key(|path| fs::metadata(path).and_then(|it| it.modified()).ok());
            others.pop();
            for path in others {
                // What stays costs room, and nothing else; the next fetch tries again.
                let _ = fs::remove_dir_all(path);
            }
        }
    }

    fn is_named(&self, version: &Path) -> bool {
        let paths = self.manifest["sources"].as_array().into_iter().flatten();
        paths.filter_map(|it| it["path"].as_str()).any(|path| self.root.join(path).starts_with(version))
    }
}

/// What a version's content is called in its folder.
fn content_name(source: &Published) -> &'static str {
    match source.form {
        Form::Tree => "domains",
        Form::Record => "ror.json",
        Form::File => source.file,
    }
}

fn read(root: &Path) -> Result<Value, Failure> {
    let path = root.join(MANIFEST_FILE);
    let wrong = |problem: &dyn std::fmt::Display| {
        Failure::WrongSettings(format!(
            "{}: {problem}; correct it, or name another folder with --into",
            path.display()
        ))
    };
    let length = match fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(json!({"format": 1, "sources": []}));
        }
        Err(error) => return Err(wrong(&error)),
    };
    if length > MANIFEST_BYTES_MAX {
        return Err(wrong(&format!("it is longer than {MANIFEST_BYTES_MAX} bytes")));
    }
    let bytes = fs::read(&path).map_err(|error| wrong(&error))?;
    Manifest::parse(&bytes).map_err(|fault| wrong(&fault))?;
    serde_json::from_slice(&bytes).map_err(|error| wrong(&error))
}

/// The entry of a manifest for a source at a path.
fn entry(source: &Published, path: &str, as_of: Date) -> Value {
    let mut entry = json!({
        "id": source.id,
        "kind": source.kind.name(),
        "path": path,
        "asOf": as_of.to_string(),
        "complete": source.is_complete,
        "licence": source.licence,
        "url": source.url,
        "proves": source.proves,
    });
    if let Some(title) = source.title {
        entry["title"] = title.into();
    }
    entry
}

fn entry_of<'value>(manifest: &'value Value, id: &str) -> Option<&'value Value> {
    manifest["sources"].as_array()?.iter().find(|entry| entry["id"] == id)
}

/// The manifest with an entry in the place of the one of its id, whose further members stay.
fn with_entry(manifest: &Value, entry: &Value) -> Value {
    let mut manifest = manifest.clone();
    let Some(sources) = manifest["sources"].as_array_mut() else { return manifest };
    let known = sources.iter_mut().find(|known| known["id"] == entry["id"]);
    match (known.and_then(Value::as_object_mut), entry.as_object()) {
        (Some(known), Some(entry)) => known.extend(entry.clone()),
        (None, _) | (_, None) => sources.push(entry.clone()),
    }
    manifest
}
