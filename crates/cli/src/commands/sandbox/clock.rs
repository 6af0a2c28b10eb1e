//! `qualify sandbox clock`.

use serde_json::{Value, json};

use super::call::{self, Sandbox};
use super::partner::HINT;
use super::show;
use crate::args::{ClockAction, ClockArgs, OutputForm, SettleArgs};
use crate::exit::Failure;
use crate::output;

const REFUSED: &str = "the clock was not changed";

pub(super) async fn run(sandbox: &Sandbox, args: ClockArgs) -> Result<(), Failure> {
    let partner = args.partner.map(|partner| partner.to_string());
    let clock = call::power_of(partner.as_deref(), &["clock"]);
    let advance = call::power_of(partner.as_deref(), &["clock", "advance"]);
    let call = match args.action {
        None | Some(ClockAction::Show) => call::get(&clock, "the clock is not shown"),
        Some(ClockAction::Set { now }) => call::put(&clock, REFUSED).with_body(json!({ "now": now })),
        Some(ClockAction::Advance { length }) => call::post(&advance, REFUSED).with_body(step(&length)),
        Some(ClockAction::Pause) => call::put(&clock, REFUSED).with_body(json!({ "running": false })),
        Some(ClockAction::Resume) => call::put(&clock, REFUSED).with_body(json!({ "running": true })),
    };
    let call = if partner.is_some() { call.with_hint(HINT) } else { call };
    shown(&sandbox.send(call).await?, args.output)
}

/// `qualify sandbox settle`.
pub(super) async fn settle(sandbox: &Sandbox, args: &SettleArgs) -> Result<(), Failure> {
    let call = call::post(&["sandbox", "settle"], "nobody waited for what is due");
    shown(&sandbox.send(call).await?, args.output)
}

/// A plain number is seconds, everything else a length of time.
fn step(length: &str) -> Value {
    length.parse::<u32>().map_or_else(|_| json!({ "by": length }), |seconds| json!({ "seconds": seconds }))
}

fn shown(clock: &Value, form: OutputForm) -> Result<(), Failure> {
    show(clock, form, text)?;
    if clock["settled"] == json!(false) {
        output::note(
            "not everything that is due was done within five seconds; `qualify sandbox settle` waits again",
        );
    }
    Ok(())
}

/// The moment, and whether it goes on.
fn text(clock: &Value) -> String {
    let state = if clock["running"] == json!(false) { "paused" } else { "running" };
    format!("{} {state}\n", clock["now"].as_str().unwrap_or_default())
}
