//! Settings that are a word or a number.

use serde::{Deserialize, Serialize};

/// The documented number of customers of a sandbox account (contract 1.15).
pub const DOCUMENTED_CUSTOMER_LIMIT: u32 = 75;

/// The documented calls on the customer resource, a minute and a partner (contract 4.4).
const DOCUMENTED_CUSTOMER_CALLS: u32 = 500;

/// The documented tests of a webhook, a minute and a partner (contract 4.4).
const DOCUMENTED_WEBHOOK_TESTS: u32 = 2;

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One readable line.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Which exchanges a sandbox keeps for `GET /sandbox/requests`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordRequests {
    /// Up to 500 a second, and every one from the first look on.
    #[default]
    Auto,
    /// Every one.
    Always,
    /// None.
    Never,
}

/// What becomes of a refresh token of the sandbox's issuer that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshTokens {
    /// It stays good until it expires or its grant is ended, as Entra's does.
    #[default]
    Entra,
    /// It is used up; one that comes again ends its grant (RFC 9700, 4.14.2).
    Rotate,
}

/// How often the sandbox's issuer takes one client assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAssertions {
    /// Once: it is told by its `jti` (RFC 7523, 3).
    #[default]
    Once,
    /// Until it expires.
    Reusable,
}

/// Where the certificate of the HTTPS listener comes from, unless the operator has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// Nowhere: plain HTTP.
    #[default]
    Off,
    /// A certificate authority in the data folder, made once.
    SelfSigned,
}

/// How many customers a sandbox account may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "WordOrNumber", into = "WordOrNumber")]
pub enum CustomerLimit {
    /// As many as it likes.
    #[default]
    Off,
    /// This many.
    Customers(u32),
}

impl CustomerLimit {
    /// The number, if there is a limit.
    pub const fn customers(self) -> Option<u32> {
        match self {
            Self::Off => None,
            Self::Customers(number) => Some(number),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WordOrNumber {
    Number(u32),
    Word(String),
}

impl TryFrom<WordOrNumber> for CustomerLimit {
    type Error = String;

    fn try_from(value: WordOrNumber) -> Result<Self, String> {
        let word = match value {
            WordOrNumber::Number(number) => return Ok(Self::Customers(number)),
            WordOrNumber::Word(word) => word,
        };
        match word.as_str() {
            "off" => Ok(Self::Off),
            "documented" => Ok(Self::Customers(DOCUMENTED_CUSTOMER_LIMIT)),
            // The environment has no numbers.
            digits => digits
                .parse()
                .map(Self::Customers)
                .map_err(|_| "write off, documented or a number of customers".to_owned()),
        }
    }
}

impl From<CustomerLimit> for WordOrNumber {
    fn from(limit: CustomerLimit) -> Self {
        match limit {
            CustomerLimit::Off => Self::Word("off".to_owned()),
            CustomerLimit::Customers(number) => Self::Number(number),
        }
    }
}

/// Calls a minute and a partner (of staff: a person); none for no limit. Counted by each process for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "WordOrLimits")]
pub struct RateLimits {
    /// All paths below `/v1/customers` together.
    pub customer_calls_per_minute: Option<u32>,
    /// S16: tests of a webhook.
    pub webhook_tests_per_minute: Option<u32>,
    /// Searches: audit records, and the queue of reviews.
    pub searches_per_minute: Option<u32>,
    /// Previews of what the rules would decide.
    pub previews_per_minute: Option<u32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WordOrLimits {
    Word(String),
    Limits(OwnLimits),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "they are the keys of the configuration")]
struct OwnLimits {
    customer_calls_per_minute: Option<u32>,
    webhook_tests_per_minute: Option<u32>,
    searches_per_minute: Option<u32>,
    previews_per_minute: Option<u32>,
}

impl TryFrom<WordOrLimits> for RateLimits {
    type Error = String;

    fn try_from(value: WordOrLimits) -> Result<Self, String> {
        match value {
            WordOrLimits::Limits(own) => Ok(Self {
                customer_calls_per_minute: own.customer_calls_per_minute,
                webhook_tests_per_minute: own.webhook_tests_per_minute,
                searches_per_minute: own.searches_per_minute,
                previews_per_minute: own.previews_per_minute,
            }),
            WordOrLimits::Word(word) => match word.as_str() {
                "off" => Ok(Self::default()),
                "documented" => Ok(Self {
                    customer_calls_per_minute: Some(DOCUMENTED_CUSTOMER_CALLS),
                    webhook_tests_per_minute: Some(DOCUMENTED_WEBHOOK_TESTS),
                    ..Self::default()
                }),
                _ => Err("write off, documented or a table of numbers".to_owned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Both {
        limit: CustomerLimit,
        rates: RateLimits,
    }

    #[test]
    fn words_and_numbers_read() {
        let table = [
            (r#"limit = "off""#, None),
            (r#"limit = "documented""#, Some(75)),
            ("limit = 3", Some(3)),
            (r#"limit = "12""#, Some(12)),
        ];
        for (line, expected) in table {
            let both: Both = toml::from_str(&format!("{line}\nrates = \"documented\"")).unwrap();
            assert_eq!(both.limit.customers(), expected, "{line}");
            assert_eq!(both.rates.customer_calls_per_minute, Some(500));
            assert_eq!(both.rates.webhook_tests_per_minute, Some(2));
        }
        let own: Both = toml::from_str("limit = 1\nrates = { customer_calls_per_minute = 7 }").unwrap();
        assert_eq!(own.rates.customer_calls_per_minute, Some(7));
        assert!(toml::from_str::<Both>("limit = \"many\"\nrates = \"off\"").is_err());
        assert!(toml::from_str::<Both>("limit = 1\nrates = \"fast\"").is_err());
    }
}
