//! `qualify sandbox`: what a running sandbox can be asked for, a command for each of its powers.
//!
//! To add one: a variant in [`SandboxCommand`], a module here, its line in the match below. [`call`] sends it.

pub(crate) mod call;
mod certificate;
mod checkup;
mod clock;
mod device;
mod faults;
mod partner;
mod requests;
mod revoke;
mod script;
mod snapshot;
mod token;

use qualify_sandbox::{SCRIPTED_HOSTS, SandboxSeed};
use serde_json::Value;

pub(crate) use self::call::Sandbox;
pub(crate) use self::token::fetch as token;
use crate::args::{OutputForm, ResetArgs, SandboxArgs, SandboxCommand};
use crate::exit::Failure;
use crate::{config, output, runtime, table};

pub(crate) fn run(args: SandboxArgs) -> Result<(), Failure> {
    // These are the same for every sandbox.
    if matches!(args.command, SandboxCommand::Magic) {
        return magic();
    }
    if let SandboxCommand::Certificate(args) = &args.command {
        return certificate::run(args);
    }
    // Who names no sandbox may have none yet: the built-in seed is what it would begin with.
    let may_be_absent = matches!(args.command, SandboxCommand::Seed(_)) && args.server.url.is_none();
    match ask_at(args) {
        Err(Failure::Unreachable(_)) if may_be_absent => built_in_seed(),
        ended => ended,
    }
}

fn ask_at(args: SandboxArgs) -> Result<(), Failure> {
    let address = config::server_address(args.server.url.as_deref(), args.server.ca.as_deref())?;
    let sandbox = Sandbox::at(&address.url, address.ca.as_deref())?;
    runtime::start_small()?.block_on(ask(&sandbox, args.command))
}

async fn ask(sandbox: &Sandbox, command: SandboxCommand) -> Result<(), Failure> {
    match command {
        SandboxCommand::Token(args) => token::run(sandbox, &args).await,
        SandboxCommand::Seed(_) => seed(sandbox).await,
        SandboxCommand::Magic => magic(),
        SandboxCommand::Certificate(args) => certificate::run(&args),
        SandboxCommand::Clock(args) => clock::run(sandbox, args).await,
        SandboxCommand::Settle(args) => clock::settle(sandbox, &args).await,
        SandboxCommand::Script(args) => script::run(sandbox, &args).await,
        SandboxCommand::Reset(args) => reset(sandbox, &args).await,
        SandboxCommand::Faults(args) => faults::run(sandbox, args).await,
        SandboxCommand::Requests(args) => requests::run(sandbox, &args).await,
        SandboxCommand::Checkup(args) => checkup::run(sandbox, &args).await,
        SandboxCommand::Snapshot(args) => snapshot::run(sandbox, args).await,
        SandboxCommand::Partner(action) => partner::run(sandbox, action).await,
        SandboxCommand::DeviceApprove(args) => device::run(sandbox, &args).await,
        SandboxCommand::Revoke(args) => revoke::run(sandbox, &args).await,
    }
}

/// Prints the seed that a sandbox has in use.
async fn seed(sandbox: &Sandbox) -> Result<(), Failure> {
    let answer = sandbox.send(call::get(&["sandbox", "seed"], "the seed was not shown")).await?;
    Ok(output::data(&pretty(&answer))?)
}

/// Prints the built-in seed.
fn built_in_seed() -> Result<(), Failure> {
    output::note("No sandbox answers; this is the built-in seed. --url names one.");
    Ok(output::data(&format!("{}\n", SandboxSeed::built_in().to_json()))?)
}

/// Prints the e-mail hosts that script outcomes.
fn magic() -> Result<(), Failure> {
    let rows = SCRIPTED_HOSTS.iter().map(|known| [known.host.to_owned(), known.meaning.to_owned()]);
    output::data(&table::lines(["E-MAIL HOST", "EDUCATION BECOMES"], rows))?;
    output::note("Set such an e-mail address in a customer's billing profile, then ask for Education.");
    Ok(())
}

async fn reset(sandbox: &Sandbox, args: &ResetArgs) -> Result<(), Failure> {
    if let Some(partner) = args.partner.map(|partner| partner.to_string()) {
        let path = call::power_of(Some(&partner), &["reset"]);
        sandbox.send(call::post(&path, "the partner was not reset").with_hint(partner::HINT)).await?;
        output::note(&format!("partner {partner} is as it began"));
        return Ok(());
    }
    let answer = sandbox.send(call::post(&["sandbox", "reset"], "the sandbox was not reset")).await?;
    // An earlier build does not name it.
    let seed = answer["seed"].as_str().unwrap_or("its seed");
    output::note(&format!("the sandbox is back at {seed}"));
    Ok(())
}

/// Shows an answer: as it is, or as this text.
pub(crate) fn show(
    answer: &Value,
    form: OutputForm,
    text: impl FnOnce(&Value) -> String,
) -> Result<(), Failure> {
    let shown = match form {
        OutputForm::Text => text(answer),
        OutputForm::Json => pretty(answer),
    };
    Ok(output::data(&shown)?)
}

fn pretty(answer: &Value) -> String {
    format!("{answer:#}\n")
}
