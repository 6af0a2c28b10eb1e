//! Decisions, a hash chain for each partner, with their texts beside it.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, Slice, StoreError};
use qualify_domain::vetting::{
    ChainHash, DecisionBody, DecisionRecord, DecisionSeed, SealedDecision, StoredDecision,
};
use qualify_vocabulary::{DecisionId, PageSize, PartnerId, Qualification, SignedDuration, Timestamp};
use rusqlite::{Row, params};

use super::SqliteRows;
use crate::rows::{ChainEnd, DecisionRows, Queued, Read, read_chain_end, read_decision};
use crate::sqlite::engine::column::{Columns, micros};
use crate::sqlite::engine::session::Session;

/// A decision with its texts. The second table's are NULL where they were erased.
pub(crate) const SELECT_WITH_TEXTS: &str =
    "SELECT d.partner_id, d.sequence, d.id, d.customer_id, d.asked_for, d.opened_at,
        d.attempt, d.outcome, d.reason_code, d.rule, d.ruleset, d.dataset_versions,
        d.actor, d.decider_keys, d.part_hashes, d.previous_hash, d.hash, d.created_at,
        t.salt, t.inputs, t.findings, t.rules, t.evidence, t.explanation
     FROM decisions d
     LEFT JOIN decision_texts t ON t.partner_id = d.partner_id AND t.sequence = d.sequence";

/// The same by its customer: without the name of the index the planner takes the partner's whole chain.
const SELECT_OF_CUSTOMER_WITH_TEXTS: &str =
    "SELECT d.partner_id, d.sequence, d.id, d.customer_id, d.asked_for, d.opened_at,
        d.attempt, d.outcome, d.reason_code, d.rule, d.ruleset, d.dataset_versions,
        d.actor, d.decider_keys, d.part_hashes, d.previous_hash, d.hash, d.created_at,
        t.salt, t.inputs, t.findings, t.rules, t.evidence, t.explanation
     FROM decisions d INDEXED BY decisions_by_customer
     LEFT JOIN decision_texts t ON t.partner_id = d.partner_id AND t.sequence = d.sequence";

/// The same without a look at the texts.
const SELECT_OF_CUSTOMER: &str =
    "SELECT d.partner_id, d.sequence, d.id, d.customer_id, d.asked_for, d.opened_at,
    d.attempt, d.outcome, d.reason_code, d.rule, d.ruleset, d.dataset_versions,
    d.actor, d.decider_keys, d.part_hashes, d.previous_hash, d.hash, d.created_at,
    NULL AS salt
 FROM decisions d INDEXED BY decisions_by_customer";

impl DecisionRows for SqliteRows<'_> {
    fn append_decision(
        &mut self,
        sealed: &SealedDecision,
        body: &DecisionBody,
        seed: &DecisionSeed,
    ) -> Queued {
        self.write(|session| {
            insert(session, sealed)?;
            insert_texts(session, &sealed.record, body, seed)
        })
    }

    fn find_chain_end(&mut self, partner: PartnerId) -> impl Read<ChainEnd> {
        self.read(|session| {
            let end = session.find(
                "SELECT sequence, hash
                 FROM decisions
                 WHERE partner_id = ?1
                 ORDER BY sequence DESC LIMIT 1",
                [partner.as_bytes()],
                |row| read_chain_end(&Columns::new("decisions", row)),
            )?;
            Ok(end.unwrap_or(ChainEnd { sequence: 0, hash: ChainHash::START }))
        })
    }

    fn end_decision_texts(&mut self, key: CustomerKey, asked_for: Qualification, now: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_any(
                "UPDATE decision_texts SET ended_at = ?4
                     WHERE partner_id = ?1 AND ended_at IS NULL AND sequence IN (SELECT sequence FROM
                         decisions INDEXED BY decisions_by_customer
                         WHERE partner_id = ?1 AND customer_id = ?2 AND asked_for = ?3)",
                params![key.partner.as_bytes(), key.customer.as_bytes(), asked_for.name(), micros(now)],
            )
        })
    }

    fn erase_decision_texts(&mut self, key: CustomerKey) -> Queued {
        self.write(|session| {
            session.execute_any(
                "DELETE
                     FROM decision_texts
                     WHERE partner_id = ?1 AND sequence IN (SELECT sequence FROM
                         decisions INDEXED BY decisions_by_customer
                         WHERE partner_id = ?1 AND customer_id = ?2)",
                [key.partner.as_bytes(), key.customer.as_bytes()],
            )
        })
    }

    fn purge_decision_texts(
        &mut self,
        now: Timestamp,
        kept: SignedDuration,
        rows_max: u16,
    ) -> impl Read<usize> {
        self.read(|session| {
            let before = now.checked_sub(kept).unwrap_or(Timestamp::MIN);
            session.execute(
                "DELETE
                 FROM decision_texts
                 WHERE rowid IN (SELECT rowid FROM decision_texts WHERE ended_at < ?1 ORDER BY ended_at
                     LIMIT ?2)",
                params![micros(before), rows_max],
            )
        })
    }

    fn find_decision(&mut self, id: DecisionId) -> impl Read<Option<StoredDecision>> {
        self.read(|session| {
            session.find(&format!("{SELECT_WITH_TEXTS} WHERE d.id = ?1"), [id.as_bytes()], read)
        })
    }

    fn find_last_decision(
        &mut self,
        key: CustomerKey,
        asked_for: Qualification,
        opened_at: Timestamp,
    ) -> impl Read<Option<StoredDecision>> {
        self.read(|session| {
            session.find(
                &format!(
                    "{SELECT_OF_CUSTOMER_WITH_TEXTS}
                     WHERE d.partner_id = ?1 AND d.customer_id = ?2 AND d.asked_for = ?3 AND d.opened_at = ?4
                     ORDER BY d.sequence DESC LIMIT 1"
                ),
                params![key.partner.as_bytes(), key.customer.as_bytes(), asked_for.name(), micros(opened_at)],
                read,
            )
        })
    }

    fn list_decisions(
        &mut self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> impl Read<Slice<StoredDecision>> {
        self.read(|session| {
            let select = if with_texts { SELECT_OF_CUSTOMER_WITH_TEXTS } else { SELECT_OF_CUSTOMER };
            let rows_max = u32::from(size.items()) + 1;
            let below = below.and_then(|below| i64::try_from(below).ok()).unwrap_or(i64::MAX);
            let mut items = session.list(
                &format!(
                    "{select} WHERE d.partner_id = ?1 AND d.customer_id = ?2 AND d.sequence < ?3
             ORDER BY d.sequence DESC LIMIT ?4"
                ),
                params![key.partner.as_bytes(), key.customer.as_bytes(), below, rows_max],
                read,
            )?;
            let has_more = items.len() == rows_max as usize;
            items.truncate(usize::from(size.items()));
            Ok(Slice { items, has_more })
        })
    }
}

fn insert(session: &Session, sealed: &SealedDecision) -> Outcome<()> {
    let record = &sealed.record;
    let part_hashes: Vec<u8> = sealed.part_hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
    session.execute_one(
        "INSERT INTO decisions (partner_id, sequence, id, customer_id, asked_for, opened_at,
            attempt, outcome, reason_code, rule, ruleset, dataset_versions, actor, part_hashes,
            previous_hash, hash, created_at, decider_keys)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
             ?18)",
        params![
            record.partner.as_bytes(),
            stored(record.sequence)?,
            record.id.as_bytes(),
            record.customer.as_bytes(),
            record.asked_for.name(),
            micros(record.opened_at),
            record.attempt,
            record.outcome.name(),
            record.reason_code.name(),
            record.rule,
            record.ruleset,
            serde_json::to_string(&record.dataset_versions).expect("a list of texts"),
            record.actor,
            part_hashes,
            sealed.previous.as_bytes(),
            sealed.hash.as_bytes(),
            micros(record.decided_at),
            decider_keys(record)
        ],
    )
}

/// The keys as they are stored; nothing where rules decided.
fn decider_keys(record: &DecisionRecord) -> Option<String> {
    let is_anybody = !record.deciders.is_empty();
    is_anybody.then(|| serde_json::to_string(&record.deciders).expect("a list of texts"))
}

fn insert_texts(
    session: &Session,
    record: &DecisionRecord,
    body: &DecisionBody,
    seed: &DecisionSeed,
) -> Outcome<()> {
    session.execute_one(
        "INSERT INTO decision_texts (partner_id, sequence, salt, inputs, findings, rules,
            evidence, explanation, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            record.partner.as_bytes(),
            stored(record.sequence)?,
            seed.salt,
            body.inputs,
            body.findings,
            body.rules,
            body.evidence,
            body.explanation,
            micros(record.decided_at)
        ],
    )
}

fn stored(sequence: u64) -> Outcome<i64> {
    i64::try_from(sequence).map_err(|error| StoreError::Failed(Box::new(error)))
}

fn read(row: &Row<'_>) -> Outcome<StoredDecision> {
    read_decision(&Columns::new("decisions", row))
}
