//! The files of documents: beside the database, named by their ids, readable by this user alone.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use qualify_vocabulary::{DocumentId, SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use super::lock;
use crate::data_folder;
use crate::under_way::UnderWay;

/// How the name of a file ends that is not complete.
pub(crate) const UNFINISHED: &str = ".part";

/// Age from which a file that no case knows is taken for left over: its case was not saved.
const LEFT_OVER_AGE: SignedDuration = SignedDuration::from_hours(1);

/// The part of the room for documents that those may take which are not complete.
const UNFINISHED_PART: u64 = 4;

/// Documents that are looked at at a time. One takes three times its bytes meanwhile, and a processor.
const INSPECTIONS_MAX: usize = 2;

/// The folder of the documents' files.
#[derive(Debug, Clone)]
pub(crate) struct DocumentFolder {
    folder: PathBuf,
    data_dir: PathBuf,
    bytes_max: u64,
    /// What the kept documents take.
    kept: Arc<AtomicU64>,
    pub(crate) unfinished: Arc<UnderWay>,
    pub(crate) inspections: Arc<Semaphore>,
}

impl DocumentFolder {
    /// Opens the folder below the data folder, or makes it. What was not complete when the last process ended, goes.
    pub(crate) fn open(data_dir: &Path, bytes_max: u64) -> std::io::Result<Self> {
        let folder = data_folder::documents(data_dir);
        std::fs::create_dir_all(&folder)?;
        restrict(&folder)?;
        // Made by whoever serves the folder, so that a backup of another user finds it.
        lock::delete(data_dir)?;
        let kept = remove_unfinished(&folder)?;
        Ok(Self {
            folder,
            data_dir: data_dir.to_owned(),
            bytes_max,
            kept: Arc::new(AtomicU64::new(kept)),
            unfinished: UnderWay::new(bytes_max / UNFINISHED_PART),
            inspections: Arc::new(Semaphore::new(INSPECTIONS_MAX)),
        })
    }

    /// Allows to delete documents that a case names, as long as the value is kept; not while a backup is being taken.
    pub(crate) fn begin_deleting(&self) -> std::io::Result<Option<File>> {
        lock::delete(&self.data_dir)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn file(&self, id: DocumentId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Whether so many more bytes have room beside what is kept and what comes in.
    pub(crate) fn has_room_for(&self, bytes: u64) -> bool {
        let taken = self.kept.load(Ordering::Relaxed).saturating_add(self.unfinished.total());
        taken.saturating_add(bytes) <= self.bytes_max
    }

    /// Takes note of a document that is complete.
    pub(crate) fn note_kept(&self, bytes: u64) {
        self.kept.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Opens a document's bytes, and tells how many there are.
    pub(crate) async fn read(&self, id: DocumentId) -> std::io::Result<(File, u64)> {
        let file = self.file(id);
        blocking(move || {
            let file = File::open(file)?;
            let bytes = file.metadata()?.len();
            Ok((file, bytes))
        })
        .await
    }

    /// Deletes a document's bytes, if they are there.
    pub(crate) async fn delete(&self, id: DocumentId) -> std::io::Result<()> {
        let (file, kept) = (self.file(id), Arc::clone(&self.kept));
        blocking(move || {
            let removed = std::fs::metadata(&file).and_then(|found| {
                std::fs::remove_file(&file)?;
                Ok(found.len())
            });
            match removed {
                Ok(bytes) => {
                    let less = |kept: u64| Some(kept.saturating_sub(bytes));
                    // The closure always gives a value.
                    let _ = kept.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
                    Ok(())
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// Documents of which there are files that are not quite new.
    pub(crate) async fn list_old(&self, now: Timestamp) -> std::io::Result<Vec<DocumentId>> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut documents = Vec::new();
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                let written =
                    Timestamp::try_from(entry.metadata()?.modified()?).map_err(std::io::Error::other)?;
                let name = entry.file_name();
                let id = name.to_str().and_then(|name| DocumentId::parse(name).ok());
                documents.extend(id.filter(|_| now.duration_since(written) >= LEFT_OVER_AGE));
            }
            Ok(documents)
        })
        .await
    }
}

/// Removes what was not complete; answers how many bytes the rest takes.
fn remove_unfinished(folder: &Path) -> std::io::Result<u64> {
    let mut kept = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.ends_with(UNFINISHED)) {
            std::fs::remove_file(entry.path())?;
        } else {
            kept += entry.metadata()?.len();
        }
    }
    Ok(kept)
}

#[cfg(unix)]
fn restrict(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(crate::private::OWNER_FOLDER))
}

#[cfg(not(unix))]
fn restrict(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?
}
