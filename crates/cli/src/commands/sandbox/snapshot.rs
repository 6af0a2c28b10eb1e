//! `qualify sandbox snapshot`.

use qualify_vocabulary::counted;
use serde_json::Value;

use super::call::{self, Call, Sandbox};
use super::show;
use crate::args::{SnapshotAction, SnapshotArgs};
use crate::exit::Failure;
use crate::output;
use crate::table;

pub(super) async fn run(sandbox: &Sandbox, args: SnapshotArgs) -> Result<(), Failure> {
    let partner = args.partner.map(|partner| partner.to_string());
    let power = |words: &[&'static str]| call::power_of(partner.as_deref(), words);
    match args.action {
        SnapshotAction::List { output } => {
            let path = power(&["snapshots"]);
            show(&sandbox.send(call::get(&path, "the snapshots are not shown")).await?, output, listed)
        }
        SnapshotAction::Take { name } => {
            let path = [power(&["snapshots"]), vec![&name]].concat();
            let taken =
                change(sandbox, partner.as_deref(), call::post(&path, "no snapshot was taken")).await?;
            let many = |member: &str, noun| counted(taken[member].as_u64().unwrap_or_default(), noun);
            let (customers, bytes) = (many("customers", "customer"), many("bytes", "byte"));
            output::note(&format!("snapshot {name} is taken: {customers}, {bytes}"));
            Ok(())
        }
        SnapshotAction::Restore { name } => {
            let path = [power(&["snapshots"]), vec![&name, "restore"]].concat();
            let restored =
                change(sandbox, partner.as_deref(), call::post(&path, "nothing was restored")).await?;
            let now = restored["clock"]["now"].as_str().unwrap_or("as it was");
            let whose = partner.map_or_else(|| "the sandbox".to_owned(), |id| format!("partner {id}"));
            output::note(&format!("{whose} is as it was in snapshot {name}; its clock is at {now}"));
            Ok(())
        }
        SnapshotAction::Delete { name } => {
            let path = [power(&["snapshots"]), vec![&name]].concat();
            change(sandbox, partner.as_deref(), call::delete(&path, "no snapshot was deleted")).await?;
            output::note(&format!("snapshot {name} is deleted"));
            Ok(())
        }
    }
}

async fn change(sandbox: &Sandbox, partner: Option<&str>, call: Call<'_>) -> Result<Value, Failure> {
    let whose = partner.map(|partner| format!(" --partner {partner}")).unwrap_or_default();
    let hint = format!(" `qualify sandbox snapshot list{whose}` shows those that are kept.");
    sandbox.send(call.with_hint(&hint)).await
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
