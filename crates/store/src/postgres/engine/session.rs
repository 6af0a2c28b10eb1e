//! One transaction: reads are asked at once, writes wait for the next read or for the commit and go with it, in one round
//! trip. Everything that is sent together is sent before anything is waited for.

use std::future::Future as _;
use std::sync::Arc;
use std::task::{Context, Waker};

use deadpool_postgres::Object;
use qualify_domain::audit::AuditPosition;
use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::{PartnerId, Timestamp};
use tokio_postgres::{Error, Row};

use super::core::Core;
use super::error::{Failure, NOT_ANSWERING, Rule, TAKES_NO_WRITES, failure, is_unsupported, unavailable};
use super::question::Question;
pub(crate) use super::sending::{Mode, Sql};
use super::sending::{Reply, Sending, prepare_all, send_together};
use super::value::{Parameters, Value};

/// Statements that are sent together at most.
const TOGETHER_MAX: usize = 64;

/// Where a transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was sent.
    Fresh,
    Open,
    Ended,
}

/// What a transaction comes to that somebody beside it has to know of, after its commit.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Effects {
    /// Events were written.
    pub(crate) events: bool,
    /// Readers of events are to look.
    pub(crate) wakes: bool,
    /// Partners may have changed.
    pub(crate) partners: bool,
    /// Rows were exchanged: nothing that is known of them by heart holds.
    pub(crate) forgets: bool,
}

/// One transaction on a connection of the pool.
pub(crate) struct Session {
    pub(crate) core: Arc<Core>,
    client: Object,
    mode: Mode,
    /// How often the operation was taken back before.
    attempt: u32,
    stage: Stage,
    waiting: Vec<Sending>,
    /// What is going to be asked: it goes with the next question.
    ahead: Vec<Question>,
    /// What was asked ahead, with its answer.
    known: Vec<(Question, Vec<Row>)>,
    /// How many writes waited when the part began, if none of it was sent.
    part_begins: Option<usize>,
    is_lost: bool,
    is_cut: bool,
    /// Its server takes no writes, and another one may.
    is_elsewhere: bool,
    pub(crate) effects: Effects,
    /// Whose places in trails were taken.
    positions: Vec<PartnerId>,
    /// The new events that were listed last, in their order.
    pub(crate) listed: Vec<(PartnerId, i64)>,
}

impl Session {
    /// Takes a connection; the transaction begins with what is sent first.
    pub(crate) async fn begin(core: &Arc<Core>, mode: Mode, attempt: u32) -> Outcome<Self> {
        Ok(Self {
            client: core.connection().await?,
            core: Arc::clone(core),
            mode,
            attempt,
            stage: Stage::Fresh,
            waiting: Vec::new(),
            ahead: Vec::new(),
            known: Vec::new(),
            part_begins: None,
            is_lost: false,
            is_cut: false,
            is_elsewhere: false,
            effects: Effects::default(),
            positions: Vec::new(),
            listed: Vec::new(),
        })
    }

    /// Whether rows are locked that are read.
    pub(crate) fn is_writing(&self) -> bool {
        self.mode == Mode::Writing
    }

    /// Whether it lost against another transaction, or its connection: run again, the operation may come to its end.
    pub(crate) const fn is_worth_another_try(&self) -> bool {
        self.is_lost || self.is_cut || self.is_elsewhere
    }

    /// How a statement ends whose rows the operation decides by.
    pub(crate) fn locking(&self) -> &'static str {
        if self.is_writing() { " FOR NO KEY UPDATE" } else { "" }
    }

    /// The same for work that several look for: what another one has is passed over.
    pub(crate) fn locking_what_is_free(&self) -> &'static str {
        if self.is_writing() { " FOR NO KEY UPDATE SKIP LOCKED" } else { "" }
    }

    /// Queues a write.
    pub(crate) fn queue(&mut self, sql: impl Into<Sql>, parameters: impl Parameters, rule: Option<Rule>) {
        self.waiting.push(Sending::write(sql.into(), parameters.into_values(), rule));
    }

    /// Queues a lock of rows that the operation decides by; it is held until the end.
    pub(crate) fn lock(&mut self, sql: &'static str, parameters: impl Parameters) {
        if self.is_writing() {
            self.queue(sql, parameters, None);
        }
    }

    /// Takes note of a question that is going to be asked: it goes with the next one, and its answer is kept for it. What is
    /// written until then must not change it.
    pub(crate) fn expect(&mut self, question: Question) {
        self.ahead.push(question);
    }

    /// Asks for rows.
    pub(crate) async fn rows(&mut self, sql: Sql, values: Vec<Value>) -> Outcome<Vec<Row>> {
        self.ask(Question::new(sql, values)).await
    }

    /// Asks for rows, behind the locks of the question.
    pub(crate) async fn ask(&mut self, mut question: Question) -> Outcome<Vec<Row>> {
        if let Some(place) = self.known.iter().position(|(known, _)| known.is(&question)) {
            return Ok(self.known.swap_remove(place).1);
        }
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.retain(|other| !other.is(&question));
        let is_writing = self.is_writing();
        let mut sent = question.sending(is_writing);
        sent.extend(ahead.iter_mut().flat_map(|other| other.sending(is_writing)));
        let replies = self.send(sent, false).await?;
        let mut answers = replies.into_iter().filter_map(|reply| match reply {
            Reply::Rows(rows) => Some(rows),
            Reply::Count(_) => None,
        });
        let rows = answers.next().unwrap_or_default();
        self.known.extend(ahead.into_iter().zip(answers));
        Ok(rows)
    }

    /// Writes at once, and answers how many rows there were.
    pub(crate) async fn count(&mut self, sql: Sql, values: Vec<Value>) -> Outcome<usize> {
        let replies = self.send(vec![Sending::write(sql, values, None)], false).await?;
        Ok(match replies.last() {
            Some(Reply::Count(count)) => usize::try_from(*count).unwrap_or(usize::MAX),
            Some(Reply::Rows(rows)) => rows.len(),
            None => 0,
        })
    }

    /// Sends what waits, and commits.
    pub(crate) async fn commit(&mut self) -> Outcome<Effects> {
        if self.stage != Stage::Fresh || !self.waiting.is_empty() {
            self.send(Vec::new(), true).await?;
        }
        Ok(std::mem::take(&mut self.effects))
    }

    /// Takes back everything.
    pub(crate) async fn take_back(&mut self) {
        self.waiting.clear();
        self.core.ends.forget(&self.positions);
        if self.stage == Stage::Open {
            self.core.record_round_trip();
            // Where the connection is gone, so is the transaction.
            let _ = self.client.batch_execute("ROLLBACK").await;
            self.stage = Stage::Ended;
        }
        if self.is_elsewhere {
            // A connection that stayed would be taken again, and lead there again. It cannot answer its own end.
            let _ = self.client.batch_execute("SELECT pg_terminate_backend(pg_backend_pid())").await;
        }
    }

    /// Begins a part.
    pub(crate) fn begin_part(&mut self) {
        self.part_begins = Some(self.waiting.len());
        self.queue("SAVEPOINT part", super::value::NOTHING, None);
    }

    /// Keeps the part.
    pub(crate) fn keep_part(&mut self) {
        self.part_begins = None;
        self.queue("RELEASE SAVEPOINT part", super::value::NOTHING, None);
    }

    /// Takes the part back.
    pub(crate) fn take_part_back(&mut self) {
        if let Some(length) = self.part_begins.take() {
            // Nothing of it was sent.
            self.waiting.truncate(length);
            return;
        }
        // The locks that were taken since then are given back.
        self.known.clear();
        self.waiting.clear();
        self.queue("ROLLBACK TO SAVEPOINT part", super::value::NOTHING, None);
        self.queue("RELEASE SAVEPOINT part", super::value::NOTHING, None);
    }

    /// The next free place in a partner's trail, as far as this process knows. Where it does not, or was refused, the rows
    /// tell.
    pub(crate) async fn next_position(
        &mut self,
        partner: PartnerId,
        moment: Timestamp,
    ) -> Outcome<AuditPosition> {
        let is_first_look = self.attempt > 0 && !self.positions.contains(&partner);
        self.positions.push(partner);
        if !is_first_look && let Some(position) = self.core.ends.next(partner, moment) {
            return Ok(position);
        }
        let sql = "SELECT coalesce(max(ticks), 0) AS ticks FROM audit_records WHERE partner_id = $1";
        let rows = self.rows(sql.into(), [partner.as_bytes()].into_values()).await?;
        let ticks = rows.first().and_then(|row| row.try_get("ticks").ok()).unwrap_or(0);
        self.core.ends.note(partner, AuditPosition::from_ticks(ticks));
        let next = self.core.ends.next(partner, moment);
        Ok(next.unwrap_or_else(|| AuditPosition::next_after(AuditPosition::from_ticks(ticks), moment)))
    }

    /// Sends what waits with what is asked for, and answers the replies to that.
    async fn send(&mut self, asked: Vec<Sending>, commits: bool) -> Outcome<Vec<Reply>> {
        self.part_begins = None;
        while self.waiting.len() > TOGETHER_MAX {
            let rest = self.waiting.split_off(TOGETHER_MAX);
            let waiting = std::mem::replace(&mut self.waiting, rest);
            self.send_at_once(&waiting, false).await?;
        }
        let mut statements = std::mem::take(&mut self.waiting);
        let waited = statements.len();
        statements.extend(asked);
        let mut replies = self.send_at_once(&statements, commits).await?;
        Ok(replies.split_off(waited))
    }

    async fn send_at_once(&mut self, statements: &[Sending], commits: bool) -> Outcome<Vec<Reply>> {
        let begins = self.stage == Stage::Fresh;
        self.core.record_round_trip();
        // Whoever stops waiting now may leave an open transaction.
        self.stage = Stage::Open;
        let outcome = match prepare_all(&self.client, statements).await {
            Ok(prepared) => {
                let begins = begins.then_some(self.mode);
                let outcome = send_together(&self.client, begins, (statements, &prepared), commits).await;
                if commits {
                    // One that is broken ends with its commit, too.
                    self.stage = Stage::Ended;
                }
                outcome
            }
            // It was not sent, and the transaction is open and may be broken.
            Err(refused) => Err(refused),
        };
        outcome.map_err(|(index, error)| {
            let rule = index.and_then(|index| statements.get(index)).and_then(|it| it.rule.as_ref());
            if index.is_none() && is_unsupported(&error) {
                // Only the beginning can be: a server that follows another one begins nothing that writes.
                self.is_elsewhere = true;
                return unavailable(TAKES_NO_WRITES, error);
            }
            self.fail(error, rule, commits)
        })
    }

    /// Takes note of what went wrong, and says it.
    fn fail(&mut self, error: Error, rule: Option<&Rule>, commits: bool) -> StoreError {
        let said = format!("{error}: {}", error.as_db_error().map_or("", |said| said.message()));
        match failure(error, rule) {
            Failure::Refused(refusal) => StoreError::Refused(refusal),
            Failure::Lost => {
                self.is_lost = true;
                unavailable("others were changing the same rows again and again", said)
            }
            Failure::Cut if commits => unavailable(
                "the database went away in the middle of a write, which it may have kept or not",
                said,
            ),
            Failure::Cut => {
                self.is_cut = true;
                unavailable(NOT_ANSWERING, said)
            }
            Failure::Elsewhere(error) => {
                self.is_elsewhere = true;
                error
            }
            Failure::Unprepared(error) => {
                self.client.statement_cache.clear();
                self.is_lost = true;
                error
            }
            Failure::Other(error) => error,
        }
    }
}

impl Drop for Session {
    /// Whoever stops in the middle leaves no open transaction behind: its end goes ahead of whatever is sent next.
    fn drop(&mut self) {
        if self.stage == Stage::Open {
            let mut end = Box::pin(self.client.batch_execute("ROLLBACK"));
            let _ = end.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

/// The error of something that is asked outside of any transaction.
pub(crate) fn asked(error: Error) -> StoreError {
    match failure(error, None) {
        Failure::Other(error) | Failure::Unprepared(error) | Failure::Elsewhere(error) => error,
        Failure::Refused(refusal) => StoreError::Refused(refusal),
        Failure::Lost => {
            StoreError::Unavailable { reason: "others were changing the same rows", source: None }
        }
        Failure::Cut => StoreError::Unavailable { reason: NOT_ANSWERING, source: None },
    }
}
