//! The menu: a number, what it does, and again.

use std::process::ExitCode;

use crate::args::Args;
use crate::place::Place;
use crate::run::{Session, Tally};
use crate::scenarios::{self, Scenario};
use crate::{run, say};

/// What somebody types.
#[derive(Debug)]
enum Choice {
    One(&'static Scenario),
    All,
    Quit,
    Again,
}

/// Shows the menu until somebody has enough.
pub(crate) async fn show(place: &Place, args: &Args) -> anyhow::Result<ExitCode> {
    let session = Session::begin(place, args).await?;
    let shown = choose_and_run(&session).await;
    session.end().await;
    shown
}

async fn choose_and_run(session: &Session) -> anyhow::Result<ExitCode> {
    loop {
        say::line("");
        for (number, scenario) in (1..).zip(&scenarios::ALL) {
            say::line(format!("{number:>3}  {:<36}{}", scenario.name, scenario.about));
        }
        say::line("\nA number, `all`, or `q` to end:");
        let typed = tokio::select! {
            typed = tokio::task::spawn_blocking(read_line) => typed??,
            _ = tokio::signal::ctrl_c() => return Ok(ExitCode::from(run::INTERRUPTED)),
        };
        let chosen: Vec<&'static Scenario> = match choice(typed.as_deref()) {
            Choice::Quit => return Ok(ExitCode::SUCCESS),
            Choice::Again => continue,
            Choice::One(scenario) => vec![scenario],
            Choice::All => scenarios::ALL.iter().collect(),
        };
        let mut tally = Tally::default();
        for scenario in chosen {
            tokio::select! {
                () = session.run_one(scenario, &mut tally) => {}
                _ = tokio::signal::ctrl_c() => return Ok(ExitCode::from(run::INTERRUPTED)),
            }
        }
    }
}

/// A line that is typed; `None` at the end of the input.
fn read_line() -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let bytes = std::io::stdin().read_line(&mut line)?;
    Ok((bytes > 0).then_some(line))
}

fn choice(typed: Option<&str>) -> Choice {
    let Some(typed) = typed.map(str::trim) else { return Choice::Quit };
    match typed.to_lowercase().as_str() {
        "q" | "quit" | "exit" => Choice::Quit,
        "a" | "all" => Choice::All,
        name => scenarios::find(name).map_or(Choice::Again, Choice::One),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_all_and_the_end_are_understood() {
        assert!(matches!(choice(Some("1\n")), Choice::One(one) if one.name == scenarios::ALL[0].name));
        assert!(matches!(choice(Some(" missingmfa\n")), Choice::One(one) if one.name == "MissingMfa"));
        assert!(matches!(choice(Some("ALL\n")), Choice::All));
        assert!(matches!(choice(Some("q\n")), Choice::Quit));
        assert!(matches!(choice(None), Choice::Quit));
        for typed in ["", "0", "13", "-1", "1x", "nothing"] {
            assert!(matches!(choice(Some(typed)), Choice::Again), "{typed}");
        }
    }
}
