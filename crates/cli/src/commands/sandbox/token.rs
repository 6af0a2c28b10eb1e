//! `qualify sandbox token`.

use serde_json::{Map, Value, json};

use super::call::{self, Call, Sandbox};
use crate::args::TokenArgs;
use crate::exit::Failure;
use crate::{output, table};

/// Prints a token and nothing else, so that `$(qualify sandbox token)` works.
pub(super) async fn run(sandbox: &Sandbox, args: &TokenArgs) -> Result<(), Failure> {
    let hint = if args.user.is_some() && !args.staff { " A member of staff needs --staff." } else { "" };
    let answer = sandbox.send(call(&wish(args)).with_hint(hint)).await?;
    for warning in answer["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        output::note(&table::printable(&format!("warning: {warning}")));
    }
    Ok(output::data(&format!("{}\n", token_in(&answer)?))?)
}

/// The body of `POST /sandbox/token`: what is not asked for is the sandbox's choice.
fn wish(args: &TokenArgs) -> Value {
    let kind = match (args.app_only, args.staff) {
        (true, _) => "app-only",
        (false, true) => "staff",
        (false, false) => "app+user",
    };
    let roles = (!args.roles.is_empty()).then(|| json!(args.roles));
    let members = [
        ("kind", Some(json!(kind))),
        ("user", args.user.as_ref().map(|user| json!(user))),
        ("partner", args.partner.as_ref().map(|partner| json!(partner))),
        ("roles", roles),
        ("audience", args.audience.as_ref().map(|audience| json!(audience))),
        ("expiresInSeconds", args.expires_in.map(|seconds| json!(seconds))),
        ("mfa", args.no_mfa.then_some(json!(false))),
    ];
    let asked = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(asked.collect::<Map<_, _>>())
}

/// The token for a wish, in the place of one that a sign-in would give.
pub(crate) async fn fetch(sandbox: &Sandbox, wish: &Value, hint: &str) -> Result<String, Failure> {
    token_in(&sandbox.send(call(wish).with_hint(hint).in_place_of_sign_in()).await?)
}

fn call<'a>(wish: &Value) -> Call<'a> {
    call::post(&["sandbox", "token"], "the sandbox gives no such token").with_body(wish.clone())
}

fn token_in(answer: &Value) -> Result<String, Failure> {
    let token = answer["access_token"].as_str().map(str::to_owned);
    token.ok_or_else(|| {
        Failure::Failed(
            "what answers gives no token, so it is no Qualify; name a sandbox with --url or QUALIFY_URL"
                .to_owned(),
        )
    })
}
