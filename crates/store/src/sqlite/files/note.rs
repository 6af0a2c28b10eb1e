//! Acts that another process notes in a database file that a service may be using.

use std::borrow::Cow;
use std::path::Path;

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::Act;
use qualify_domain::ports::Outcome;
use rusqlite::params;

use crate::operations::trail::waiting_setting;
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::open;

/// Notes an act about no partner. The process that holds the file takes it into the trail.
pub(crate) fn note_act_beside(
    file: &Path,
    act: &Act,
    operation: AuditOperation,
    details: Vec<(Cow<'static, str>, String)>,
) -> Outcome<()> {
    let (name, note) = waiting_setting(act, operation, details)?;
    let connection = open::open_for_note(file)?;
    connection
        .execute("INSERT INTO settings (name, value) VALUES (?1, ?2)", params![name, note])
        .map(|_| ())
        .map_err(store_error)
}
