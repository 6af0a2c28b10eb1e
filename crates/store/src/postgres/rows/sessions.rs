//! Browsers that are signed in on the pages, and those that are about to be.

use qualify_domain::browser_session::{
    BrowserSession, KeptForm, LanguageChoice, SecretHash, SignInAttempt, Theme,
};
use qualify_domain::ports::{Outcome, SessionChoices, SessionEnd, TakeSignIn, TouchSession};
use qualify_vocabulary::{PersonKey, Timestamp};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::params;
use crate::rows::{Queued, Read, SessionRows, read_session, read_sign_in};

impl SessionRows for PostgresRows {
    fn insert_session(&mut self, it: &BrowserSession) -> Queued {
        let as_whom = serde_json::to_string(&it.as_whom).expect("it is made of names and ids");
        self.execute_one(
            "INSERT INTO browser_sessions (secret_hash, id, person_key, person_name, as_whom, has_mfa,
                    csrf_secret, user_agent, language, theme, last_seen_at, ends_at, expires_at, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, least($12, $13), $13, $14)",
            params![
                it.secret_hash.as_bytes(),
                it.id.as_bytes(),
                it.person.key.as_str(),
                it.person.name,
                as_whom,
                it.has_mfa,
                it.csrf_secret,
                it.user_agent.as_str(),
                it.language.as_ref().map(LanguageChoice::as_str),
                it.theme.map(Theme::name),
                micros(it.last_seen_at),
                micros(it.ends_at),
                micros(it.expires_at),
                micros(it.created_at)
            ],
        )
    }

    fn find_session(&mut self, secret_hash: SecretHash) -> impl Read<Option<BrowserSession>> {
        self.find("SELECT * FROM browser_sessions WHERE secret_hash = $1", [secret_hash.as_bytes()], read)
    }

    fn find_last_seen(&mut self, secret_hash: SecretHash, now: Timestamp) -> impl Read<Option<Timestamp>> {
        self.find(
            "SELECT last_seen_at FROM browser_sessions WHERE secret_hash = $1 AND ends_at > $2",
            params![secret_hash.as_bytes(), micros(now)],
            |row| Columns::new("browser_sessions", row).moment("last_seen_at"),
        )
    }

    fn touch_session(&mut self, touched: TouchSession) -> impl Read<bool> {
        async move {
            let rows = self
                .execute(
                    "UPDATE browser_sessions SET last_seen_at = $2, ends_at = least($3, expires_at)
                 WHERE secret_hash = $1 AND ends_at > $2",
                    params![touched.secret_hash.as_bytes(), micros(touched.now), micros(touched.ends_at)],
                )
                .await?;
            Ok(rows > 0)
        }
    }

    fn rotate_session(
        &mut self,
        secret_hash: SecretHash,
        next: SecretHash,
        now: Timestamp,
    ) -> impl Read<bool> {
        async move {
            let rows = self
                .execute(
                    "UPDATE browser_sessions SET secret_hash = $2 WHERE secret_hash = $1 AND ends_at > $3",
                    params![secret_hash.as_bytes(), next.as_bytes(), micros(now)],
                )
                .await?;
            Ok(rows > 0)
        }
    }

    fn save_session_choices(&mut self, choices: &SessionChoices) -> impl Read<bool> {
        async move {
            let rows = self
                .execute(
                    "UPDATE browser_sessions SET language = $3, theme = $4
                 WHERE secret_hash = $1 AND ends_at > $2",
                    params![
                        choices.secret_hash.as_bytes(),
                        micros(choices.now),
                        choices.language.as_ref().map(LanguageChoice::as_str),
                        choices.theme.map(Theme::name)
                    ],
                )
                .await?;
            Ok(rows > 0)
        }
    }

    fn list_sessions(&mut self, person: &PersonKey, now: Timestamp) -> impl Read<Vec<BrowserSession>> {
        self.list(
            "SELECT *
                 FROM browser_sessions
                 WHERE person_key = $1 AND ends_at > $2
                 ORDER BY last_seen_at DESC, id DESC",
            params![person.as_str(), micros(now)],
            read,
        )
    }

    fn end_sessions(&mut self, which: &SessionEnd) -> impl Read<usize> {
        async move {
            match which {
                SessionEnd::One(hash) => {
                    self.execute("DELETE FROM browser_sessions WHERE secret_hash = $1", [hash.as_bytes()])
                        .await
                }
                SessionEnd::OneOf(person, id) => {
                    self.execute(
                        "DELETE FROM browser_sessions WHERE person_key = $1 AND id = $2",
                        params![person.as_str(), id.as_bytes()],
                    )
                    .await
                }
                SessionEnd::OthersOf(person, id) => {
                    self.execute(
                        "DELETE FROM browser_sessions WHERE person_key = $1 AND id <> $2",
                        params![person.as_str(), id.as_bytes()],
                    )
                    .await
                }
                SessionEnd::AllOf(person) => {
                    self.execute("DELETE FROM browser_sessions WHERE person_key = $1", [person.as_str()])
                        .await
                }
            }
        }
    }

    fn end_sessions_beyond(&mut self, person: &PersonKey, kept: u16) -> Queued {
        self.execute_any(
            "DELETE
                 FROM browser_sessions
                 WHERE secret_hash IN (SELECT secret_hash FROM browser_sessions WHERE person_key = $1
                     ORDER BY last_seen_at DESC, id DESC OFFSET $2)",
            params![person.as_str(), kept],
        )
    }

    fn insert_sign_in(&mut self, attempt: &SignInAttempt) -> Queued {
        let door = serde_json::to_string(&attempt.door).expect("it is a name");
        self.execute_one(
            "INSERT INTO sign_in_attempts (state_hash, browser_hash, nonce, pkce_verifier, door, back_to,
                    form, expires_at, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                attempt.state.as_bytes(),
                attempt.browser.as_bytes(),
                attempt.nonce,
                attempt.pkce_verifier,
                door,
                attempt.back_to,
                attempt.form.as_ref().map(KeptForm::as_str),
                micros(attempt.expires_at),
                micros(attempt.created_at)
            ],
        )
    }

    fn forget_sign_ins_beyond(&mut self, kept: u32, with_form: bool) -> Queued {
        // The rows are told apart by the number of their coming.
        let sql = if with_form {
            "DELETE
                 FROM sign_in_attempts
                 WHERE sequence IN (SELECT sequence FROM sign_in_attempts WHERE form IS NOT NULL
                     ORDER BY sequence DESC OFFSET $1)"
        } else {
            "DELETE
                 FROM sign_in_attempts
                 WHERE sequence IN (SELECT sequence FROM sign_in_attempts
                     ORDER BY sequence DESC OFFSET $1)"
        };
        self.execute_any(sql, [kept])
    }

    fn find_sign_in(&mut self, coming: TakeSignIn) -> impl Read<Option<SignInAttempt>> {
        self.find(
            "SELECT *
                 FROM sign_in_attempts
                 WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3",
            params![coming.state.as_bytes(), coming.browser.as_bytes(), micros(coming.now)],
            read_attempt,
        )
    }

    fn delete_sign_in(&mut self, state: SecretHash) -> Queued {
        self.execute_one("DELETE FROM sign_in_attempts WHERE state_hash = $1", [state.as_bytes()])
    }

    fn is_any_session_over(&mut self, ended_before: Timestamp, now: Timestamp) -> impl Read<bool> {
        self.get(
            "SELECT EXISTS (SELECT 1 FROM browser_sessions WHERE ends_at <= $1)
                    OR EXISTS (SELECT 1 FROM sign_in_attempts WHERE expires_at <= $2) AS is_any",
            params![micros(ended_before), micros(now)],
            |row| Columns::new("browser_sessions", row).get("is_any"),
        )
    }

    fn purge_sessions(&mut self, ended_before: Timestamp, now: Timestamp, rows_max: u16) -> impl Read<usize> {
        async move {
            let ended = self
                .execute(
                    "DELETE
                 FROM browser_sessions
                 WHERE secret_hash IN (SELECT secret_hash FROM browser_sessions WHERE ends_at <= $1
                     ORDER BY ends_at LIMIT $2)",
                    params![micros(ended_before), rows_max],
                )
                .await?;
            let expired = self
                .execute(
                    "DELETE
                 FROM sign_in_attempts
                 WHERE sequence IN (SELECT sequence FROM sign_in_attempts WHERE expires_at <= $1
                     ORDER BY expires_at LIMIT $2)",
                    params![micros(now), rows_max],
                )
                .await?;
            Ok(ended + expired)
        }
    }
}

fn read(row: &Row) -> Outcome<BrowserSession> {
    read_session(&Columns::new("browser_sessions", row))
}

fn read_attempt(row: &Row) -> Outcome<SignInAttempt> {
    read_sign_in(&Columns::new("sign_in_attempts", row))
}
