//! `qualify sandbox clock`.

use serde_json::{Value, json};

use super::call::{self, Sandbox};
use super::show;
use crate::args::{ClockAction, ClockArgs};
use crate::exit::Failure;

const CLOCK: &[&str] = &["sandbox", "clock"];
const REFUSED: &str = "the clock was not changed";

pub(super) async fn run(sandbox: &Sandbox, args: ClockArgs) -> Result<(), Failure> {
    let call = match args.action {
        None | Some(ClockAction::Show) => call::get(CLOCK, "the clock is not shown"),
        Some(ClockAction::Set { now }) => call::put(CLOCK, REFUSED).with_body(json!({ "now": now })),
        Some(ClockAction::Advance { seconds }) => {
            call::post(&["sandbox", "clock", "advance"], REFUSED).with_body(json!({ "seconds": seconds }))
        }
        Some(ClockAction::Pause) => call::put(CLOCK, REFUSED).with_body(json!({ "running": false })),
        Some(ClockAction::Resume) => call::put(CLOCK, REFUSED).with_body(json!({ "running": true })),
    };
    show(&sandbox.send(call).await?, args.output, text)
}

/// The moment, and whether it goes on.
fn text(clock: &Value) -> String {
    let state = if clock["running"] == json!(false) { "paused" } else { "running" };
    format!("{} {state}\n", clock["now"].as_str().unwrap_or_default())
}
