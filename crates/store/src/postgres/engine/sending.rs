//! Statements that are sent together: all before anything is waited for, and answered in their order.

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use deadpool_postgres::Object;
use futures_util::TryStreamExt as _;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Row, Statement};

use super::error::Rule;
use super::value::{Kind, Value};

/// Text of a statement.
pub(crate) type Sql = Cow<'static, str>;

/// What an operation may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Looks at one moment of the database.
    Reading,
    /// Locks what it decides by.
    Writing,
    /// Looks at one moment of the database, and keeps what it saw.
    Copying,
}

impl Mode {
    const fn begin(self) -> &'static str {
        match self {
            Self::Reading => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Self::Writing => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            Self::Copying => "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE",
        }
    }
}

/// A statement that is sent with others.
pub(super) struct Sending {
    sql: Sql,
    values: Vec<Value>,
    /// The rule of the domain that it may meet.
    pub(super) rule: Option<Rule>,
    wants_rows: bool,
}

impl Sending {
    /// One that writes, or locks: how many rows it met is what it answers.
    pub(super) const fn write(sql: Sql, values: Vec<Value>, rule: Option<Rule>) -> Self {
        Self { sql, values, rule, wants_rows: false }
    }

    /// One that asks for rows.
    pub(super) const fn rows(sql: Sql, values: Vec<Value>) -> Self {
        Self { sql, values, rule: None, wants_rows: true }
    }
}

/// What the server answers to one statement.
pub(super) enum Reply {
    Count(u64),
    Rows(Vec<Row>),
}

type Sent<'a> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'a>>;

/// An error, and the place of the statement that it belongs to, if it is one of those.
pub(super) type Refused = (Option<usize>, Error);

/// Prepares what is going to be sent together. Nothing of it is sent yet, no commit either: a transaction that is open stays so.
pub(super) async fn prepare_all(client: &Object, statements: &[Sending]) -> Result<Vec<Statement>, Refused> {
    let mut prepared = Vec::with_capacity(statements.len());
    for (index, it) in statements.iter().enumerate() {
        prepared.push(prepare(client, &it.sql, &it.values).await.map_err(|error| (Some(index), error))?);
    }
    Ok(prepared)
}

/// Sends a beginning, statements and a commit at once; answers a reply for each statement, or the first error.
pub(super) async fn send_together(
    client: &Object,
    begins: Option<Mode>,
    (statements, prepared): (&[Sending], &[Statement]),
    commits: bool,
) -> Result<Vec<Reply>, Refused> {
    let client: &Client = client;
    let mut sent: Vec<Sent<'_>> = Vec::with_capacity(statements.len() + 2);
    if let Some(mode) = begins {
        sent.push(plain(client, mode.begin()));
    }
    let first = sent.len();
    for (statement, it) in prepared.iter().zip(statements) {
        sent.push(Box::pin(async move {
            if it.wants_rows {
                let rows = client.query_raw(statement, it.values.iter()).await?;
                rows.try_collect().await.map(Reply::Rows)
            } else {
                client.execute_raw(statement, it.values.iter()).await.map(Reply::Count)
            }
        }));
    }
    if commits {
        sent.push(plain(client, "COMMIT"));
    }
    let mut replies = Vec::with_capacity(statements.len());
    for (index, reply) in together(sent).await.into_iter().enumerate() {
        let place = index.checked_sub(first).filter(|place| *place < statements.len());
        let reply = reply.map_err(|error| (place, error))?;
        if place.is_some() {
            replies.push(reply);
        }
    }
    Ok(replies)
}

/// A statement of the transaction itself.
fn plain<'a>(client: &'a Client, sql: &'static str) -> Sent<'a> {
    Box::pin(async move { client.batch_execute(sql).await.map(|()| Reply::Count(0)) })
}

/// Prepares a statement, unless the connection knows it.
async fn prepare(client: &Object, sql: &str, values: &[Value]) -> Result<Statement, Error> {
    let types: Vec<Type> = values.iter().map(Value::kind).map(Kind::sql_type).collect();
    client.prepare_typed_cached(sql, &types).await
}

/// Waits for all of them, which are begun in their order.
async fn together<T>(mut futures: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut is_pending = false;
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(answer) => *done = Some(answer),
                    Poll::Pending => is_pending = true,
                }
            }
        }
        if is_pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    done.into_iter().flatten().collect()
}
