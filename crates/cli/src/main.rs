//! The program `qualify`: the service, its sandbox, and the commands around them.
//!
//! To add a command: a variant in [`args::Command`], a module in [`commands`] named like it, and its line in the match
//! below. Data goes to stdout, everything else to stderr; how a command ended is an [`exit::Failure`] or nothing.
#![forbid(unsafe_code)]

mod args;
mod client;
mod commands;
mod config;
mod exit;
mod output;
mod runtime;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command, DbCommand, SandboxCommand};
use crate::exit::Failure;

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(args) => commands::serve::run(args),
        Command::Demo(args) => commands::demo::run(args),
        Command::Sandbox(SandboxCommand::Token(args)) => commands::sandbox::token(&args),
        Command::Sandbox(SandboxCommand::Seed(_)) => commands::sandbox::seed(),
        Command::CheckConfig(args) => commands::check_config::run(&args),
        Command::Db(DbCommand::Backup(args)) => commands::db::backup(args),
        Command::Print { what } => commands::print::run(what),
    }
}
