//! S18: the exchange of a token for one of the API, which old clients insist on (contract 5.5).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Hidden;

/// The only grant of S18.
pub const JWT_TOKEN_GRANT: &str = "jwt_token";

/// The form of S18.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TokenExchange {
    /// `jwt_token`.
    #[cfg_attr(feature = "schema", schema(example = "jwt_token"))]
    pub grant_type: String,
}

/// The answer of S18. `Debug` hides the token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ExchangedToken {
    /// The token to go on with.
    pub access_token: String,
    /// `bearer`.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "bearer"))]
    pub token_type: Cow<'static, str>,
    /// The rest of its life, in whole seconds.
    pub expires_in: i64,
}

impl fmt::Debug for ExchangedToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ExchangedToken")
            .field("access_token", &Hidden)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchanged_token_is_written_as_the_contract_shows_it_and_hides_in_debug() {
        let token = ExchangedToken {
            access_token: "a.b.c".to_owned(),
            token_type: "bearer".into(),
            expires_in: 3600,
        };
        let expected = r#"{"access_token":"a.b.c","token_type":"bearer","expires_in":3600}"#;
        assert_eq!(serde_json::to_string(&token).unwrap(), expected);
        assert!(!format!("{token:?}").contains("a.b.c"));
    }
}
