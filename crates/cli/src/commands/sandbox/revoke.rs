//! `qualify sandbox revoke`.

use super::call::{self, Sandbox};
use crate::args::RevokeArgs;
use crate::exit::Failure;
use crate::output;

pub(super) async fn run(sandbox: &Sandbox, args: &RevokeArgs) -> Result<(), Failure> {
    let path = ["sandbox", "users", args.user.as_str(), "revoke"];
    let answer = sandbox.send(call::post(&path, "no sign-in was ended")).await?;
    output::note(&format!("sign-ins ended: {}", answer["ended"].as_u64().unwrap_or_default()));
    Ok(())
}
