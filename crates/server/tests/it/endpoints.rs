//! One valid request for each endpoint of the contract. To add an endpoint: a row in [`SAMPLES`].

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Caller, Request};
use qualify_wire::endpoints::{Endpoint, ISSUER, Method, SANDBOX, WIRE};

/// A request that is answered with success in a fresh sandbox, or with a 404 that a good token gets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// The contract's name of the endpoint.
    pub(crate) id: &'static str,
    /// The path and query, `{C}` being the customer.
    target: &'static str,
    /// The body of a write.
    pub(crate) body: Option<&'static str>,
    /// The status that Northlight's Ana gets.
    pub(crate) status: u16,
}

const fn read(id: &'static str, target: &'static str, status: u16) -> Sample {
    Sample { id, target, body: None, status }
}

const fn write(id: &'static str, target: &'static str, body: &'static str, status: u16) -> Sample {
    Sample { id, target, body: Some(body), status }
}

const NEW_CUSTOMER: &str = r#"{"companyProfile":{"domain":"sample.example"},"billingProfile":{"culture":"en-US",
    "language":"en","email":"it@sample.example","companyName":"Sample","defaultAddress":{"country":"US"}}}"#;
const BILLING: &str = r#"{"culture":"en-US","language":"en","email":"it@sample.example","companyName":"Sample",
    "defaultAddress":{"country":"US"},"attributes":{"etag":"ETAG"}}"#;

const ADDRESS: &str =
    r#"{"addressLine1":"15 Lake St","city":"Redmond","state":"WA","postalCode":"98052","country":"US"}"#;
const WEBHOOK: &str = r#"{"WebhookUrl":"https://hooks.partner.example/pc","WebhookEvents":["test-created"]}"#;
const EXCHANGE: &str = "grant_type=jwt_token";

/// In the order of [`WIRE`].
pub(crate) const SAMPLES: [Sample; 33] = [
    read("C1", "/v1/customers/{C}/qualification", 200),
    write("C2", "/v1/customers/{C}/qualification?code=481516", "3", 200),
    read("C3", "/v1/customers/{C}/qualifications", 200),
    write("C4", "/v1/customers/{C}/qualifications", r#"{"qualification":"StateOwnedEntity"}"#, 201),
    read("C5", "/v1/customers/all/validations", 200),
    read("C6", "/v1/customers/{C}/validations", 404),
    read("C7", "/v1/customers/{C}/validationStatus?type=account", 404),
    write("S1", "/v1/customers", NEW_CUSTOMER, 201),
    read("S2", "/v1/customers?size=2", 200),
    read("S3", "/v1/customers/{C}", 200),
    read("S4", "/v1/customers/{C}", 204),
    read("S5", "/v1/customers/{C}/profiles/company", 200),
    read("S6", "/v1/customers/{C}/profiles/billing", 200),
    write("S7", "/v1/customers/{C}/profiles/billing", BILLING, 400),
    write("S8", "/v1/validations/address", ADDRESS, 200),
    read("S9", "/v1/countryvalidationrules/US", 200),
    read("S10", "/v1/domains/lakeside.onmicrosoft.com", 200),
    read("S11", "/v1/auditrecords?size=1", 200),
    read("S11b", "/v1/auditrecords/x", 404),
    read("S12", "/v1/profiles/organization", 200),
    read("S13", "/v1/profiles/legalbusiness?vettingVersion=Current", 200),
    read("S14", "/webhooks/v1/registration", 404),
    write("S14b", "/webhooks/v1/registration", r#"{"WebhookUrl":"ftp://x","WebhookEvents":[]}"#, 400),
    write("S14c", "/webhooks/v1/registration", WEBHOOK, 404),
    read("S15", "/webhooks/v1/registration/events", 200),
    read("S16", "/webhooks/v1/registration/validationEvents", 404),
    read("S17", "/webhooks/v1/registration/validationEvents/x", 404),
    write("S18", "/generatetoken", EXCHANGE, 200),
    write("S18b", "/v3/generatetoken", EXCHANGE, 200),
    read("S19", "/v1/validations/checkdomainavailability/lakeside", 200),
    write("Q35", "/v1/customers/{C}", r#"{"relationshipToPartner":"none"}"#, 200),
    read("Offers", "/v1/customers/{C}/offers?country=US", 200),
    read("OfferCategories", "/v1/customers/{C}/offercategories?country=US", 200),
];

impl Sample {
    pub(crate) fn endpoint(&self) -> &'static Endpoint {
        WIRE.iter().find(|endpoint| endpoint.id() == self.id).expect("the endpoint is in the contract")
    }

    pub(crate) fn has_customer(&self) -> bool {
        self.target.contains("{C}")
    }

    /// Whether it changes something that not everybody may change; a POST may only ask, or test.
    pub(crate) fn is_write(&self) -> bool {
        !matches!(self.endpoint().method, Method::Get | Method::Head)
            && !matches!(self.id, "S8" | "S18" | "S18b")
    }

    /// Whether the customer is gone afterwards.
    pub(crate) fn ends_customer(&self) -> bool {
        matches!(self.id, "S4" | "Q35")
    }

    pub(crate) fn target_for(&self, customer: &str) -> String {
        self.target.replace("{C}", customer)
    }

    /// The request about Lakeside School.
    pub(crate) fn by(&self, caller: &Caller<'_>) -> Request {
        let request = caller.request(self.endpoint().method.name(), self.target_for(LAKESIDE));
        match self.body {
            Some(body) => request.body(body),
            None => request,
        }
    }
}

/// Method and path of every route that only a sandbox has; `{tenant}` stands for a tenant.
pub(crate) fn sandbox_routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    SANDBOX.iter().chain(ISSUER).map(|row| (row.method.name(), row.path))
}

#[test]
fn every_endpoint_has_a_sample_request() {
    let of_contract: Vec<_> = WIRE[..SAMPLES.len()].iter().map(Endpoint::id).collect();
    assert_eq!(SAMPLES.map(|sample| sample.id).to_vec(), of_contract, "add the new endpoint to SAMPLES");
}

#[test]
fn every_sample_is_answered_as_it_says() {
    let server = qualify_testkit::TestServer::start();
    for sample in SAMPLES {
        server.anonymous().post("/sandbox/reset").send().expect(200);
        let answer = sample.by(&server.user()).send();
        assert_eq!(answer.status, sample.status, "{}: {}", sample.id, String::from_utf8_lossy(&answer.body));
    }
}
