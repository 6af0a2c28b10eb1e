//! The writes: customers, and the qualifications that they get.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use serde_json::{Value, json};

use super::http::{Answer, Connection};
use super::random::Random;

/// The body of `POST /v1/customers` for a school in the United States.
pub fn customer_body(domain: &str) -> Value {
    json!({
        "companyProfile": { "domain": domain },
        "billingProfile": {
            "culture": "en-US", "language": "en", "email": "it@school.example", "companyName": "Soak School",
            "defaultAddress": {
                "firstName": "Ana", "lastName": "Berg", "addressLine1": "15 Lake St", "city": "Redmond",
                "state": "WA", "postalCode": "98052", "country": "US", "phoneNumber": "4255550100"
            }
        }
    })
}

/// What marks a customer as made here, so that those of the seed are told apart.
pub(super) const DOMAIN_PREFIX: &str = "soak-";

/// What a write makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Customer,
    /// With the name that the list of qualifications gives it.
    Qualification(&'static str),
}

/// One write, known by the GUID that it has as request id and as correlation id.
#[derive(Clone, Debug)]
pub(super) struct Write {
    pub(super) guid: String,
    pub(super) effect: Effect,
    /// Unknown for a customer whose creation was not answered.
    pub(super) customer: Option<String>,
    pub(super) is_acknowledged: bool,
    body: Value,
}

impl Write {
    pub(super) fn customer(random: &mut Random) -> Self {
        let guid = random.guid();
        let domain = format!("{DOMAIN_PREFIX}{guid}.onmicrosoft.com");
        let body = customer_body(&domain);
        Self { guid, effect: Effect::Customer, customer: None, is_acknowledged: false, body }
    }

    pub(super) fn qualification(
        random: &mut Random,
        customer: &str,
        body: Value,
        name: &'static str,
    ) -> Self {
        Self {
            guid: random.guid(),
            effect: Effect::Qualification(name),
            customer: Some(customer.to_owned()),
            is_acknowledged: false,
            body,
        }
    }

    /// The domain of the customer that this write makes.
    pub(super) fn domain(&self) -> Option<&str> {
        self.body["companyProfile"]["domain"].as_str()
    }

    /// Sends it, for the first time or again under the same request id, and notes that it was acknowledged.
    pub(super) fn send(&mut self, connection: &mut Connection) -> Result<Answer, SendError> {
        let path = match (&self.effect, &self.customer) {
            (Effect::Qualification(_), Some(customer)) => format!("/v1/customers/{customer}/qualifications"),
            (Effect::Qualification(_) | Effect::Customer, _) => "/v1/customers".to_owned(),
        };
        let ids = [("MS-RequestId", self.guid.as_str()), ("MS-CorrelationId", self.guid.as_str())];
        let answer = connection.send("POST", &path, &ids, Some(&self.body)).map_err(SendError::NoAnswer)?;
        let created =
            answer.expect(201).with_context(|| format!("POST {path}")).map_err(SendError::Refused)?;
        if self.effect == Effect::Customer {
            self.customer = created["id"].as_str().map(str::to_owned);
        }
        self.is_acknowledged = true;
        Ok(answer)
    }
}

/// Why a write was not acknowledged.
#[derive(Debug)]
pub(super) enum SendError {
    /// The connection broke: done or not done, nobody knows.
    NoAnswer(anyhow::Error),
    /// An answer that no write of this load should get.
    Refused(anyhow::Error),
}

/// Writes as fast as one caller can until the server is killed, and gives what was written, the last perhaps in vain.
pub(super) fn write_until_killed(
    connection: &Connection,
    code: &str,
    mut random: Random,
    is_killed: &AtomicBool,
) -> anyhow::Result<Vec<Write>> {
    let mut writes: Vec<Write> = Vec::new();
    let mut connection = match connection.another() {
        Ok(connection) => connection,
        Err(_) if is_killed.load(Ordering::SeqCst) => return Ok(writes),
        Err(error) => return Err(error.context("a server that runs takes no connection")),
    };
    let mut planned: Vec<Write> = Vec::new();
    loop {
        let mut write = planned.pop().unwrap_or_else(|| Write::customer(&mut random));
        let outcome = write.send(&mut connection);
        if let (Ok(_), Effect::Customer, Some(customer)) = (&outcome, write.effect, &write.customer) {
            planned = plan(&mut random, customer, code);
        }
        writes.push(write);
        match outcome {
            Ok(_) => {}
            Err(SendError::NoAnswer(_)) if is_killed.load(Ordering::SeqCst) => return Ok(writes),
            Err(SendError::NoAnswer(error)) => return Err(error.context("a server that runs gave no answer")),
            Err(SendError::Refused(error)) => return Err(error),
        }
    }
}

/// What a new customer gets: a vetted qualification, or one that takes a unit of the code, and sometimes one beside it.
fn plan(random: &mut Random, customer: &str, code: &str) -> Vec<Write> {
    let mut planned = Vec::new();
    if random.below(2) == 0 {
        let body = json!({ "qualification": "StateOwnedEntity" });
        planned.push(Write::qualification(random, customer, body, "StateOwnedEntity"));
    }
    if random.below(2) == 0 {
        let body = json!({ "qualification": "Education", "educationSegment": "K12" });
        planned.push(Write::qualification(random, customer, body, "Education"));
    } else {
        let body = json!({ "qualification": "GovernmentCommunityCloud", "validationCode": code });
        planned.push(Write::qualification(random, customer, body, "GovernmentCommunityCloud"));
    }
    planned
}
