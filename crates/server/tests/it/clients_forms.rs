//! What each client can read: the forms of answers, asserted as strictly as the strictest parser among those that were
//! watched, and more so where one client is more particular than the others.

use qualify_testkit::Response;
use qualify_testkit::documents::is_guid;
use qualify_vocabulary::Timestamp;
use serde_json::Value;

use crate::clients::Client;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A page of customers.
    Customers,
    /// Another page of customers than the first.
    NextCustomers,
    Customer,
    /// A customer with its administrator's credentials.
    NewCustomer,
    /// A bare word of the synchronous family.
    Word,
    /// A list of qualification records.
    Records,
    /// One qualification record.
    Record,
    Codes,
    Status,
    Audit,
    BillingProfile,
    /// `true`, or an object with a status, by client.
    AddressVerdict,
    /// An error.
    Fault,
    /// No body.
    Nothing,
}

/// Asserts that the client reads the answer.
#[track_caller]
pub(crate) fn assert_reads(client: Client, form: Form, answer: &Response, what: &str) {
    answer.assert_headers_of_every_answer();
    if form == Form::Nothing {
        assert_eq!(answer.body, b"", "{what}");
        return;
    }
    assert_eq!(answer.header("Content-Type"), Some("application/json; charset=utf-8"), "{what}");
    // Fails on a byte order mark before or behind the value, and on anything else behind it.
    let body: Value = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|error| panic!("{what}: {error}: {}", String::from_utf8_lossy(&answer.body)));
    assert_readable(&body, what);
    match form {
        Form::Customers | Form::NextCustomers => assert_customers(&body, form == Form::NextCustomers, what),
        Form::Customer | Form::NewCustomer => assert_customer(&body, form == Form::NewCustomer, what),
        Form::Word => assert_word(client, &body, what),
        Form::Records => items(&body, what).iter().for_each(|record| assert_record(record, what)),
        Form::Record => assert_record(&body, what),
        Form::Codes => items(&body, what).iter().for_each(|code| assert_code(code, what)),
        Form::Status => assert_status(&body, what),
        Form::Audit => assert_audit(&body, what),
        Form::BillingProfile => assert_billing_profile(&body, what),
        Form::AddressVerdict => assert_verdict(client, &body, what),
        Form::Fault => drop(answer.assert_envelope()),
        Form::Nothing => unreachable!("returned above"),
    }
}

/// No null, names in camel case, links that every client can follow: wherever in the answer.
#[track_caller]
fn assert_readable(value: &Value, what: &str) {
    match value {
        Value::Null => panic!("{what}: a null"),
        Value::Array(list) => list.iter().for_each(|item| assert_readable(item, what)),
        Value::Object(members) => {
            for (name, member) in members {
                assert!(name.starts_with(|first: char| first.is_ascii_lowercase()), "{what}: {name}");
                if name == "links" {
                    let links = member.as_object().unwrap_or_else(|| panic!("{what}: links"));
                    links.values().for_each(|link| assert_link(link, what));
                }
                assert_readable(member, what);
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[track_caller]
fn assert_link(link: &Value, what: &str) {
    let uri = text(link, "uri", what);
    assert!(uri.starts_with('/') && !uri.starts_with("//"), "{what}: {uri}");
    assert!(!uri.to_lowercase().contains("/v1") && !uri.contains("://"), "{what}: {uri}");
    assert_eq!(link["method"], "GET", "{what}");
    for header in items(&link["headers"], what) {
        assert!(header["key"].is_string() && header["value"].is_string(), "{what}: {header}");
    }
}

#[track_caller]
fn items<'a>(list: &'a Value, what: &str) -> &'a Vec<Value> {
    list.as_array().unwrap_or_else(|| panic!("{what}: no list: {list}"))
}

#[track_caller]
fn text<'a>(object: &'a Value, member: &str, what: &str) -> &'a str {
    object[member].as_str().unwrap_or_else(|| panic!("{what}: {member} is no text: {object}"))
}

/// A page is an object around its items; a bare list fails in every client.
#[track_caller]
fn page_items<'a>(page: &'a Value, what: &str) -> &'a Vec<Value> {
    let items = items(&page["items"], what);
    assert!(!items.is_empty(), "{what}: no items");
    assert_eq!(page["totalCount"], items.len(), "{what}");
    assert_eq!(page["attributes"]["objectType"], "Collection", "{what}");
    let has_next = page["links"].get("next").is_some();
    assert_eq!(page.get("continuationToken").is_some_and(Value::is_string), has_next, "{what}");
    items
}

#[track_caller]
fn assert_customers(page: &Value, is_later: bool, what: &str) {
    for item in page_items(page, what) {
        assert_customer_members(item, what);
    }
    let first = text(&page["items"][0]["companyProfile"], "companyName", what);
    assert!(!is_later || first != "Biblioteka Miejska", "{what}: the first page again");
}

/// The one relationship that every client knows, in its only casing that all read.
#[track_caller]
fn assert_customer_members(customer: &Value, what: &str) {
    assert!(is_guid(text(customer, "id", what)), "{what}");
    assert_eq!(customer["relationshipToPartner"], "reseller", "{what}");
    let company = &customer["companyProfile"];
    assert_eq!(company["tenantId"], customer["id"], "{what}");
    assert!(!text(company, "companyName", what).is_empty() && !text(company, "domain", what).is_empty());
    assert_eq!(customer["attributes"]["objectType"], "Customer", "{what}");
}

#[track_caller]
fn assert_customer(customer: &Value, is_new: bool, what: &str) {
    assert_customer_members(customer, what);
    assert!(is_guid(text(customer, "commerceId", what)), "{what}");
    assert!(customer["allowDelegatedAccess"].is_boolean(), "{what}");
    assert!(items(&customer["customDomains"], what).iter().all(Value::is_string), "{what}");
    assert_billing_profile(&customer["billingProfile"], what);
    if is_new {
        assert!(!text(&customer["userCredentials"], "password", what).is_empty(), "{what}");
    }
}

#[track_caller]
fn assert_billing_profile(profile: &Value, what: &str) {
    assert!(is_guid(text(profile, "id", what)), "{what}");
    let etag = text(&profile["attributes"], "etag", what);
    assert!(etag.parse::<i64>().is_ok_and(|number| number > 0), "{what}: {etag}");
    assert_eq!(text(profile, "culture", what).len(), 5, "{what}");
    assert_eq!(text(&profile["defaultAddress"], "country", what).len(), 2, "{what}");
}

#[track_caller]
fn assert_word(client: Client, word: &Value, what: &str) {
    let known: &[&str] = match client {
        Client::Java => &["none", "education", "nonprofit"],
        _ => &["none", "education", "nonprofit", "government_community_cloud"],
    };
    let word = word.as_str().unwrap_or_else(|| panic!("{what}: no bare word: {word}"));
    assert!(known.contains(&word), "{what}: {word}");
}

#[track_caller]
fn assert_record(record: &Value, what: &str) {
    assert!(record.is_object(), "{what}");
    let qualification = text(record, "qualification", what);
    assert!(
        ["Education", "GovernmentCommunityCloud", "StateOwnedEntity"].contains(&qualification),
        "{what}: {qualification}"
    );
    if qualification == "StateOwnedEntity" {
        assert_eq!(record.as_object().map(serde_json::Map::len), Some(1), "{what}");
        return;
    }
    assert!(["InReview", "Approved", "Denied"].contains(&text(record, "vettingStatus", what)), "{what}");
    let created = text(record, "vettingCreateDate", what);
    assert!(created.ends_with('Z') && created.parse::<Timestamp>().is_ok(), "{what}: {created}");
    assert_eq!(record["vettingCreatedDate"], created, "{what}");
}

#[track_caller]
fn assert_code(code: &Value, what: &str) {
    assert!(is_guid(text(code, "partnerId", what)), "{what}");
    assert!(text(code, "validationId", what).bytes().all(|byte| byte.is_ascii_digit()), "{what}");
    for member in ["maxCreates", "remainingCreates"] {
        assert!(code.get(member).is_none_or(Value::is_u64), "{what}: {member}");
    }
    assert!(text(code, "eTag", what).starts_with("W/\"datetime'"), "{what}");
}

/// An older client reads the moment as a date: it must be one, and has no zone.
#[track_caller]
fn assert_status(status: &Value, what: &str) {
    assert_eq!(status["type"], "account", "{what}");
    assert_eq!(status["status"], "UnderReview", "{what}");
    let updated = text(status, "lastUpdateDateTime", what);
    assert!(updated.len() == 19 && format!("{updated}Z").parse::<Timestamp>().is_ok(), "{what}: {updated}");
}

/// One unknown word fails the whole page of one client; values are texts even where they hold JSON.
#[track_caller]
fn assert_audit(page: &Value, what: &str) {
    let operations = [
        "update_customer_qualification",
        "add_customer",
        "update_customer_billing_profile",
        "delete_customer",
    ];
    for record in page_items(page, what) {
        assert!(operations.contains(&text(record, "operationType", what)), "{what}: {record}");
        assert_eq!(record["resourceType"], "customer", "{what}");
        assert!(
            ["succeeded", "failed", "progress"].contains(&text(record, "operationStatus", what)),
            "{what}"
        );
        let date = text(record, "operationDate", what);
        assert!(date.ends_with('Z') && date.parse::<Timestamp>().is_ok(), "{what}: {date}");
        assert!(record.get("resourceNewValue").is_none_or(Value::is_string), "{what}: {record}");
        for datum in items(&record["customizedData"], what) {
            assert!(datum["key"].is_string() && datum["value"].is_string(), "{what}: {datum}");
        }
    }
}

#[track_caller]
fn assert_verdict(client: Client, verdict: &Value, what: &str) {
    match client {
        Client::OpenNet | Client::Java => assert_eq!(*verdict, Value::Bool(true), "{what}"),
        _ => {
            assert_eq!(text(verdict, "status", what), "Verified", "{what}");
            assert!(verdict["originalAddress"].is_object(), "{what}");
            assert_eq!(items(&verdict["suggestedAddresses"], what).len(), 1, "{what}");
        }
    }
}
