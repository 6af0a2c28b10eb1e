//! What an error of the SDK means for whoever called the program: the one place where it becomes an exit code.

use qualify_sdk::{Effect, Error, ErrorCategory, ServiceError};
use qualify_vocabulary::counted;

use crate::client;
use crate::exit::Failure;
use crate::session;
use crate::unreached::Obstacle;

/// What to do where nobody is signed in.
const SIGN_IN: &str = "Sign in with `qualify login`, or name a token with --token or QUALIFY_TOKEN";

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let text = client::causes(&error);
        match &error {
            Error::Settings { .. } => Self::WrongSettings(text),
            // Whoever gives tokens was not reached, so that nobody was asked for anything.
            Error::SignIn { text, is_retryable: true, source: Some(_), .. } => {
                let said = text.split_once("; ").map_or(text.as_str(), |(said, _)| said);
                Self::Unreachable(reach(said, &client::root_cause(&error)))
            }
            Error::NotSent { .. } => {
                Self::Unreachable(reach(&error.to_string(), &client::root_cause(&error)))
            }
            Error::SignIn { .. } => Self::SignInNeeded(format!("{}. {SIGN_IN}", text.trim_end_matches('.'))),
            Error::Service(refused) => of_service(refused),
            Error::NoAnswer { .. } if !session::is_change_begun() => Self::Failed(unread(&error)),
            Error::OutOfTime { .. } if error.effect() == Effect::Unknown && session::is_change_begun() => {
                Self::Failed(format!("{text}. It may have been carried out: look before you try again"))
            }
            Error::NoAnswer { .. } => Self::Failed(match Obstacle::of(&text) {
                Some(obstacle) => format!("{text}. {}", obstacle.sentences()),
                None => format!("{text}. Look whether it was before you try again"),
            }),
            // Further kinds of errors are no sign-in and no address: they failed.
            _ => Self::Failed(text),
        }
    }
}

/// A question that was not answered: whatever became of it, nothing was changed.
fn unread(error: &Error) -> String {
    let request = error.request_id().map_or_else(String::new, |id| format!(" (request {id})"));
    let cause = client::root_cause(error);
    let next = match Obstacle::of(&cause) {
        Some(obstacle) => obstacle.sentences(),
        None => "Try again; `qualify doctor` looks what is in the way".to_owned(),
    };
    format!("the service was asked, and no answer came, or none that was whole{request}: {cause}. {next}")
}

/// Who did not answer and why, and what to do.
fn reach(said: &str, cause: &str) -> String {
    if let Some(obstacle) = Obstacle::of(cause) {
        return format!("{said}: {cause}. {}", obstacle.sentences());
    }
    format!(
        "{said}: {cause}. Start `qualify serve --sandbox`, or name a service with --url, QUALIFY_URL or --context; `qualify doctor` \
         looks what is in the way"
    )
}

fn of_service(refused: &ServiceError) -> Failure {
    let text = refused.to_string();
    match refused.category() {
        ErrorCategory::Unauthorized if refused.is_mfa_missing() => Failure::SignInNeeded(format!(
            "{text}. The token shows no second factor: sign in again with one (`qualify login`)"
        )),
        ErrorCategory::Unauthorized => Failure::SignInNeeded(format!("{text}. {SIGN_IN}")),
        ErrorCategory::TooManyRequests | ErrorCategory::ServerBusy => {
            Failure::Throttled(match refused.retry_after() {
                Some(wait) => format!("{text}. Try again in {}", counted(wait.as_secs(), "second")),
                None => format!("{text}. Try again in a while"),
            })
        }
        ErrorCategory::PreconditionFailed => {
            Failure::ChangedSincePlan(format!("{text}. Read it again, and decide anew"))
        }
        _ => Failure::Failed(text),
    }
}
