//! What pictures of the work count. Each statement goes along one index of time; what a partner is not to see, or is not
//! asked for, is left out of the rows that it leads to.

use qualify_domain::figures::{Counted, DecisionFact, FigureScope, Figures, OpenCase};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, Outcome, QueuedReview, ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{PageSize, PersonKey, ReasonCode, ReviewId, Timestamp};
use rusqlite::{Row, params};

use super::{SqliteRows, review_queue};
use crate::rows::{FigureRows, Read, read_sealed};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::sqlite::engine::session::Session;

/// Rows that one look passes at most.
const ROWS_MAX: usize = Figures::ROWS_MAX as usize;

/// When each case was opened.
const OPENED: &str = "SELECT created_at, partner_id
     FROM reviews INDEXED BY reviews_opened
     WHERE created_at >= ?1 AND created_at < ?2
     ORDER BY created_at DESC, id DESC";

/// The cases that are open.
const OPEN: &str = "SELECT created_at, partner_id, holder_key
     FROM reviews INDEXED BY reviews_open
     WHERE closed_at IS NULL
     ORDER BY created_at DESC, id DESC";

/// What each decision says.
const DECIDED: &str = "SELECT created_at, partner_id, opened_at, outcome, reason_code, decider_keys
     FROM decisions INDEXED BY decisions_by_time
     WHERE created_at >= ?1 AND created_at < ?2
     ORDER BY created_at DESC, partner_id DESC, sequence DESC";

/// Decisions of a time before a place.
const DECISIONS: &str =
    "SELECT partner_id, sequence, id, customer_id, asked_for, opened_at, attempt, outcome, reason_code, rule, ruleset,
        dataset_versions, actor, decider_keys, part_hashes, previous_hash, hash, created_at
     FROM decisions INDEXED BY decisions_by_time
     WHERE created_at >= ?1 AND (created_at, partner_id, sequence) < (?2, ?3, ?4)
     ORDER BY created_at DESC, partner_id DESC, sequence DESC";

/// Cases that were opened in a time, before a place.
const CASES: &str = "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r INDEXED BY reviews_opened
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
     WHERE r.created_at >= ?1 AND (r.created_at, r.id) < (?2, ?3)
     ORDER BY r.created_at DESC, r.id DESC";

/// The same of those that are open.
const OPEN_CASES: &str =
    "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r INDEXED BY reviews_open
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
     WHERE r.closed_at IS NULL AND r.created_at >= ?1 AND (r.created_at, r.id) < (?2, ?3)
     ORDER BY r.created_at DESC, r.id DESC";

impl FigureRows for SqliteRows<'_> {
    fn count_opened_cases(&mut self, scope: &FigureScope) -> impl Read<Counted<Timestamp>> {
        self.read(|session| {
            let (from, until) = (micros(scope.from), micros(scope.until));
            counted(session, OPENED, params![from, until], scope, |columns| columns.moment("created_at"))
        })
    }

    fn count_open_cases(&mut self, scope: &FigureScope) -> impl Read<Counted<OpenCase>> {
        self.read(|session| {
            counted(session, OPEN, [], scope, |columns| {
                Ok(OpenCase {
                    opened_at: columns.moment("created_at")?,
                    holder: columns.get::<Option<String>>("holder_key")?.map(PersonKey::from_stored),
                })
            })
        })
    }

    fn count_decisions(&mut self, scope: &FigureScope) -> impl Read<Counted<DecisionFact>> {
        self.read(|session| {
            let (from, until) = (micros(scope.from), micros(scope.until));
            counted(session, DECIDED, params![from, until], scope, |columns| {
                Ok(DecisionFact {
                    opened_at: columns.moment("opened_at")?,
                    decided_at: columns.moment("created_at")?,
                    outcome: columns.parsed("outcome", qualify_vocabulary::Outcome::parse)?,
                    reason_code: columns.parsed("reason_code", ReasonCode::parse)?,
                    deciders: columns
                        .optional_parsed("decider_keys", |json| serde_json::from_str(json))?
                        .unwrap_or_default(),
                })
            })
        })
    }

    fn list_counted_cases(
        &mut self,
        cases: &CountedCases,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> impl Read<CountedPage<QueuedReview, ReviewPlace>> {
        self.read(|session| {
            let scope = &cases.scope;
            // Open ones are those of an age, which begins behind a moment and ends with one.
            let (sql, shift) = if cases.are_open { (OPEN_CASES, 1) } else { (CASES, 0) };
            let from = micros(scope.from).saturating_add(shift);
            let before = after.map_or_else(
                || (micros(scope.until).saturating_add(shift), Vec::new()),
                |place| (micros(place.created_at), ReviewId::as_bytes(&place.id).to_vec()),
            );
            page(
                session,
                sql,
                params![from, before.0, before.1],
                size,
                |row| {
                    let found = review_queue::read(row)?;
                    let is_held =
                        |wanted: &PersonKey| found.holder.as_ref().is_some_and(|it| it.key == *wanted);
                    let is_meant =
                        scope.counts(found.key.partner) && cases.holder.as_ref().is_none_or(is_held);
                    Ok((found, is_meant))
                },
                |found| ReviewPlace { created_at: found.created_at, id: found.position.id },
            )
        })
    }

    fn list_counted_decisions(
        &mut self,
        decisions: &CountedDecisions,
        after: Option<DecisionPlace>,
        size: PageSize,
    ) -> impl Read<CountedPage<StoredDecision, DecisionPlace>> {
        self.read(|session| {
            let scope = &decisions.scope;
            let before = after.map_or_else(
                || (micros(scope.until), Vec::new(), 0),
                |place| {
                    let sequence = i64::try_from(place.sequence).unwrap_or(i64::MAX);
                    (micros(place.decided_at), place.partner.as_bytes().to_vec(), sequence)
                },
            );
            page(
                session,
                DECISIONS,
                params![micros(scope.from), before.0, before.1, before.2],
                size,
                |row| {
                    let found =
                        StoredDecision { sealed: read_sealed(&Columns::new("decisions", row))?, texts: None };
                    let record = &found.sealed.record;
                    let is_meant = scope.counts(record.partner)
                        && decisions.counts(record.outcome, record.reason_code, &record.deciders);
                    Ok((found, is_meant))
                },
                DecisionPlace::of,
            )
        })
    }
}

/// Reads the rows of a scope's partners, as far as one look goes.
fn counted<T>(
    session: &Session,
    sql: &str,
    parameters: impl rusqlite::Params,
    scope: &FigureScope,
    read: impl Fn(&Columns<'_>) -> Outcome<T>,
) -> Outcome<Counted<T>> {
    let (mut items, mut rows) = (Vec::new(), 0);
    let is_end = session.look(sql, parameters, |row| {
        if rows == ROWS_MAX {
            return Ok(false);
        }
        rows += 1;
        let columns = Columns::new("figures", row);
        if scope.counts(columns.id("partner_id")?) {
            items.push(read(&columns)?);
        }
        Ok(true)
    })?;
    Ok(Counted { items, is_cut: !is_end })
}

/// Reads a page, as far as one look goes.
fn page<T, P>(
    session: &Session,
    sql: &str,
    parameters: impl rusqlite::Params,
    size: PageSize,
    read: impl Fn(&Row<'_>) -> Outcome<(T, bool)>,
    place: impl Fn(&T) -> P,
) -> Outcome<CountedPage<T, P>> {
    let (mut items, mut rows, mut last) = (Vec::new(), 0, None);
    let is_end = session.look(sql, parameters, |row| {
        let (found, is_meant) = read(row)?;
        if rows == ROWS_MAX || (is_meant && items.len() == usize::from(size.items())) {
            return Ok(false);
        }
        rows += 1;
        last = Some(place(&found));
        if is_meant {
            items.push(found);
        }
        Ok(true)
    })?;
    Ok(CountedPage { items, next: last.filter(|_| !is_end) })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::sqlite::engine::migrate::migrate;

    #[test]
    fn dashboard_05_each_number_goes_along_one_index_of_time_and_sorts_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        for (sql, index) in [
            (OPENED, "SEARCH reviews USING COVERING INDEX reviews_opened (created_at>? AND created_at<?)"),
            (OPEN, "SCAN reviews USING COVERING INDEX reviews_open"),
            (DECIDED, "SEARCH decisions USING INDEX decisions_by_time (created_at>? AND created_at<?)"),
            (DECISIONS, "SEARCH decisions USING INDEX decisions_by_time (created_at>? AND "),
            (CASES, "SEARCH r USING INDEX reviews_opened (created_at>? AND "),
            (OPEN_CASES, "SEARCH r USING INDEX reviews_open (created_at>? AND "),
        ] {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
            let steps =
                statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get("detail")).unwrap();
            let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
            assert!(steps[0].starts_with(index), "{steps:?}");
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
        }
    }
}
