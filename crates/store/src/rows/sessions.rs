//! Browsers that are signed in on the pages, and those that are about to be.

use qualify_domain::browser_session::{BrowserSession, SecretHash, SignInAttempt};
use qualify_domain::ports::{SessionChoices, SessionEnd, TakeSignIn, TouchSession};
use qualify_vocabulary::{PersonKey, Timestamp};

use super::reading::{Queued, Read};

/// Browsers that are signed in on the pages, and those that are about to be.
pub(crate) trait SessionRows {
    /// Keeps a session.
    fn insert_session(&mut self, session: &BrowserSession) -> Queued;
    /// A session with its end, be it over or not.
    fn find_session(&mut self, secret_hash: SecretHash) -> impl Read<Option<BrowserSession>>;
    /// When a session that has not ended was seen last.
    fn find_last_seen(&mut self, secret_hash: SecretHash, now: Timestamp) -> impl Read<Option<Timestamp>>;
    /// Notes that a session is used, if it has not ended.
    fn touch_session(&mut self, touched: TouchSession) -> impl Read<bool>;
    /// Gives a session that has not ended another secret.
    fn rotate_session(
        &mut self,
        secret_hash: SecretHash,
        next: SecretHash,
        now: Timestamp,
    ) -> impl Read<bool>;
    /// Keeps what was chosen for a session that has not ended.
    fn save_session_choices(&mut self, choices: &SessionChoices) -> impl Read<bool>;
    /// The sessions of a person that end after a moment, the one seen last first.
    fn list_sessions(&mut self, person: &PersonKey, now: Timestamp) -> impl Read<Vec<BrowserSession>>;
    /// Ends sessions; answers how many.
    fn end_sessions(&mut self, which: &SessionEnd) -> impl Read<usize>;
    /// Ends all sessions of a person but those that were seen last.
    fn end_sessions_beyond(&mut self, person: &PersonKey, kept: u16) -> Queued;
    /// Keeps a browser that is sent to an issuer.
    fn insert_sign_in(&mut self, attempt: &SignInAttempt) -> Queued;
    /// Forgets all browsers that are awaited, or all with a form, but so many that were sent last.
    fn forget_sign_ins_beyond(&mut self, kept: u32, with_form: bool) -> Queued;
    /// What was kept of a browser that comes back in time.
    fn find_sign_in(&mut self, coming: TakeSignIn) -> impl Read<Option<SignInAttempt>>;
    /// Forgets a browser that was awaited.
    fn delete_sign_in(&mut self, state: SecretHash) -> Queued;
    /// Whether anything of this is there to be removed.
    fn is_any_session_over(&mut self, ended_before: Timestamp, now: Timestamp) -> impl Read<bool>;
    /// Removes sessions that ended before a moment, and browsers that are awaited no more, at most so many of each; answers
    /// how many.
    fn purge_sessions(&mut self, ended_before: Timestamp, now: Timestamp, rows_max: u16) -> impl Read<usize>;
}
