//! Decisions, a hash chain for each partner, with their texts beside it.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, Slice};
use qualify_domain::vetting::{
    ChainHash, DecisionBody, DecisionRecord, DecisionSeed, DecisionTexts, SealedDecision, StoredDecision,
};
use qualify_vocabulary::{
    DecisionId, PageSize, PartnerId, Qualification, ReasonCode, SignedDuration, Timestamp,
};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// Where a partner's chain ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChainEnd {
    pub(crate) sequence: u64,
    pub(crate) hash: ChainHash,
}

/// Decisions, a hash chain for each partner, with their texts beside it.
pub(crate) trait DecisionRows {
    /// Appends a decision to its partner's chain, with its texts beside it.
    fn append_decision(
        &mut self,
        sealed: &SealedDecision,
        body: &DecisionBody,
        seed: &DecisionSeed,
    ) -> Queued;
    /// Reads where the partner's chain ends. Comes before the writes that belong to a decision, so that a chain
    /// that does not read back is found while there is nothing to take back.
    fn find_chain_end(&mut self, partner: PartnerId) -> impl Read<ChainEnd>;
    /// Notes that another request takes the place of the customer's: the time of its texts begins to run.
    fn end_decision_texts(&mut self, key: CustomerKey, asked_for: Qualification, now: Timestamp) -> Queued;
    /// Erases the texts of all decisions about a customer; the chain stays whole.
    fn erase_decision_texts(&mut self, key: CustomerKey) -> Queued;
    /// Erases texts whose time is over, at most so many; answers how many.
    fn purge_decision_texts(
        &mut self,
        now: Timestamp,
        kept: SignedDuration,
        rows_max: u16,
    ) -> impl Read<usize>;
    /// One decision with its texts.
    fn find_decision(&mut self, id: DecisionId) -> impl Read<Option<StoredDecision>>;
    /// The decision that was made last about a request, with its texts.
    fn find_last_decision(
        &mut self,
        key: CustomerKey,
        asked_for: Qualification,
        opened_at: Timestamp,
    ) -> impl Read<Option<StoredDecision>>;
    /// The decisions about a customer below a place, the newest first.
    fn list_decisions(
        &mut self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> impl Read<Slice<StoredDecision>>;
}

/// A decision with its texts.
pub(crate) fn read_decision(columns: &impl Cells) -> Outcome<StoredDecision> {
    Ok(StoredDecision {
        sealed: read_sealed(columns)?,
        texts: read_texts(&columns.of_table("decision_texts"))?,
    })
}

/// What a chain is made of.
pub(crate) fn read_sealed(columns: &impl Cells) -> Outcome<SealedDecision> {
    let record = DecisionRecord {
        id: columns.id("id")?,
        partner: columns.id("partner_id")?,
        sequence: sequence(columns)?,
        customer: columns.id("customer_id")?,
        asked_for: columns.parsed("asked_for", Qualification::parse)?,
        opened_at: columns.moment("opened_at")?,
        attempt: columns.get("attempt")?,
        outcome: columns.parsed("outcome", qualify_vocabulary::Outcome::parse)?,
        reason_code: columns.parsed("reason_code", ReasonCode::parse)?,
        rule: columns.get("rule")?,
        ruleset: columns.get("ruleset")?,
        dataset_versions: columns
            .parsed("dataset_versions", |json| serde_json::from_str::<Vec<String>>(json))?,
        actor: columns.get("actor")?,
        deciders: columns
            .optional_parsed("decider_keys", |json| serde_json::from_str(json))?
            .unwrap_or_default(),
        decided_at: columns.moment("created_at")?,
    };
    Ok(SealedDecision {
        record,
        part_hashes: part_hashes(columns)?,
        previous: ChainHash::from_bytes(columns.get("previous_hash")?),
        hash: ChainHash::from_bytes(columns.get("hash")?),
    })
}

/// The texts of a decision; none where they were erased.
pub(crate) fn read_texts(columns: &impl Cells) -> Outcome<Option<DecisionTexts>> {
    let salt: Option<[u8; 16]> = columns.get("salt")?;
    let Some(salt) = salt else { return Ok(None) };
    let body = DecisionBody {
        inputs: columns.get("inputs")?,
        findings: columns.get("findings")?,
        rules: columns.get("rules")?,
        evidence: columns.get("evidence")?,
        explanation: columns.get("explanation")?,
    };
    Ok(Some(DecisionTexts { body, salt }))
}

fn sequence(columns: &impl Cells) -> Outcome<u64> {
    let sequence: i64 = columns.get("sequence")?;
    u64::try_from(sequence).map_err(|_| columns.corrupt("sequence"))
}

fn part_hashes(columns: &impl Cells) -> Outcome<[ChainHash; 5]> {
    let bytes: [u8; 160] = columns.get("part_hashes")?;
    let mut hashes = [ChainHash::START; 5];
    for (hash, part) in hashes.iter_mut().zip(bytes.as_chunks::<32>().0) {
        *hash = ChainHash::from_bytes(*part);
    }
    Ok(hashes)
}

/// Where a chain ends, of its last decision.
pub(crate) fn read_chain_end(columns: &impl Cells) -> Outcome<ChainEnd> {
    Ok(ChainEnd { sequence: sequence(columns)?, hash: ChainHash::from_bytes(columns.get("hash")?) })
}
