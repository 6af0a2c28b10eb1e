//! What PostgreSQL says, in the words of the port.

use qualify_domain::Refusal;
use qualify_domain::ports::StoreError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// What an error comes to.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A rule of the domain, stated as a constraint.
    Refused(Refusal),
    /// The transaction lost against another one: run again, the operation sees what that left.
    Lost,
    /// The connection is gone.
    Cut,
    /// The server takes no writes; another one may.
    Elsewhere(StoreError),
    /// A statement that was prepared is not what it was.
    Unprepared(StoreError),
    /// A matter of time, or a fault.
    Other(StoreError),
}

/// A constraint that states a rule of the domain.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) constraint: &'static str,
    pub(crate) refusal: Refusal,
}

/// Says what an error comes to. Uniqueness that no rule stands for, and rows that went meanwhile, are what somebody else has
/// just done: whoever looks again decides by it.
pub(crate) fn failure(error: Error, rule: Option<&Rule>) -> Failure {
    let Some(said) = error.as_db_error() else {
        return if error.is_closed() || is_of_the_connection(&error) {
            Failure::Cut
        } else {
            Failure::Other(StoreError::Failed(Box::new(error)))
        };
    };
    let code = said.code();
    if let Some(rule) =
        rule.filter(|rule| *code == SqlState::UNIQUE_VIOLATION && said.constraint() == Some(rule.constraint))
    {
        return Failure::Refused(rule.refusal.clone());
    }
    let lost = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::UNIQUE_VIOLATION,
        SqlState::FOREIGN_KEY_VIOLATION,
        // A statement for one row met none: it was there when the operation looked.
        SqlState::DIVISION_BY_ZERO,
    ];
    if lost.contains(code) {
        return Failure::Lost;
    }
    if *code == SqlState::FEATURE_NOT_SUPPORTED || *code == SqlState::INVALID_SQL_STATEMENT_NAME {
        // A statement that was prepared before the schema changed, or that a pooler has lost.
        return Failure::Unprepared(store_error(error));
    }
    if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        return Failure::Elsewhere(store_error(error));
    }
    let is_going_down = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::DATABASE_DROPPED,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    if is_going_down.contains(code) || code.code().starts_with("08") {
        return Failure::Cut;
    }
    Failure::Other(store_error(error))
}

/// Translates an error that is neither lost nor a rule.
pub(crate) fn store_error(error: Error) -> StoreError {
    match error.as_db_error().map(|said| reason(said.code())) {
        Some(Some(reason)) => unavailable(reason, error),
        Some(None) => StoreError::Failed(Box::new(error)),
        None => unavailable(reason_of_the_connection(&error), error),
    }
}

/// Why there is no connection, as far as the words of the causes tell.
fn reason_of_the_connection(error: &Error) -> &'static str {
    let mut told = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        told = format!("{told} {cause}");
        source = cause.source();
    }
    if told.contains("ertificate") {
        "the database shows a certificate that this system does not trust; have it sign with one that it does, or write ?sslmode=disable behind the database URL where nobody listens in between"
    } else if told.contains("does not support TLS") {
        "the database offers no TLS; switch it on there, or take sslmode=require out of the database URL"
    } else if told.contains("password missing") {
        "the database asks for a password, and the database URL has none"
    } else {
        NOT_ANSWERING
    }
}

/// Whether the server knows nothing of what it was asked.
pub(crate) fn is_unsupported(error: &Error) -> bool {
    error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED)
}

/// What to say where the server is not the one that writes.
pub(crate) const TAKES_NO_WRITES: &str =
    "the database takes no writes; it is a standby, or was set to read only";

/// What to say while the database is away.
pub(crate) const NOT_ANSWERING: &str = "the database does not answer; it may be starting again";

pub(crate) fn unavailable(
    reason: &'static str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> StoreError {
    StoreError::Unavailable { reason, source: Some(source.into()) }
}

/// A sentence for what is a matter of time or of the installation; none for a fault of ours.
fn reason(code: &SqlState) -> Option<&'static str> {
    Some(match code.code() {
        "28P01" | "28000" => {
            "the database refuses the user or the password; check both in the database URL, and pg_hba.conf"
        }
        "3D000" => "there is no such database; create it, or correct its name in the database URL",
        "3F000" => {
            "the database user sees no schema; grant it CREATE and USAGE on one, and name that in its search_path"
        }
        "42P07" => {
            "the database holds tables of another program, or what a change of the schema by hand left; name an empty one"
        }
        "42501" => {
            "the database user lacks a right; let it own the database, or grant it CREATE and USAGE on its schema"
        }
        "25006" => TAKES_NO_WRITES,
        "53100" => {
            "the disk of the database is full; free some of it or make it larger, and it goes on by itself"
        }
        "53200" => {
            "the database has no memory left; give its machine more, or lower work_mem and max_connections there"
        }
        "53300" => {
            "the database takes no more connections; raise max_connections, or run fewer processes beside this one"
        }
        "53000" | "53400" => {
            "the database is at a limit of its own; its log says at which, and what raises it"
        }
        "58030" => "the database cannot read or write its files; look at its log and its disk",
        "55P03" => "others have held the same rows for too long",
        "57014" => "the database took too long and was stopped",
        "57P01" | "57P02" | "57P03" => NOT_ANSWERING,
        "26000" => {
            "a pooler between forgets prepared statements; connect to the database itself, or let the pooler keep a connection for a session"
        }
        _ => return None,
    })
}

fn is_of_the_connection(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<std::io::Error>() {
            return true;
        }
        source = cause.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_lacks_is_said_with_what_to_do() {
        for (code, words) in [
            ("53000", "its log says"),
            ("53100", "make it larger"),
            ("53200", "give its machine more"),
            ("53300", "raise max_connections"),
            ("53400", "its log says"),
            ("58030", "look at its log"),
            ("25006", "standby"),
            ("42501", "grant it"),
            ("28P01", "check both"),
            ("3D000", "create it"),
            ("57P03", "does not answer"),
        ] {
            let said = reason(&SqlState::from_code(code));
            assert!(said.is_some_and(|said| said.contains(words)), "{code}: {said:?}");
        }
        for code in ["22012", "23505", "42601", "XX000"] {
            assert_eq!(reason(&SqlState::from_code(code)), None, "{code} is no matter of the installation");
        }
    }
}
