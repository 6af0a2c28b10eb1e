//! A walk along the chains of all partners, at one moment of the database.

use qualify_domain::ports::{DecisionFault, Outcome, StoreError, Walked};
use qualify_domain::vetting::{ChainHash, ChainWalk};
use qualify_vocabulary::PartnerId;
use tokio_postgres::Row;

use super::PostgresStore;
use super::engine::column::Columns;
use super::engine::value::params;
use super::rows::decisions::{SELECT_WITH_TEXTS, read_sealed, read_texts};

/// Decisions that are read at a time.
const ROWS: usize = 500;

impl PostgresStore {
    pub(crate) async fn walk_decisions(
        &self,
        mut report: impl FnMut(DecisionFault) + Send,
    ) -> Outcome<Walked> {
        let mut rows = self.look().await?;
        let mut walked = Walked::default();
        let mut chain: Option<(PartnerId, ChainWalk)> = None;
        let mut after: (Vec<u8>, i64) = (Vec::new(), 0);
        loop {
            let sql = format!(
                "{SELECT_WITH_TEXTS} WHERE (d.partner_id, d.sequence) > ($1, $2)
                 ORDER BY d.partner_id, d.sequence LIMIT $3"
            );
            let read = rows.session.rows(sql.into(), params![after.0, after.1, ROWS]).await?;
            for row in &read {
                look_at(row, &mut walked, &mut chain, &mut report)?;
                let columns = Columns::new("decisions", row);
                after = (columns.get("partner_id")?, columns.get("sequence")?);
            }
            if read.len() < ROWS {
                return Ok(walked);
            }
        }
    }
}

/// Looks at one decision.
fn look_at(
    row: &Row,
    walked: &mut Walked,
    chain: &mut Option<(PartnerId, ChainWalk)>,
    report: &mut impl FnMut(DecisionFault),
) -> Outcome<()> {
    walked.decisions += 1;
    let mut found = |fault| {
        walked.faults += 1;
        report(fault);
    };
    let partner = match Columns::new("decisions", row).id::<PartnerId>("partner_id") {
        Ok(partner) => partner,
        Err(error) => {
            found(unreadable(row, error)?);
            return Ok(());
        }
    };
    if chain.as_ref().is_none_or(|(of, _)| *of != partner) {
        *chain = None;
        walked.partners += 1;
    }
    let (_, walk) = chain.get_or_insert_with(|| (partner, ChainWalk::default()));
    let mut found = |fault| {
        walked.faults += 1;
        report(fault);
    };
    let is_erased = step(row, walk, &mut found)?;
    walked.erased += u64::from(is_erased);
    Ok(())
}

/// Takes the next step of a walk; answers whether the decision's texts are erased.
fn step(row: &Row, walk: &mut ChainWalk, found: &mut impl FnMut(DecisionFault)) -> Outcome<bool> {
    let sealed = match read_sealed(row) {
        Ok(sealed) => sealed,
        Err(error) => {
            found(unreadable(row, error)?);
            let columns = Columns::new("decisions", row);
            let sequence = columns.get::<i64>("sequence").map_or(0, i64::unsigned_abs);
            walk.skip(sequence, columns.get("hash").ok().map(ChainHash::from_bytes));
            return Ok(false);
        }
    };
    let texts = match read_texts(row) {
        Ok(texts) => texts,
        Err(error) => {
            found(unreadable(row, error)?);
            if let Err(fault) = walk.step(&sealed, None) {
                found(DecisionFault::Chain(fault));
            }
            return Ok(false);
        }
    };
    let body = texts.as_ref().map(|texts| (&texts.body, &texts.salt));
    if let Err(fault) = walk.step(&sealed, body) {
        found(DecisionFault::Chain(fault));
    }
    Ok(texts.is_none())
}

/// A value that does not read back as a fault of its decision; another error stays one.
fn unreadable(row: &Row, error: StoreError) -> Outcome<DecisionFault> {
    match error {
        StoreError::Corrupt { table, column } => {
            let id = Columns::new("decisions", row).id("id").ok();
            Ok(DecisionFault::Unreadable { id, table, column })
        }
        other => Err(other),
    }
}
