//! Every request that real clients were seen to send, byte for byte, with each client's headers: the answer must be in
//! the form that this client reads. Where a client fills in names or ids of its own, the tests' stand there.

use qualify_testkit::seed::{LAKESIDE, NOBODY};
use qualify_testkit::state::{new_customer_body, operator_path};
use qualify_testkit::{Response, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::json;

use crate::clients::{CAPTURED_AT, Client, NET_ADDRESS, net_billing_body, new_customer_body_of};
use crate::clients_forms::{Form, assert_reads};
use Client::{Java, Net31, Net34, Node, OpenNet, Python};

/// What a client sends after the head.
#[derive(Debug, Clone, Copy)]
enum Body {
    Nothing,
    /// These bytes.
    Exactly(&'static str),
    /// The client's own form of a new customer.
    NewCustomer,
    /// The billing profile as the .NET SDK sends it back, with the current etag.
    Billing,
}

use Body::{Billing, Exactly, NewCustomer, Nothing};

/// One row: who sends which bytes, `{cid}` being a customer's id, and what comes back.
#[derive(Debug)]
struct Row {
    operation: &'static str,
    clients: &'static [Client],
    line: &'static str,
    body: Body,
    status: u16,
    form: Form,
}

const fn row(
    operation: &'static str,
    clients: &'static [Client],
    line: &'static str,
    body: Body,
    status: u16,
    form: Form,
) -> Row {
    Row { operation, clients, line, body, status, form }
}

const EVERYBODY: &[Client] = &Client::ALL;
const SDKS: &[Client] = &[Net34, Net31, OpenNet, Java];
const NET: &[Client] = &[Net34, Net31];
const SYNC: &[Client] = &[OpenNet, Java];
const AUDITORS: &[Client] = &[Net34, Net31, OpenNet];

const QUALIFICATION: &str = "GET /v1/customers/{cid}/qualification";
const SET: &str = "PUT /v1/customers/{cid}/qualification";
const SET_WITH_CODE: &str = "PUT /v1/customers/{cid}/qualification?code=12345";
const CREATE: &str = "POST /v1/customers/{cid}/qualifications";
const CREATE_WITH_CODE: &str = "POST /v1/customers/{cid}/qualifications?code=12345";
const NET_FILTER: &str = "GET /v1/customers?size=0&filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22Wing%22%2C%22Operator%22%3A%22starts_with%22%7D";
const OPEN_NET_FILTER: &str = "GET /v1/customers?size=0&filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22Wing%22%2C%22Operator%22%3A%22StartsWith%22%7D";
const JAVA_FILTER: &str = "GET /v1/customers?size=0&filter=%7B%22value%22%3A%22Wing%22%2C%22field%22%3A%22CompanyName%22%2C%22fieldType%22%3A%22String%22%2C%22operator%22%3A%22StartsWith%22%7D";

/// In the order of the table that was made when the clients were watched.
const ROWS: &[Row] = &[
    row("list customers", EVERYBODY, "GET /v1/customers", Nothing, 200, Form::Customers),
    row(
        "list customers, slash behind the root",
        &[Java],
        "GET //v1/customers",
        Nothing,
        200,
        Form::Customers,
    ),
    row("list customers, page size", SDKS, "GET /v1/customers?size=2", Nothing, 200, Form::Customers),
    row(
        "next page by link",
        NET,
        "GET /v1/customers?size=2&seekOperation=Next",
        Nothing,
        200,
        Form::NextCustomers,
    ),
    row(
        "next page by link",
        SYNC,
        "GET /v1//customers?size=2&seekOperation=Next",
        Nothing,
        200,
        Form::NextCustomers,
    ),
    row(
        "next page by token",
        &[Net34],
        "GET /v1/customers?seekOperation=Next",
        Nothing,
        200,
        Form::NextCustomers,
    ),
    row("filter by name", NET, NET_FILTER, Nothing, 200, Form::Customers),
    row("filter by name", &[OpenNet], OPEN_NET_FILTER, Nothing, 200, Form::Customers),
    row("filter by name", &[Java], JAVA_FILTER, Nothing, 200, Form::Customers),
    row("get customer", EVERYBODY, "GET /v1/customers/{cid}", Nothing, 200, Form::Customer),
    row("create customer", EVERYBODY, "POST /v1/customers", NewCustomer, 201, Form::NewCustomer),
    row("get qualification (sync)", SYNC, QUALIFICATION, Nothing, 200, Form::Word),
    row("set education (sync)", &[OpenNet], SET, Exactly("\"Education\""), 200, Form::Word),
    row("set education (sync)", &[Java], SET, Exactly("\"education\""), 200, Form::Word),
    row(
        "set GCC + code (sync)",
        &[OpenNet],
        SET_WITH_CODE,
        Exactly("\"GovernmentCommunityCloud\""),
        200,
        Form::Word,
    ),
    row("set + code (sync)", &[Java], SET, Exactly("\"education\""), 200, Form::Word),
    row("sync enum", NET, SET, Exactly("\"none\""), 400, Form::Fault),
    row("sync enum", NET, SET, Exactly("\"education\""), 200, Form::Word),
    row("sync enum", NET, SET, Exactly("\"nonprofit\""), 400, Form::Fault),
    row("sync enum", NET, SET_WITH_CODE, Exactly("\"government_community_cloud\""), 200, Form::Word),
    row("sync enum", NET, SET, Exactly("\"state_owned_entity\""), 400, Form::Fault),
    row("get qualifications", NET, "GET /v1/customers/{cid}/qualifications", Nothing, 200, Form::Records),
    row(
        "create qualification: education",
        &[Net34],
        CREATE,
        Exactly(r#"{"qualification":"Education","educationSegment":"K12","website":"https://x.edu"}"#),
        201,
        Form::Record,
    ),
    row(
        "create: GCC",
        &[Net34],
        CREATE,
        Exactly(r#"{"qualification":"GovernmentCommunityCloud","validationCode":"12345"}"#),
        201,
        Form::Record,
    ),
    row(
        "create: SOE",
        &[Net34],
        CREATE,
        Exactly(r#"{"qualification":"StateOwnedEntity"}"#),
        201,
        Form::Record,
    ),
    row(
        "create: education",
        &[Net31],
        CREATE,
        Exactly(
            r#"{"Qualification":"Education","VettingStatus":null,"VettingReason":null,"VettingCreateDate":null}"#,
        ),
        201,
        Form::Record,
    ),
    row(
        "create: GCC",
        &[Net31],
        CREATE_WITH_CODE,
        Exactly(
            r#"{"Qualification":"GovernmentCommunityCloud","VettingStatus":null,"VettingReason":null,"VettingCreateDate":null}"#,
        ),
        201,
        Form::Record,
    ),
    row("validation codes", SDKS, "GET /v1/customers/all/validations", Nothing, 200, Form::Codes),
    row(
        "validation status",
        NET,
        "GET /v1/customers/{cid}/validationStatus?type=Account",
        Nothing,
        200,
        Form::Status,
    ),
    row("audit", AUDITORS, "GET /v1/auditrecords?startDate=01/05/2026%2013:45:00", Nothing, 200, Form::Audit),
    row(
        "audit, end",
        AUDITORS,
        "GET /v1/auditrecords?startDate=01/05/2026%2013:45:00&endDate=02/01/2026%2000:00:00",
        Nothing,
        200,
        Form::Audit,
    ),
    row(
        "audit, page size",
        AUDITORS,
        "GET /v1/auditrecords?startDate=01/05/2026%2013:45:00&size=100",
        Nothing,
        200,
        Form::Audit,
    ),
    row(
        "audit, end and page size",
        AUDITORS,
        "GET /v1/auditrecords?startDate=01/05/2026%2013:45:00&endDate=02/01/2026%2000:00:00&size=100",
        Nothing,
        200,
        Form::Audit,
    ),
    row(
        "audit + filter",
        NET,
        "GET /v1/auditrecords?startDate=01/05/2026%2013:45:00&filter=%7B%22Field%22:%22CustomerId%22,%22Value%22:%22{cid}%22,%22Operator%22:%22equals%22%7D",
        Nothing,
        200,
        Form::Audit,
    ),
    row(
        "audit + filter",
        &[OpenNet],
        "GET /v1/auditrecords?startDate=01/05/2026%2013:45:00&filter=%7B%22Field%22%3A%22CustomerId%22%2C%22Value%22%3A%22{cid}%22%2C%22Operator%22%3A%22Equals%22%7D",
        Nothing,
        200,
        Form::Audit,
    ),
    row(
        "audit",
        &[Java],
        "GET /v1/auditrecords?startDate=2026-01-05&endDate=2026-02-32",
        Nothing,
        200,
        Form::Audit,
    ),
    row(
        "domain check, taken",
        &[Net34, OpenNet, Java],
        "HEAD /v1/domains/lakeside.onmicrosoft.com",
        Nothing,
        200,
        Form::Nothing,
    ),
    row(
        "domain check, free",
        &[Net34, OpenNet, Java],
        "HEAD /v1/domains/nobody.onmicrosoft.com",
        Nothing,
        404,
        Form::Nothing,
    ),
    row(
        "billing profile update",
        &[Net34],
        "PUT /v1/customers/{cid}/profiles/billing",
        Billing,
        200,
        Form::BillingProfile,
    ),
    row(
        "address validation",
        &[Net34, OpenNet],
        "POST /v1/validations/address",
        Exactly(NET_ADDRESS),
        200,
        Form::AddressVerdict,
    ),
];

/// A sandbox at the moment of the requests, with an audit record in their window, a customer that their filter finds and
/// the code that they send.
fn prepared() -> TestServer {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::ApproveAll);
    server.issue_code("12345", Some(50));
    let wingtip = new_customer_body("wingtip.example", "Wingtip Toys");
    server.user().post("/v1/customers").json(&wingtip).send().expect(201);
    server.set_clock("2026-01-20T10:00:00Z");
    server.give(LAKESIDE, "S");
    server.set_clock(CAPTURED_AT);
    server
}

impl Row {
    /// The customer whom the request is about.
    fn customer(&self, server: &TestServer) -> String {
        if self.form == Form::Audit {
            return LAKESIDE.to_owned();
        }
        let customer = server.new_customer();
        if self.form == Form::Status {
            let put = server.staff().put(operator_path(&customer, "account-status"));
            put.json(&json!({ "status": "UnderReview" })).send().expect(200);
        }
        if self.form == Form::Records {
            server.give(&customer, "E?");
            server.give(&customer, "S");
        }
        customer
    }

    fn body(&self, server: &TestServer, client: Client, customer: &str) -> Option<String> {
        match self.body {
            Nothing => None,
            Exactly(text) => Some(text.to_owned()),
            NewCustomer => Some(new_customer_body_of(client)),
            Billing => Some(net_billing_body(server, customer)),
        }
    }

    /// Sends the row as this client does; the number makes its request id.
    fn send(&self, server: &TestServer, client: Client, number: usize) -> Response {
        let customer = self.customer(server);
        let (method, target) = self.line.split_once(' ').expect("a method and a target");
        let target = target.replace("{cid}", &customer);
        let id = format!("2b0f5c1e-6d1a-4f57-8f0e-{number:012}");
        let mut request = client.request(server, method, &target, &id);
        if self.form == Form::NextCustomers {
            request = request.header("MS-ContinuationToken", next_token(server, client, &target));
        }
        match self.body(server, client, &customer) {
            Some(body) => client.with_body(request, &body).send(),
            None => request.send(),
        }
    }
}

/// The token of the second page. What the client would ask for by the link to it must be the row's target.
fn next_token(server: &TestServer, client: Client, target: &str) -> String {
    let id = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e02";
    let first = client.request(server, "GET", "/v1/customers?size=2", id).send().expect(200).json();
    let link = &first["links"]["next"];
    let uri = link["uri"].as_str().expect("a link to the next page");
    if target.contains("size=") {
        let put_before = if SYNC.contains(&client) { "/v1/" } else { "/v1" };
        assert_eq!(format!("{put_before}{uri}"), target, "{client:?}");
        assert_eq!(link["headers"][0]["key"], "MS-ContinuationToken");
        return link["headers"][0]["value"].as_str().expect("a token").to_owned();
    }
    first["continuationToken"].as_str().expect("a token").to_owned()
}

#[test]
fn every_request_that_clients_send_is_answered_in_a_form_that_they_read() {
    let server = prepared();
    let sends = ROWS.iter().flat_map(|row| row.clients.iter().map(move |client| (row, *client)));
    for (number, (row, client)) in sends.enumerate() {
        let what = format!("{}, {client:?}: {}", row.operation, row.line);
        let answer = row.send(&server, client, number);
        assert_eq!(answer.status, row.status, "{what}: {}", String::from_utf8_lossy(&answer.body));
        assert_reads(client, row.form, &answer, &what);
    }
    let checkup = server.anonymous().get("/sandbox/checkup").send().expect(200).json();
    let found = checkup["findings"].as_array().expect("a list").iter();
    let strangers: Vec<_> = found.filter(|finding| finding["rule"] == "unknown-member").collect();
    assert!(strangers.is_empty(), "what the clients send is known: {strangers:#?}");
}

#[test]
fn every_client_reads_what_went_wrong() {
    let server = prepared();
    for client in Client::ALL {
        let send = |method: &str, target: &str, body: Option<&str>| {
            let request = client.request(&server, method, target, "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e03");
            let request = body.map_or(request.clone(), |body| client.with_body(request, body));
            request.send()
        };
        let nobody = format!("/v1/customers/{NOBODY}");
        let taken = new_customer_body("lakeside.onmicrosoft.com", "Again").to_string();
        for (answer, status, code) in [
            (send("GET", &nobody, None), 404, 60_003),
            (send("GET", "/v1/customers/x1", None), 400, 900_118),
            (send("GET", "/v1/customers?size=2&filter=x", None), 400, 2000),
            (send("POST", "/v1/customers", Some("{")), 400, 800_002),
            (send("POST", "/v1/customers", Some(&taken)), 409, 1_900_011),
            (client.dress(server.anonymous().get("/v1/customers")).send(), 401, 800_001),
        ] {
            answer.assert_error(status, code);
            assert_reads(client, Form::Fault, &answer, &format!("{client:?} {status}/{code}"));
        }
    }
}

#[test]
fn every_client_has_its_rows() {
    for (client, rows) in [(Net34, 27), (Net31, 21), (OpenNet, 18), (Java, 14), (Node, 3), (Python, 3)] {
        let sent = ROWS.iter().filter(|row| row.clients.contains(&client)).count();
        assert_eq!(sent, rows, "{client:?}");
    }
}
