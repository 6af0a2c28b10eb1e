//! The limit of durable writes: the statements of one POST /qualifications, one thread, no HTTP, no domain, no channel.
//!
//! Savepoints are left out on purpose. They are how the service keeps operations of one group apart, so they belong to
//! what is measured, not to its limit.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::ensure;
use qualify_vocabulary::{CustomerId, PartnerId};
use rusqlite::{
    CachedStatement, Connection, OptionalExtension, Params, Transaction, TransactionBehavior, params,
};

use crate::samples::{self, MOMENT_MICROS, partner, scattered};

// As in crates/store/src/sqlite/rows, in the order in which a POST runs them; a test compares them.
const LOAD: &str =
    "SELECT company_name, has_ended, attempts, qualification, status, reason, segment, website, code,
            organization_name, opened_at, due_at, state_owned_at
     FROM customers WHERE partner_id = ?1 AND id = ?2";
const FIND_REPLAY: &str =
    "SELECT presentation, outcome FROM replays WHERE partner_id = ?1 AND key = ?2 AND created_at >= ?3";
pub(crate) const SAVE_QUALIFICATION: &str =
    "UPDATE customers SET qualification = ?3, status = ?4, reason = ?5, segment = ?6, website = ?7, code = ?8,
         organization_name = ?9, opened_at = ?10, due_at = ?11, leased_until = NULL, lease = NULL,
         lease_owner = NULL, attempts = max(attempts + ?12, 0), approvable_domain = ?13, revision = revision + 1
     WHERE partner_id = ?1 AND id = ?2";
const INSERT_AUDIT: &str =
    "INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, user_name, application, operation,
         status, old_value, new_value, details, correlation_id, created_at, user_key)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
const INSERT_EVENT: &str =
    "INSERT INTO events (partner_id, sequence, customer_id, kind, data, audit_ticks, correlation_id,
         created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const INSERT_REPLAY: &str =
    "INSERT OR REPLACE INTO replays (partner_id, key, presentation, outcome, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5)";

const LOAD_FACTS: &str = "SELECT c.domain, c.attempts, d.billing_profile
     FROM customers c JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id
     WHERE c.partner_id = ?1 AND c.id = ?2";
pub(crate) const INSERT_REVIEW: &str = "INSERT INTO reviews (id, partner_id, customer_id, kind, qualification, opened_at, state, priority, sla_due_at,
             next_at, country, language, domain, reason_code, holder, body, created_at, closed_at, revision, holder_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 0, ?19)
         ON CONFLICT (id) DO NOTHING";

// As in crates/store/src/sqlite/engine/open.rs.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                        PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;";

const OLD_VALUE: &str = r#"{"Qualification":"None"}"#;
const NEW_VALUE: &str = r#"{"Qualification":"Education","VettingStatus":"InReview"}"#;
const EVENT_DATA: &str = r#"{"qualification":"Education","vettingStatus":"InReview"}"#;
const DETAILS: &str = r#"[["Qualification","Education"]]"#;
const OUTCOME: &str =
    r#"{"qualification":"Education","status":"InReview","reason":null,"opened_at":"2026-09-21T14:13:20Z"}"#;
/// As long as that of a case that has just been opened.
const REVIEW: &str = r#"{"subject":{"id":"f1669507-5f07-8545-97c4-f742830819d6","key":{"partner":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","customer":"56c8619d-a6f0-31fa-8481-69de40c9ec6a"},"kind":"request","qualification":"Education","opened_at":"2026-09-21T14:13:20Z","created_at":"2026-11-25T23:40:22.131496Z","attempt":1,"country":"US","language":"en","domain":null,"reason_code":"POLICY_FIXED","decision":null,"linked":null,"barred":[],"appeal":null},"state":{"queued":{"preferred":null}},"sla":{"used":"PT0S","running_since":"2026-11-25T23:40:22.131496Z","warned_percent":0},"notes":[],"questions":[],"first_reviewer":null,"second_reviewer":null,"ending":null}"#;
const USER: &str = "ana@northlight.example";
const APPLICATION: &str = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50";

/// What a run took.
pub(crate) struct Measured {
    operations: u32,
    total: Duration,
    /// One per transaction, sorted.
    groups: Vec<Duration>,
}

impl Measured {
    pub(crate) fn to_json(&self) -> String {
        let per_second = f64::from(self.operations) / self.total.as_secs_f64();
        format!(
            r#"{{"operations":{},"operations_per_second":{per_second:.1},"group_p50_us":{},"group_p99_us":{}}}"#,
            self.operations,
            self.group_percentile(50).as_micros(),
            self.group_percentile(99).as_micros()
        )
    }

    fn group_percentile(&self, percent: usize) -> Duration {
        let rank = (self.groups.len() * percent).div_ceil(100).max(1);
        self.groups[rank - 1]
    }
}

pub(crate) fn run(data_dir: &Path, customers: &[CustomerId], group: usize) -> anyhow::Result<Measured> {
    ensure!(!customers.is_empty() && group > 0, "there is nothing to measure");
    let mut connection = Connection::open(samples::database(data_dir))?;
    connection.execute_batch(SETTINGS)?;
    let last: Option<i64> =
        connection.query_row("SELECT max(ticks) FROM audit_records", [], |row| row.get(0))?;
    let mut position = last.unwrap_or(0);
    let last: Option<i64> = connection.query_row("SELECT max(sequence) FROM events", [], |row| row.get(0))?;
    let mut sequence = last.unwrap_or(0);
    let mut groups = Vec::new();
    let started = Instant::now();
    for customers in customers.chunks(group) {
        let group_started = Instant::now();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut statements = Statements::prepare(&transaction, sequence)?;
        for customer in customers {
            position += 1;
            statements.run(customer, position)?;
        }
        sequence = statements.sequence;
        drop(statements);
        transaction.commit()?;
        groups.push(group_started.elapsed());
    }
    let total = started.elapsed();
    groups.sort_unstable();
    let operations = u32::try_from(customers.len())?;
    Ok(Measured { operations, total, groups })
}

struct Statements<'connection> {
    load: CachedStatement<'connection>,
    find_replay: CachedStatement<'connection>,
    save: CachedStatement<'connection>,
    audit: CachedStatement<'connection>,
    event: CachedStatement<'connection>,
    facts: CachedStatement<'connection>,
    review: CachedStatement<'connection>,
    replay: CachedStatement<'connection>,
    /// The number of the last event.
    sequence: i64,
}

impl<'connection> Statements<'connection> {
    /// Prepared once: the connection keeps them from group to group.
    fn prepare(transaction: &'connection Transaction<'_>, sequence: i64) -> rusqlite::Result<Self> {
        Ok(Self {
            sequence,
            load: transaction.prepare_cached(LOAD)?,
            find_replay: transaction.prepare_cached(FIND_REPLAY)?,
            save: transaction.prepare_cached(SAVE_QUALIFICATION)?,
            audit: transaction.prepare_cached(INSERT_AUDIT)?,
            event: transaction.prepare_cached(INSERT_EVENT)?,
            facts: transaction.prepare_cached(LOAD_FACTS)?,
            review: transaction.prepare_cached(INSERT_REVIEW)?,
            replay: transaction.prepare_cached(INSERT_REPLAY)?,
        })
    }

    fn run(&mut self, customer: &CustomerId, position: i64) -> anyhow::Result<()> {
        let partner = partner();
        let (name, qualification): (String, Option<String>) = self
            .load
            .query_row([partner.as_bytes(), customer.as_bytes()], |row| Ok((row.get(0)?, row.get(3)?)))?;
        ensure!(qualification.is_none(), "customer {customer} was used before");
        let key = replay_key(position);
        let replayed =
            self.find_replay.query_row(params![partner.as_bytes(), key, 0], |_| Ok(())).optional()?;
        ensure!(replayed.is_none(), "the replay key of customer {customer} was used before");
        self.save.execute(education(&partner, customer, "InReview"))?;
        let correlation = scattered(position.cast_unsigned(), 5);
        self.audit.execute(params![
            position,
            partner.as_bytes(),
            customer.as_bytes(),
            name,
            USER,
            APPLICATION,
            "update_customer_qualification",
            "succeeded",
            OLD_VALUE,
            NEW_VALUE,
            DETAILS,
            correlation,
            MOMENT_MICROS,
            // A partner's user is known by name in the trail.
            None::<String>
        ])?;
        self.sequence += 1;
        self.event.execute(params![
            partner.as_bytes(),
            self.sequence,
            customer.as_bytes(),
            "qualification.requested",
            EVENT_DATA,
            position,
            correlation,
            MOMENT_MICROS
        ])?;
        self.open_review(&partner, customer, position)?;
        self.replay.execute(params![partner.as_bytes(), key, "docs", OUTCOME, MOMENT_MICROS])?;
        Ok(())
    }

    /// The case in which a person decides.
    fn open_review(
        &mut self,
        partner: &PartnerId,
        customer: &CustomerId,
        position: i64,
    ) -> anyhow::Result<()> {
        let billing: String =
            self.facts.query_row([partner.as_bytes(), customer.as_bytes()], |row| row.get(2))?;
        ensure!(!billing.is_empty(), "customer {customer} has no details");
        let (none, due_at) = (None::<&str>, MOMENT_MICROS + position);
        self.review.execute(params![
            review_id(position),
            partner.as_bytes(),
            customer.as_bytes(),
            "request",
            "Education",
            MOMENT_MICROS,
            "queued",
            3,
            due_at,
            due_at,
            "US",
            "en",
            none,
            "POLICY_FIXED",
            none,
            REVIEW,
            MOMENT_MICROS,
            None::<i64>,
            none
        ])?;
        Ok(())
    }
}

/// The parameters of an Education record.
pub(crate) fn education<'ids>(
    partner: &'ids PartnerId,
    customer: &'ids CustomerId,
    status: &'static str,
) -> impl Params + use<'ids> {
    (
        partner.as_bytes(),
        customer.as_bytes(),
        "Education",
        status,
        None::<&str>,
        "K12",
        None::<&str>,
        None::<&str>,
        None::<&str>,
        MOMENT_MICROS,
        None::<i64>,
        1_i64,
        None::<&str>,
    )
}

/// Begins with the moment, as the service's do.
fn review_id(position: i64) -> [u8; 16] {
    let mut id = scattered(position.cast_unsigned(), 6);
    id[..6].copy_from_slice(&position.to_be_bytes()[2..]);
    id
}

/// As long and as scattered as the digest that the service uses.
fn replay_key(position: i64) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(&scattered(position.cast_unsigned(), 3));
    key[16..].copy_from_slice(&scattered(position.cast_unsigned(), 4));
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed_store::{INSERT_CLAIM, INSERT_CUSTOMER, INSERT_DETAILS};

    /// A limit made of other statements than the store's would be no limit.
    #[test]
    fn the_statements_are_those_of_the_store() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/store/src/sqlite");
        let mut store = String::new();
        for folder in [folder.join("rows"), folder.join("engine")] {
            for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
                if file.is_file() {
                    store += &one_line(&std::fs::read_to_string(file).unwrap());
                }
            }
        }
        for statement in [
            LOAD,
            FIND_REPLAY,
            SAVE_QUALIFICATION,
            INSERT_AUDIT,
            INSERT_EVENT,
            INSERT_REPLAY,
            LOAD_FACTS,
            INSERT_REVIEW,
            INSERT_CLAIM,
            INSERT_CUSTOMER,
            INSERT_DETAILS,
        ] {
            assert!(store.contains(&one_line(statement)), "not a statement of the store: {statement}");
        }
        for setting in SETTINGS.split(';').map(str::trim).filter(|setting| !setting.is_empty()) {
            assert!(store.contains(setting), "not a setting of the store: {setting}");
        }
    }

    fn one_line(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn percentiles_take_the_nearest_rank() {
        let groups = (1..=200).map(Duration::from_micros).collect();
        let measured = Measured { operations: 200, total: Duration::from_secs(2), groups };
        assert_eq!(
            measured.to_json(),
            r#"{"operations":200,"operations_per_second":100.0,"group_p50_us":100,"group_p99_us":198}"#
        );
    }
}
