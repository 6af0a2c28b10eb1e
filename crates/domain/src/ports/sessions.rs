//! Browsers that are signed in on the pages, and those that are about to be. Everything here goes by real time.

use std::future::Future;

use qualify_vocabulary::{PersonKey, SessionId, Timestamp};

use super::outcome::Outcome;
use crate::browser_session::{BrowserSession, LanguageChoice, SecretHash, SignInAttempt, Theme};

/// Keeps the session of a browser that has signed in.
#[derive(Debug, Clone)]
pub struct CreateSession {
    /// What is kept; its id and its secret are new.
    pub session: BrowserSession,
    /// The session that the browser had until now, which ends.
    pub replaces: Option<SecretHash>,
    /// How many sessions a person may have: beyond it those end that were seen the longest ago.
    pub sessions_of_person_max: u16,
}

/// Notes that a session is used.
#[derive(Debug, Clone, Copy)]
pub struct TouchSession {
    /// Whose secret has this hash.
    pub secret_hash: SecretHash,
    /// The moment.
    pub now: Timestamp,
    /// When it ends if it is not used any more. An end that it has however much it is used stays.
    pub ends_at: Timestamp,
}

/// Gives a session another secret.
#[derive(Debug, Clone, Copy)]
pub struct RotateSession {
    /// The hash of the secret until now.
    pub secret_hash: SecretHash,
    /// That of the next one.
    pub next: SecretHash,
    /// The moment.
    pub now: Timestamp,
}

/// What somebody chose for a session's pages.
#[derive(Debug, Clone)]
pub struct SessionChoices {
    /// Whose secret has this hash.
    pub secret_hash: SecretHash,
    /// The moment.
    pub now: Timestamp,
    /// The language; the browser's if none.
    pub language: Option<LanguageChoice>,
    /// How pages look; as the browser wishes if none.
    pub theme: Option<Theme>,
}

/// Which sessions end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEnd {
    /// The one whose secret has this hash.
    One(SecretHash),
    /// One of a person's, by its name.
    OneOf(PersonKey, SessionId),
    /// All of a person's but this one.
    OthersOf(PersonKey, SessionId),
    /// All of a person's.
    AllOf(PersonKey),
}

/// Keeps a browser that is sent to an issuer. Nobody has signed in yet: beyond what may be kept, the oldest go.
#[derive(Debug, Clone)]
pub struct AddSignIn {
    /// What is kept; its state is new.
    pub attempt: SignInAttempt,
    /// The most that are kept.
    pub attempts_max: u32,
    /// The most of those with a form.
    pub forms_max: u32,
}

/// A browser comes back from an issuer.
#[derive(Debug, Clone, Copy)]
pub struct TakeSignIn {
    /// The hash of the `state` that it shows.
    pub state: SecretHash,
    /// The hash of its own secret.
    pub browser: SecretHash,
    /// The moment.
    pub now: Timestamp,
}

/// Who is signed in on the pages. Like the settings this is the installation's: a reset leaves it, no snapshot
/// holds it, and nothing of it goes with a partner.
pub trait SessionStore: Send + Sync {
    /// Keeps a session, in the place of the browser's last one.
    fn create_session(&self, command: CreateSession) -> impl Future<Output = Outcome<()>> + Send;
    /// A session that has not ended.
    fn find_session(
        &self,
        secret_hash: SecretHash,
        now: Timestamp,
    ) -> impl Future<Output = Outcome<Option<BrowserSession>>> + Send;
    /// A session that time has ended not long ago. It signs nobody in: it shows that a form was of somebody who was
    /// signed in when they began to write.
    fn find_over_session(
        &self,
        secret_hash: SecretHash,
        now: Timestamp,
    ) -> impl Future<Output = Outcome<Option<BrowserSession>>> + Send;
    /// Notes that a session is used, not more often than
    /// [`TOUCH_INTERVAL`](crate::browser_session::TOUCH_INTERVAL) says; `false` if it has ended.
    fn touch_session(&self, command: TouchSession) -> impl Future<Output = Outcome<bool>> + Send;
    /// Gives a session another secret; `false` if it has ended.
    fn rotate_session(&self, command: RotateSession) -> impl Future<Output = Outcome<bool>> + Send;
    /// Keeps what somebody chose; `false` if the session has ended.
    fn save_session_choices(&self, command: SessionChoices) -> impl Future<Output = Outcome<bool>> + Send;
    /// The sessions of a person that have not ended, the one seen last first: as many as a person may have.
    fn list_sessions(
        &self,
        person: PersonKey,
        now: Timestamp,
    ) -> impl Future<Output = Outcome<Vec<BrowserSession>>> + Send;
    /// Ends sessions; answers how many there were.
    fn end_sessions(&self, which: SessionEnd) -> impl Future<Output = Outcome<usize>> + Send;
    /// Keeps a browser that is sent to an issuer.
    fn add_sign_in(&self, command: AddSignIn) -> impl Future<Output = Outcome<()>> + Send;
    /// What was kept of a browser that comes back in time, once. One that comes with another browser's state takes
    /// nothing from that.
    fn take_sign_in(
        &self,
        command: TakeSignIn,
    ) -> impl Future<Output = Outcome<Option<SignInAttempt>>> + Send;
    /// Removes sessions that ended before a moment, and browsers that are awaited no more, at most so many of each;
    /// answers how many went.
    fn purge_sessions(
        &self,
        ended_before: Timestamp,
        now: Timestamp,
        rows_max: u16,
    ) -> impl Future<Output = Outcome<usize>> + Send;
}
