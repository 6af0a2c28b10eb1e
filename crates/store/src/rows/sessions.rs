//! Browsers that are signed in on the pages, and those that are about to be.

use qualify_domain::browser_session::{
    BrowserSession, KeptForm, LanguageChoice, SecretHash, SignInAttempt, Theme, UserAgent,
};
use qualify_domain::ports::{Outcome, SessionChoices, SessionEnd, TakeSignIn, TouchSession};
use qualify_vocabulary::{Person, PersonKey, Timestamp};

use super::cells::Cells;
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

/// A session.
pub(crate) fn read_session(columns: &impl Cells) -> Outcome<BrowserSession> {
    Ok(BrowserSession {
        id: columns.id("id")?,
        secret_hash: SecretHash::from_stored(columns.get("secret_hash")?),
        person: Person {
            key: PersonKey::from_stored(columns.get("person_key")?),
            name: columns.get("person_name")?,
        },
        as_whom: columns.parsed("as_whom", |text| serde_json::from_str(text))?,
        has_mfa: columns.get("has_mfa")?,
        csrf_secret: columns.get("csrf_secret")?,
        user_agent: UserAgent::of(columns.text("user_agent")?),
        language: columns.optional_parsed("language", |text| LanguageChoice::parse(text).ok_or(()))?,
        theme: columns.optional_parsed("theme", |text| Theme::parse(text).ok_or(()))?,
        created_at: columns.moment("created_at")?,
        last_seen_at: columns.moment("last_seen_at")?,
        ends_at: columns.moment("ends_at")?,
        expires_at: columns.moment("expires_at")?,
    })
}

/// A browser that is awaited.
pub(crate) fn read_sign_in(columns: &impl Cells) -> Outcome<SignInAttempt> {
    Ok(SignInAttempt {
        state: SecretHash::from_stored(columns.get("state_hash")?),
        browser: SecretHash::from_stored(columns.get("browser_hash")?),
        nonce: columns.get("nonce")?,
        pkce_verifier: columns.get("pkce_verifier")?,
        door: columns.parsed("door", |text| serde_json::from_str(text))?,
        back_to: columns.get("back_to")?,
        form: columns.optional_parsed("form", |fields| KeptForm::of(fields.to_owned()).ok_or(()))?,
        created_at: columns.moment("created_at")?,
        expires_at: columns.moment("expires_at")?,
    })
}
