//! Browsers that are signed in on the pages, and those that are about to be.

use qualify_domain::browser_session::{BrowserSession, SecretHash, SignInAttempt, TOUCH_INTERVAL};
use qualify_domain::ports::{
    AddSignIn, CreateSession, RotateSession, SessionChoices, SessionEnd, TakeSignIn, TouchSession,
};
use qualify_vocabulary::Timestamp;

use super::Operation;
use crate::rows::Rows;
use crate::undone::Done;

impl Operation for CreateSession {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        let Self { session, replaces, sessions_of_person_max } = self;
        if let Some(before) = replaces {
            rows.end_sessions(&SessionEnd::One(before)).await?;
        }
        rows.end_sessions_beyond(&session.person.key, sessions_of_person_max.saturating_sub(1))?;
        rows.insert_session(&session)?;
        Ok(())
    }
}

/// A session that has not ended, or one that has.
#[derive(Clone)]
pub(crate) struct FindSession {
    pub(crate) secret_hash: SecretHash,
    pub(crate) now: Timestamp,
    pub(crate) is_over: bool,
}

impl Operation for FindSession {
    type Answer = Option<BrowserSession>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let found = rows.find_session(self.secret_hash).await?;
        Ok(found.filter(|session| (session.ends_at <= self.now) == self.is_over))
    }
}

/// Whether a use of a session is to be noted; none if it has ended.
#[derive(Clone)]
pub(crate) struct LookToTouch(pub(crate) TouchSession);

impl Operation for LookToTouch {
    type Answer = Option<bool>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let TouchSession { secret_hash, now, .. } = self.0;
        let seen = rows.find_last_seen(secret_hash, now).await?;
        // A clock that was put back must not keep a session from being seen.
        Ok(seen.map(|seen| now.duration_since(seen).abs() >= TOUCH_INTERVAL))
    }
}

impl Operation for TouchSession {
    type Answer = bool;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<bool> {
        Ok(rows.touch_session(self).await?)
    }
}

impl Operation for RotateSession {
    type Answer = bool;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<bool> {
        Ok(rows.rotate_session(self.secret_hash, self.next, self.now).await?)
    }
}

impl Operation for SessionChoices {
    type Answer = bool;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<bool> {
        Ok(rows.save_session_choices(&self).await?)
    }
}

/// Ends sessions.
#[derive(Clone)]
pub(crate) struct EndSessions(pub(crate) SessionEnd);

impl Operation for EndSessions {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        Ok(rows.end_sessions(&self.0).await?)
    }
}

impl Operation for AddSignIn {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        let Self { attempt, attempts_max, forms_max } = self;
        if attempt.form.is_some() {
            rows.forget_sign_ins_beyond(forms_max.saturating_sub(1), true)?;
        }
        rows.forget_sign_ins_beyond(attempts_max.saturating_sub(1), false)?;
        rows.insert_sign_in(&attempt)?;
        Ok(())
    }
}

impl Operation for TakeSignIn {
    type Answer = Option<SignInAttempt>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let found = rows.find_sign_in(self).await?;
        if found.is_some() {
            rows.delete_sign_in(self.state)?;
        }
        Ok(found)
    }
}

/// Removes what is over.
#[derive(Clone)]
pub(crate) struct PurgeSessions {
    pub(crate) ended_before: Timestamp,
    pub(crate) now: Timestamp,
    pub(crate) rows_max: u16,
}

impl Operation for PurgeSessions {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        Ok(rows.purge_sessions(self.ended_before, self.now, self.rows_max).await?)
    }
}
