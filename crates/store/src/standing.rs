//! How a database stands, whichever engine it is on, without serving it.

use crate::moving::FILLING;

/// The tables whose rows say how much a database holds.
pub(crate) const COUNTED: [&str; 7] =
    ["partners", "customers", "decisions", "reviews", "documents", "audit_records", "events"];

/// How a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The version of its schema; none of an empty database.
    pub schema: Option<u32>,
    /// Whether rows are moved into it, or were and did not all arrive.
    pub is_being_filled: bool,
    /// Tables and the rows that they have, where the schema is this program's.
    pub rows: Vec<(&'static str, u64)>,
    /// The bytes that it takes on the disk.
    pub bytes: u64,
}

impl Standing {
    pub(crate) const fn new(version: u32, rows: Vec<(&'static str, u64)>, bytes: u64) -> Self {
        let is_being_filled = version >= FILLING;
        let version = if is_being_filled { version - FILLING } else { version };
        let schema = if version == 0 { None } else { Some(version) };
        Self { schema, is_being_filled, rows, bytes }
    }
}
