//! Asking before what cannot be undone. Nobody is asked where nobody can answer.

use std::io::{self, IsTerminal as _, Write as _};

use crate::args::ChangeArgs;
use crate::exit::Failure;
use crate::output;

/// What whoever calls wants to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// It is done.
    Given,
    /// It was only to be said what would be done.
    DryRun,
}

/// Says what would be done, and asks unless it is clear.
pub(crate) fn ask(plan: &str, args: ChangeArgs) -> Result<Consent, Failure> {
    output::note(plan);
    if args.dry_run {
        return Ok(Consent::DryRun);
    }
    if args.yes {
        return Ok(Consent::Given);
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Failure::WrongSettings(
            "nothing was done: there is no terminal to ask at. Add --yes to do it, or --dry-run to see what would be done"
                .to_owned(),
        ));
    }
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "Do it? [y/N] ");
    let _ = stderr.flush();
    drop(stderr);
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .map_err(|error| Failure::Failed(format!("nothing was done: the answer cannot be read: {error}")))?;
    if is_yes(&answer) { Ok(Consent::Given) } else { Err(Failure::Failed("nothing was done".to_owned())) }
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].iter().any(|yes| answer.trim().eq_ignore_ascii_case(yes))
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_a_yes_is_a_yes() {
        assert!(["y\n", "Y", " yes \r\n", "YES"].iter().all(|answer| is_yes(answer)));
        assert!(["", "\n", "n", "no", "yep", "ja"].iter().all(|answer| !is_yes(answer)));
    }
}
