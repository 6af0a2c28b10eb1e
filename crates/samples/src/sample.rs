//! What a scenario has at hand: a client that is signed in, and customers for it.

use std::cell::{Cell, RefCell};

use anyhow::Context as _;
use qualify_sdk::vocabulary::CustomerId;
use qualify_sdk::{Address, Client, CustomerScope, ListQuery, NewCustomer};

use crate::sandbox::Sandbox;
use crate::say;

/// What a scenario has at hand.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) client: Client,
    sandbox: Option<Sandbox>,
    /// A customer that was named on the command line.
    named: Option<CustomerId>,
    /// Those that were made and are still there.
    made: RefCell<Vec<CustomerId>>,
    names: Cell<u32>,
}

/// What came of a scenario.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It ran: what it came to.
    Ran(String),
    /// It cannot be shown here, and why.
    LeftOut(String),
}

impl Outcome {
    pub(crate) fn ran(text: impl Into<String>) -> Self {
        Self::Ran(text.into())
    }
}

impl Sample {
    pub(crate) fn new(client: Client, sandbox: Option<Sandbox>, named: Option<CustomerId>) -> Self {
        Self { client, sandbox, named, made: RefCell::default(), names: Cell::new(0) }
    }

    /// The sandbox's powers, for the scenarios that say that they need them.
    pub(crate) fn sandbox(&self) -> anyhow::Result<&Sandbox> {
        self.find_sandbox().context("this sample needs a sandbox")
    }

    pub(crate) fn find_sandbox(&self) -> Option<&Sandbox> {
        self.sandbox.as_ref()
    }

    /// A customer that may be changed: the one that was named, or a new one. In a sandbox the host of its e-mail address says
    /// how vetting ends.
    pub(crate) async fn customer(&self, email_host: &str) -> anyhow::Result<CustomerScope> {
        match self.named {
            Some(id) => Ok(self.client.customers().by_id(id)),
            None => self.new_customer(email_host).await,
        }
    }

    /// A new customer, which is taken away after the scenario.
    pub(crate) async fn new_customer(&self, email_host: &str) -> anyhow::Result<CustomerScope> {
        let customer = self.client.customers().create(&self.a_school(email_host)).await?;
        self.remember(customer.id);
        say::request(format!("POST /v1/customers, a customer for the sample: {}", customer.id));
        Ok(self.client.customers().by_id(customer.id))
    }

    /// A customer that is only looked at: the one that was named, the partner's first, or in a sandbox a new one.
    pub(crate) async fn customer_to_read(&self, email_host: &str) -> anyhow::Result<CustomerScope> {
        let id = match (self.named, &self.sandbox) {
            (Some(id), _) => id,
            (None, Some(_)) => return self.new_customer(email_host).await,
            (None, None) => {
                let page = self.client.customers().list(ListQuery::all().page_size(1)).page().await?;
                page.items.first().context("the partner has no customers; name one with --customer")?.id
            }
        };
        Ok(self.client.customers().by_id(id))
    }

    /// A school, under a domain of its own.
    pub(crate) fn a_school(&self, email_host: &str) -> NewCustomer {
        self.names.set(self.names.get() + 1);
        let id = self.client.correlation_id().to_string();
        let domain = format!("sample-{}-{}.onmicrosoft.com", &id[..8], self.names.get());
        let address = Address::in_country("US")
            .person("Ana", "Berg")
            .line1("15 Lake St")
            .city("Redmond")
            .state("WA")
            .postal_code("98052")
            .phone_number("4255550100");
        NewCustomer::new(domain, "Sample School", format!("it@{email_host}"), address)
    }

    /// Lets time pass, where that can be done.
    pub(crate) async fn let_pass(&self, length: &str) -> anyhow::Result<()> {
        match &self.sandbox {
            Some(sandbox) => sandbox.let_pass(length).await,
            None => Ok(()),
        }
    }

    /// Takes note of a customer that goes after the scenario.
    pub(crate) fn remember(&self, customer: CustomerId) {
        self.made.borrow_mut().push(customer);
    }

    /// Takes away what a scenario made, however it ended.
    pub(crate) async fn clean_up(&self) {
        for id in self.made.take() {
            match self.client.customers().by_id(id).delete().await {
                Ok(()) => say::request(format!("DELETE /v1/customers/{id}, which the sample made")),
                Err(error) => {
                    say::problem(format!("the customer {id} stays, because it cannot be deleted: {error}"));
                }
            }
        }
    }
}
