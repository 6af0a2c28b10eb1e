//! Acts that another process notes in a database that services may be using.

use std::borrow::Cow;

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::Act;
use qualify_domain::ports::Outcome;

use super::super::engine::error::store_error;
use super::talk::Talk;
use crate::location::PostgresUrl;
use crate::operations::trail::waiting_setting;

/// Notes an act about no partner. One of the processes that use the database takes it into the trail.
pub(crate) fn note_act_beside(
    url: &PostgresUrl,
    act: &Act,
    operation: AuditOperation,
    details: Vec<(Cow<'static, str>, String)>,
) -> Outcome<()> {
    let (name, note) = waiting_setting(act, operation, details)?;
    let talk = Talk::begin(url)?;
    let sql = "INSERT INTO settings (name, value) VALUES ($1, $2)";
    talk.wait(talk.client.execute(sql, &[&name, &note])).map(|_| ()).map_err(store_error)
}
