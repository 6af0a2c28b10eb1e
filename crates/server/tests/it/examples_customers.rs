//! The documented examples of contract 1.13 to 1.16 and 1.19: status, headers, members and their order.

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{TestServer, assert_document, encoded};

use crate::paths::{billing, qualifications};

/// The documented request of contract 1.13.
const NEW_CUSTOMER: &str = r#"{
  "companyProfile": { "domain": "lakeside.onmicrosoft.com" },
  "billingProfile": {
    "culture": "en-US",
    "language": "en",
    "email": "it@lakeside.example",
    "companyName": "Lakeside School",
    "defaultAddress": {
      "firstName": "Ana", "lastName": "Berg",
      "addressLine1": "15 Lake St", "city": "Redmond", "state": "WA", "postalCode": "98052", "country": "US",
      "phoneNumber": "4255550100"
    }
  },
  "enableGDAPByDefault": false
}"#;

const COMPANY_PROFILE: &str = r#"{
  "tenantId": "C",
  "domain": "lakeside.onmicrosoft.com",
  "companyName": "Lakeside School",
  "address": { "country": "US", "region": "WA", "city": "Redmond", "addressLine1": "15 Lake St",
               "postalCode": "98052", "phoneNumber": "4255550100" },
  "email": "it@lakeside.example",
  "links": { "self": { "uri": "/customers/C/profiles/company", "method": "GET", "headers": [] } },
  "attributes": { "objectType": "CustomerCompanyProfile" }
}"#;

const BILLING_PROFILE: &str = r#"{
  "id": "<guid>",
  "firstName": "Ana", "lastName": "Berg",
  "email": "it@lakeside.example", "culture": "en-US", "language": "en",
  "companyName": "Lakeside School",
  "defaultAddress": { "country": "US", "city": "Redmond", "state": "WA", "addressLine1": "15 Lake St",
                      "postalCode": "98052", "firstName": "Ana", "lastName": "Berg", "phoneNumber": "4255550100" },
  "links": { "self": { "uri": "/customers/C/profiles/billing", "method": "GET", "headers": [] } },
  "attributes": { "etag": "<text>", "objectType": "CustomerBillingProfile" }
}"#;

/// The customer with this id; what S1 and S3 show besides comes at the two places.
fn customer(id: &str, after_access: &str, after_domains: &str) -> String {
    format!(
        r#"{{ "id": "C", "commerceId": "<guid>", "companyProfile": {COMPANY_PROFILE},
              "billingProfile": {BILLING_PROFILE},
              "relationshipToPartner": "reseller", "allowDelegatedAccess": true, {after_access}
              "customDomains": ["lakeside.onmicrosoft.com"], {after_domains}
              "attributes": {{ "objectType": "Customer" }} }}"#
    )
    .replace("\"C\"", &format!("\"{id}\""))
    .replace("/C/", &format!("/{id}/"))
}

const LINKS: &str = r#""links": { "self": { "uri": "/customers/{C}", "method": "GET", "headers": [] } },"#;

/// The example's own customer, with the contact's name in the profile as S3 shows it. The seed holds its domain.
fn create_lakeside(server: &TestServer) -> String {
    server.user().delete(format!("/v1/customers/{LAKESIDE}")).send().expect(204);
    let body = NEW_CUSTOMER.replace(r#""culture""#, r#""firstName": "Ana", "lastName": "Berg", "culture""#);
    let created = server.user().post("/v1/customers").body(body).send().expect(201).json();
    created["id"].as_str().expect("id is a text").to_owned()
}

#[test]
fn example_1_13_creates_a_customer() {
    let server = TestServer::start();
    server.user().post("/v1/customers").body(NEW_CUSTOMER).send().assert_error(409, 1_900_011);
    server.user().delete(format!("/v1/customers/{LAKESIDE}")).send().expect(204);
    let answer = server.user().post("/v1/customers").body(NEW_CUSTOMER).send().expect(201);
    assert_eq!(answer.reason, "Created");
    assert_eq!(answer.header("Content-Type"), Some("application/json; charset=utf-8"));
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let credentials = r#""userCredentials": { "userName": "admin", "password": "<text>" },"#;
    let expected = customer(&id, credentials, r#""enableGDAPByDefault": false,"#);
    // The example sends no name in the profile itself, so there is none to show.
    let expected = expected.replace(
        r#""firstName": "Ana", "lastName": "Berg",
  "email""#,
        r#""email""#,
    );
    assert_document(answer.text(), &expected);
}

#[test]
fn example_1_14_lists_a_page_of_customers() {
    let server = TestServer::start();
    let answer = server.user().get("/v1/customers?size=1").send().expect(200);
    assert_eq!(answer.header("Content-Type"), Some("application/json; charset=utf-8"));
    let token = answer.json()["continuationToken"].as_str().unwrap().to_owned();
    let expected = r#"{
      "totalCount": 1,
      "items": [
        {
          "id": "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04",
          "companyProfile": {
            "tenantId": "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04",
            "domain": "biblioteka.onmicrosoft.com",
            "companyName": "Biblioteka Miejska",
            "links": { "self": { "uri": "/customers/3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04/profiles/company", "method": "GET", "headers": [] } },
            "attributes": { "objectType": "CustomerCompanyProfile" }
          },
          "relationshipToPartner": "reseller",
          "links": { "self": { "uri": "/customers/3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04", "method": "GET", "headers": [] } },
          "attributes": { "objectType": "Customer" }
        }
      ],
      "links": {
        "self": { "uri": "/customers?size=1", "method": "GET", "headers": [] },
        "next": {
          "uri": "/customers?size=1&seekOperation=Next",
          "method": "GET",
          "headers": [ { "key": "MS-ContinuationToken", "value": "TOKEN" } ]
        }
      },
      "attributes": { "objectType": "Collection" },
      "continuationToken": "TOKEN"
    }"#;
    assert_document(answer.text(), &expected.replace("TOKEN", &token));
}

#[test]
fn example_1_14_without_a_page_size_links_to_itself_only() {
    let server = TestServer::start();
    let answer = server.southgate().get("/v1/customers").send().expect(200).json();
    let links = serde_json::json!({ "self": { "uri": "/customers", "method": "GET", "headers": [] } });
    assert_eq!(answer["links"], links);
    let none = encoded(r#"{"Field":"CompanyName","Value":"nobody","Operator":"equals"}"#);
    let empty = server.southgate().get(format!("/v1/customers?filter={none}")).send().expect(200).json();
    assert_eq!((&empty["totalCount"], &empty["items"]), (&0.into(), &serde_json::json!([])));
}

#[test]
fn example_1_15_shows_a_customer() {
    let server = TestServer::start();
    let id = create_lakeside(&server);
    let answer = server.user().get(format!("/v1/customers/{id}")).send().expect(200);
    let expected = customer(&id, "", &LINKS.replace("{C}", &id));
    assert_document(answer.text(), &expected);
}

#[test]
fn example_1_15_shows_the_company_profile_on_its_own_and_to_users_only() {
    let server = TestServer::start();
    let id = create_lakeside(&server);
    let path = format!("/v1/customers/{id}/profiles/company");
    let answer = server.user().get(&path).send().expect(200);
    assert_document(
        answer.text(),
        &COMPANY_PROFILE.replace("\"C\"", &format!("\"{id}\"")).replace("/C/", &format!("/{id}/")),
    );
    let customer = server.user().get(format!("/v1/customers/{id}")).send().expect(200).json();
    assert_eq!(answer.json(), customer["companyProfile"]);
    let upper = server.user().get(format!("/V1/Customers/{id}/Profiles/Company")).send().expect(200);
    assert_eq!(upper.json(), answer.json());
    server.app().get(&path).send().assert_error(403, 900_329);
    server.southgate().get(&path).send().assert_error(404, 60_003);
    server.user().get("/v1/customers/x1/profiles/company").send().assert_error(400, 900_118);
    server.user().delete(format!("/v1/customers/{id}")).send().expect(204);
    server.user().get(&path).send().assert_error(404, 60_003);
}

#[test]
fn example_1_16_shows_the_billing_profile_with_its_etag() {
    let server = TestServer::start();
    let id = create_lakeside(&server);
    let answer = server.user().get(billing(&id)).send().expect(200);
    assert_document(answer.text(), &BILLING_PROFILE.replace("/C/", &format!("/{id}/")));
    let etag = answer.json()["attributes"]["etag"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("ETag"), Some(format!("\"{etag}\"").as_str()));
    let put = server.user().put(billing(&id)).header("If-Match", format!("\"{etag}\"")).body(answer.text());
    let updated = put.send().expect(200);
    assert_document(updated.text(), &BILLING_PROFILE.replace("/C/", &format!("/{id}/")));
}

#[test]
fn example_1_19_shows_what_happened_to_a_customer() {
    let server = TestServer::start_at("2024-03-05T09:12:44Z");
    let post = server.user().post(qualifications(LAKESIDE)).body(r#"{"qualification":"Education"}"#);
    post.header("MS-CorrelationId", "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b").send().expect(201);
    let answer = server.user().get("/v1/auditrecords?startDate=2024-03-01").send().expect(200);
    let expected = r#"{
      "totalCount": 1,
      "items": [
        {
          "id": "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4_8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420_customer_updatecustomerqualification_638452267640000000",
          "partnerId": "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4",
          "customerId": "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
          "customerName": "Lakeside School",
          "userPrincipalName": "ana@northlight.example",
          "applicationId": "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50",
          "resourceType": "customer",
          "resourceOldValue": "{\"Qualification\":\"None\"}",
          "resourceNewValue": "{\"Qualification\":\"Education\",\"VettingStatus\":\"InReview\"}",
          "operationType": "update_customer_qualification",
          "originalCorrelationId": "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b",
          "operationDate": "2024-03-05T09:12:44.0000000Z",
          "operationStatus": "succeeded",
          "customizedData": [ { "key": "Qualification", "value": "Education" } ],
          "attributes": { "objectType": "AuditRecord" }
        }
      ],
      "links": { "self": { "uri": "/auditrecords?startDate=2024-03-01", "method": "GET", "headers": [] } },
      "attributes": { "objectType": "Collection" }
    }"#;
    assert_document(answer.text(), expected);
    let id = answer.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let one = server.user().get(format!("/v1/auditrecords/{id}")).send().expect(200);
    assert_eq!(one.json(), answer.json()["items"][0]);
}
