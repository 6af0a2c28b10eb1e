//! Decisions: appended to their partner's chain, read by id and by customer.

use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, Slice, StoreError};
use qualify_domain::vetting::{
    ChainHash, DecidedBy, DecisionBody, DecisionDraft, DecisionRecord, DecisionSeed, DecisionTexts,
    SealedDecision, StoredDecision,
};
use qualify_vocabulary::{
    DecisionId, PageSize, PartnerId, Qualification, ReasonCode, SignedDuration, Timestamp,
};
use rusqlite::{Row, params};

use super::column::{Columns, micros};
use super::saving::customer_fact;
use super::session::Session;
use super::writer::Decided;
use super::{audit, customers};

/// A decision with its texts. The second table's are NULL where they were erased.
pub(super) const SELECT_WITH_TEXTS: &str = "SELECT d.partner_id, d.sequence, d.id, d.customer_id, d.asked_for,
        d.opened_at, d.attempt, d.outcome, d.reason_code, d.rule, d.ruleset, d.dataset_versions, d.actor,
        d.decider_keys, d.part_hashes, d.previous_hash, d.hash, d.created_at, t.salt, t.inputs, t.findings, t.rules, t.evidence,
        t.explanation
     FROM decisions d LEFT JOIN decision_texts t ON t.partner_id = d.partner_id AND t.sequence = d.sequence";

/// The same without a look at the texts.
const SELECT: &str = "SELECT d.partner_id, d.sequence, d.id, d.customer_id, d.asked_for, d.opened_at, d.attempt,
        d.outcome, d.reason_code, d.rule, d.ruleset, d.dataset_versions, d.actor, d.decider_keys, d.part_hashes, d.previous_hash,
        d.hash, d.created_at, NULL AS salt
     FROM decisions d";

/// Where a partner's chain ends.
pub(super) struct ChainEnd {
    sequence: u64,
    hash: ChainHash,
}

/// What a decision is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) key: CustomerKey,
    pub(super) asked_for: Qualification,
    pub(super) opened_at: Timestamp,
    pub(super) attempt: u32,
}

/// Reads where the partner's chain ends. Comes before the writes that belong to a decision, so that a chain that does
/// not read back is found while there is nothing to take back.
pub(super) fn find_end(session: &Session, partner: PartnerId) -> Outcome<ChainEnd> {
    let end = session.find(
        "SELECT sequence, hash FROM decisions WHERE partner_id = ?1 ORDER BY sequence DESC LIMIT 1",
        [partner.as_bytes()],
        |row| {
            let columns = Columns::new("decisions", row);
            Ok(ChainEnd { sequence: sequence(&columns)?, hash: ChainHash::from_bytes(columns.get("hash")?) })
        },
    )?;
    Ok(end.unwrap_or(ChainEnd { sequence: 0, hash: ChainHash::START }))
}

/// Appends a decision with its texts behind the end of the chain.
pub(super) fn append(
    session: &Session,
    end: &ChainEnd,
    case: &Case,
    draft: DecisionDraft,
    seed: &DecisionSeed,
    (decided_by, now): (DecidedBy, Timestamp),
) -> Outcome<()> {
    let record = DecisionRecord {
        id: seed.id,
        partner: case.key.partner,
        sequence: end.sequence + 1,
        customer: case.key.customer,
        asked_for: case.asked_for,
        opened_at: case.opened_at,
        attempt: case.attempt,
        outcome: draft.outcome,
        reason_code: draft.reason_code,
        rule: draft.rule,
        ruleset: draft.ruleset,
        dataset_versions: draft.dataset_versions,
        actor: decided_by.actor,
        deciders: decided_by.keys,
        decided_at: now,
    };
    let sealed = SealedDecision::seal(record, &draft.body, &seed.salt, end.hash);
    insert(session, &sealed)?;
    insert_texts(session, &sealed.record, &draft.body, seed)
}

fn insert(session: &Session, sealed: &SealedDecision) -> Outcome<()> {
    let record = &sealed.record;
    let part_hashes: Vec<u8> = sealed.part_hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
    session.execute_one(
        "INSERT INTO decisions (partner_id, sequence, id, customer_id, asked_for, opened_at, attempt, outcome,
             reason_code, rule, ruleset, dataset_versions, actor, part_hashes, previous_hash, hash, created_at,
             decider_keys)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
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
        "INSERT INTO decision_texts (partner_id, sequence, salt, inputs, findings, rules, evidence, explanation,
             created_at)
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

/// Notes that another request takes the place of the customer's: the time of its texts begins to run.
pub(super) fn end_texts(
    session: &Session,
    key: CustomerKey,
    asked_for: Qualification,
    now: Timestamp,
) -> Outcome<()> {
    session
        .execute(
            "UPDATE decision_texts SET ended_at = ?4
             WHERE partner_id = ?1 AND ended_at IS NULL AND sequence IN
                 (SELECT sequence FROM decisions WHERE partner_id = ?1 AND customer_id = ?2 AND asked_for = ?3)",
            params![key.partner.as_bytes(), key.customer.as_bytes(), asked_for.name(), micros(now)],
        )
        .map(|_| ())
}

/// Erases the texts of all decisions about a customer; the chain stays whole.
pub(super) fn erase_texts(session: &Session, key: CustomerKey) -> Outcome<()> {
    session
        .execute(
            "DELETE FROM decision_texts WHERE partner_id = ?1 AND sequence IN
                 (SELECT sequence FROM decisions WHERE partner_id = ?1 AND customer_id = ?2)",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
        .map(|_| ())
}

/// Erases texts whose time is over, at most so many; answers how many.
pub(super) fn purge_texts(
    session: &Session,
    now: Timestamp,
    kept: SignedDuration,
    rows_max: u16,
) -> Outcome<usize> {
    let before = now.checked_sub(kept).unwrap_or(Timestamp::MIN);
    session.execute(
        "DELETE FROM decision_texts WHERE rowid IN
             (SELECT rowid FROM decision_texts WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2)",
        params![micros(before), rows_max],
    )
}

/// One decision with its texts.
pub(super) fn find(session: &Session, id: DecisionId) -> Outcome<Option<StoredDecision>> {
    session.find(&format!("{SELECT_WITH_TEXTS} WHERE d.id = ?1"), [id.as_bytes()], read)
}

/// Notes that somebody looked at a decision.
pub(super) fn record_view(session: &Session, act: &Act, key: CustomerKey, id: DecisionId) -> Decided<()> {
    // The name of a customer that was deleted is gone.
    let name =
        customers::get_standing(session, key)?.map(|standing| standing.company_name).unwrap_or_default();
    let fact = AuditFact {
        details: vec![("Decision".into(), id.to_string())],
        ..customer_fact(act, key, &name, AuditOperation::ViewDecision)
    };
    audit::append(session, &fact).map(|_| Ok(()))
}

/// The decision that was made last about a request, with its texts.
pub(super) fn find_last(
    session: &Session,
    key: CustomerKey,
    asked_for: Qualification,
    opened_at: Timestamp,
) -> Outcome<Option<StoredDecision>> {
    session.find(
        &format!(
            "{SELECT_WITH_TEXTS} WHERE d.partner_id = ?1 AND d.customer_id = ?2 AND d.asked_for = ?3 AND d.opened_at = ?4
             ORDER BY d.sequence DESC LIMIT 1"
        ),
        params![key.partner.as_bytes(), key.customer.as_bytes(), asked_for.name(), micros(opened_at)],
        read,
    )
}

/// The decisions about a customer below a place, the newest first.
pub(super) fn list(
    session: &Session,
    key: CustomerKey,
    below: Option<u64>,
    size: PageSize,
    with_texts: bool,
) -> Outcome<Slice<StoredDecision>> {
    let select = if with_texts { SELECT_WITH_TEXTS } else { SELECT };
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
}

/// Reads a row of one of the two queries.
pub(super) fn read(row: &Row<'_>) -> Outcome<StoredDecision> {
    Ok(StoredDecision { sealed: read_sealed(row)?, texts: read_texts(row)? })
}

pub(super) fn read_sealed(row: &Row<'_>) -> Outcome<SealedDecision> {
    let columns = Columns::new("decisions", row);
    let record = DecisionRecord {
        id: columns.id("id")?,
        partner: columns.id("partner_id")?,
        sequence: sequence(&columns)?,
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
        part_hashes: part_hashes(&columns)?,
        previous: ChainHash::from_bytes(columns.get("previous_hash")?),
        hash: ChainHash::from_bytes(columns.get("hash")?),
    })
}

pub(super) fn read_texts(row: &Row<'_>) -> Outcome<Option<DecisionTexts>> {
    let columns = Columns::new("decision_texts", row);
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

fn sequence(columns: &Columns<'_>) -> Outcome<u64> {
    let sequence: i64 = columns.get("sequence")?;
    u64::try_from(sequence).map_err(|_| columns.corrupt("sequence"))
}

fn stored(sequence: u64) -> Outcome<i64> {
    i64::try_from(sequence).map_err(|error| StoreError::Failed(Box::new(error)))
}

fn part_hashes(columns: &Columns<'_>) -> Outcome<[ChainHash; 5]> {
    let bytes: [u8; 160] = columns.get("part_hashes")?;
    let mut hashes = [ChainHash::START; 5];
    for (hash, part) in hashes.iter_mut().zip(bytes.as_chunks::<32>().0) {
        *hash = ChainHash::from_bytes(*part);
    }
    Ok(hashes)
}
