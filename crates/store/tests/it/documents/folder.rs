//! A folder as a place of the suite, and what only a folder has: rights.

use std::os::unix::fs::PermissionsExt as _;

use qualify_domain::ports::{DocumentStore as _, DocumentStoreError, IncomingBytes as _};
use qualify_store::{DocumentFiles, DocumentFolder};
use tempfile::TempDir;

use super::{Place, content, id, keep};
use crate::samples::{Tested, north};

/// A temporary data folder.
pub(super) struct Folder(TempDir);

impl Place for Folder {
    type Store = DocumentFolder;

    fn fresh() -> anyhow::Result<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    fn open(&self) -> anyhow::Result<DocumentFolder> {
        Ok(DocumentFolder::open(self.0.path())?)
    }

    async fn hold_for_copy_beside(&self) -> anyhow::Result<Option<impl Send>> {
        Ok(DocumentFiles::in_folder(self.0.path()).hold_for_copy()?)
    }
}

#[tokio::test]
async fn folder_files_and_lock_are_their_owners_alone() -> Tested {
    let place = Folder::fresh()?;
    let store = place.open()?;
    keep(&store, 1, &[b"personal data"]).await?;
    let files = DocumentFiles::in_folder(place.0.path());
    for (file, mode) in
        [(files.folder().to_owned(), 0o700), (files.file(id(1)), 0o600), (files.lock().to_owned(), 0o600)]
    {
        assert_eq!(file.metadata()?.permissions().mode() & 0o777, mode, "{}", file.display());
    }
    Ok(())
}

#[tokio::test]
async fn what_another_process_looks_for_beside_changes_nothing_of_what_comes_in() -> Tested {
    let place = Folder::fresh()?;
    let store = place.open()?;
    let incoming = store.begin().await?.append(content(1, 100)).await?;
    let files = DocumentFiles::in_folder(place.0.path());
    drop(files.hold_for_copy()?);
    assert_eq!(std::fs::read_dir(files.folder())?.count(), 1);
    incoming.keep(north(), id(1)).await?;
    assert!(files.file(id(1)).exists());
    Ok(())
}

#[tokio::test]
async fn a_folder_that_is_gone_is_a_fault_and_no_missing_room() -> Tested {
    let place = Folder::fresh()?;
    let store = place.open()?;
    std::fs::remove_dir_all(DocumentFiles::in_folder(place.0.path()).folder())?;
    let begun = store.begin().await;
    assert!(matches!(begun, Err(DocumentStoreError::Failed(_))), "{begun:?}");
    Ok(())
}
