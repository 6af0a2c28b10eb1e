//! Runs scenarios one after the other, and says what came of each.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::args::{Args, Chosen};
use crate::place::Place;
use crate::sample::{Outcome, Sample};
use crate::sandbox::Sandbox;
use crate::scenarios::{Needs, Scenario};
use crate::{say, sign_in};

/// What shells say of a program that was ended by Ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;

/// A place with somebody signed in.
#[derive(Debug)]
pub(crate) struct Session {
    sample: Sample,
    may_change: bool,
}

/// How many scenarios ended in which way.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    ran: usize,
    left_out: Vec<&'static str>,
    failed: Vec<&'static str>,
}

/// Runs what was chosen. What was named and cannot be run here has failed.
pub(crate) async fn run(place: &Place, args: &Args, chosen: &Chosen) -> anyhow::Result<ExitCode> {
    let session = Session::begin(place, args).await?;
    let ran = tokio::select! {
        tally = session.run_each(&chosen.scenarios) => Some(tally),
        _ = tokio::signal::ctrl_c() => None,
    };
    session.end().await;
    let Some(tally) = ran else { return Ok(ExitCode::from(INTERRUPTED)) };
    tally.say();
    let is_good = tally.failed.is_empty() && (tally.left_out.is_empty() || !chosen.is_named);
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Session {
    /// Signs in. In a sandbox that is the administrator of a partner made for it.
    pub(crate) async fn begin(place: &Place, args: &Args) -> anyhow::Result<Self> {
        let sandbox = if place.may_be_sandbox { Sandbox::find(place).await? } else { None };
        let credentials = sandbox.as_ref().map_or_else(sign_in::credentials, Sandbox::credentials)?;
        let client = place.client(credentials)?;
        let whose = sandbox.as_ref().map(|sandbox| format!("a sandbox, as {}", sandbox.partner_name()));
        say::line(format!(
            "The samples run against {}{}.",
            place.cloud,
            whose.map(|it| format!(", {it}")).unwrap_or_default()
        ));
        let session = Self {
            may_change: sandbox.is_some() || args.yes,
            sample: Sample::new(client, sandbox, args.customer),
        };
        match session.sample.client.sign_in().await {
            Ok(()) => Ok(session),
            Err(error) => {
                session.end().await;
                Err(error).context("signing in failed")
            }
        }
    }

    /// Takes away what was made for it.
    pub(crate) async fn end(&self) {
        self.sample.clean_up().await;
        let Some(sandbox) = self.sample.find_sandbox() else { return };
        if let Err(error) = sandbox.end().await {
            say::problem(format!("the partner {} of the samples stays: {error:#}", sandbox.partner_name()));
        }
    }

    async fn run_each(&self, scenarios: &[&'static Scenario]) -> Tally {
        let mut tally = Tally::default();
        for scenario in scenarios {
            self.run_one(scenario, &mut tally).await;
        }
        tally
    }

    /// Runs one, and says what came of it in a line that begins with `ran`, `left out` or `failed`.
    pub(crate) async fn run_one(&self, scenario: &'static Scenario, tally: &mut Tally) {
        let name = scenario.name;
        say::line(format!("\n== {name}: {}", scenario.about));
        let ended = if let Some(why) = self.cannot_run(scenario) {
            Ok(Outcome::LeftOut(why.to_owned()))
        } else {
            let ended = (scenario.run)(&self.sample).await;
            self.sample.clean_up().await;
            ended
        };
        match ended {
            Ok(Outcome::Ran(text)) => {
                tally.ran += 1;
                say::line(format!("ran {name}: {text}"));
            }
            Ok(Outcome::LeftOut(why)) => {
                tally.left_out.push(name);
                say::line(format!("left out {name}: {why}"));
            }
            Err(error) => {
                tally.failed.push(name);
                say::line(format!("failed {name}: {error:#}"));
            }
        }
    }

    fn cannot_run(&self, scenario: &Scenario) -> Option<&'static str> {
        match scenario.needs {
            Needs::Reading => None,
            Needs::Changing if self.may_change => None,
            Needs::Changing => {
                Some("it changes what cannot be taken back; --yes runs it, for --customer or a new one")
            }
            Needs::Sandbox if self.sample.find_sandbox().is_some() => None,
            Needs::Sandbox => Some("it takes the powers of a sandbox"),
        }
    }
}

impl Tally {
    fn say(&self) {
        let Self { ran, left_out, failed } = self;
        say::line(format!("\n{ran} ran, {} left out, {} failed.", left_out.len(), failed.len()));
        if !failed.is_empty() {
            say::problem(format!("qualify-samples: failed: {}", failed.join(", ")));
        }
    }
}
