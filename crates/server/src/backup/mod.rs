//! Backups: database, documents and secret key as one archive of one moment, and the way back.
//!
//! *One moment*: SQLite copies the database as it was when the copy began. The documents that the copy names are files
//! that never change; while a backup holds them (`qualify_store::DocumentHold`), none of them is removed. *Verified*:
//! the archive is read back from the disk before it gets its name; a restore checks everything before it puts
//! anything in its place.
//!
//! `archive` is the container, `manifest` what it says of itself, `take` and `restore` the two ways.

mod archive;
mod error;
mod manifest;
mod note;
mod restore;
mod take;
#[cfg(test)]
mod tests;

pub use error::{BackupError, RestoreError};
pub use manifest::Manifest;
pub use note::note;
pub use restore::{Destination, restore};
pub use take::{Choices, Source, take};
