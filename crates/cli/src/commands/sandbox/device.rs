//! `qualify sandbox device-approve`.

use serde_json::json;

use super::call::{self, Sandbox};
use crate::args::DeviceApproveArgs;
use crate::exit::Failure;
use crate::output;

pub(super) async fn run(sandbox: &Sandbox, args: &DeviceApproveArgs) -> Result<(), Failure> {
    let mut answer = json!({ "user_code": args.user_code, "decision": "approve" });
    if args.deny {
        answer["decision"] = json!("deny");
    }
    if let Some(user) = &args.user {
        answer["user"] = json!(user);
    }
    let hint = " The device shows its code, and --user names who approves, such as ana@northlight.example.";
    let call = call::post(&["sandbox", "device", "approve"], "the device got no answer");
    let answered = sandbox.send(call.with_body(answer).with_hint(hint)).await?;
    output::note(&format!("the device is {}", answered["status"].as_str().unwrap_or("answered")));
    Ok(())
}
