//! A walk along the chains of all partners, at one moment of the database.

use qualify_domain::ports::{DecisionFault, Outcome, Walked};

use super::PostgresStore;
use super::engine::column::{Cells as _, Columns};
use super::engine::value::params;
use super::rows::decisions::SELECT_WITH_TEXTS;
use crate::rows::WalkOfChains;

/// Decisions that are read at a time.
const ROWS: usize = 500;

impl PostgresStore {
    pub(crate) async fn walk_decisions(
        &self,
        mut report: impl FnMut(DecisionFault) + Send,
    ) -> Outcome<Walked> {
        let mut rows = self.look().await?;
        let mut walk = WalkOfChains::default();
        let mut after: (Vec<u8>, i64) = (Vec::new(), 0);
        loop {
            let sql = format!(
                "{SELECT_WITH_TEXTS} WHERE (d.partner_id, d.sequence) > ($1, $2)
                 ORDER BY d.partner_id, d.sequence LIMIT $3"
            );
            let read = rows.session.rows(sql.into(), params![after.0, after.1, ROWS]).await?;
            for row in &read {
                let columns = Columns::new("decisions", row);
                walk.look_at(&columns, &mut report)?;
                after = (columns.get("partner_id")?, columns.get("sequence")?);
            }
            if read.len() < ROWS {
                return Ok(walk.walked());
            }
        }
    }
}
