//! What only a sandbox can do, and a partner's program never does: a partner of one's own, its time, faults, what was seen
//! of its requests, tokens at will, and the people on the other side.

use anyhow::Context as _;
use qualify_sdk::contract::operator::{PutAccountStatus, Verdict};
use qualify_sdk::contract::reviews::DecideBody;
use qualify_sdk::vocabulary::{AccountStatus, CustomerId, PartnerId, ReviewId};
use qualify_sdk::{
    Application, Client, Credentials, CustomerScope, Error, Method, Operator, QualificationRequest,
    RetryPolicy,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::place::Place;
use crate::say;

/// The powers of a sandbox take no token.
const NO_TOKEN: &str = "none";

/// A sandbox, and the partner in it that the samples have for themselves.
#[derive(Debug)]
pub(crate) struct Sandbox {
    place: Place,
    powers: Client,
    partner: OwnPartner,
}

#[derive(Debug, Deserialize)]
struct OwnPartner {
    tenant: PartnerId,
    name: String,
    application: OwnApplication,
    users: Vec<User>,
}

#[derive(Debug, Deserialize)]
struct OwnApplication {
    id: String,
    secret: String,
}

#[derive(Debug, Deserialize)]
struct User {
    name: String,
    password: String,
}

/// What the sandbox saw of a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exchange {
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<String>,
    path: String,
}

impl Sandbox {
    /// Makes a partner in the sandbox at this place; `None` if there is a service and it is no sandbox.
    pub(crate) async fn find(place: &Place) -> anyhow::Result<Option<Self>> {
        let powers =
            place.builder(Credentials::static_token(NO_TOKEN)).retry(RetryPolicy::never()).build()?;
        match powers.request(Method::Get, "/sandbox/clock")?.send().await {
            Ok(_) => {}
            Err(Error::Service(_)) => return Ok(None),
            Err(error) => {
                return Err(error).context("the service does not answer; start it, or check its address");
            }
        }
        let partner = ask(&powers, Method::Post, "/sandbox/partners", &json!({})).await?;
        Ok(Some(Self { place: place.clone(), powers, partner }))
    }

    /// The partner's name.
    pub(crate) fn partner_name(&self) -> &str {
        &self.partner.name
    }

    /// Takes the partner away, with all that is its.
    pub(crate) async fn end(&self) -> anyhow::Result<()> {
        self.powers.request(Method::Delete, &self.own(""))?.send().await?;
        Ok(())
    }

    /// The sign-in of the partner's administrator.
    pub(crate) fn credentials(&self) -> anyhow::Result<Credentials> {
        let OwnApplication { id, secret } = &self.partner.application;
        let user = self.partner.users.first().context("the partner has nobody who signs in")?;
        let application = Application::new(self.partner.tenant.to_string(), id, secret.as_str());
        Ok(Credentials::password(application, &user.name, user.password.as_str()))
    }

    /// A client whose user signed in without a second factor.
    pub(crate) async fn client_without_second_factor(&self) -> anyhow::Result<Client> {
        let token = self.token(&json!({ "partner": self.partner.tenant, "mfa": false })).await?;
        Ok(self.place.client(Credentials::static_token(token))?)
    }

    /// Lets time pass for the partner, and waits until all that became due is done.
    pub(crate) async fn let_pass(&self, length: &str) -> anyhow::Result<()> {
        say::behind_the_scenes(format!("{length} pass"));
        let _: Value =
            ask(&self.powers, Method::Post, &self.own("/clock/advance"), &json!({ "by": length })).await?;
        Ok(())
    }

    /// Refuses so many of the partner's next requests for such a path as too many, for a second each.
    pub(crate) async fn throttle(&self, path: &str, times: u32) -> anyhow::Result<()> {
        say::behind_the_scenes(format!("too many requests, {times} times"));
        let fault = json!([{ "match": path, "status": 429, "retryAfter": 1, "times": times }]);
        let _: Value = ask(&self.powers, Method::Put, &self.own("/faults"), &fault).await?;
        Ok(())
    }

    /// What was seen of the partner's requests for such a path, the oldest first.
    pub(crate) async fn seen(&self, path: &str) -> anyhow::Result<Vec<Exchange>> {
        let answer = self.powers.request(Method::Get, &self.own("/requests"))?.send().await?;
        let seen: Seen = serde_json::from_slice(&answer.body).context("the exchanges are not understood")?;
        Ok(seen.requests.into_iter().rev().filter(|exchange| exchange.path.starts_with(path)).collect())
    }

    /// An operator says whether the customer's account may buy.
    pub(crate) async fn record_account_status(
        &self,
        customer: CustomerId,
        status: AccountStatus,
    ) -> anyhow::Result<()> {
        say::behind_the_scenes(format!("an operator records {}", status.name()));
        let operator = self.staff("olga@qualify.example").await?;
        operator.set_account_status(self.partner.tenant, customer, &PutAccountStatus { status }).await?;
        Ok(())
    }

    /// Gives a customer a record to look at.
    pub(crate) async fn declare_state_owned(&self, customer: &CustomerScope) -> anyhow::Result<()> {
        say::behind_the_scenes("the customer is declared to be a state-owned entity");
        customer.qualification().create_qualifications(&QualificationRequest::state_owned_entity()).await?;
        Ok(())
    }

    /// A reviewer looks at a case, and approves.
    pub(crate) async fn reviewer_approves(&self, case: ReviewId) -> anyhow::Result<()> {
        say::behind_the_scenes("a reviewer looks at the case, and approves");
        let reviews = self.staff("rita@qualify.example").await?.reviews();
        let review = reviews.by_id(case);
        review.claim().await?;
        let decision = DecideBody {
            decision: Verdict::Approve,
            reason: None,
            reason_code: None,
            explanation: "The school stands in the register of the ministry.".to_owned(),
            evidence: vec!["An extract of the register.".to_owned()],
        };
        review.decide(&decision).await?;
        Ok(())
    }

    async fn staff(&self, user: &str) -> anyhow::Result<Operator> {
        let token = self.token(&json!({ "kind": "staff", "user": user })).await?;
        Ok(self.place.client(Credentials::static_token(token))?.operator())
    }

    async fn token(&self, wish: &Value) -> anyhow::Result<String> {
        let minted: Minted = ask(&self.powers, Method::Post, "/sandbox/token", wish).await?;
        Ok(minted.access_token)
    }

    fn own(&self, rest: &str) -> String {
        format!("/sandbox/partners/{}{rest}", self.partner.tenant)
    }
}

#[derive(Deserialize)]
struct Minted {
    access_token: String,
}

#[derive(Deserialize)]
struct Seen {
    /// The newest first.
    requests: Vec<Exchange>,
}

async fn ask<T: DeserializeOwned>(
    powers: &Client,
    method: Method,
    path: &str,
    body: &Value,
) -> anyhow::Result<T> {
    let request = powers.request(method, path)?.body("application/json", body.to_string().into_bytes());
    let answer = request.send().await?;
    serde_json::from_slice(&answer.body).with_context(|| format!("the answer to {path} is not understood"))
}
