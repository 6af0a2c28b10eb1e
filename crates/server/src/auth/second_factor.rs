//! What shows that a member of staff signed in with a second factor (contract 9.4.10): configuration, because issuers say it
//! in different claims.

use std::sync::Arc;

use super::claim::{Claims, texts};
use super::error::AuthSetupError;
use super::settings::{MfaMode, OperatorSettings, Preset};

/// What shows a second factor.
pub(super) struct SecondFactor {
    claim: String,
    values: Vec<String>,
}

impl OperatorSettings {
    /// What shows a second factor in the tokens of staff; nothing, if that is not configured.
    pub(super) fn second_factor(&self) -> Option<SecondFactor> {
        if let (Some(claim), Some(value)) = (&self.mfa_claim, &self.mfa_value) {
            return Some(SecondFactor { claim: claim.clone(), values: vec![value.clone()] });
        }
        match self.preset {
            Preset::Entra => Some(SecondFactor { claim: "amr".to_owned(), values: vec!["mfa".to_owned()] }),
            Preset::Keycloak if !self.acr_values.is_empty() => {
                Some(SecondFactor { claim: "acr".to_owned(), values: self.acr_values.clone() })
            }
            Preset::Keycloak | Preset::Custom => None,
        }
    }

    /// What shows a second factor of staff has to be said, unless nobody asks for it (contract 9.4.10).
    pub(super) fn check_second_factor(&self) -> Result<(), AuthSetupError> {
        let error = |name: &str, problem, remedy| {
            Err(AuthSetupError::setting(format!("operator.{name}"), problem, remedy))
        };
        let is_blank = |text: &String| text.trim().is_empty();
        for (name, value) in [("mfa_claim", &self.mfa_claim), ("mfa_value", &self.mfa_value)] {
            if value.as_ref().is_some_and(is_blank) {
                return error(
                    name,
                    "it is blank, and no token has such a claim",
                    "remove the setting, or fill it",
                );
            }
        }
        match (&self.mfa_claim, &self.mfa_value) {
            (Some(_), None) => {
                return error(
                    "mfa_value",
                    "it is missing, and mfa_claim alone shows nothing",
                    "write the value of the claim that stands for a second factor",
                );
            }
            (None, Some(_)) => {
                return error(
                    "mfa_claim",
                    "it is missing, and mfa_value is the value of that claim",
                    "name the claim that shows a second factor",
                );
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
        if !self.acr_values.is_empty() && self.preset != Preset::Keycloak {
            return error(
                "acr_values",
                "these are for the preset keycloak",
                "set operator.preset to keycloak, or name the claim by mfa_claim and its value by mfa_value",
            );
        }
        if self.acr_values.iter().any(is_blank) {
            return error(
                "acr_values",
                "an entry is blank, and no token has such a level",
                "remove the entry",
            );
        }
        if self.mfa == MfaMode::Off || self.second_factor().is_some() {
            return Ok(());
        }
        match self.preset {
            Preset::Keycloak => error(
                "acr_values",
                "nothing says which tokens show a second factor, so no member of staff could sign in",
                "list the values of acr that your realm gives a sign-in with two factors, such as [\"2\"]; or set \
                 operator.mfa to off, and staff needs no second factor",
            ),
            Preset::Entra | Preset::Custom => error(
                "mfa_claim",
                "nothing says which tokens show a second factor, so no member of staff could sign in",
                "set operator.preset to entra or keycloak; or name the claim, and its value by mfa_value; or set operator.mfa \
                 to off, and staff needs no second factor",
            ),
        }
    }
}

impl SecondFactor {
    pub(super) fn is_shown_by(&self, claims: &Claims) -> bool {
        texts(claims, &self.claim).any(|said| self.values.iter().any(|value| value == said))
    }

    /// What is missing, for whoever signs in.
    pub(super) fn missing(&self) -> Arc<str> {
        format!("the claim {} of the token does not hold {}", self.claim, self.values.join(" or ")).into()
    }
}
