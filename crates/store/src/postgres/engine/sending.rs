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

/// A write that waits to be sent.
pub(super) struct Waiting {
    pub(super) sql: Sql,
    pub(super) values: Vec<Value>,
    pub(super) rule: Option<Rule>,
}

/// What is asked for at the end of what waits.
pub(super) enum Ask {
    Nothing,
    Rows(Sql, Vec<Value>),
    Count(Sql, Vec<Value>),
    Commit,
}

/// What the server answers to one statement.
pub(super) enum Reply {
    Count(u64),
    Rows(Vec<Row>),
}

type Sent<'a> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'a>>;

/// Sends a beginning, writes and a question at once; answers the reply to the question, or the first error with the place of
/// the write that it belongs to.
pub(super) async fn send_together(
    client: &Object,
    begins: Option<Mode>,
    waiting: &[Waiting],
    ask: &Ask,
) -> Result<Option<Reply>, (Option<usize>, Error)> {
    let mut prepared = Vec::with_capacity(waiting.len());
    for (index, it) in waiting.iter().enumerate() {
        prepared.push(prepare(client, &it.sql, &it.values).await.map_err(|error| (Some(index), error))?);
    }
    let asked = match ask {
        Ask::Rows(sql, values) | Ask::Count(sql, values) => {
            Some((prepare(client, sql, values).await.map_err(|error| (None, error))?, values))
        }
        Ask::Nothing | Ask::Commit => None,
    };
    let client: &Client = client;
    let mut sent: Vec<Sent<'_>> = Vec::with_capacity(waiting.len() + 2);
    if let Some(mode) = begins {
        let begin = mode.begin();
        sent.push(Box::pin(async move { client.batch_execute(begin).await.map(|()| Reply::Count(0)) }));
    }
    let first = sent.len();
    for (statement, it) in prepared.iter().zip(waiting) {
        sent.push(Box::pin(async move {
            client.execute_raw(statement, it.values.iter()).await.map(Reply::Count)
        }));
    }
    match (ask, &asked) {
        (Ask::Rows(..), Some((statement, values))) => sent.push(Box::pin(async move {
            let rows = client.query_raw(statement, values.iter()).await?;
            rows.try_collect().await.map(Reply::Rows)
        })),
        (Ask::Count(..), Some((statement, values))) => sent.push(Box::pin(async move {
            client.execute_raw(statement, values.iter()).await.map(Reply::Count)
        })),
        (Ask::Commit, _) => {
            sent.push(Box::pin(
                async move { client.batch_execute("COMMIT").await.map(|()| Reply::Count(0)) },
            ));
        }
        (Ask::Rows(..) | Ask::Count(..) | Ask::Nothing, _) => {}
    }
    let mut last = None;
    for (index, reply) in together(sent).await.into_iter().enumerate() {
        last = Some(reply.map_err(|error| (index.checked_sub(first), error))?);
    }
    Ok(last)
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
