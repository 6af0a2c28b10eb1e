//! What must hold after a restart: first everything is read over HTTP, then it is compared with what was written.

use std::collections::{BTreeMap, BTreeSet};

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::Value;

use super::http::Connection;
use super::load::{DOMAIN_PREFIX, Effect, Write};

/// How the audit names the policy.
const POLICY_NAME: &str = "policy approve_all";

/// Longer than any backlog of a load should take, even in a debug build on a busy machine.
const DECIDED_LIMIT: Duration = Duration::from_mins(1);

/// Everything of ours that the server shows.
#[derive(Debug, Default)]
pub(super) struct Seen {
    customers: BTreeMap<String, SeenCustomer>,
    /// Succeeded audit records by correlation id.
    records: BTreeMap<String, Vec<Record>>,
    /// Audit records of the policy's decisions by customer.
    decided: BTreeMap<String, usize>,
    /// What is left on the validation code.
    code_units: u64,
}

#[derive(Debug)]
struct SeenCustomer {
    domain: String,
    qualifications: BTreeSet<String>,
    is_in_review: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Record {
    customer: String,
    operation: String,
}

impl Seen {
    /// Reads customers, their qualifications, the audit and the code.
    pub(super) fn read(connection: &mut Connection, code: &str) -> anyhow::Result<Self> {
        let mut seen = Self { code_units: read_code_units(connection, code)?, ..Self::default() };
        let mut of_the_seed = BTreeSet::new();
        for item in items(&connection.get("/v1/customers")?)? {
            let (id, domain) = (text(item, "id")?, text(&item["companyProfile"], "domain")?);
            if domain.starts_with(DOMAIN_PREFIX) {
                let customer = SeenCustomer::read(connection, &id, domain)?;
                seen.customers.insert(id, customer);
            } else {
                of_the_seed.insert(id);
            }
        }
        seen.read_audit(connection, &of_the_seed)?;
        Ok(seen)
    }

    /// Reads until the policy has decided about everything.
    pub(super) fn read_decided(connection: &mut Connection, code: &str) -> anyhow::Result<Self> {
        let deadline = Instant::now() + DECIDED_LIMIT;
        loop {
            let seen = Self::read(connection, code)?;
            let waiting = seen.customers.values().filter(|customer| customer.is_in_review).count();
            if waiting == 0 {
                return Ok(seen);
            }
            ensure!(Instant::now() < deadline, "{waiting} requests are not decided after {DECIDED_LIMIT:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// How many decisions there are once everything is decided: one for each qualification.
    pub(super) fn decisions_expected(&self) -> u64 {
        self.qualifications().count() as u64
    }

    fn read_audit(&mut self, connection: &mut Connection, ignored: &BTreeSet<String>) -> anyhow::Result<()> {
        let mut page = connection.get("/v1/auditrecords?size=500")?;
        loop {
            for item in items(&page)? {
                let customer = text(item, "customerId")?;
                if item["userPrincipalName"] == POLICY_NAME {
                    *self.decided.entry(customer).or_default() += 1;
                } else if item["operationStatus"] == "succeeded" && !ignored.contains(&customer) {
                    let record = Record { customer, operation: text(item, "operationType")? };
                    self.records.entry(text(item, "originalCorrelationId")?).or_default().push(record);
                }
            }
            let Some(token) = page["continuationToken"].as_str() else { return Ok(()) };
            let path = "/v1/auditrecords?seekOperation=Next";
            page = connection.send("GET", path, &[("MS-ContinuationToken", token)], None)?.expect(200)?;
        }
    }

    /// Whether what this write makes is there.
    pub(super) fn has_effect_of(&self, write: &Write) -> bool {
        self.customer_of(write).is_some_and(|(_, customer)| match write.effect {
            Effect::Customer => true,
            Effect::Qualification(name) => customer.qualifications.contains(name),
        })
    }

    fn customer_of(&self, write: &Write) -> Option<(&String, &SeenCustomer)> {
        match &write.customer {
            Some(id) => self.customers.get_key_value(id),
            None => {
                self.customers.iter().find(|(_, customer)| Some(customer.domain.as_str()) == write.domain())
            }
        }
    }

    /// Compares it with all that was written since the data folder was new; `code_units` is what the code had then.
    pub(super) fn check(&self, writes: &[Write], code_units: u64) -> anyhow::Result<()> {
        for write in writes {
            self.check_write(write).with_context(|| format!("{write:?}"))?;
        }
        self.check_nothing_else(writes)?;
        self.check_decided()?;
        let used = self.qualifications().filter(|name| *name == "GovernmentCommunityCloud").count() as u64;
        ensure!(
            self.code_units + used == code_units,
            "the code had {code_units} units, {used} customers took one, and {} are left",
            self.code_units
        );
        Ok(())
    }

    fn check_write(&self, write: &Write) -> anyhow::Result<()> {
        let is_there = self.has_effect_of(write);
        ensure!(is_there || !write.is_acknowledged, "an acknowledged write is gone");
        let records = self.records.get(&write.guid).map(Vec::as_slice).unwrap_or_default();
        if !is_there {
            ensure!(records.is_empty(), "an audit record tells what is not there: {records:?}");
            return Ok(());
        }
        let (id, _) = self.customer_of(write).context("what is there has a customer")?;
        let operation = match write.effect {
            Effect::Customer => "add_customer",
            Effect::Qualification(_) => "update_customer_qualification",
        };
        let expected = Record { customer: id.clone(), operation: operation.to_owned() };
        ensure!(*records == [expected], "exactly one audit record belongs to it, not {records:?}");
        Ok(())
    }

    /// Each request for Education was decided once, and nothing else was.
    fn check_decided(&self) -> anyhow::Result<()> {
        for (id, customer) in &self.customers {
            let expected = usize::from(customer.qualifications.contains("Education"));
            let decided = self.decided.get(id).copied().unwrap_or_default();
            ensure!(decided == expected, "{id} was decided about {decided} times, not {expected}");
        }
        let strangers = self.decided.keys().filter(|id| !self.customers.contains_key(*id)).count();
        ensure!(strangers == 0, "{strangers} customers were decided about that are not there");
        Ok(())
    }

    /// Every customer, qualification and record comes from a write that we know; each write was compared before.
    fn check_nothing_else(&self, writes: &[Write]) -> anyhow::Result<()> {
        let guids: BTreeSet<&str> = writes.iter().map(|write| write.guid.as_str()).collect();
        for (guid, records) in &self.records {
            ensure!(
                guids.contains(guid.as_str()),
                "nobody wrote what the audit tells under {guid}: {records:?}"
            );
        }
        let there: Vec<&Write> = writes.iter().filter(|write| self.has_effect_of(write)).collect();
        let customers = there.iter().filter(|write| write.effect == Effect::Customer).count();
        ensure!(customers == self.customers.len(), "{} customers, written {customers}", self.customers.len());
        let (seen, written) = (self.qualifications().count(), there.len() - customers);
        ensure!(seen == written, "{seen} qualifications, written {written}");
        Ok(())
    }

    fn qualifications(&self) -> impl Iterator<Item = &str> {
        self.customers.values().flat_map(|customer| &customer.qualifications).map(String::as_str)
    }
}

impl SeenCustomer {
    fn read(connection: &mut Connection, id: &str, domain: String) -> anyhow::Result<Self> {
        let alone = connection.get(&format!("/v1/customers/{id}"))?;
        ensure!(alone["companyProfile"]["domain"] == domain, "the list and the customer {id} differ");
        let list = connection.get(&format!("/v1/customers/{id}/qualifications"))?;
        let list = list.as_array().context("the qualifications are no array")?;
        let names: BTreeSet<String> =
            list.iter().map(|one| text(one, "qualification")).collect::<Result<_, _>>()?;
        ensure!(names.len() == list.len(), "customer {id} has a qualification twice");
        let is_in_review = list.iter().any(|one| one["vettingStatus"] == "InReview");
        Ok(Self { domain, qualifications: names, is_in_review })
    }
}

fn read_code_units(connection: &mut Connection, code: &str) -> anyhow::Result<u64> {
    let codes = connection.get("/v1/customers/all/validations")?;
    let codes = codes.as_array().context("the validation codes are no array")?;
    let code = codes.iter().find(|one| one["validationId"] == code).context("the validation code is gone")?;
    code["remainingCreates"].as_u64().context("the validation code has no remainingCreates")
}

fn items(page: &Value) -> anyhow::Result<&Vec<Value>> {
    page["items"].as_array().context("the page has no items")
}

fn text(object: &Value, member: &str) -> anyhow::Result<String> {
    let value = object[member].as_str().with_context(|| format!("no {member} in {object}"))?;
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::random::Random;
    use super::*;

    const UNITS: u64 = 10;

    /// A customer with GCC, as written and as seen when all is well.
    fn written_and_seen() -> (Vec<Write>, Seen) {
        let mut random = Random::new(1);
        let mut customer = Write::customer(&mut random);
        customer.customer = Some("c".to_owned());
        let name = "GovernmentCommunityCloud";
        let mut code = Write::qualification(&mut random, "c", json!({}), name);
        (customer.is_acknowledged, code.is_acknowledged) = (true, true);

        let mut seen = Seen { code_units: UNITS - 1, ..Seen::default() };
        let domain = customer.domain().unwrap().to_owned();
        let qualifications = BTreeSet::from([name.to_owned()]);
        let there = SeenCustomer { domain, qualifications, is_in_review: false };
        seen.customers.insert("c".to_owned(), there);
        seen.records.insert(customer.guid.clone(), vec![record("add_customer")]);
        seen.records.insert(code.guid.clone(), vec![record("update_customer_qualification")]);
        (vec![customer, code], seen)
    }

    fn record(operation: &str) -> Record {
        Record { customer: "c".to_owned(), operation: operation.to_owned() }
    }

    #[test]
    fn what_was_written_and_seen_passes() {
        let (writes, seen) = written_and_seen();
        seen.check(&writes, UNITS).unwrap();
    }

    #[test]
    fn a_request_that_was_not_decided_or_twice_is_found() {
        for (decided, is_good) in [(0, false), (1, true), (2, false)] {
            let (mut writes, mut seen) = written_and_seen();
            writes[1].effect = Effect::Qualification("Education");
            let education = BTreeSet::from(["Education".to_owned()]);
            seen.customers.get_mut("c").unwrap().qualifications = education;
            seen.code_units = UNITS;
            seen.decided.insert("c".to_owned(), decided);
            assert_eq!(seen.check(&writes, UNITS).is_ok(), is_good, "{decided}");
        }
    }

    #[test]
    fn an_unanswered_write_may_be_there_or_not() {
        let (mut writes, mut seen) = written_and_seen();
        writes[1].is_acknowledged = false;
        seen.check(&writes, UNITS).unwrap();
        seen.customers.get_mut("c").unwrap().qualifications.clear();
        seen.records.remove(&writes[1].guid);
        seen.code_units = UNITS;
        seen.check(&writes, UNITS).unwrap();
    }

    #[test]
    fn a_lost_acknowledged_write_is_found() {
        let (writes, mut seen) = written_and_seen();
        seen.customers.clear();
        assert!(seen.check(&writes, UNITS).is_err());
    }

    #[test]
    fn everything_half_done_is_found() {
        let harms: [fn(&mut Seen, &str); 8] = [
            |seen, _| *seen.decided.entry("c".to_owned()).or_default() += 1,
            |seen, _| *seen.decided.entry("nobody".to_owned()).or_default() += 1,
            |seen, guid| drop(seen.records.remove(guid)),
            |seen, guid| seen.records.get_mut(guid).unwrap().push(record("update_customer_qualification")),
            |seen, guid| seen.records.get_mut(guid).unwrap()[0].customer = "d".to_owned(),
            |seen, _| seen.code_units = UNITS,
            |seen, _| seen.customers.get_mut("c").unwrap().qualifications.clear(),
            |seen, _| drop(seen.records.insert("nobody".to_owned(), vec![record("add_customer")])),
        ];
        for (number, harm) in harms.into_iter().enumerate() {
            let (mut writes, mut seen) = written_and_seen();
            writes[1].is_acknowledged = false;
            let guid = writes[1].guid.clone();
            harm(&mut seen, &guid);
            assert!(seen.check(&writes, UNITS).is_err(), "harm {number}");
        }
    }
}
