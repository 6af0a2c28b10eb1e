//! The program `qualify`: the service, its sandbox, and the commands around them.
//!
//! To add a command: a variant in [`args::Command`], a module in [`commands`] named like it, and its line in the match
//! below. Data goes to stdout, everything else to stderr; how a command ended is an [`exit::Failure`] or nothing.
#![forbid(unsafe_code)]

mod args;
mod client;
mod commands;
mod config;
mod documents;
mod exit;
mod memory;
mod output;
mod runtime;
mod table;
mod temporary;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command, DbCommand};
use crate::exit::Failure;

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// Does what the command says. The code to end with is its own where it ran another program, else that of success.
fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Exec(args) => return commands::exec::run(args),
        Command::Serve(args) => commands::serve::run(args),
        Command::Demo(args) => commands::demo::run(args),
        Command::Listen(args) => commands::listen::run(&args),
        Command::Webhooks(args) => commands::webhooks::run(&args),
        Command::Partners(args) => commands::staff::partners(&args),
        Command::Codes(args) => commands::staff::codes(&args),
        Command::Sandbox(args) => commands::sandbox::run(args),
        Command::Datasets(command) => commands::datasets::run(command),
        Command::Vetting(command) => commands::vetting::run(command),
        Command::CheckConfig(args) => commands::check_config::run(&args),
        Command::Backup(args) => commands::backup::take(args),
        Command::Restore(args) => commands::backup::restore(args),
        Command::Db(DbCommand::Backup(args)) => commands::db::backup(args),
        Command::Decisions(command) => commands::decisions::run(command),
        Command::Completions { shell } => commands::command_line::completions(shell),
        Command::Man { directory } => commands::command_line::manual(&directory),
        Command::Print { what } => commands::print::run(what),
    }?;
    Ok(ExitCode::SUCCESS)
}
