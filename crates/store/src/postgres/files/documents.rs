//! The bytes of documents in the database, in parts, each keyed by its partner. What comes in and what is read lies in a
//! file without a name meanwhile, so that nobody who is slow holds a connection.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deadpool_postgres::Object;
use futures_util::TryStreamExt as _;
use qualify_domain::ports::{DocumentStore, DocumentStoreError, IncomingBytes, Outcome, StoreError};
use qualify_vocabulary::{DocumentId, PartnerId, Timestamp};
use tokio_postgres::{Client, Error};

use super::super::PostgresStore;
use super::super::engine::error::store_error;
use crate::documents::folder::{StoredFile, blocking};

/// The size of a part: what is held in memory of a document that is written.
const PART_BYTES: u64 = 256 * 1024;

/// How long a copy or a removal waits for the other.
const HOLD_WAIT: &str = "SET lock_timeout = '400ms'";

/// What of documents is in the database.
const KEPT: &str = "SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM document_bytes";

/// A document's head with its parts, in their order; an empty one has none.
const READ: &str = "SELECT d.bytes, p.part
    FROM document_bytes d LEFT JOIN document_parts p ON p.partner_id = d.partner_id AND p.document_id = d.id
    WHERE d.partner_id = $1 AND d.id = $2
    ORDER BY p.number";

/// Documents in a database, which any number of processes share.
#[derive(Debug, Clone)]
pub struct DocumentDatabase(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    store: PostgresStore,
    /// The folder of files without names.
    spool: PathBuf,
    /// What the kept documents take, as this process knows.
    kept: AtomicU64,
}

/// A document's bytes in a file without a name, not kept yet.
#[derive(Debug)]
pub struct IncomingSpool {
    place: DocumentDatabase,
    file: File,
    bytes: u64,
}

/// A lock, as long as its connection is there.
#[derive(Debug)]
pub struct DatabaseHold {
    _client: Client,
    /// What carries the connection.
    _place: DocumentDatabase,
}

impl DocumentDatabase {
    /// The documents of a store's database; what comes and goes lies in a folder meanwhile.
    pub(crate) async fn open(store: PostgresStore, spool: &Path) -> Outcome<Self> {
        let shared = Shared { store, spool: spool.to_owned(), kept: AtomicU64::new(0) };
        let place = Self(Arc::new(shared));
        let client = place.client().await?;
        place.look(&client).await.map_err(store_error)?;
        drop(client);
        Ok(place)
    }

    async fn client(&self) -> Outcome<Object> {
        self.0.store.core().connection().await
    }

    /// Looks how much is kept, also by other processes.
    async fn look(&self, client: &Client) -> Result<(), Error> {
        let bytes: i64 = client.query_one(KEPT, &[]).await?.get("bytes");
        self.0.kept.store(bytes.unsigned_abs(), Ordering::Relaxed);
        Ok(())
    }

    async fn spool(&self) -> Result<File, DocumentStoreError> {
        let folder = self.0.spool.clone();
        blocking(move || tempfile::tempfile_in(folder)).await
    }

    /// A connection that holds a lock until it goes.
    async fn hold(&self, lock: &str) -> Result<Option<DatabaseHold>, DocumentStoreError> {
        let client = self.0.store.core().connector.connect().await.map_err(failed)?;
        client.batch_execute(HOLD_WAIT).await.map_err(refused)?;
        match client.batch_execute(&format!("SELECT {lock}(hashtextextended('qualify.documents', 0))")).await
        {
            Ok(()) => Ok(Some(DatabaseHold { _client: client, _place: self.clone() })),
            Err(error) if error.code() == Some(&tokio_postgres::error::SqlState::LOCK_NOT_AVAILABLE) => {
                Ok(None)
            }
            Err(error) => Err(refused(error)),
        }
    }
}

impl DocumentStore for DocumentDatabase {
    type Incoming = IncomingSpool;
    type Stored = StoredFile;
    type Hold = DatabaseHold;

    async fn begin(&self) -> Result<IncomingSpool, DocumentStoreError> {
        Ok(IncomingSpool { place: self.clone(), file: self.spool().await?, bytes: 0 })
    }

    async fn open(
        &self,
        partner: PartnerId,
        id: DocumentId,
    ) -> Result<Option<StoredFile>, DocumentStoreError> {
        let client = self.client().await.map_err(failed)?;
        let key: [&[u8]; 2] = [&partner.as_bytes()[..], &id.as_bytes()[..]];
        let rows = client.query_raw(READ, key).await.map_err(refused)?;
        let mut rows = std::pin::pin!(rows);
        let mut found = None;
        while let Some(row) = rows.try_next().await.map_err(refused)? {
            let file = match found.take() {
                Some((file, _)) => file,
                None => self.spool().await?,
            };
            let part: Option<Vec<u8>> = row.get("part");
            let file = blocking(move || {
                (&file).write_all(&part.unwrap_or_default())?;
                Ok(file)
            })
            .await?;
            found = Some((file, row.get::<_, i64>("bytes").unsigned_abs()));
        }
        let Some((mut file, bytes)) = found else { return Ok(None) };
        let file = blocking(move || {
            if file.stream_position()? != bytes {
                return Err(io::Error::other("a part of the document is not in the database"));
            }
            file.seek(SeekFrom::Start(0)).map(|_| file)
        })
        .await?;
        Ok(Some(StoredFile::of(file, bytes)))
    }

    async fn remove(&self, id: DocumentId) -> Result<(), DocumentStoreError> {
        let client = self.client().await.map_err(failed)?;
        client
            .execute("DELETE FROM document_bytes WHERE id = $1", &[&&id.as_bytes()[..]])
            .await
            .map_err(refused)?;
        self.look(&client).await.map_err(refused)
    }

    async fn list_kept_until(&self, moment: Timestamp) -> Result<Vec<DocumentId>, DocumentStoreError> {
        let client = self.client().await.map_err(failed)?;
        let listed = client
            .query("SELECT id FROM document_bytes WHERE kept_at <= $1", &[&moment.as_microsecond()])
            .await
            .map_err(refused)?;
        self.look(&client).await.map_err(refused)?;
        let ids = listed.iter().map(|row| <[u8; 16]>::try_from(row.get::<_, &[u8]>("id")));
        ids.map(|id| id.map(DocumentId::from).map_err(|error| DocumentStoreError::Failed(Box::new(error))))
            .collect()
    }

    fn bytes_kept(&self) -> u64 {
        self.0.kept.load(Ordering::Relaxed)
    }

    async fn hold_for_removal(&self) -> Result<Option<DatabaseHold>, DocumentStoreError> {
        self.hold("pg_advisory_lock").await
    }

    async fn hold_for_copy(&self) -> Result<Option<DatabaseHold>, DocumentStoreError> {
        self.hold("pg_advisory_lock_shared").await
    }
}

impl IncomingBytes for IncomingSpool {
    async fn append(self, part: impl AsRef<[u8]> + Send + 'static) -> Result<Self, DocumentStoreError> {
        let Self { place, file, bytes } = self;
        blocking(move || {
            (&file).write_all(part.as_ref())?;
            Ok(Self { place, file, bytes: bytes + part.as_ref().len() as u64 })
        })
        .await
    }

    async fn read(&self) -> Result<Vec<u8>, DocumentStoreError> {
        let (file, bytes) =
            (self.file.try_clone().map_err(|error| DocumentStoreError::Failed(Box::new(error)))?, self.bytes);
        blocking(move || part_of(&file, 0, bytes)).await
    }

    async fn keep(self, partner: PartnerId, id: DocumentId) -> Result<(), DocumentStoreError> {
        let Self { place, mut file, bytes } = self;
        let mut client = place.client().await.map_err(failed)?;
        let (partner, id) = (&partner.as_bytes()[..], &id.as_bytes()[..]);
        let transaction = client.transaction().await.map_err(refused)?;
        let whole = i64::try_from(bytes).unwrap_or(i64::MAX);
        transaction
            .execute(
                "INSERT INTO document_bytes (partner_id, id, bytes, kept_at)
                 VALUES ($1, $2, $3, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)",
                &[&partner, &id, &whole],
            )
            .await
            .map_err(refused)?;
        let (mut number, mut at) = (0_i64, 0);
        while at < bytes {
            let (read, length) = (file, PART_BYTES.min(bytes - at));
            let (part, back) = blocking(move || Ok((part_of(&read, at, length)?, read))).await?;
            file = back;
            transaction
                .execute(
                    "INSERT INTO document_parts (partner_id, document_id, number, part) VALUES ($1, $2, $3, $4)",
                    &[&partner, &id, &number, &part],
                )
                .await
                .map_err(refused)?;
            (number, at) = (number + 1, at + length);
        }
        transaction.commit().await.map_err(refused)?;
        place.look(&client).await.map_err(refused)
    }
}

/// So many bytes of a file, from a place on.
fn part_of(file: &File, at: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut part = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact_at(&mut part, at)?;
    Ok(part)
}

fn refused(error: Error) -> DocumentStoreError {
    failed(store_error(error))
}

/// How what is said begins where the disk of the server is full.
const DISK_IS_FULL: &str = "the disk of the database is full";

/// Where the disk of the server is full, somebody has to make room.
fn failed(error: StoreError) -> DocumentStoreError {
    if matches!(error, StoreError::Unavailable { reason, .. } if reason.starts_with(DISK_IS_FULL)) {
        DocumentStoreError::Full(Box::new(error))
    } else {
        DocumentStoreError::Failed(Box::new(error))
    }
}
