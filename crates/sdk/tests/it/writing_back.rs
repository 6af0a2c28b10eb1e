//! What a newer service says and nobody knows here stays, where a client writes the object back.

use qualify_sdk::{Address, Method, NewCustomer};
use qualify_testkit::TestServer;
use serde_json::{Value, json};

use crate::against_service::user_of;
use crate::scripted::{CUSTOMER, Scripted, answer};

/// A billing profile of a service of tomorrow.
fn profile() -> Value {
    json!({
        "id": "1f0c7a52-7d2e-4a61-9d7b-53b7c3a90d11",
        "firstName": "Ana", "lastName": "Berg", "email": "it@lakeside.example",
        "culture": "en-US", "language": "en", "companyName": "Lakeside School",
        "organizationRegistrationNumber": "5260250995",
        "invoiceFormat": {"kind": "ubl", "since": [2027, null]},
        "defaultAddress": {"country": "US", "city": "Redmond", "county": "King", "plusCode": 84},
        "attributes": {"etag": "77", "objectType": "CustomerBillingProfile"}
    })
}

/// What was sent by the only PUT.
fn put_by(service: &Scripted) -> Value {
    let sent = service.sent();
    let puts: Vec<_> = sent.iter().filter(|sent| sent.method == "PUT").collect();
    assert_eq!(puts.len(), 1, "{sent:?}");
    puts[0].json()
}

#[tokio::test]
async fn a_billing_profile_that_is_read_changed_and_written_back_loses_nothing() {
    let whole = json!({
        "id": CUSTOMER,
        "companyProfile": {"tenantId": CUSTOMER},
        "billingProfile": profile(),
        "trade": "school"
    });
    // By itself, and in its customer; as it is spelled, and in another casing.
    for (is_customer, body) in [
        (false, profile().to_string()),
        (true, whole.to_string()),
        (false, profile().to_string().replace("\"lastName\"", "\"LastName\"")),
        (true, whole.to_string().replace("\"billingProfile\"", "\"BillingProfile\"")),
    ] {
        let service = Scripted::new(vec![answer(200, &[], &body), answer(200, &[], &profile().to_string())]);
        let customer = service.customer();
        let mut read = if is_customer {
            customer.get().await.expect("a customer").billing_profile.expect("it has one")
        } else {
            customer.billing_profile().await.expect("a profile")
        };
        read.last_name = Some("Lis".to_owned());
        read.default_address.city = Some("Seattle".to_owned());
        let answered = customer.update_billing_profile(&read.into()).await.expect("it is written");
        assert_eq!(answered.other["invoiceFormat"]["kind"], "ubl", "the answer is whole, too");
        let mut expected = profile();
        expected["lastName"] = "Lis".into();
        expected["defaultAddress"]["city"] = "Seattle".into();
        // What is the service's own is not sent.
        expected.as_object_mut().expect("an object").remove("id");
        expected["attributes"] = json!({"etag": "77"});
        assert_eq!(put_by(&service), expected, "{body}");
    }
}

#[tokio::test]
async fn a_registration_that_is_read_changed_and_written_back_loses_nothing() {
    let registration = json!({
        "SubscriberId": CUSTOMER,
        "WebhookUrl": "https://hooks.partner.example/pc",
        "WebhookEvents": ["test-created"],
        "SignatureTokenToMsSignatureHeader": true,
        "RetryWindow": "2.00:00:00"
    });
    let service = Scripted::answering(200, &registration.to_string());
    let webhooks = service.client().webhooks();
    let mut read = webhooks.get().await.expect("an answer").expect("there is one");
    read.webhook_events.push("customer-qualification-updated".to_owned());
    webhooks.update(&read).await.expect("it is written");
    let mut expected = registration;
    expected["WebhookEvents"] = json!(["test-created", "customer-qualification-updated"]);
    assert_eq!(put_by(&service), expected);
}

#[tokio::test]
async fn a_service_of_today_takes_back_what_it_gave() {
    let server = TestServer::start();
    let client = user_of(&server);
    let address = Address::in_country("US")
        .person("Ana", "Berg")
        .line1("15 Lake St")
        .city("Redmond")
        .state("WA")
        .postal_code("98052")
        .phone_number("4255550100");
    let new = NewCustomer::new("edited.onmicrosoft.com", "Edited School", "it@edited.example", address);
    let created = client.customers().create(&new.billed_in("en-US", "en")).await.expect("a customer");
    let customer = client.customers().by_id(created.id);
    let mut profile = customer.billing_profile().await.expect("a profile");
    assert!(profile.other.is_empty() && profile.default_address.other.is_empty(), "all of it is known");
    profile.email = "bills@edited.example".to_owned();
    let before = profile.clone();
    let mut after = customer.update_billing_profile(&profile.into()).await.expect("it is written");
    assert_ne!(after.attributes, before.attributes, "it has a new etag");
    after.attributes = before.attributes.clone();
    assert_eq!(after, before);
}

/// What a program of its own reads.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Mine {
    id: u32,
}

#[tokio::test]
async fn any_answer_can_be_read_as_it_came_and_any_value_sent() {
    let service = Scripted::new(vec![answer(200, &[("X-New", "yes")], "\u{feff}{\"Id\":\"7\",\"new\":[1]}")]);
    let request = service.client().request(Method::Post, "/v1/new").expect("a path");
    let answered = request.json(&json!({"a": 1})).expect("JSON").send().await.expect("an answer");
    assert_eq!(answered.json::<Value>().expect("JSON"), json!({"Id": "7", "new": [1]}));
    assert_eq!(answered.header("x-new"), Some("yes"));
    assert_eq!(answered.json::<Mine>().expect("read as tolerantly as the rest"), Mine { id: 7 });
    let sent = &service.sent()[0];
    assert_eq!((sent.json(), sent.header("content-type")), (json!({"a": 1}), Some("application/json")));
    assert_eq!(sent.header("ms-requestid"), Some(answered.request_id.to_string().as_str()));
    let error = answered.json::<Vec<u8>>().unwrap_err();
    assert!(matches!(error, qualify_sdk::Error::NotUnderstood { .. }), "{error:?}");
}
