//! What is read directly is what tolerance would read.

use proptest::prelude::*;
use qualify_contract::v1::customers::Customer;
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::reading::read_value;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sample {
    id: String,
    #[serde(default)]
    number: i32,
    #[serde(default = "seven")]
    or_seven: Option<u64>,
    #[serde(default)]
    is_good: bool,
    #[serde(default)]
    share: f64,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    inner: Vec<Sample>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
enum Kind {
    First,
    Second,
    Other(String),
}

#[expect(clippy::unnecessary_wraps, reason = "the default of an optional member")]
fn seven() -> Option<u64> {
    Some(7)
}

const NAMES: [&str; 11] =
    ["id", "ID", "number", "Number", "orSeven", "isGood", "share", "kind", "inner", "INNER", "unknown"];

fn scalars() -> impl Strategy<Value = String> {
    let texts = ["null", "true", "\"true\"", "7", "-7", "7.0", "7.5", "\"7\"", "\"\\u00e9\"", "1e3"];
    let words = ["\"First\"", "\"first\"", "{\"Other\":\"x\"}", "[]", "{}", "\"\"", "", "1e999"];
    proptest::sample::select([&texts[..], &words[..]].concat()).prop_map(str::to_owned)
}

/// Objects of the sample's members, in any order, casing and number, with values that fit and that do not.
fn objects() -> impl Strategy<Value = String> {
    let object = |values: BoxedStrategy<String>| {
        let member = (proptest::sample::select(&NAMES[..]), values);
        let members = proptest::collection::vec(member, 0..6);
        (any::<bool>(), members).prop_map(|(has_id, members)| {
            let id = has_id.then(|| r#""id":"a""#.to_owned());
            let members = members.into_iter().map(|(name, value)| format!("\"{name}\":{value}"));
            format!("{{{}}}", id.into_iter().chain(members).collect::<Vec<_>>().join(","))
        })
    };
    object(scalars().boxed()).prop_recursive(3, 12, 3, move |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..3);
        let list = list.prop_map(|items| format!("[{}]", items.join(",")));
        object(prop_oneof![scalars(), inner, list].boxed())
    })
}

proptest! {
    #[test]
    fn what_is_read_directly_is_read_alike_from_values(text in objects()) {
        if let Some(read) = read_directly::<Sample>(&text) {
            let value = serde_json::from_str(&text);
            prop_assume!(value.is_ok());
            prop_assert_eq!(read_value::<Sample>(value.unwrap()), Ok(read.value), "{}", text);
        }
    }
}

#[test]
fn what_asks_for_tolerance_is_left_to_it() {
    for text in [
        r#"{"Id":"a"}"#,
        r#"{"id":"a","Number":1}"#,
        r#"{"id":"a","id":"b"}"#,
        r#"{"id":"a","orSeven":null}"#,
        r#"{"id":"a","number":"1"}"#,
        r#"{"id":"a","number":1.0}"#,
        r#"{"id":1}"#,
        r#"{"id":"a","isGood":"True"}"#,
        r#"{"id":"a","inner":null}"#,
        r#"{"id":"a","kind":{"Other":"x"}}"#,
        r#"["a"]"#,
        r#"{"id":"a"} {}"#,
        "",
    ] {
        assert_eq!(read_directly::<Sample>(text), None, "{text}");
    }
    let text = r#"{"inner":[{"id":"b"}],"new":{"a":[1]},"id":"a","kind":"Second","orSeven":8}"#;
    let inner = Sample {
        id: "b".to_owned(),
        number: 0,
        or_seven: Some(7),
        is_good: false,
        share: 0.0,
        kind: None,
        inner: Vec::new(),
    };
    let read = Sample {
        id: "a".to_owned(),
        or_seven: Some(8),
        kind: Some(Kind::Second),
        inner: vec![inner.clone()],
        ..inner
    };
    assert_eq!(read_directly(text), Some(Read { value: read.clone(), has_others: true }));
    let known = text.replace(r#""new":{"a":[1]},"#, "");
    assert_eq!(read_directly(&known), Some(Read { value: read, has_others: false }));
}

#[test]
fn a_customer_as_the_service_writes_one_is_read_directly() {
    let id = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04";
    let links = json!({"self": {"uri": format!("/customers/{id}"), "method": "GET", "headers": []}});
    let customer = json!({
        "id": id,
        "commerceId": id,
        "companyProfile": {
            "tenantId": id, "domain": "lakeside.example", "companyName": "Lakeside",
            "address": {"country": "US", "city": "Redmond", "region": "WA", "addressLine1": "One Way"},
            "links": links, "attributes": {"objectType": "CustomerCompanyProfile"}
        },
        "relationshipToPartner": "reseller",
        "allowDelegatedAccess": true,
        "customDomains": ["lakeside.example"],
        "links": links,
        "attributes": {"objectType": "Customer"}
    });
    let read = read_directly::<Customer>(&customer.to_string());
    assert_eq!(read, Some(Read { value: read_value(customer).unwrap(), has_others: false }));
}
