//! What pictures of the work count. Each statement goes along one index; what a partner is not to see, or is not asked for,
//! is left out of the rows that it leads to.

use qualify_domain::figures::{BacklogAge, Counted, DecisionFact, FigureScope, Figures};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, Outcome, QueuedReview, ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{
    Date, PageSize, PartnerId, Person, PersonKey, ReasonCode, ReviewId, SignedDuration, Timestamp,
    begin_of_day,
};
use rusqlite::{Row, params};

use super::{SqliteRows, review_queue};
use crate::rows::{FigureRows, Read, read_sealed};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::sqlite::engine::session::Session;

/// Rows that one look passes at most.
const ROWS_MAX: usize = Figures::ROWS_MAX as usize;

/// Cases that were opened in a time: they are counted where they stand in the index, and none is read.
const OPENED: &str = "FROM reviews INDEXED BY reviews_opened WHERE created_at >= ?1 AND created_at < ?2";

/// Those of them that are open.
const OPEN: &str = "FROM reviews INDEXED BY reviews_open
     WHERE closed_at IS NULL AND created_at >= ?1 AND created_at < ?2";

/// Who holds which cases: as many as people have claimed.
const HELD: &str = "SELECT partner_id, holder, holder_key
     FROM reviews INDEXED BY reviews_queue
     WHERE closed_at IS NULL AND state = 'claimed'";

/// What each decision says.
const DECIDED: &str = "SELECT created_at, partner_id, opened_at, outcome, reason_code, decider_keys, actor
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

/// The same of those that somebody holds: as many as they have claimed.
const HELD_CASES: &str =
    "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r INDEXED BY reviews_queue
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
     WHERE r.closed_at IS NULL AND r.state = 'claimed' AND r.created_at >= ?1 AND (r.created_at, r.id) < (?2, ?3)
     ORDER BY r.created_at DESC, r.id DESC";

impl FigureRows for SqliteRows<'_> {
    fn count_opened_cases(&mut self, scope: &FigureScope) -> impl Read<Counted<(Date, u32)>> {
        self.read(|session| {
            let (from, until) = (micros(scope.from), micros(scope.until));
            let mut look = Look::of(session, OPENED, scope);
            let days = scope.days().into_iter().rev().map(|day| {
                let begin = begin_of_day(day);
                let end = begin.checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
                Ok((day, look.count(micros(begin).max(from), micros(end).min(until))?))
            });
            let items = days.collect::<Outcome<_>>()?;
            Ok(Counted { items, is_cut: look.is_over() })
        })
    }

    fn count_open_cases(
        &mut self,
        scope: &FigureScope,
        now: Timestamp,
    ) -> impl Read<Counted<(BacklogAge, u32)>> {
        self.read(|session| {
            let mut look = Look::of(session, OPEN, scope);
            let ages = BacklogAge::ALL.into_iter().map(|age| {
                // An age begins behind a moment and ends with one.
                let (after, until) = age.opened(now);
                let number = look.count(micros(after).saturating_add(1), micros(until).saturating_add(1))?;
                Ok((age, number))
            });
            let items = ages.collect::<Outcome<_>>()?;
            Ok(Counted { items, is_cut: look.is_over() })
        })
    }

    fn list_holders(&mut self, scope: &FigureScope) -> impl Read<Counted<Person>> {
        self.read(|session| {
            counted(session, HELD, [], scope, |columns| {
                let key = PersonKey::from_stored(columns.get("holder_key")?);
                Ok(Person { key, name: columns.get("holder")? })
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
                    actor: columns.get("actor")?,
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
            let (sql, shift) = match (cases.are_open, &cases.holder) {
                (true, None) => (OPEN_CASES, 1),
                (true, Some(_)) => (HELD_CASES, 1),
                (false, _) => (CASES, 0),
            };
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

/// Counts cases of one time after another, the newest first, as far as one look goes.
struct Look<'l> {
    session: &'l Session,
    cases: &'static str,
    scope: &'l FigureScope,
    /// So many rows are still passed.
    left: u32,
}

impl<'l> Look<'l> {
    fn of(session: &'l Session, cases: &'static str, scope: &'l FigureScope) -> Self {
        Self { session, cases, scope, left: Figures::ROWS_MAX }
    }

    const fn is_over(&self) -> bool {
        self.left == 0
    }

    /// The cases of the scope's partners from a moment on, and before another.
    fn count(&mut self, from: i64, until: i64) -> Outcome<u32> {
        let all: u32 = self.number(&all_of(self.cases), params![from, until, self.left])?;
        let most = self.left;
        self.left -= all;
        let of_partner = |partner: &PartnerId| {
            let partner = partner.as_bytes();
            if all < most {
                self.number(&of_partner(self.cases), params![from, until, partner])
            } else {
                self.number(&of_partner_among(self.cases), params![from, until, partner, most])
            }
        };
        if all == 0 {
            return Ok(0);
        }
        if let Some(partner) = &self.scope.partner {
            return if self.scope.counts(*partner) { of_partner(partner) } else { Ok(0) };
        }
        self.scope.without_partners.iter().try_fold(all, |left, barred| Ok(left - of_partner(barred)?))
    }

    fn number(&self, sql: &str, parameters: impl rusqlite::Params) -> Outcome<u32> {
        self.session.get(sql, parameters, |row| Columns::new("figures", row).get("number"))
    }
}

/// How many cases there are, as far as a look goes.
fn all_of(cases: &str) -> String {
    format!("SELECT count(*) AS number FROM (SELECT 1 {cases} ORDER BY created_at DESC, id DESC LIMIT ?3)")
}

/// How many of them are a partner's.
fn of_partner(cases: &str) -> String {
    format!("SELECT count(*) AS number {cases} AND partner_id = ?3")
}

/// The same, as far as a look goes.
fn of_partner_among(cases: &str) -> String {
    let cases = format!("SELECT partner_id {cases} ORDER BY created_at DESC, id DESC LIMIT ?4");
    format!("SELECT count(*) AS number FROM ({cases}) WHERE partner_id = ?3")
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
    fn dashboard_05_each_number_goes_along_one_index_and_sorts_nothing_that_is_much() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let opened = "reviews USING COVERING INDEX reviews_opened (created_at>? AND created_at<?)";
        let open = "reviews USING COVERING INDEX reviews_open (created_at>? AND created_at<?)";
        for (sql, index) in [
            (&*all_of(OPENED), opened),
            (&of_partner(OPENED), opened),
            (&of_partner_among(OPENED), opened),
            (&all_of(OPEN), open),
            (&of_partner(OPEN), open),
            (&of_partner_among(OPEN), open),
            (HELD, "reviews USING INDEX reviews_queue (state=?)"),
            (DECIDED, "decisions USING INDEX decisions_by_time (created_at>? AND created_at<?)"),
            (DECISIONS, "decisions USING INDEX decisions_by_time (created_at>? AND "),
            (CASES, "r USING INDEX reviews_opened (created_at>? AND "),
            (OPEN_CASES, "r USING INDEX reviews_open (created_at>? AND "),
            (HELD_CASES, "r USING INDEX reviews_queue (state=?)"),
        ] {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
            let steps =
                statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get("detail")).unwrap();
            let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
            assert!(steps.iter().any(|step| step.starts_with(&format!("SEARCH {index}"))), "{steps:?}");
            // What people have claimed is little.
            let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
            assert_eq!(sorts, sql == HELD_CASES, "{steps:?}");
        }
    }

    #[test]
    fn dashboard_05_a_look_goes_as_far_as_it_may_and_counts_the_newest() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let [north, south] =
            [1, 2].map(|it| PartnerId::parse(&format!("00000000-0000-4000-8000-00000000000{it}")).unwrap());
        // The newest four are of the south, the six before them of the north.
        for number in 0..10_u8 {
            let partner = if number < 6 { north } else { south };
            connection
                .execute(
                    "INSERT INTO reviews (id, partner_id, customer_id, kind, qualification, opened_at, state, priority,
                        sla_due_at, country, language, reason_code, body, created_at, revision)
                     VALUES (?1, ?2, ?1, '', '', 0, 'queued', 1, 0, '', '', '', '', ?3, 1)",
                    params![[number], partner.as_bytes(), i64::from(number)],
                )
                .unwrap();
        }
        let session = Session::new(connection);
        let (from, until) = (Timestamp::MIN, Timestamp::MAX);
        let all = FigureScope { from, until, partner: None, without_partners: Vec::new() };
        let of_north = FigureScope { partner: Some(north), ..all.clone() };
        let without_north = FigureScope { without_partners: vec![north], ..all.clone() };
        for (scope, left, expected) in [
            (&all, 20, [5, 5]),
            (&all, 7, [5, 2]),
            (&of_north, 20, [1, 5]),
            (&of_north, 7, [1, 2]),
            (&of_north, 5, [1, 0]),
            (&without_north, 20, [4, 0]),
            (&without_north, 5, [4, 0]),
            (&without_north, 3, [3, 0]),
        ] {
            for cases in [OPENED, OPEN] {
                let mut look = Look { session: &session, cases, scope, left };
                let counts = [(5, 10), (0, 5)].map(|(from, until)| look.count(from, until).unwrap());
                assert_eq!((counts, look.is_over()), (expected, left < 10), "{scope:?} {left} {cases}");
            }
        }
    }
}
