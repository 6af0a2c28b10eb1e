//! `qualify sandbox partner`.

use serde_json::{Value, json};

use super::call::{self, Sandbox};
use super::show;
use crate::args::PartnerAction;
use crate::exit::Failure;
use crate::output;
use crate::table;

const PARTNERS: &[&str] = &["sandbox", "partners"];
pub(super) const HINT: &str = " `qualify sandbox partner list` shows those that there are.";

pub(super) async fn run(sandbox: &Sandbox, action: PartnerAction) -> Result<(), Failure> {
    match action {
        PartnerAction::New { seed: _, no_seed, output } => {
            let call = call::post(PARTNERS, "no partner was made").with_body(json!({ "seed": !no_seed }));
            show(&sandbox.send(call).await?, output, made)
        }
        PartnerAction::List { output } => {
            show(&sandbox.send(call::get(PARTNERS, "the partners are not shown")).await?, output, listed)
        }
        PartnerAction::Delete { partner } => {
            let path = ["sandbox", "partners", &partner];
            sandbox.send(call::delete(&path, "no partner was taken away").with_hint(HINT)).await?;
            output::note(&format!("partner {partner} is there no more, with everything that was its own"));
            Ok(())
        }
    }
}

/// A partner in lines, a thing in each; the token last, for it is long.
fn made(partner: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let items = |list: &'static str| partner[list].as_array().into_iter().flatten();
    let application = &partner["application"];
    let mut rows = vec![
        ["tenant".to_owned(), text(&partner["tenant"]), text(&partner["name"])],
        [
            "application".to_owned(),
            text(&application["id"]),
            format!("secret {}", text(&application["secret"])),
        ],
    ];
    rows.extend(items("users").map(|user| {
        let password = format!("{}, password {}", text(&user["role"]), text(&user["password"]));
        ["user".to_owned(), text(&user["name"]), password]
    }));
    rows.extend(items("codes").map(|code| {
        let left = match (code["remainingCreates"].as_u64(), code["maxCreates"].as_u64()) {
            (Some(left), Some(most)) => format!("{left} of {most} left"),
            _ => "no limit".to_owned(),
        };
        let about = format!("{}, {left}", text(&code["organizationName"]));
        ["code".to_owned(), text(&code["validationId"]), about]
    }));
    rows.extend(items("customers").map(|customer| {
        let about = format!("{}, {}", text(&customer["name"]), text(&customer["email"]));
        ["customer".to_owned(), text(&customer["id"]), about]
    }));
    table::lines(["WHAT", "ID", "ABOUT"], rows.into_iter())
        + &format!("\n{}\n", text(&partner["access_token"]))
}

fn listed(answer: &Value) -> String {
    let items = answer["items"].as_array().into_iter().flatten();
    let row = |partner: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let begins = if partner["seed"] == json!(true) { "customers and codes" } else { "nothing" };
        [text(&partner["tenant"]), text(&partner["name"]), text(&partner["user"]), begins.to_owned()]
    };
    table::lines(["TENANT", "NAME", "ADMINISTRATOR", "BEGAN WITH"], items.map(row))
}
