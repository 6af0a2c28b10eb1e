//! What an object holds that its type does not know. Whoever writes the object back would take it away, without meaning to:
//! there, it is kept, and sent along.
//!
//! To keep it in one more object: a member `other` in its type, which is written and not read, and its [`Whole`] here.

use std::cell::Cell;

use qualify_contract::v1::OtherMembers;
use qualify_contract::v1::customers::Customer;
use qualify_contract::v1::profiles::{Address, BillingProfile};
use qualify_contract::v1::webhooks::WebhookRegistration;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde_json::Value;

use super::ReadError;
use super::shape::member_of;

/// An object in which nothing gets lost that a service says.
pub(crate) trait Whole {
    /// Keeps what the type does not know.
    fn keep_others_of(&mut self, read: &Value);
}

impl Whole for Address {
    fn keep_others_of(&mut self, read: &Value) {
        self.other = others_in::<Self>(read);
    }
}

impl Whole for BillingProfile {
    fn keep_others_of(&mut self, read: &Value) {
        self.other = others_in::<Self>(read);
        if let Some(address) = member_of(read, "defaultAddress") {
            self.default_address.keep_others_of(address);
        }
    }
}

/// Of a customer only who pays is ever written back.
impl Whole for Customer {
    fn keep_others_of(&mut self, read: &Value) {
        if let (Some(profile), Some(read)) = (&mut self.billing_profile, member_of(read, "billingProfile")) {
            profile.keep_others_of(read);
        }
    }
}

impl Whole for WebhookRegistration {
    fn keep_others_of(&mut self, read: &Value) {
        self.other = others_in::<Self>(read);
    }
}

fn others_in<T: for<'de> Deserialize<'de>>(read: &Value) -> OtherMembers {
    let known = members_of::<T>();
    let is_known = |name: &str| known.iter().any(|member| member.eq_ignore_ascii_case(name));
    let members = read.as_object().into_iter().flatten();
    members.filter(|(name, _)| !is_known(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The members that a type reads.
fn members_of<T: for<'de> Deserialize<'de>>() -> &'static [&'static str] {
    let members = Cell::new(&[][..]);
    // It is asked for its members, and given nothing.
    let _ = T::deserialize(Asked(&members));
    members.get()
}

/// Takes note of the members that a type asks for.
struct Asked<'note>(&'note Cell<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, ReadError> {
        Err(ReadError::custom("only objects have members"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.0.set(members);
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reading::whole_object_of;

    #[test]
    fn the_members_of_a_type_are_those_that_it_reads() {
        let members = members_of::<BillingProfile>();
        assert!(members.contains(&"defaultAddress") && !members.contains(&"other"), "{members:?}");
        assert!(members_of::<Address>().contains(&"addressLine1"));
        assert!(members_of::<WebhookRegistration>().contains(&"WebhookUrl"));
    }

    #[test]
    fn what_is_not_known_is_kept_whatever_the_casing_of_the_rest() {
        let body = json!({
            "Id": "1f0c7a52-7d2e-4a61-9d7b-53b7c3a90d11",
            "email": "it@lakeside.example",
            "taxRegion": {"a": [1, null]},
            "defaultAddress": {"Country": "US", "county": "King"},
        });
        let profile: BillingProfile = whole_object_of(body.to_string().as_bytes()).unwrap();
        assert_eq!(Value::from(profile.other.clone()), json!({"taxRegion": {"a": [1, null]}}));
        assert_eq!(Value::from(profile.default_address.other.clone()), json!({"county": "King"}));
        let written = serde_json::to_value(&profile).unwrap();
        assert_eq!(written["taxRegion"], body["taxRegion"]);
        assert_eq!(written["defaultAddress"], json!({"country": "US", "county": "King"}));
    }
}
