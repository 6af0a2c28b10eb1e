//! A database that no service uses: what a copy holds, and whether it is whole.

use std::path::Path;

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::{DocumentId, PartnerId};
use rusqlite::{Connection, OpenFlags};

use crate::sqlite::engine::column::{Cells as _, Columns};
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::migrate;
use crate::sqlite::engine::session::Session;

/// A copy of a database, read and never written.
pub struct DatabaseCopy {
    session: Session,
    schema: u32,
}

/// A document that a database names and whose bytes are a file beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedDocument {
    /// Whose it is.
    pub partner: PartnerId,
    /// The name of its file.
    pub id: DocumentId,
    /// How many bytes it has.
    pub bytes: u64,
    /// The SHA-256 of them.
    pub hash: [u8; 32],
}

/// How much a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holdings {
    /// Partners.
    pub partners: u64,
    /// Customers that have not ended.
    pub customers: u64,
    /// Decisions of vetting.
    pub decisions: u64,
    /// Cases, open and closed.
    pub reviews: u64,
    /// Documents whose bytes have to be there.
    pub documents: u64,
    /// Bytes of all of those.
    pub document_bytes: u64,
}

impl DatabaseCopy {
    /// Opens a file that nobody writes to.
    ///
    /// # Errors
    /// There is none, it is no database, or its schema is none that this program knows.
    pub fn open(file: &Path) -> Outcome<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).map_err(store_error)?;
        let schema = migrate::read_version(&connection)?;
        migrate::check_known(schema)?;
        if schema == 0 {
            let reason = "it is no database of this program";
            return Err(StoreError::Unavailable { reason, source: None });
        }
        Ok(Self { session: Session::new(connection), schema })
    }

    /// The version of its schema.
    pub const fn schema(&self) -> u32 {
        self.schema
    }

    /// Looks for damage. `reads_everything` compares the indexes with their tables, too, which a copy that was just
    /// made does not need: its indexes are new.
    ///
    /// # Errors
    /// SQLite finds something, or cannot read the file.
    pub fn check(&self, reads_everything: bool) -> Outcome<()> {
        let pragma = if reads_everything { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
        let found: String = self.session.get(pragma, [], |row| row.get(0).map_err(store_error))?;
        if found == "ok" {
            return Ok(());
        }
        Err(StoreError::Unavailable {
            reason: "the database is damaged",
            source: Some(format!("SQLite says: {found}").into()),
        })
    }

    /// How much it holds.
    ///
    /// # Errors
    /// It does not read.
    pub fn holdings(&self) -> Outcome<Holdings> {
        let count = |sql: &str| -> Outcome<u64> {
            let count = self.session.get(sql, [], |row| row.get::<_, i64>(0).map_err(store_error))?;
            Ok(count.unsigned_abs())
        };
        Ok(Holdings {
            partners: count("SELECT count(*) FROM partners")?,
            customers: count("SELECT count(*) FROM customers WHERE has_ended = 0")?,
            decisions: count("SELECT count(*) FROM decisions")?,
            reviews: count("SELECT count(*) FROM reviews")?,
            documents: count("SELECT count(*) FROM documents WHERE deleted_at IS NULL")?,
            document_bytes: count(
                "SELECT coalesce(sum(bytes), 0) FROM documents WHERE deleted_at IS
                 NULL",
            )?,
        })
    }

    /// The documents whose bytes have to be there, by their ids.
    ///
    /// # Errors
    /// It does not read.
    pub fn list_documents(&self) -> Outcome<Vec<NamedDocument>> {
        self.session.list(
            "SELECT r.partner_id, d.id, d.bytes, d.hash
             FROM documents d JOIN reviews r ON r.id = d.review_id
             WHERE d.deleted_at IS NULL ORDER BY d.id",
            [],
            |row| {
                let columns = Columns::new("documents", row);
                Ok(NamedDocument {
                    partner: columns.id("partner_id")?,
                    id: columns.id("id")?,
                    bytes: columns.get::<i64>("bytes")?.unsigned_abs(),
                    hash: columns.get("hash")?,
                })
            },
        )
    }

    /// A value that the installation keeps.
    ///
    /// # Errors
    /// It does not read.
    pub fn find_setting(&self, name: &str) -> Outcome<Option<Vec<u8>>> {
        self.session.find("SELECT value FROM settings WHERE name = ?1", [name], |row| {
            Columns::new("settings", row).get("value")
        })
    }
}

impl std::fmt::Debug for DatabaseCopy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("DatabaseCopy").finish_non_exhaustive()
    }
}
