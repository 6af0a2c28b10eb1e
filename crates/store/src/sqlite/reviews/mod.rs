//! Cases that people decide: their rows, and what follows from a step of one.

mod acts;
mod documents;
mod missing;
mod opening;
mod queue;
mod records;
mod standing;
mod texts;

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, StoreError, StoredReview};
use qualify_domain::review::{Review, ReviewRules};
use qualify_vocabulary::{Person, ReviewId, Timestamp};
use rusqlite::{Row, params};

pub(super) use acts::{act, advance, decide_alike, is_any_due, record_view};
pub(super) use documents::{add, list_expired, list_known, mark_deleted};
pub(super) use missing::{expect as expect_missing, look_again as look_again_for_missing};
pub(super) use opening::{OpeningFacts, open, open_audit, open_request};
pub(super) use queue::Queue;
pub(super) use records::{erase_customer, find, follow, list_of_customer, withdraw_all};
pub(super) use standing::list_standing;
pub(super) use texts::{end as end_texts, purge as purge_texts};

use super::column::{Columns, micros};
use super::session::Session;

const SELECT: &str = "SELECT r.body, r.revision, c.company_name FROM reviews r
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id";

/// Inserts a case unless it is there; answers whether it was not.
fn insert(session: &Session, review: &Review, rules: &ReviewRules) -> Outcome<bool> {
    let next_at = review.next_at(rules).map(micros);
    let sla_due_at = review.sla_due_at(rules).map_or(i64::MAX, micros);
    insert_row(session, review, (next_at, sla_due_at))
}

/// Inserts a case to which no rule applies: it was read from its record, and waits for nobody yet, or no more.
fn insert_unruled(session: &Session, review: &Review) -> Outcome<()> {
    insert_row(session, review, (None, i64::MAX)).map(|_| ())
}

fn insert_row(
    session: &Session,
    review: &Review,
    (next_at, sla_due_at): (Option<i64>, i64),
) -> Outcome<bool> {
    let subject = &review.subject;
    let ending_at = review.ending.as_ref().map_or(subject.created_at, |ending| ending.at);
    let closed_at = review.state.is_final().then(|| micros(ending_at));
    session
        .execute(
        "INSERT INTO reviews (id, partner_id, customer_id, kind, qualification, opened_at, state, priority, sla_due_at,
             next_at, country, language, domain, reason_code, holder, body, created_at, closed_at, revision, holder_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 0, ?19)
         ON CONFLICT (id) DO NOTHING",
        params![
            subject.id.as_bytes(),
            subject.key.partner.as_bytes(),
            subject.key.customer.as_bytes(),
            subject.kind.name(),
            subject.qualification.name(),
            micros(subject.opened_at),
            review.state.name(),
            review.priority() as u8,
            sla_due_at,
            next_at,
            subject.country,
            subject.language,
            subject.domain,
            subject.reason_code.name(),
            review.holder().map(|holder| &holder.name),
            write_body(review)?,
            micros(subject.created_at),
            closed_at,
            key_of(review.holder())
        ],
    )
    .map(|rows| rows > 0)
}

/// Puts a case into the queue whose partner was there before anybody else.
fn begin(session: &Session, review: &Review, rules: &ReviewRules, now: Timestamp) -> Outcome<()> {
    save(session, review, rules, now)?;
    let subject = &review.subject;
    session.execute_one(
        "UPDATE reviews SET reason_code = ?2, domain = ?3 WHERE id = ?1",
        params![subject.id.as_bytes(), subject.reason_code.name(), subject.domain],
    )
}

/// Writes what has changed about a case.
fn save(session: &Session, review: &Review, rules: &ReviewRules, now: Timestamp) -> Outcome<()> {
    let next_at = review.next_at(rules).map(micros);
    let sla_due_at = review.sla_due_at(rules).map_or(i64::MAX, micros);
    save_row(session, review, (next_at, sla_due_at), now)
}

/// Writes a case that is final: no rule applies to it any more.
fn save_closed(session: &Session, review: &Review, now: Timestamp) -> Outcome<()> {
    save_row(session, review, (None, i64::MAX), now)
}

fn save_row(
    session: &Session,
    review: &Review,
    (next_at, sla_due_at): (Option<i64>, i64),
    now: Timestamp,
) -> Outcome<()> {
    let closed_at = review.state.is_final().then(|| micros(now));
    session.execute_one(
        "UPDATE reviews SET state = ?2, priority = ?3, sla_due_at = ?4, next_at = ?5, holder = ?6,
             first_reviewer_key = ?7, second_reviewer_key = ?8, body = ?9, closed_at = coalesce(closed_at, ?10),
             holder_key = ?11, revision = revision + 1
         WHERE id = ?1",
        params![
            review.subject.id.as_bytes(),
            review.state.name(),
            review.priority() as u8,
            sla_due_at,
            next_at,
            review.holder().map(|holder| &holder.name),
            key_of(review.first_reviewer.as_ref()),
            key_of(review.second_reviewer.as_ref()),
            write_body(review)?,
            closed_at,
            key_of(review.holder())
        ],
    )?;
    if closed_at.is_some() {
        documents::note_closed(session, review.subject.id, now)?;
        if let Some(contested) = review.subject.contested() {
            documents::note_closed(session, contested, now)?;
        }
    }
    Ok(())
}

fn key_of(person: Option<&Person>) -> Option<&str> {
    person.map(|person| person.key.as_str())
}

fn write_body(review: &Review) -> Outcome<String> {
    serde_json::to_string(review).map_err(|error| StoreError::Failed(Box::new(error)))
}

/// The case of an id, if it has a row.
fn find_row(session: &Session, id: ReviewId) -> Outcome<Option<StoredReview>> {
    let found = session.find(&format!("{SELECT} WHERE r.id = ?1"), [id.as_bytes()], read)?;
    found.map(|stored| with_documents(session, stored)).transpose()
}

/// Which of a customer's cases are read.
#[derive(Debug, Clone, Copy)]
enum Which {
    /// All.
    All,
    /// Those that are open.
    Open,
    /// Those that still hold what somebody wrote.
    Written,
}

/// The cases of a customer that have a row, the newest first, at most [`ROWS_MAX`].
fn list_rows(session: &Session, key: CustomerKey, which: Which) -> Outcome<Vec<StoredReview>> {
    let which = match which {
        Which::All => "",
        Which::Open => "AND r.closed_at IS NULL",
        Which::Written => "AND r.erased_at IS NULL",
    };
    session.list(
        &format!(
            "{SELECT} WHERE r.partner_id = ?1 AND r.customer_id = ?2 {which} ORDER BY r.created_at DESC, r.id LIMIT ?3"
        ),
        params![key.partner.as_bytes(), key.customer.as_bytes(), ROWS_MAX],
        read,
    )
}

/// Most cases of one customer that are read at a time.
const ROWS_MAX: u32 = 1000;

fn with_documents(session: &Session, mut stored: StoredReview) -> Outcome<StoredReview> {
    stored.documents = documents::list(session, stored.review.subject.id)?;
    Ok(stored)
}

fn read(row: &Row<'_>) -> Outcome<StoredReview> {
    let columns = Columns::new("reviews", row);
    Ok(StoredReview {
        review: columns.parsed("body", |body| serde_json::from_str(body))?,
        revision: columns.get::<i64>("revision")?.unsigned_abs(),
        company_name: columns.get("company_name")?,
        documents: Vec::new(),
    })
}
