//! `qualify sandbox script`.

use serde_json::json;

use super::call::{self, Sandbox};
use crate::args::ScriptArgs;
use crate::exit::Failure;
use crate::output;

const REFUSED: &str = "vetting was not told anything";

pub(super) async fn run(sandbox: &Sandbox, args: &ScriptArgs) -> Result<(), Failure> {
    let customer = args.customer.to_string();
    let path = ["sandbox", "customers", customer.as_str(), "script"];
    let Some(outcome) = &args.outcome else {
        sandbox.send(call::delete(&path, REFUSED).with_query("partner", args.partner.clone())).await?;
        output::note(&format!("vetting says of {customer} what it finds"));
        return Ok(());
    };
    let mut body = json!({ "outcome": outcome });
    if let Some(length) = &args.length {
        // A plain number is seconds, as in `qualify sandbox clock advance`.
        let is_number = length.parse::<u32>().is_ok();
        body["for"] = json!(if is_number { format!("{length}s") } else { length.clone() });
    }
    let call = call::put(&path, REFUSED).with_query("partner", args.partner.clone()).with_body(body);
    let script = sandbox.send(call).await?;
    let length = script["for"].as_str().map(|length| format!(" for {length}")).unwrap_or_default();
    output::note(&format!("vetting says {outcome}{length} of {customer} from now on"));
    Ok(())
}
