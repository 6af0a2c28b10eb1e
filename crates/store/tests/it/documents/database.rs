//! A database of a server as a place of the suite, and what only a database has: partners, and other processes.

use std::sync::Arc;

use qualify_domain::ports::{DocumentStore as _, StoreError};
use qualify_store::{
    DatabaseLocation, DocumentBytes, DocumentCopies, DocumentFiles, DocumentPlace, NamedDocument, Store,
};
use tempfile::TempDir;

use super::{Place, content, id, keep, parts};
use crate::conformance::Backend as _;
use crate::conformance::postgres::Postgres;
use crate::samples::{Tested, north, south};

/// A database of its own, and the folder of what comes in.
pub(super) struct Database {
    postgres: Postgres,
    folder: TempDir,
}

/// Does what waits by itself, outside of the test's runtime.
fn outside<T: Send>(work: impl FnOnce() -> anyhow::Result<T> + Send) -> anyhow::Result<T> {
    std::thread::scope(|scope| {
        scope.spawn(work).join().map_err(|_| anyhow::anyhow!("what was done outside panicked"))?
    })
}

/// Opens the documents of a store.
fn open(store: &Arc<Store>, folder: &TempDir) -> anyhow::Result<DocumentBytes> {
    outside(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(DocumentBytes::in_database(store, folder.path()))?)
    })
}

impl Place for Database {
    type Store = DocumentBytes;

    fn fresh() -> anyhow::Result<Self> {
        Ok(Self { postgres: Postgres::fresh()?, folder: tempfile::tempdir()? })
    }

    fn open(&self) -> anyhow::Result<DocumentBytes> {
        open(&self.postgres.store(), &self.folder)
    }

    async fn hold_for_copy_beside(&self) -> anyhow::Result<Option<impl Send>> {
        let beside = open(&Arc::new(self.postgres.open()?), &self.folder)?;
        Ok(beside.hold_for_copy().await?)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_is_its_partners_alone() -> Tested {
    let place = Database::fresh()?;
    let store = place.open()?;
    keep(&store, 1, &[b"personal data"]).await?;
    assert!(store.open(south(), id(1)).await?.is_none(), "another partner finds nothing under its id");
    assert_eq!(parts(&store, 1, 64).await?.concat(), b"personal data");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_process_sees_what_one_has_kept_and_parts_are_bounded() -> Tested {
    let place = Database::fresh()?;
    let (first, second) = (place.open()?, open(&Arc::new(place.postgres.open()?), &place.folder)?);
    let whole = content(1, 700_000);
    keep(&first, 1, &[&whole]).await?;
    assert_eq!(parts(&second, 1, 64 * 1024).await?.concat(), whole);
    place
        .postgres
        .execute("SELECT 1 / (count(*) = 3)::int FROM document_parts WHERE length(part) <= 262144")?;
    second.remove(id(1)).await?;
    assert!(first.open(north(), id(1)).await?.is_none());
    place.postgres.execute("SELECT 1 / (count(*) = 0)::int FROM document_parts")?;
    assert_eq!(second.bytes_kept(), 0);
    // Whatever comes in leaves no file behind.
    assert_eq!(std::fs::read_dir(place.folder.path())?.count(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_possible_beside_a_database_and_a_file_has_no_other_place() -> Tested {
    let place = Database::fresh()?;
    let store = place.postgres.store();
    assert_eq!(DocumentBytes::place(&store, None)?, DocumentPlace::Database);
    assert_eq!(DocumentBytes::place(&store, Some(DocumentPlace::Folder))?, DocumentPlace::Folder);
    let beside = DocumentBytes::in_folder(place.folder.path())?;
    keep(&beside, 1, &[b"bytes"]).await?;
    assert!(place.folder.path().join("documents").join(id(1).to_string()).exists());
    let file = Store::open(&DatabaseLocation::in_folder(place.folder.path()))?;
    assert_eq!(DocumentBytes::place(&file, None)?, DocumentPlace::Folder);
    let refused = DocumentBytes::place(&file, Some(DocumentPlace::Database));
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_backup_reads_is_put_into_another_database_once() -> Tested {
    let (from, to) = (Database::fresh()?, Database::fresh()?);
    let store = from.open()?;
    let whole = content(1, 600_000);
    keep(&store, 1, &[&whole]).await?;
    let named = NamedDocument { partner: north(), id: id(1), bytes: 600_000, hash: [0; 32] };
    outside(|| {
        let read = DocumentCopies::in_database(&DatabaseLocation::parse(from.postgres.url())?)?;
        let _held = read.hold()?.ok_or_else(|| anyhow::anyhow!("nothing is being removed"))?;
        assert_eq!(read.read(&named)?.as_deref(), Some(&whole[..]));
        for other in [
            NamedDocument { bytes: 599_999, ..named },
            NamedDocument { partner: south(), ..named },
            NamedDocument { id: id(2), ..named },
        ] {
            assert_eq!(read.read(&other)?, None, "{other:?}");
        }
        let put = DocumentCopies::in_database(&DatabaseLocation::parse(to.postgres.url())?)?;
        // Done again after a kill, it does nothing.
        for _ in 0..2 {
            put.put(&named, &whole)?;
        }
        let files = DocumentCopies::Files(DocumentFiles::in_folder(to.folder.path()));
        files.put(&named, &whole)?;
        assert_eq!(files.read(&named)?.as_deref(), Some(&whole[..]));
        Ok(())
    })?;
    assert_eq!(parts(&to.open()?, 1, 64 * 1024).await?.concat(), whole);
    Ok(())
}
