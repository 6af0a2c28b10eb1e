//! Ids: plain GUIDs on the wire, each its own type here, so that they cannot be swapped.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ParseError;

const RULE: &str = "a GUID like 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 is expected";

/// Reads a GUID in one of its four usual spellings: with dashes, without, in `{}` or in `()`, in any case
/// (contract 1.3 rule 3). Returns `None` for everything else.
///
/// ```
/// let id = qualify_vocabulary::parse_guid("{8D2B6C31-94FA-4F0B-A3E7-1E5C9B7D4420}").unwrap();
/// assert_eq!(id.to_string(), "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420");
/// ```
pub fn parse_guid(text: &str) -> Option<Uuid> {
    let inner = match text.as_bytes() {
        [b'{', .., b'}'] | [b'(', .., b')'] => &text[1..text.len() - 1],
        _ => text,
    };
    // `Uuid` reads more spellings than these two (urn:uuid:..), which the contract does not.
    match inner.len() {
        32 | 36 => Uuid::try_parse(inner).ok(),
        _ => None,
    }
}

macro_rules! guid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id of zeros, which stands for none.
            pub const NIL: Self = Self(Uuid::nil());

            /// The id that consists of this GUID.
            pub const fn from_uuid(guid: Uuid) -> Self {
                Self(guid)
            }

            /// The GUID itself.
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }

            /// The sixteen bytes, as they are stored.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// Reads one of the four usual spellings of a GUID.
            ///
            /// # Errors
            /// The text is no such spelling.
            pub fn parse(text: &str) -> Result<Self, ParseError> {
                parse_guid(text).map(Self).ok_or(ParseError::new($what, RULE))
            }
        }

        impl From<[u8; 16]> for $name {
            fn from(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

guid_id!(
    /// A partner: the reseller's tenant, which is what a token's `tid` names.
    PartnerId,
    "a partner id"
);
guid_id!(
    /// A customer: the tenant of an organisation that the partner resells to.
    CustomerId,
    "a customer id"
);
guid_id!(
    /// A customer's id in the commerce system; carried, never looked up.
    CommerceId,
    "a commerce id"
);
guid_id!(
    /// A customer's billing profile.
    BillingProfileId,
    "a billing profile id"
);
guid_id!(
    /// A signed-in user: the token's `oid`.
    UserId,
    "a user id"
);
guid_id!(
    /// The application that calls: the token's `appid` or `azp`.
    ApplicationId,
    "an application id"
);
guid_id!(
    /// `MS-RequestId`: the idempotency key of one call (contract 3.2).
    RequestId,
    "a request id"
);
guid_id!(
    /// A decision of vetting, in the record and in the audit trail.
    DecisionId,
    "a decision id"
);
guid_id!(
    /// A lease on something that is due: what is saved about it counts only while the lease holds.
    LeaseId,
    "a lease id"
);
guid_id!(
    /// A process that holds leases.
    ProcessId,
    "a process id"
);
guid_id!(
    /// A decision that was sent from a page and takes effect after a moment.
    DraftId,
    "a draft id"
);
guid_id!(
    /// The session of a browser that signed in, as its owner is shown it.
    SessionId,
    "a session id"
);
guid_id!(
    /// A world: a domain is one customer's in it. All partners share the nil world, unless one has its own.
    WorldId,
    "a world id"
);
guid_id!(
    /// A review: one case in front of people (vetting specification 10).
    ReviewId,
    "a review id"
);
guid_id!(
    /// A document that was handed in with a case.
    DocumentId,
    "a document id"
);
guid_id!(
    /// A receiver of events that a partner registered.
    EndpointId,
    "an endpoint id"
);
guid_id!(
    /// What a user of a sandbox allowed an application by one sign-in.
    GrantId,
    "a grant id"
);
guid_id!(
    /// `MS-CorrelationId`: what ties calls, logs, audit records and events together.
    CorrelationId,
    "a correlation id"
);

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";

    #[test]
    fn the_four_spellings_read_as_one_id() {
        let id = CustomerId::parse(PLAIN).unwrap();
        for spelling in [
            "8D2B6C31-94FA-4F0B-A3E7-1E5C9B7D4420",
            "8d2b6c3194fa4f0ba3e71e5c9b7d4420",
            "{8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420}",
            "(8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420)",
        ] {
            assert_eq!(CustomerId::parse(spelling), Ok(id), "{spelling}");
        }
        assert_eq!(id.to_string(), PLAIN);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "not-a-guid", "{8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420", "8d2b6c31", "{}", "()", "{é}"]
        {
            assert!(CustomerId::parse(text).is_err(), "{text}");
        }
        assert!(CustomerId::parse(&format!("urn:uuid:{PLAIN}")).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = parse_guid(&text);
        }

        #[test]
        fn display_reads_back(bytes in proptest::array::uniform16(0_u8..)) {
            let id = PartnerId::from(bytes);
            proptest::prop_assert_eq!(PartnerId::parse(&id.to_string()), Ok(id));
        }
    }
}
