//! Rows that are copied from one database of this schema into another one.

use qualify_vocabulary::PartnerId;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, params_from_iter};

/// Rows of a table, in the order in which they were written.
pub(super) struct CopiedRows<'a> {
    pub(super) table: &'a str,
    /// Which of them, by a partner's id.
    pub(super) of: Option<(&'static str, PartnerId)>,
    /// A column that the target fills itself.
    pub(super) numbered_anew: Option<&'static str>,
}

impl<'a> CopiedRows<'a> {
    pub(super) const fn all(table: &'a str) -> Self {
        Self { table, of: None, numbered_anew: None }
    }
}

/// Writes rows of one database into another one.
pub(super) fn copy_rows(
    source: &Connection,
    target: &Connection,
    rows: CopiedRows<'_>,
) -> rusqlite::Result<()> {
    let CopiedRows { table, of, numbered_anew } = rows;
    let mut select = format!("SELECT * FROM {table}");
    let mut partner = None;
    if let Some((condition, id)) = &of {
        select.push_str(" WHERE ");
        select.push_str(condition);
        partner = Some(id.as_bytes());
    }
    if let Some(column) = numbered_anew {
        select.push_str(" ORDER BY ");
        select.push_str(column);
    }
    let mut select = source.prepare(&select)?;
    let names = select.column_names().map(str::to_owned).enumerate();
    let (places, names): (Vec<usize>, Vec<String>) =
        names.filter(|(_, name)| Some(name.as_str()) != numbered_anew).unzip();
    let marks = vec!["?"; names.len()].join(", ");
    let mut insert =
        target.prepare(&format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", ")))?;
    let mut rows = select.query(params_from_iter(partner))?;
    while let Some(row) = rows.next()? {
        for (parameter, place) in (1..).zip(&places) {
            insert.raw_bind_parameter(parameter, ToSqlOutput::Borrowed(row.get_ref(*place)?))?;
        }
        insert.raw_execute()?;
    }
    Ok(())
}
