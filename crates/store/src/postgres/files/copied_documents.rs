//! The bytes of documents in a database, read for a backup and put back by a restore.

use qualify_domain::ports::Outcome;

use super::super::engine::column::{Cells as _, Columns};
use super::super::engine::error::store_error;
use super::talk::Talk;
use crate::location::PostgresUrl;
use crate::sqlite::NamedDocument;

/// The size of a part, as `documents.rs` writes them.
const PART_BYTES: usize = 256 * 1024;

/// A connection that copies documents.
pub struct CopiedDocuments(Talk);

impl CopiedDocuments {
    pub(crate) fn open(url: &PostgresUrl) -> Outcome<Self> {
        Talk::begin(url).map(Self)
    }

    /// Keeps documents from being removed as long as this connection is there, unless that is under way.
    pub(crate) fn hold(&self) -> Outcome<bool> {
        self.0.is_so("SELECT pg_try_advisory_lock_shared(hashtextextended('qualify.documents', 0))")
    }

    /// The documents whose bytes have to be there, by their ids.
    pub(crate) fn list(&self) -> Outcome<Vec<NamedDocument>> {
        let sql = "SELECT partner_id, id, bytes, hash FROM documents WHERE deleted_at IS NULL ORDER BY id";
        let rows = self.0.wait(self.0.client.query(sql, &[])).map_err(store_error)?;
        let named = rows.iter().map(|row| {
            let columns = Columns::new("documents", row);
            Ok(NamedDocument {
                partner: columns.id("partner_id")?,
                id: columns.id("id")?,
                bytes: columns.get::<i64>("bytes")?.unsigned_abs(),
                hash: columns.get("hash")?,
            })
        });
        named.collect()
    }

    /// A document's bytes, if there are as many as were handed in.
    pub(crate) fn read(&self, document: &NamedDocument) -> Outcome<Option<Vec<u8>>> {
        let sql = "SELECT p.part
            FROM document_bytes d JOIN document_parts p ON p.partner_id = d.partner_id AND p.document_id = d.id
            WHERE d.partner_id = $1 AND d.id = $2 AND d.bytes = $3 ORDER BY p.number";
        let (partner, id) = (&document.partner.as_bytes()[..], &document.id.as_bytes()[..]);
        let bytes = i64::try_from(document.bytes).unwrap_or(i64::MAX);
        let rows = self.0.wait(self.0.client.query(sql, &[&partner, &id, &bytes])).map_err(store_error)?;
        let parts: Vec<&[u8]> = rows.iter().map(|row| row.get(0)).collect();
        let whole = parts.concat();
        Ok(Some(whole).filter(|whole| whole.len() as u64 == document.bytes))
    }

    /// Puts a document into its place, unless it is there: while rows are moved, no key says so.
    pub(crate) fn put(&self, document: &NamedDocument, bytes: &[u8]) -> Outcome<()> {
        let (partner, id) = (&document.partner.as_bytes()[..], &document.id.as_bytes()[..]);
        let whole = i64::try_from(document.bytes).unwrap_or(i64::MAX);
        let client = &self.0.client;
        let put = async {
            client.batch_execute("BEGIN").await?;
            let head = "INSERT INTO document_bytes (partner_id, id, bytes, kept_at)
                SELECT $1::bytea, $2::bytea, $3::bigint, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
                WHERE NOT EXISTS (SELECT 1 FROM document_bytes WHERE partner_id = $1 AND id = $2)
                ON CONFLICT DO NOTHING";
            if client.execute(head, &[&partner, &id, &whole]).await? > 0 {
                let part = "INSERT INTO document_parts (partner_id, document_id, number, part) VALUES ($1, $2, $3, $4)";
                for (number, bytes) in (0_i64..).zip(bytes.chunks(PART_BYTES)) {
                    client.execute(part, &[&partner, &id, &number, &bytes]).await?;
                }
            }
            client.batch_execute("COMMIT").await
        };
        self.0.wait(put).map_err(store_error)
    }
}

impl std::fmt::Debug for CopiedDocuments {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CopiedDocuments").finish_non_exhaustive()
    }
}
