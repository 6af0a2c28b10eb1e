//! What is done with a whole database, whichever engine it is on: looked at, brought to the schema, moved.

use qualify_domain::ports::Outcome;

use crate::carried::{DocumentsToMove, MovedDocuments, carry, list_documents};
use crate::location::DatabaseLocation;
use crate::moving::{Moved, Progress, Source, Target, lead_with, refused};
use crate::standing::Standing;

/// What is said of a database that goes with its process.
const PRIVATE: &str =
    "sqlite::memory: is private to the process that has it; name a file by sqlite:PATH, or a server";

/// Looks how a database stands, also while services use it. Nothing is changed.
///
/// # Errors
/// There is none, or it does not read.
pub fn standing(location: &DatabaseLocation) -> Outcome<Standing> {
    match location {
        DatabaseLocation::SqliteFile(file) => crate::sqlite::standing_of_file(file),
        DatabaseLocation::SqliteTemporary => Err(refused(PRIVATE)),
        #[cfg(feature = "postgres")]
        DatabaseLocation::Postgres(url) => crate::postgres::standing_of_database(url),
    }
}

/// Brings a database to this program's schema, or makes the schema in an empty one of PostgreSQL; answers the version that it
/// had. Of several processes that do so at the same time, one does it.
///
/// # Errors
/// There is none, a service uses it, or another program wrote it.
pub fn bring_to_schema(location: &DatabaseLocation) -> Outcome<Option<u32>> {
    let before = match location {
        DatabaseLocation::SqliteFile(file) => crate::sqlite::migrate_file(file)?,
        DatabaseLocation::SqliteTemporary => return Err(refused(PRIVATE)),
        #[cfg(feature = "postgres")]
        DatabaseLocation::Postgres(url) => crate::postgres::migrate_database(url)?,
    };
    Ok(Some(before).filter(|version| *version > 0))
}

/// Moves all rows of a store into another one, which is empty, not there yet, or was left by a move of the same rows that
/// did not come to its end. No service may use either. What is said to `watch` is on the disk; where it answers false, the move
/// stops there, and can be gone on with.
///
/// # Errors
/// The source is in use or has another schema, the target holds rows, one of them fails, or what arrived is not what was sent.
/// Then no service starts on the target.
pub fn move_rows(
    from: &DatabaseLocation,
    to: &DatabaseLocation,
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Outcome<Moved> {
    move_all(from, to, None, watch).map(|(moved, _)| moved)
}

/// The same, with the bytes of documents, where it is said where they are and where they go: they are there before a service
/// can start on the target.
///
/// # Errors
/// As above; or bytes are not there, or cannot be written.
pub fn move_all(
    from: &DatabaseLocation,
    to: &DatabaseLocation,
    documents: Option<&DocumentsToMove>,
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Outcome<(Moved, Option<MovedDocuments>)> {
    // The target first: what is wrong with it is known before the source is held.
    let mut target = open_target(to)?;
    let source = open_source(from)?;
    let mut carried = None;
    let moved = lead_with(source, &mut *target, &crate::sqlite::moved_tables()?, watch, &mut || {
        if let Some(documents) = documents {
            carried = Some(carry(documents, &list_documents(from)?)?);
        }
        Ok(())
    })?;
    Ok((moved, carried))
}

fn open_source(from: &DatabaseLocation) -> Outcome<Box<dyn Source>> {
    match from {
        DatabaseLocation::SqliteFile(file) => crate::sqlite::open_source(file),
        DatabaseLocation::SqliteTemporary => Err(refused(PRIVATE)),
        #[cfg(feature = "postgres")]
        DatabaseLocation::Postgres(url) => crate::postgres::open_source(url),
    }
}

fn open_target(to: &DatabaseLocation) -> Outcome<Box<dyn Target>> {
    match to {
        DatabaseLocation::SqliteFile(file) => crate::sqlite::open_target(file),
        DatabaseLocation::SqliteTemporary => Err(refused(PRIVATE)),
        #[cfg(feature = "postgres")]
        DatabaseLocation::Postgres(url) => crate::postgres::open_target(url),
    }
}
