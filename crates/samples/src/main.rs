//! The samples: what the two sample projects of the API's documentation do, on the SDK, and what else a partner's program
//! meets.
//!
//! Each scenario is one file of [`scenarios`], for copying. What only a sandbox can do stands in [`sandbox`].
#![forbid(unsafe_code)]

mod args;
mod menu;
mod place;
mod run;
mod sample;
mod sandbox;
mod say;
mod scenarios;
mod sign_in;
mod start;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use place::Place;

fn main() -> ExitCode {
    match begin(&Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            say::problem(format!("qualify-samples: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn begin(args: &Args) -> anyhow::Result<ExitCode> {
    let chosen = match &args.command {
        Some(Command::List) => {
            for scenario in &scenarios::ALL {
                say::line(format!("{:<36}{}", scenario.name, scenario.about));
            }
            return Ok(ExitCode::SUCCESS);
        }
        Some(Command::Run(names)) => Some(names.chosen()?),
        None if std::io::stdin().is_terminal() => None,
        None => {
            say::problem(
                "qualify-samples: the menu needs a terminal; name what is to be run: run --all, or run NAME",
            );
            return Ok(ExitCode::from(args::USAGE));
        }
    };
    // Before any thread is started, because the program may take our place.
    let Some(place) = Place::of(args)? else { return Err(start::with_a_sandbox()) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        match chosen {
            Some(chosen) => run::run(&place, args, &chosen).await,
            None => menu::show(&place, args).await,
        }
    });
    // Whoever presses Ctrl-C in the menu leaves a thread that waits for a line.
    runtime.shutdown_background();
    ended
}
