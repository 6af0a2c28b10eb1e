//! The headers that real clients send with each call, and the requests that they were seen to send about customers.

use qualify_testkit::{Request, TestServer};
use serde_json::json;

use crate::customer_list::names;
use crate::paths::billing;

/// The moment at which the requests were captured.
pub(crate) const CAPTURED_AT: &str = "2026-02-10T12:00:00Z";
const REQUEST_ID: &str = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01";
const CORRELATION_ID: &str = "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b";

/// A client with the headers it adds to each call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Client {
    /// The official .NET SDK 3.4.0.
    Net34,
    /// The official .NET SDK 3.1.2.
    Net31,
    /// The open .NET SDK, below the PowerShell module.
    OpenNet,
    /// The official Java SDK.
    Java,
    /// The TypeScript client: an authorization and nothing of Microsoft's.
    Node,
    /// The Python client, which names a content type on reads too.
    Python,
}

impl Client {
    pub(crate) const ALL: [Self; 6] =
        [Self::Net34, Self::Net31, Self::OpenNet, Self::Java, Self::Node, Self::Python];

    const fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Net34 => {
                &[("MS-PartnerCenter-Client", "Partner Center .NET SDK"), ("MS-SdkVersion", "3.4.0.0")]
            }
            Self::Net31 => {
                &[("MS-PartnerCenter-Client", "Partner Center .NET SDK"), ("MS-SdkVersion", "3.1.2.0")]
            }
            Self::OpenNet => &[
                ("MS-PartnerCenter-Client", "Partner Center Open .NET SDK"),
                ("MS-SdkVersion", "1.15.6.0"),
                ("User-Agent", "FxVersion/4.700.20.20201 PartnerServiceClient/1.15.6.0"),
            ],
            Self::Java => &[
                ("MS-PartnerCenter-Client", "Partner Center Java SDK"),
                ("MS-SdkVersion", "1.15.4"),
                ("MS-Contract-Version", "v1"),
                ("x-ms-client-request-id", "6e0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01"),
                ("User-Agent", "AutoRest-Java"),
                ("Accept-Encoding", "gzip"),
            ],
            Self::Node => &[
                ("Accept", "application/json, text/plain, */*"),
                ("Accept-Encoding", "gzip, compress, deflate, br"),
                ("User-Agent", "axios/1.18.1"),
            ],
            Self::Python => &[
                ("Accept", "application/json"),
                ("accept-language", "en-US"),
                ("x-ms-client-request-id", "6e0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01"),
                ("Content-Type", "application/json; charset=utf-8"),
                ("Accept-Encoding", "gzip, deflate"),
            ],
        }
    }

    const fn is_sdk(self) -> bool {
        !matches!(self, Self::Node | Self::Python)
    }

    /// The client's request with its own spelling of the header that carries the token, and this id where it sends one.
    pub(crate) fn request(
        self,
        server: &TestServer,
        method: &str,
        target: &str,
        request_id: &str,
    ) -> Request {
        let authorization = if self == Self::Node { "authorization" } else { "Authorization" };
        let request = server.anonymous().request(method, target);
        let request = request.header(authorization, format!("Bearer {}", server.user_token()));
        self.dress_with_id(request, request_id)
    }

    /// Adds the body with the content type that the client sends.
    pub(crate) fn with_body(self, request: Request, body: &str) -> Request {
        let request = match self {
            Self::Java => request.header("Content-Type", "application/json; charset=utf-8"),
            // It names one with every request.
            Self::Python => request,
            Self::Net34 | Self::Net31 | Self::OpenNet | Self::Node => {
                request.header("Content-Type", "application/json")
            }
        };
        request.body(body)
    }

    /// Adds the client's headers.
    pub(crate) fn dress(self, request: Request) -> Request {
        self.dress_with_id(request, REQUEST_ID)
    }

    fn dress_with_id(self, request: Request, request_id: &str) -> Request {
        let request =
            self.headers().iter().fold(request, |request, (name, value)| request.header(name, value));
        if self.is_sdk() {
            request
                .header("Accept", "application/json")
                .header("MS-RequestId", request_id)
                .header("MS-CorrelationId", CORRELATION_ID)
                .header("X-Locale", "en-US")
        } else {
            request
        }
    }
}

fn start() -> TestServer {
    TestServer::start_at(CAPTURED_AT)
}

#[test]
fn every_client_lists_customers() {
    let server = start();
    for client in Client::ALL {
        let all = client.dress(server.user().get("/v1/customers")).send().expect(200).json();
        assert_eq!(names(&all).len(), 7, "{client:?}");
        let id = all["items"][0]["id"].as_str().unwrap();
        client.dress(server.user().get(format!("/v1/customers/{id}"))).send().expect(200);
    }
}

#[test]
fn every_sdk_pages_in_its_own_way() {
    let server = start();
    for client in [Client::Net34, Client::Net31, Client::OpenNet, Client::Java] {
        let first = client.dress(server.user().get("/v1/customers?size=2")).send().expect(200).json();
        assert_eq!(names(&first), ["Biblioteka Miejska", "Grid State Energy"]);
        let link = &first["links"]["next"];
        let uri = link["uri"].as_str().unwrap();
        assert_eq!(uri, "/customers?size=2&seekOperation=Next");
        let target = match client {
            Client::Net34 | Client::Net31 => format!("/v1{uri}"),
            _ => format!("/v1/{uri}"),
        };
        let mut follow = client.dress(server.user().get(target));
        for header in link["headers"].as_array().unwrap() {
            follow = follow.header(header["key"].as_str().unwrap(), header["value"].as_str().unwrap());
        }
        assert_eq!(names(&follow.send().expect(200).json()), ["Harbor Books Ltd", "Lakeside County IT"]);
        let token = first["continuationToken"].as_str().unwrap();
        let seek = client.dress(server.user().get("/v1/customers?seekOperation=Next"));
        let second = seek.header("MS-ContinuationToken", token).send().expect(200).json();
        assert_eq!(names(&second), ["Harbor Books Ltd", "Lakeside County IT"], "{client:?}");
    }
}

#[test]
fn every_captured_filter_finds_by_name() {
    let server = start();
    let net = "/v1/customers?size=0&filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22River%22%2C%22Operator%22%3A%22starts_with%22%7D";
    let open_net = net.replace("starts_with", "StartsWith");
    let java = "/v1/customers?size=0&filter=%7B%22value%22%3A%22River%22%2C%22field%22%3A%22CompanyName%22%2C%22fieldType%22%3A%22String%22%2C%22operator%22%3A%22StartsWith%22%7D";
    for (client, target) in [
        (Client::Net34, net),
        (Client::Net31, net),
        (Client::OpenNet, open_net.as_str()),
        (Client::Java, java),
    ] {
        let page = client.dress(server.user().get(target)).send().expect(200).json();
        assert_eq!(names(&page), ["Riverbend University"], "{client:?}");
        assert!(page.get("continuationToken").is_none());
    }
}

/// The address as the .NET SDKs send it.
pub(crate) const NET_ADDRESS: &str = r#"{"Country":"US","Region":null,"City":"Redmond","State":"WA","AddressLine1":"15 Lake St","AddressLine2":null,"PostalCode":"98052","FirstName":"Ana","LastName":"Berg","PhoneNumber":null,"MiddleName":null}"#;

fn net_body(domain: &str) -> String {
    format!(
        r#"{{"Id":null,"CommerceId":null,"CompanyProfile":{{"TenantId":null,"Domain":"{domain}","CompanyName":null,"OrganizationRegistrationNumber":null,"Attributes":{{"ObjectType":"CustomerCompanyProfile"}}}},"BillingProfile":{{"Id":null,"FirstName":null,"LastName":null,"Email":"it@net.example","Culture":"en-US","Language":"en","CompanyName":"Of .NET","DefaultAddress":{NET_ADDRESS},"Links":null,"Attributes":{{"Etag":null,"ObjectType":"CustomerBillingProfile"}}}},"RelationshipToPartner":"unknown","AllowDelegatedAccess":null,"UserCredentials":null,"CustomDomains":null,"AssociatedPartnerId":null,"Attributes":{{"ObjectType":"Customer"}}}}"#
    )
}

fn open_net_body(domain: &str) -> String {
    format!(
        r#"{{"CompanyProfile":{{"Domain":"{domain}","Attributes":{{"ObjectType":"CustomerCompanyProfile"}}}},"BillingProfile":{{"Email":"it@net.example","Culture":"en-US","Language":"en","CompanyName":"Of open .NET","DefaultAddress":{{"Country":"US","City":"Redmond"}},"Attributes":{{"ObjectType":"CustomerBillingProfile"}}}},"RelationshipToPartner":"Unknown","Attributes":{{"ObjectType":"Customer"}}}}"#
    )
}

fn camel_case_body(domain: &str) -> String {
    format!(
        r#"{{"companyProfile":{{"domain":"{domain}","attributes":{{"objectType":"CustomerCompanyProfile"}}}},"billingProfile":{{"email":"it@java.example","culture":"en-US","language":"en","companyName":"Of Java","defaultAddress":{{"country":"US","city":"Redmond"}},"attributes":{{"objectType":"CustomerBillingProfile"}}}},"attributes":{{"objectType":"Customer"}}}}"#
    )
}

fn minimal_body(domain: &str) -> String {
    format!(
        r#"{{"companyProfile":{{"domain":"{domain}"}},"billingProfile":{{"email":"it@python.example","culture":"en-US","language":"en","companyName":"Of Python","defaultAddress":{{"country":"US"}}}}}}"#
    )
}

fn node_body(domain: &str) -> String {
    format!(
        r#"{{"enableGDAPByDefault":true,"CompanyProfile":{{"Domain":"{domain}"}},"BillingProfile":{{"Email":"it@node.example","Culture":"en-US","Language":"en","CompanyName":"Of Node","DefaultAddress":{{"Country":"US","City":"Redmond"}}}}}}"#
    )
}

/// `net34.onmicrosoft.com` and so on.
fn domain_of(client: Client) -> String {
    format!("{}.onmicrosoft.com", format!("{client:?}").to_lowercase())
}

/// A new customer as the client writes it, with a domain of the client's own.
pub(crate) fn new_customer_body_of(client: Client) -> String {
    let domain = domain_of(client);
    match client {
        Client::Net34 | Client::Net31 => net_body(&domain),
        Client::OpenNet => open_net_body(&domain),
        Client::Java => camel_case_body(&domain),
        Client::Python => minimal_body(&domain),
        Client::Node => node_body(&domain),
    }
}

#[test]
fn every_client_creates_a_customer_with_its_own_body() {
    let server = start();
    for client in Client::ALL {
        let domain = domain_of(client);
        let body = new_customer_body_of(client);
        client.dress(server.user().head(format!("/v1/domains/{domain}"))).send().expect(404);
        let post =
            client.dress(server.user().post("/v1/customers")).header("Content-Type", "application/json");
        let created = post.body(body).send();
        assert_eq!(created.status, 201, "{client:?}: {}", created.text());
        let created = created.json();
        assert_eq!(created["relationshipToPartner"], "reseller");
        assert_eq!(created.get("enableGDAPByDefault"), (client == Client::Node).then_some(&json!(true)));
        client.dress(server.user().head(format!("/v1/domains/{domain}"))).send().expect(200);
    }
}

/// The customer's billing profile as the .NET SDK sends it back: with its etag and another name.
pub(crate) fn net_billing_body(server: &TestServer, customer: &str) -> String {
    let profile = server.user().get(billing(customer)).send().expect(200).json();
    let member = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let (id, etag) = (member(&profile["id"]), member(&profile["attributes"]["etag"]));
    format!(
        r#"{{"Id":"{id}","FirstName":"Ana","LastName":null,"Email":"it@net.example","Culture":"en-US","Language":"en","CompanyName":"Updated","DefaultAddress":{NET_ADDRESS},"Links":{{"Self":{{"Uri":"/customers/{customer}/profiles/billing","Method":"GET","Headers":[]}}}},"Attributes":{{"Etag":"{etag}","ObjectType":"CustomerBillingProfile"}}}}"#
    )
}

#[test]
fn the_net_sdk_sends_the_etag_back_inside_the_body() {
    let server = start();
    let created =
        server.user().post("/v1/customers").body(net_body("update.example")).send().expect(201).json();
    let id = created["id"].as_str().unwrap();
    let etag = created["billingProfile"]["attributes"]["etag"].as_str().unwrap();
    let body = net_billing_body(&server, id);
    let put = Client::Net34.dress(server.user().put(billing(id))).header("Content-Type", "application/json");
    let updated = put.body(body).send().expect(200).json();
    assert_eq!(updated["companyName"], "Updated");
    assert_ne!(updated["attributes"]["etag"], etag);
}
