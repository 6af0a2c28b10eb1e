//! Bringing customers into the states of the contract's test vectors, through the public API only.

use serde_json::{Value, json};

use crate::http::encoded;
use crate::seed;
use crate::server::TestServer;

impl TestServer {
    /// Creates a customer of Northlight without any qualification, and gives its id.
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn new_customer(&self) -> String {
        let number = self.next_number();
        let body =
            new_customer_body(&format!("customer{number}.onmicrosoft.com"), &format!("Customer {number:04}"));
        let customer = self.user().post("/v1/customers").json(&body).send().expect(201).json();
        customer["id"].as_str().expect("id is a text").to_owned()
    }

    /// A new customer in these states; see [`Self::give`].
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn new_customer_in(&self, states: &str) -> String {
        let customer = self.new_customer();
        for state in states.split(',').filter(|state| *state != "∅") {
            self.give(&customer, state);
        }
        customer
    }

    /// Brings a customer into a state: `E?`, `E+` and `E-` for Education in review, approved and denied, `G` for GCC,
    /// `S` for a state-owned entity, `N` for Nonprofit.
    ///
    /// # Panics
    /// The server refuses, or there is no such state.
    #[track_caller]
    pub fn give(&self, customer: &str, state: &str) {
        match state {
            "E?" => self.post_qualification(customer, &json!({ "qualification": "Education" })),
            "E+" => {
                self.give(customer, "E?");
                self.bring_to(customer, state, &json!({ "decision": "approve" }));
            }
            "E-" => {
                self.give(customer, "E?");
                self.bring_to(
                    customer,
                    state,
                    &json!({ "decision": "deny", "reason": "Not an Academic Domain" }),
                );
            }
            "G" => self.post_qualification(
                customer,
                &json!({ "qualification": "GovernmentCommunityCloud", "validationCode": seed::CODE_UNLIMITED }),
            ),
            "S" => self.post_qualification(customer, &json!({ "qualification": "StateOwnedEntity" })),
            "N" => {
                let path = operator_path(customer, "nonprofit");
                let status = self.staff().post(path).send().status;
                assert!(matches!(status, 200 | 201), "nonprofit: {status}");
            }
            other => panic!("{other} is no state"),
        }
    }

    #[track_caller]
    fn post_qualification(&self, customer: &str, body: &Value) {
        self.user().post(format!("/v1/customers/{customer}/qualifications")).json(body).send().expect(201);
    }

    /// Decides about Education, unless the engine was first with the same decision.
    #[track_caller]
    fn bring_to(&self, customer: &str, state: &str, decision: &Value) {
        let answer = self.staff().post(operator_path(customer, "education/decision")).json(decision).send();
        let decided = matches!(answer.status, 200 | 201);
        assert!(decided || self.state_of(customer) == state, "{}", answer.text());
    }

    /// Has an operator decide about Education.
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn decide(&self, customer: &str, decision: &Value) {
        let answer = self.staff().post(operator_path(customer, "education/decision")).json(decision).send();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    }

    /// Has an operator issue a code to Northlight.
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn issue_code(&self, code: &str, units: Option<u64>) {
        let body = json!({ "organizationName": "Test County", "validationId": code, "maxCreates": units });
        let path = format!("/operator/v1/partners/{}/codes", seed::NORTHLIGHT);
        self.staff().post(path).json(&body).send().expect(201);
    }

    /// The customer's qualification records.
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn records(&self, customer: &str) -> Value {
        self.user().get(format!("/v1/customers/{customer}/qualifications")).send().expect(200).json()
    }

    /// The customer's state in the shorthand of [`Self::give`]: `∅`, `E+`, `G,S`.
    ///
    /// # Panics
    /// The records cannot be read.
    #[track_caller]
    pub fn state_of(&self, customer: &str) -> String {
        let records = self.records(customer);
        let records = records.as_array().expect("the records are a list");
        let names: Vec<_> = records
            .iter()
            .map(|record| match (record["qualification"].as_str(), record["vettingStatus"].as_str()) {
                (Some("Education"), Some("InReview")) => "E?",
                (Some("Education"), Some("Approved")) => "E+",
                (Some("Education"), Some("Denied")) => "E-",
                (Some("GovernmentCommunityCloud"), Some("Approved")) => "G",
                (Some("StateOwnedEntity"), None) => "S",
                (Some("Nonprofit"), Some("Approved")) => "N",
                _ => panic!("{record} is no documented state"),
            })
            .collect();
        if names.is_empty() { "∅".to_owned() } else { names.join(",") }
    }

    /// One of Northlight's codes as the list shows it.
    ///
    /// # Panics
    /// The server refuses, or Northlight has no such code.
    #[track_caller]
    pub fn code(&self, code: &str) -> Value {
        let codes = self.user().get("/v1/customers/all/validations").send().expect(200).json();
        let codes = codes.as_array().expect("the codes are a list");
        codes.iter().find(|row| row["validationId"] == code).expect("Northlight has the code").clone()
    }

    /// How many customers may still get GCC with the code; none for no limit.
    ///
    /// # Panics
    /// As [`Self::code`].
    #[track_caller]
    pub fn code_left(&self, code: &str) -> Option<u64> {
        self.code(code)["remainingCreates"].as_u64()
    }

    /// The customer's audit records, the newest first.
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn audit_of(&self, customer: &str) -> Vec<Value> {
        let filter = json!({ "Field": "CustomerId", "Value": customer, "Operator": "equals" });
        let path = format!("/v1/auditrecords?size=500&filter={}", encoded(&filter.to_string()));
        let page = self.user().get(path).send().expect(200).json();
        assert!(page.get("continuationToken").is_none(), "one page holds all");
        page["items"].as_array().expect("items is a list").clone()
    }

    /// The number of the customer's audit records with this status.
    ///
    /// # Panics
    /// As [`Self::audit_of`].
    #[track_caller]
    pub fn audit_count(&self, customer: &str, status: &str) -> usize {
        self.audit_of(customer).iter().filter(|record| record["operationStatus"] == status).count()
    }
}

/// The smallest body of `POST /v1/customers`.
pub fn new_customer_body(domain: &str, name: &str) -> Value {
    json!({
        "companyProfile": { "domain": domain },
        "billingProfile": {
            "culture": "en-US",
            "language": "en",
            "email": "it@customer.example",
            "companyName": name,
            "defaultAddress": {
                "firstName": "Ana",
                "lastName": "Berg",
                "addressLine1": "15 Lake St",
                "city": "Redmond",
                "state": "WA",
                "postalCode": "98052",
                "country": "US",
                "phoneNumber": "4255550100"
            }
        }
    })
}

/// A path of the operators' routes for a customer of Northlight.
pub fn operator_path(customer: &str, rest: &str) -> String {
    format!("/operator/v1/partners/{}/customers/{customer}/{rest}", seed::NORTHLIGHT)
}
