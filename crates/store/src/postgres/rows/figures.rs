//! What pictures of the work count. Each statement goes along one index; what a partner is not to see, or is not asked for,
//! is left out of the rows that it leads to.

use std::collections::BTreeMap;

use qualify_domain::figures::{BacklogAge, Counted, DecisionFact, FigureScope, Figures};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, Outcome, QueuedReview, ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{Date, PageSize, Person, PersonKey, ReasonCode, ReviewId, Timestamp, day_of};
use tokio_postgres::Row;

use super::{Asked, PostgresRows, review_queue};
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::{ToValue as _, Value, params};
use crate::rows::{FigureRows, Read, read_sealed};

/// Rows that one look passes at most.
const ROWS_MAX: usize = Figures::ROWS_MAX as usize;

/// How many cases each partner opened on each day, and when one of them was.
const OPENED: &str = "SELECT partner_id, min(created_at) AS created_at, count(*) AS number
     FROM (SELECT partner_id, created_at
         FROM reviews
         WHERE created_at >= $1 AND created_at < $2
         ORDER BY created_at DESC, id DESC LIMIT $3) newest
     GROUP BY partner_id, created_at / 86400000000";

/// How many cases of each partner are open, in parts that these moments end, and when one of them was opened.
const OPEN: &str = "SELECT partner_id, min(created_at) AS created_at, count(*) AS number
     FROM (SELECT partner_id, created_at
         FROM reviews
         WHERE closed_at IS NULL
         ORDER BY created_at DESC, id DESC LIMIT $1) newest
     GROUP BY partner_id, CASE WHEN created_at > $2 THEN 0 WHEN created_at > $3 THEN 1 WHEN created_at > $4 THEN 2
         WHEN created_at > $5 THEN 3 ELSE 4 END";

/// Who holds which cases: as many as people have claimed.
const HELD: &str = "SELECT partner_id, holder, holder_key
     FROM reviews
     WHERE closed_at IS NULL AND state = 'claimed'";

/// What each decision says.
const DECIDED: &str = "SELECT created_at, partner_id, opened_at, outcome, reason_code, decider_keys, actor
     FROM decisions
     WHERE created_at >= $1 AND created_at < $2
     ORDER BY created_at DESC, partner_id DESC, sequence DESC";

/// Decisions of a time before a place.
const DECISIONS: &str =
    "SELECT partner_id, sequence, id, customer_id, asked_for, opened_at, attempt, outcome, reason_code, rule, ruleset,
        dataset_versions, actor, decider_keys, part_hashes, previous_hash, hash, created_at
     FROM decisions
     WHERE created_at >= $1 AND (created_at, partner_id, sequence) < ($2, $3, $4)
     ORDER BY created_at DESC, partner_id DESC, sequence DESC";

/// Cases that were opened in a time, before a place.
const CASES: &str = "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
     WHERE r.created_at >= $1 AND (r.created_at, r.id) < ($2, $3)
     ORDER BY r.created_at DESC, r.id DESC";

/// The same of those that are open.
const OPEN_CASES: &str =
    "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
     WHERE r.closed_at IS NULL AND r.created_at >= $1 AND (r.created_at, r.id) < ($2, $3)
     ORDER BY r.created_at DESC, r.id DESC";

/// The same of those that somebody holds: as many as they have claimed.
const HELD_CASES: &str =
    "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
     WHERE r.closed_at IS NULL AND r.state = 'claimed' AND r.created_at >= $1 AND (r.created_at, r.id) < ($2, $3)
     ORDER BY r.created_at DESC, r.id DESC";

impl FigureRows for PostgresRows {
    fn count_opened_cases(&mut self, scope: &FigureScope) -> impl Read<Counted<(Date, u32)>> {
        let values = params![micros(scope.from), micros(scope.until), ROWS_MAX];
        async move { self.grouped(OPENED, values, scope, day_of).await }
    }

    fn count_open_cases(
        &mut self,
        scope: &FigureScope,
        now: Timestamp,
    ) -> impl Read<Counted<(BacklogAge, u32)>> {
        let [day, three_days, week, month, _] = BacklogAge::ALL.map(|age| micros(age.opened(now).0));
        let values = params![ROWS_MAX, day, three_days, week, month];
        async move { self.grouped(OPEN, values, scope, |moment| BacklogAge::of(moment, now)).await }
    }

    fn list_holders(&mut self, scope: &FigureScope) -> impl Read<Counted<Person>> {
        async move {
            self.counted(HELD, params![], scope, |columns| {
                let key = PersonKey::from_stored(columns.get("holder_key")?);
                Ok(Person { key, name: columns.get("holder")? })
            })
            .await
        }
    }

    fn count_decisions(&mut self, scope: &FigureScope) -> impl Read<Counted<DecisionFact>> {
        let values = params![micros(scope.from), micros(scope.until)];
        async move {
            self.counted(DECIDED, values, scope, |columns| {
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
            .await
        }
    }

    fn list_counted_cases(
        &mut self,
        cases: &CountedCases,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> impl Read<CountedPage<QueuedReview, ReviewPlace>> {
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
        async move {
            self.page(
                sql,
                params![from, before.0, before.1],
                size,
                move |row| {
                    let found = review_queue::read(row)?;
                    let is_held =
                        |wanted: &PersonKey| found.holder.as_ref().is_some_and(|it| it.key == *wanted);
                    let is_meant =
                        scope.counts(found.key.partner) && cases.holder.as_ref().is_none_or(is_held);
                    Ok((found, is_meant))
                },
                |found| ReviewPlace { created_at: found.created_at, id: found.position.id },
            )
            .await
        }
    }

    fn list_counted_decisions(
        &mut self,
        decisions: &CountedDecisions,
        after: Option<DecisionPlace>,
        size: PageSize,
    ) -> impl Read<CountedPage<StoredDecision, DecisionPlace>> {
        let scope = &decisions.scope;
        let before = after.map_or_else(
            || (micros(scope.until), Vec::new(), 0),
            |place| {
                let sequence = i64::try_from(place.sequence).unwrap_or(i64::MAX);
                (micros(place.decided_at), place.partner.as_bytes().to_vec(), sequence)
            },
        );
        async move {
            self.page(
                DECISIONS,
                params![micros(scope.from), before.0, before.1, before.2],
                size,
                move |row| {
                    let found =
                        StoredDecision { sealed: read_sealed(&Columns::new("decisions", row))?, texts: None };
                    let record = &found.sealed.record;
                    let is_meant = scope.counts(record.partner)
                        && decisions.counts(record.outcome, record.reason_code, &record.deciders);
                    Ok((found, is_meant))
                },
                DecisionPlace::of,
            )
            .await
        }
    }
}

impl PostgresRows {
    /// Puts numbers of a scope's partners together, by what a moment of each says.
    fn grouped<'s, K: Ord + Send + 's>(
        &'s mut self,
        sql: &'static str,
        values: Vec<Value>,
        scope: &'s FigureScope,
        of: impl Fn(Timestamp) -> K + Send + 's,
    ) -> Asked<'s, Counted<(K, u32)>> {
        Box::pin(async move {
            let (mut numbers, mut looked_at) = (BTreeMap::<K, u32>::new(), 0);
            for row in &self.session.rows(sql.into(), values).await? {
                let columns = Columns::new("figures", row);
                let number: i64 = columns.get("number")?;
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                looked_at += number;
                if scope.counts(columns.id("partner_id")?) {
                    *numbers.entry(of(columns.moment("created_at")?)).or_default() += number;
                }
            }
            Ok(Counted { items: numbers.into_iter().collect(), is_cut: looked_at >= Figures::ROWS_MAX })
        })
    }

    /// Reads the rows of a scope's partners, as far as one look goes.
    fn counted<'s, T: Send + 's>(
        &'s mut self,
        sql: &str,
        mut values: Vec<Value>,
        scope: &'s FigureScope,
        read: impl Fn(&Columns<'_>) -> Outcome<T> + Send + 's,
    ) -> Asked<'s, Counted<T>> {
        values.push((ROWS_MAX + 1).to_value());
        let sql = format!("{sql} LIMIT ${}", values.len());
        Box::pin(async move {
            let rows = self.session.rows(sql.into(), values).await?;
            let mut items = Vec::new();
            for row in rows.iter().take(ROWS_MAX) {
                let columns = Columns::new("figures", row);
                if scope.counts(columns.id("partner_id")?) {
                    items.push(read(&columns)?);
                }
            }
            Ok(Counted { items, is_cut: rows.len() > ROWS_MAX })
        })
    }

    /// Reads a page, as far as one look goes.
    fn page<'s, T: Send + 's, P: Send + 's>(
        &'s mut self,
        sql: &str,
        mut values: Vec<Value>,
        size: PageSize,
        read: impl Fn(&Row) -> Outcome<(T, bool)> + Send + 's,
        place: impl Fn(&T) -> P + Send + 's,
    ) -> Asked<'s, CountedPage<T, P>> {
        values.push((ROWS_MAX + 1).to_value());
        let sql = format!("{sql} LIMIT ${}", values.len());
        Box::pin(async move {
            let (mut items, mut last) = (Vec::new(), None);
            let (mut looked_at, mut is_end) = (0, true);
            for row in &self.session.rows(sql.into(), values).await? {
                let (found, is_meant) = read(row)?;
                if looked_at == ROWS_MAX || (is_meant && items.len() == usize::from(size.items())) {
                    is_end = false;
                    break;
                }
                looked_at += 1;
                last = Some(place(&found));
                if is_meant {
                    items.push(found);
                }
            }
            Ok(CountedPage { items, next: last.filter(|_| !is_end) })
        })
    }
}
