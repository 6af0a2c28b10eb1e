//! A walk along the chains of all partners, decision by decision.

use qualify_domain::ports::{DecisionFault, Outcome, StoreError, Walked};
use qualify_domain::vetting::{ChainHash, ChainWalk};
use qualify_vocabulary::PartnerId;

use super::cells::Cells;
use super::decisions::{read_sealed, read_texts};

/// How far a walk has come. It looks at decisions in the order of their partners and places.
#[derive(Default)]
pub(crate) struct WalkOfChains {
    walked: Walked,
    chain: Option<(PartnerId, ChainWalk)>,
}

impl WalkOfChains {
    /// What was walked along so far.
    pub(crate) const fn walked(&self) -> Walked {
        self.walked
    }

    /// Looks at the next decision, with its texts.
    pub(crate) fn look_at(
        &mut self,
        columns: &impl Cells,
        report: &mut impl FnMut(DecisionFault),
    ) -> Outcome<()> {
        self.walked.decisions += 1;
        let Self { walked, chain } = self;
        let faults = &mut walked.faults;
        let mut found = |fault| {
            *faults += 1;
            report(fault);
        };
        let partner = match columns.id::<PartnerId>("partner_id") {
            Ok(partner) => partner,
            Err(error) => {
                found(unreadable(columns, error)?);
                return Ok(());
            }
        };
        if chain.as_ref().is_none_or(|(of, _)| *of != partner) {
            *chain = None;
            walked.partners += 1;
        }
        let (_, walk) = chain.get_or_insert_with(|| (partner, ChainWalk::default()));
        let is_erased = step(columns, walk, &mut found)?;
        walked.erased += u64::from(is_erased);
        Ok(())
    }
}

/// Takes the next step of a walk; answers whether the decision's texts are erased.
fn step(columns: &impl Cells, walk: &mut ChainWalk, found: &mut impl FnMut(DecisionFault)) -> Outcome<bool> {
    let sealed = match read_sealed(columns) {
        Ok(sealed) => sealed,
        Err(error) => {
            found(unreadable(columns, error)?);
            let sequence = columns.get::<i64>("sequence").map_or(0, i64::unsigned_abs);
            walk.skip(sequence, columns.get("hash").ok().map(ChainHash::from_bytes));
            return Ok(false);
        }
    };
    let texts = match read_texts(&columns.of_table("decision_texts")) {
        Ok(texts) => texts,
        Err(error) => {
            found(unreadable(columns, error)?);
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
fn unreadable(columns: &impl Cells, error: StoreError) -> Outcome<DecisionFault> {
    match error {
        StoreError::Corrupt { table, column } => {
            let id = columns.id("id").ok();
            Ok(DecisionFault::Unreadable { id, table, column })
        }
        other => Err(other),
    }
}
