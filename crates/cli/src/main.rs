//! The program `qualify`: the service, its sandbox, and the commands around them.
//!
//! To add a command: a variant in [`args::Command`], a module in [`commands`] named like it, and its line in the match
//! below. Data goes to stdout, everything else to stderr; how a command ended is an [`exit::Failure`] or nothing.
#![forbid(unsafe_code)]

mod args;
mod browser;
mod claims;
mod client;
mod commands;
mod config;
mod confirm;
mod contexts;
mod documents;
mod exit;
mod memory;
mod output;
mod runtime;
mod service_failure;
mod session;
mod shown;
mod sign_in;
mod spinner;
mod table;
mod temporary;
mod unreached;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};
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
        Command::Context(args) => commands::context::run(&args),
        Command::Login(args) => commands::login::login(&args),
        Command::Logout(args) => commands::login::logout(&args),
        Command::Whoami(args) => commands::whoami::run(&args),
        Command::Customers(args) => commands::customers::run(&args),
        Command::Qualification(args) => commands::qualifications::synchronous(&args),
        Command::Qualifications(args) => commands::qualifications::asynchronous(&args),
        Command::Codes(args) => commands::partners::codes(&args),
        Command::Partners(args) => commands::partners::partners(&args),
        Command::Status(args) => commands::lookups::status(&args),
        Command::Audit(args) => commands::lookups::audit(&args),
        Command::Address(args) => commands::lookups::address(&args),
        Command::Countries(args) => commands::lookups::countries(&args),
        Command::Domains(args) => commands::lookups::domains(&args),
        Command::Review(args) => commands::review::run(&args),
        Command::Events(args) => commands::events::run(&args),
        Command::Api(args) => commands::api::run(&args),
        Command::Doctor(args) => commands::doctor::run(&args),
        Command::Sandbox(args) => commands::sandbox::run(args),
        Command::Datasets(command) => commands::datasets::run(command),
        Command::Vetting(command) => commands::vetting::run(command),
        Command::CheckConfig(args) => commands::check_config::run(&args),
        Command::Backup(args) => commands::backup::take(args),
        Command::Restore(args) => commands::backup::restore(args),
        Command::Db(command) => commands::db::run(command),
        Command::Decisions(command) => commands::decisions::run(command),
        Command::Completions { shell } => commands::command_line::completions(shell),
        Command::Man { directory } => commands::command_line::manual(&directory),
        Command::Print { what } => commands::print::run(what),
    }?;
    Ok(ExitCode::SUCCESS)
}
