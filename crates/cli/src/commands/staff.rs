//! The service, asked as the operator's staff: `qualify partners` and `qualify codes`.

use qualify_vocabulary::PartnerId;
use serde_json::{Value, json};

use super::sandbox::call::{self, Call};
use super::sandbox::{self, Sandbox, show};
use crate::args::{CodesAction, CodesArgs, OutputForm, PartnersAction, PartnersArgs, StaffArgs};
use crate::exit::Failure;
use crate::{config, runtime, table};

const PARTNERS: [&str; 3] = ["operator", "v1", "partners"];

/// What to do where the service refuses, beside what it says itself.
const HINT: &str =
    " A service with server.admin_listen answers operators at that address: name it with --url.";

pub(crate) fn partners(args: &PartnersArgs) -> Result<(), Failure> {
    runtime::start_small()?.block_on(async {
        let staff = Staff::at(&args.staff).await?;
        match &args.action {
            PartnersAction::List => staff.list_partners().await,
            PartnersAction::Create { id, name, sandbox_account } => {
                let body = json!({ "name": name, "sandboxAccount": sandbox_account });
                staff.create_partner(*id, body).await
            }
        }
    })
}

pub(crate) fn codes(args: &CodesArgs) -> Result<(), Failure> {
    runtime::start_small()?.block_on(async {
        let staff = Staff::at(&args.staff).await?;
        match &args.action {
            CodesAction::List { partner } => staff.list_codes(*partner).await,
            CodesAction::Create { partner, organization, max_creates, code } => {
                let mut body = json!({ "organizationName": organization });
                if let Some(most) = max_creates {
                    body["maxCreates"] = json!(most);
                }
                if let Some(code) = code {
                    body["validationId"] = json!(code);
                }
                staff.issue_code(*partner, body).await
            }
        }
    })
}

/// A service, the token with which it is asked, and how its answers are shown.
struct Staff {
    service: Sandbox,
    token: String,
    form: OutputForm,
}

impl Staff {
    /// The service that is meant. Without a token, a sandbox is asked for its operator's.
    async fn at(args: &StaffArgs) -> Result<Self, Failure> {
        const NO_TOKEN: &str = " Name a token of your staff with --token or QUALIFY_STAFF_TOKEN.";
        let address = config::server_address(args.server.url.as_deref(), args.server.ca.as_deref())?;
        let service = Sandbox::at(&address.url, address.ca.as_deref())?;
        let token = match &args.token {
            Some(token) => token.trim().to_owned(),
            None => sandbox::token(&service, &json!({ "kind": "staff" }), NO_TOKEN).await?,
        };
        Ok(Self { service, token, form: args.output })
    }

    async fn send(&self, call: Call<'_>) -> Result<Value, Failure> {
        self.service.send(call.with_token(&self.token).with_hint(HINT)).await
    }

    /// All of them, page by page.
    async fn list_partners(&self) -> Result<(), Failure> {
        let (mut partners, mut token) = (Vec::new(), None);
        loop {
            let call = call::get(&PARTNERS, "the partners are not shown")
                .with_query("size", Some("500".to_owned()))
                .with_query("continuationToken", token);
            let mut page = self.send(call).await?;
            if let Value::Array(items) = page["items"].take() {
                partners.extend(items);
            }
            token = page["continuationToken"].as_str().map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        show(&Value::Array(partners), self.form, partner_table)
    }

    async fn create_partner(&self, id: PartnerId, body: Value) -> Result<(), Failure> {
        let id = id.to_string();
        let path = [&PARTNERS[..], &[id.as_str()]].concat();
        let known = call::get(&path, "the partner is not looked for").with_token(&self.token);
        if self.service.find(known).await?.is_some() {
            return Err(Failure::Failed(format!(
                "the partner {id} is there already and stays as it is. `qualify partners list` shows it; PUT \
                 /operator/v1/partners/{id} changes it"
            )));
        }
        let answer = self.send(call::put(&path, "the partner was not created").with_body(body)).await?;
        show(&answer, self.form, |partner| partner_table(&json!([partner])))
    }

    async fn list_codes(&self, partner: PartnerId) -> Result<(), Failure> {
        let partner = partner.to_string();
        let path = [&PARTNERS[..], &[partner.as_str(), "codes"]].concat();
        let answer = self.send(call::get(&path, "the codes are not shown")).await?;
        show(&answer, self.form, code_table)
    }

    async fn issue_code(&self, partner: PartnerId, body: Value) -> Result<(), Failure> {
        let partner = partner.to_string();
        let path = [&PARTNERS[..], &[partner.as_str(), "codes"]].concat();
        let answer = self.send(call::post(&path, "no code was issued").with_body(body)).await?;
        show(&answer, self.form, |code| code_table(&json!([code])))
    }
}

fn partner_table(partners: &Value) -> String {
    let rows = partners.as_array().into_iter().flatten().map(|partner| {
        [
            text(&partner["partnerId"]),
            if partner["sandboxAccount"] == true { "sandbox" } else { "production" }.to_owned(),
            text(&partner["status"]),
            text(&partner["name"]),
        ]
    });
    table::lines(["PARTNER", "ACCOUNT", "STATUS", "NAME"], rows)
}

fn code_table(codes: &Value) -> String {
    let rows = codes.as_array().into_iter().flatten().map(|code| {
        let count =
            |name: &str| code[name].as_u64().map_or_else(|| "no limit".to_owned(), |it| it.to_string());
        [
            text(&code["validationId"]),
            count("remainingCreates"),
            count("maxCreates"),
            text(&code["organizationName"]),
        ]
    });
    table::lines(["CODE", "LEFT", "OF", "ORGANIZATION"], rows)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
