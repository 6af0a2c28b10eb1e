//! `qualify sandbox faults`.

use std::fs::File;
use std::io::{self, Read};

use serde_json::{Map, Value, json};

use super::call::{self, Sandbox};
use super::pretty;
use crate::args::{DropWhen, FaultArgs, FaultsAction, FaultsArgs, Quirk};
use crate::exit::Failure;
use crate::output;

/// The longest list that is read, in bytes; the service takes fewer.
const LIST_BYTES_MAX: u64 = 4 << 20;

pub(super) async fn run(sandbox: &Sandbox, args: FaultsArgs) -> Result<(), Failure> {
    let partner = args.partner.map(|partner| partner.to_string());
    let of_all = call::power_of(None, &["faults"]);
    let path = call::power_of(partner.as_deref(), &["faults"]);
    let faults = match args.action {
        None | Some(FaultsAction::Show) => list(sandbox, &path).await?,
        Some(FaultsAction::Set { faults }) => replace(sandbox, &path, read(&faults)?).await?,
        Some(FaultsAction::Add(fault)) => {
            // Between the two requests a fault may happen once more than it should; that is a test's own doing. It may be one
            // for a partner of the seed, which has no list of its own.
            let mut faults = list(sandbox, &of_all).await?;
            if let Value::Array(faults) = &mut faults {
                faults.push(object(&fault, partner));
            }
            replace(sandbox, &of_all, faults).await?
        }
        Some(FaultsAction::Clear) => replace(sandbox, &path, json!([])).await?,
    };
    Ok(output::data(&pretty(&faults))?)
}

async fn list(sandbox: &Sandbox, path: &[&str]) -> Result<Value, Failure> {
    sandbox.send(call::get(path, "the faults are not shown")).await
}

async fn replace(sandbox: &Sandbox, path: &[&str], faults: Value) -> Result<Value, Failure> {
    let hint = " `qualify sandbox faults add --help` says what each member means.";
    sandbox.send(call::put(path, "the faults were not set").with_body(faults).with_hint(hint)).await
}

/// JSON from the command line, from the file behind an `@`, or from stdin for `-`.
fn read(source: &str) -> Result<Value, Failure> {
    let (name, text) = match source.strip_prefix('@') {
        Some(file) => (file, read_all(file, File::open(file))?),
        None if source == "-" => ("stdin", read_all("stdin", Ok(io::stdin()))?),
        None => ("the argument", source.to_owned()),
    };
    serde_json::from_str(&text).map_err(|error| {
        Failure::WrongSettings(format!(
            "{name} is no JSON ({error}); write an array as `qualify sandbox faults` prints it, or use `qualify \
             sandbox faults add`"
        ))
    })
}

fn read_all(name: &str, source: io::Result<impl Read>) -> Result<String, Failure> {
    let mut text = String::new();
    let read = source.and_then(|source| source.take(LIST_BYTES_MAX).read_to_string(&mut text));
    read.map_err(|error| {
        Failure::WrongSettings(format!("{name} cannot be read ({error}); name a file of JSON behind the @"))
    })?;
    Ok(text)
}

/// A fault as the service reads it.
fn object(args: &FaultArgs, partner: Option<String>) -> Value {
    let drop = args.drop.map(|when| match when {
        DropWhen::Before => "before",
        DropWhen::After => "after",
    });
    let members = [
        ("match", Some(json!(args.prefix))),
        ("method", args.method.as_ref().map(|method| json!(method))),
        ("status", args.status.map(|status| json!(status))),
        ("retryAfter", args.retry_after.map(|seconds| json!(seconds))),
        ("partner", partner.map(|partner| json!(partner))),
        ("times", args.times.map(|times| json!(times))),
        ("delayMs", args.delay_ms.map(|delay| json!(delay))),
        ("drop", drop.map(|when| json!(when))),
        ("quirk", args.quirk.map(|Quirk::Bom| json!("bom"))),
    ];
    let given = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}
