//! What users of a sandbox allowed its applications: what refresh tokens rest on. Everything here goes by real time.

use std::sync::{Arc, Weak};

use qualify_domain::ports::{AddGrant, Grant, GrantChoice, GrantStore, Outcome, RotateGrant, StoreError};
use qualify_vocabulary::{GrantId, Timestamp};

use crate::Store;
use crate::operations::Operation;
use crate::operations::grants::{EndGrants, ExtendGrant, PurgeGrants};
use crate::operations::reads::{FindGrant, IsAnyGrantExpired};
use crate::rows::Rows;
use crate::undone::{Done, Undone};

impl GrantStore for Store {
    async fn add_grant(&self, command: AddGrant) -> Outcome<bool> {
        self.run_while_awaited(command).await
    }

    async fn find_grant(&self, id: GrantId) -> Outcome<Option<Grant>> {
        self.read(FindGrant { id }).await
    }

    async fn extend_grant(&self, id: GrantId, expires_at: Timestamp) -> Outcome<bool> {
        self.write(ExtendGrant { id, expires_at }).await
    }

    async fn rotate_grant(&self, command: RotateGrant) -> Outcome<Option<u32>> {
        self.run_while_awaited(command).await
    }

    async fn end_grants(&self, choice: GrantChoice) -> Outcome<usize> {
        self.write(EndGrants(choice)).await
    }

    async fn purge_grants(&self, now: Timestamp, rows_max: u16) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with.
        if !self.read(IsAnyGrantExpired { now }).await? {
            return Ok(0);
        }
        self.write(PurgeGrants { now, rows_max }).await
    }
}

/// An operation that is not carried out once its caller has given up.
#[derive(Clone)]
struct WhileAwaited<O> {
    operation: O,
    caller: Weak<()>,
}

impl<O: Operation> Operation for WhileAwaited<O> {
    type Answer = O::Answer;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<O::Answer> {
        if self.caller.strong_count() == 0 {
            let reason = "nobody waits for the answer any more";
            return Err(Undone::Failed(StoreError::Unavailable { reason, source: None }));
        }
        self.operation.run(rows).await
    }
}

impl Store {
    /// Runs an operation, unless its caller has given up before its turn came.
    async fn run_while_awaited<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        let caller = Arc::new(());
        let outcome = self.write(WhileAwaited { operation, caller: Arc::downgrade(&caller) }).await;
        drop(caller);
        outcome
    }
}
