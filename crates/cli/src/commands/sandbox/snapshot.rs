//! `qualify sandbox snapshot`.

use qualify_vocabulary::counted;
use serde_json::Value;

use super::call::{self, Call, Sandbox};
use super::show;
use crate::args::SnapshotAction;
use crate::exit::Failure;
use crate::output;
use crate::table;

pub(super) async fn run(sandbox: &Sandbox, action: SnapshotAction) -> Result<(), Failure> {
    match action {
        SnapshotAction::List { output } => {
            let call = call::get(&["sandbox", "snapshots"], "the snapshots are not shown");
            show(&sandbox.send(call).await?, output, listed)
        }
        SnapshotAction::Take { name } => {
            let path = ["sandbox", "snapshots", &name];
            let taken = change(sandbox, call::post(&path, "no snapshot was taken")).await?;
            let many = |member: &str, noun| counted(taken[member].as_u64().unwrap_or_default(), noun);
            let (customers, bytes) = (many("customers", "customer"), many("bytes", "byte"));
            output::note(&format!("snapshot {name} is taken: {customers}, {bytes}"));
            Ok(())
        }
        SnapshotAction::Restore { name } => {
            let path = ["sandbox", "snapshots", &name, "restore"];
            let restored = change(sandbox, call::post(&path, "nothing was restored")).await?;
            let now = restored["clock"]["now"].as_str().unwrap_or("as it was");
            output::note(&format!("the sandbox is as it was in snapshot {name}; its clock is at {now}"));
            Ok(())
        }
        SnapshotAction::Delete { name } => {
            let path = ["sandbox", "snapshots", &name];
            change(sandbox, call::delete(&path, "no snapshot was deleted")).await?;
            output::note(&format!("snapshot {name} is deleted"));
            Ok(())
        }
    }
}

async fn change(sandbox: &Sandbox, call: Call<'_>) -> Result<Value, Failure> {
    sandbox.send(call.with_hint(" `qualify sandbox snapshot list` shows those that are kept.")).await
}

fn listed(answer: &Value) -> String {
    let items = answer["items"].as_array().into_iter().flatten();
    let row = |snapshot: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        [
            text(&snapshot["name"]),
            text(&snapshot["takenAt"]),
            text(&snapshot["clock"]["now"]),
            snapshot["customers"].to_string(),
            snapshot["bytes"].to_string(),
        ]
    };
    table::lines(["NAME", "TAKEN", "CLOCK", "CUSTOMERS", "BYTES"], items.map(row))
}
