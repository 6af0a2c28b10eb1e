//! What an archive says of itself.

use qualify_store::Holdings;
use qualify_vocabulary::{DocumentId, Timestamp};
use serde::{Deserialize, Serialize};

/// The form of archives that this program writes and reads.
pub(super) const FORMAT: u32 = 1;

/// The archive's own description; the hash of every member stands in a member of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The form of the archive.
    pub format: u32,
    /// The moment: everything that was acknowledged before it is there.
    pub taken_at: Timestamp,
    /// The version of the program that wrote it.
    pub program: String,
    /// The schema of the database.
    pub schema: u32,
    /// Whether the secret key is there.
    pub has_secret_key: bool,
    /// Partners, suspended ones too.
    pub partners: u64,
    /// Customers that have not ended.
    pub customers: u64,
    /// Decisions of vetting.
    pub decisions: u64,
    /// Cases, open and closed.
    pub reviews: u64,
    /// Documents that the database names and the archive holds.
    pub documents: u64,
    /// Bytes of all of those.
    pub document_bytes: u64,
    /// Documents that the database names and that were lost when the backup was taken.
    pub lost_documents: Vec<DocumentId>,
}

impl Manifest {
    /// Whether the database of the archive holds what is said here.
    pub(super) fn agrees_with(&self, schema: u32, held: Holdings) -> bool {
        (self.schema, self.partners, self.customers, self.decisions, self.reviews)
            == (schema, held.partners, held.customers, held.decisions, held.reviews)
            && self.documents + self.lost_documents.len() as u64 == held.documents
    }

    /// What is held, a line each.
    pub fn to_text(&self) -> String {
        format!(
            "moment: {}\nschema: {}\npartners: {}\ncustomers: {}\ndecisions: {}\nreviews: {}\ndocuments: {}\n\
             document bytes: {}\nlost documents: {}\nsecret key: {}\n",
            self.taken_at,
            self.schema,
            self.partners,
            self.customers,
            self.decisions,
            self.reviews,
            self.documents,
            self.document_bytes,
            self.lost_documents.len(),
            if self.has_secret_key { "yes" } else { "no" }
        )
    }
}
