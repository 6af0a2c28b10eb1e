//! What stands between this process and its database.

use qualify_domain::ports::{Outcome, StoreError};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::store_error;

/// Refuses a pooler that gives one connection of the database to several at a time, transaction by transaction: statements that
/// are prepared would be lost there, and nobody would hear what other processes tell.
pub(crate) async fn check(one: &Client, other: &Client) -> Outcome<()> {
    const WHO: &str = "SELECT pg_backend_pid()";
    let (one, other) = (who(one, WHO).await?, who(other, WHO).await?);
    if one == other && one.is_some() {
        let reason = "a pooler stands in between that keeps a connection for a transaction only; let it keep one for a session (pgbouncer: pool_mode = session), or name the database itself in the database URL";
        return Err(StoreError::Unavailable { reason, source: None });
    }
    Ok(())
}

/// Who answers on a connection. It is asked in the plain way, for which nothing is prepared.
async fn who(client: &Client, sql: &str) -> Outcome<Option<String>> {
    let told = client.simple_query(sql).await.map_err(store_error)?;
    Ok(told.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }))
}
