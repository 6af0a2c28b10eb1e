//! Browsers that are signed in on the pages, and those that are about to be. Everything here goes by real time.

use qualify_domain::browser_session::{BrowserSession, SecretHash, SignInAttempt};
use qualify_domain::ports::{
    AddSignIn, CreateSession, Outcome, RotateSession, SessionChoices, SessionEnd, SessionStore, TakeSignIn,
    TouchSession,
};
use qualify_vocabulary::{PersonKey, Timestamp};

use crate::Store;
use crate::operations::reads::{IsAnySessionOver, ListSessions};
use crate::operations::sessions::{EndSessions, FindSession, LookToTouch, PurgeSessions};

impl SessionStore for Store {
    async fn create_session(&self, command: CreateSession) -> Outcome<()> {
        self.write(command).await
    }

    async fn find_session(&self, secret_hash: SecretHash, now: Timestamp) -> Outcome<Option<BrowserSession>> {
        self.read(FindSession { secret_hash, now, is_over: false }).await
    }

    async fn find_over_session(
        &self,
        secret_hash: SecretHash,
        now: Timestamp,
    ) -> Outcome<Option<BrowserSession>> {
        self.read(FindSession { secret_hash, now, is_over: true }).await
    }

    async fn touch_session(&self, command: TouchSession) -> Outcome<bool> {
        // Asked for with every page, which is nothing to keep the writer busy with.
        match self.read(LookToTouch(command)).await? {
            Some(true) => self.write(command).await,
            Some(false) => Ok(true),
            None => Ok(false),
        }
    }

    async fn rotate_session(&self, command: RotateSession) -> Outcome<bool> {
        self.write(command).await
    }

    async fn save_session_choices(&self, command: SessionChoices) -> Outcome<bool> {
        self.write(command).await
    }

    async fn list_sessions(&self, person: PersonKey, now: Timestamp) -> Outcome<Vec<BrowserSession>> {
        self.read(ListSessions { person, now }).await
    }

    async fn end_sessions(&self, which: SessionEnd) -> Outcome<usize> {
        self.write(EndSessions(which)).await
    }

    async fn add_sign_in(&self, command: AddSignIn) -> Outcome<()> {
        self.write(command).await
    }

    async fn take_sign_in(&self, command: TakeSignIn) -> Outcome<Option<SignInAttempt>> {
        self.write(command).await
    }

    async fn purge_sessions(&self, ended_before: Timestamp, now: Timestamp, rows_max: u16) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with.
        if !self.read(IsAnySessionOver { ended_before, now }).await? {
            return Ok(0);
        }
        self.write(PurgeSessions { ended_before, now, rows_max }).await
    }
}
