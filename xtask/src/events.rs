//! Many events for simulated receivers: the test of the dispatcher, with as many as nobody waits for in a test.

use anyhow::Context;

use crate::results::{Bound, Row, Unit};
use crate::workspace;

/// The name of the test, and how its line of figures begins.
const TEST: &str = "nothing_is_lost_while_receivers_fail_and_dispatchers_die";
const FIGURES: &str = "SIMULATED ";

/// Runs the test, which fails where an event is lost, and gives its figures.
pub(crate) fn run(events: u32) -> anyhow::Result<Vec<Row>> {
    println!("{events} events for simulated receivers");
    let mut cargo = workspace::cargo();
    cargo.args(["test", "--release", "--package", "qualify-server", "--lib", TEST, "--", "--nocapture"]);
    cargo.env("QUALIFY_SIMULATED_EVENTS", events.to_string());
    // The test prints its figures where nothing else is.
    let output = cargo.output().context("cargo does not start")?;
    let text = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "the simulation failed:\n{text}");
    let line =
        text.lines().find_map(|line| line.strip_prefix(FIGURES)).context("the simulation gave no figures")?;
    println!("{line}");
    let figure = |name: &str| {
        let mut words = line.split_whitespace();
        let value = words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        value.and_then(|value| value.parse::<f64>().ok()).with_context(|| format!("no {name} in {line}"))
    };
    let delivered = figure("events")?;
    Ok(vec![
        Row::new("simulated: events, each brought to its receiver", delivered, Unit::Count)
            .must_be(Bound::AtLeast(f64::from(events))),
        Row::new(
            "simulated: attempts; 30 % of the receivers are down for 20 hours",
            figure("attempts")?,
            Unit::Count,
        ),
        Row::new("simulated: dispatchers that died with messages under way", figure("crashes")?, Unit::Count),
        Row::new("simulated: events told twice, under the same id", figure("twice")?, Unit::Count),
        Row::new("simulated: attempts a second", figure("attempts")? / figure("seconds")?, Unit::PerSecond),
    ])
}
