//! The writes: customers, and the qualifications that they get.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, anyhow};
use serde_json::{Value, json};

use super::http::Connection;
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

/// One write in this many is sent twice at once, as by a client whose network lost the answer.
pub(super) const REPEATED_ONE_IN: u64 = 4;

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
    /// How often it was sent again and replayed while the load went on.
    pub(super) duplicates: u64,
    body: Value,
}

impl Write {
    pub(super) fn customer(random: &mut Random) -> Self {
        let guid = random.guid();
        let domain = format!("{DOMAIN_PREFIX}{guid}.onmicrosoft.com");
        let body = customer_body(&domain);
        Self { guid, effect: Effect::Customer, customer: None, is_acknowledged: false, duplicates: 0, body }
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
            duplicates: 0,
            body,
        }
    }

    /// The domain of the customer that this write makes.
    pub(super) fn domain(&self) -> Option<&str> {
        self.body["companyProfile"]["domain"].as_str()
    }

    /// Sends it, for the first time or again under the same request id, and notes that it was acknowledged. Answers
    /// whether that was a replay, whose answer has to be the one of before.
    pub(super) fn send(&mut self, connection: &mut Connection) -> Result<bool, SendError> {
        let path = match (&self.effect, &self.customer) {
            (Effect::Qualification(_), Some(customer)) => format!("/v1/customers/{customer}/qualifications"),
            (Effect::Qualification(_) | Effect::Customer, _) => "/v1/customers".to_owned(),
        };
        let ids = [("MS-RequestId", self.guid.as_str()), ("MS-CorrelationId", self.guid.as_str())];
        let answer = connection.send("POST", &path, &ids, Some(&self.body)).map_err(SendError::NoAnswer)?;
        if answer.status == 503 && answer.header("retry-after").is_some() {
            return Err(SendError::Away(anyhow!("{}", String::from_utf8_lossy(&answer.body))));
        }
        let created =
            answer.expect(201).with_context(|| format!("POST {path}")).map_err(SendError::Refused)?;
        if self.effect == Effect::Customer {
            let customer = created["id"].as_str().map(str::to_owned);
            if self.is_acknowledged && customer != self.customer {
                let doubled = anyhow!("a duplicate made {customer:?} beside {:?}", self.customer);
                return Err(SendError::Refused(doubled));
            }
            self.customer = customer;
        }
        self.is_acknowledged = true;
        Ok(answer.header("ms-replayed").is_some())
    }

    /// Sends what was acknowledged again, which has to be a replay.
    fn repeat(&mut self, connection: &mut Connection) -> Result<(), SendError> {
        if !self.send(connection)? {
            return Err(SendError::Refused(anyhow!("a duplicate was done again: {}", self.guid)));
        }
        self.duplicates += 1;
        Ok(())
    }
}

/// Why a write was not acknowledged.
#[derive(Debug)]
pub(super) enum SendError {
    /// The connection broke: done or not done, nobody knows.
    NoAnswer(anyhow::Error),
    /// Told to come back: done or not done, an answer under the same id says which.
    Away(anyhow::Error),
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
        let mut outcome = write.send(&mut connection).map(drop);
        if let (Ok(()), Effect::Customer, Some(customer)) = (&outcome, write.effect, &write.customer) {
            planned = plan(&mut random, customer, code);
        }
        if outcome.is_ok() && random.below(REPEATED_ONE_IN) == 0 {
            outcome = write.repeat(&mut connection);
        }
        writes.push(write);
        match outcome {
            Ok(()) => {}
            Err(SendError::NoAnswer(_)) if is_killed.load(Ordering::SeqCst) => return Ok(writes),
            Err(SendError::NoAnswer(error)) => return Err(error.context("a server that runs gave no answer")),
            Err(SendError::Away(error) | SendError::Refused(error)) => return Err(error),
        }
    }
}

/// What a new customer gets: a vetted qualification, or one that takes a unit of the code, and sometimes one beside it.
pub(super) fn plan(random: &mut Random, customer: &str, code: &str) -> Vec<Write> {
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
