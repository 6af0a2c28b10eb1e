//! Snapshots of one partner: its rows in a database of their own, which are put in the place of those that it has.
//!
//! All events of a database are numbered in the order of the commits, whosever they are, and up to a number deliveries were
//! made of them. A partner's events come back under new numbers. So that this says nothing else of anybody's, deliveries are
//! made of all that wait, those of the partner when the snapshot is taken and those of the others when it is put back.

use std::path::Path;

use qualify_domain::ports::{Leases, Outcome};
use qualify_vocabulary::{PartnerId, ProcessId};
use rusqlite::{Connection, OpenFlags};

use super::copied_rows::{CopiedRows, copy_rows};
use crate::operations::due::ReleaseLeases;
use crate::operations::webhooks::SpreadEvents;
use crate::rows::{EventRows as _, SettingRows as _};
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::run::{HOLDER, run};
use crate::sqlite::engine::session::Session;
use crate::sqlite::engine::tables::{TABLES, numbered_by_all, rows_of_partner};
use crate::sqlite::engine::{migrate, open};
use crate::sqlite::rows::SqliteRows;
use crate::undone::Done;

/// Events of which deliveries are made at a time.
const EVENTS_MAX: u16 = 256;

/// Copies what is committed of a partner into an empty file.
pub(super) fn copy(database: &Path, partner: PartnerId, file: &Path) -> Outcome<()> {
    let source = open::open_for_copy(database)?;
    let mut target =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(store_error)?;
    // A copy that is not whole is thrown away; the file is synchronised afterwards.
    target.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;").map_err(store_error)?;
    migrate::migrate(&mut target)?;
    // The rows of one moment.
    source.execute_batch("BEGIN").map_err(store_error)?;
    target.execute_batch("BEGIN").map_err(store_error)?;
    for table in TABLES.iter().rev() {
        let of = rows_of_partner(table).map(|condition| (condition, partner));
        copy_rows(&source, &target, CopiedRows { table, of, numbered_anew: None }).map_err(store_error)?;
    }
    let mut session = Session::new(target);
    // Whoever had leases when it was taken has them no more, whichever process it was.
    run(HOLDER, ReleaseLeases(Leases::All), &mut session)?;
    spread_all(HOLDER, &mut session)?;
    session.connection().execute_batch("COMMIT").map_err(store_error)
}

/// Puts the rows of a snapshot in the place of those that its partner has.
pub(super) fn restore(
    owner: ProcessId,
    session: &mut Session,
    source: &Connection,
    partner: PartnerId,
) -> Done<()> {
    SqliteRows::of(session, owner).delete_partner_data(partner)?;
    spread_all(owner, session)?;
    let tables = TABLES.iter().rev().filter(|table| rows_of_partner(table).is_some());
    for table in tables {
        let rows = CopiedRows { numbered_anew: numbered_by_all(table), ..CopiedRows::all(table) };
        copy_rows(source, session.connection(), rows).map_err(store_error)?;
    }
    SqliteRows::of(session, owner).mark_all_events_spread()
}

/// Makes deliveries of all events of which none were made.
fn spread_all(owner: ProcessId, session: &mut Session) -> Done<()> {
    while run(owner, SpreadEvents { rows_max: EVENTS_MAX }, session)? > 0 {}
    Ok(())
}
