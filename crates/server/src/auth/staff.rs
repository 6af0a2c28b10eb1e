//! What makes a token one of our staff's (contract 9.4.10): whose it is, and that a person showed a second factor.

use qualify_vocabulary::Timestamp;

use super::claim::{Claims, first_text};
use super::error::AuthError;
use super::identity::StaffPrincipal;
use super::people::PersonRule;
use super::second_factor::SecondFactor;
use super::settings::{IssuerSettings, MfaMode, OperatorSettings, Preset};
use super::whose::{Whose, WhoseRule};

/// How the tokens of staff are read.
pub(super) struct StaffRules {
    role_claim: String,
    people: PersonRule,
    /// The claims that name the application.
    applications: Vec<String>,
    whose: WhoseRule,
    are_applications_allowed: bool,
    mfa: MfaMode,
    /// None only where nobody asks for it.
    second_factor: Option<SecondFactor>,
}

impl StaffRules {
    pub(super) fn new(settings: &OperatorSettings) -> Self {
        let preset = settings.preset;
        Self {
            role_claim: settings.role_claim.clone(),
            people: PersonRule::new(settings),
            applications: preset.claim_names().applications.iter().map(|&name| name.to_owned()).collect(),
            whose: WhoseRule::new(&IssuerSettings { preset, ..IssuerSettings::default() }),
            are_applications_allowed: settings.allow_applications,
            mfa: settings.mfa,
            second_factor: settings.second_factor(),
        }
    }

    /// The rules for the staff tokens of an issuer of our own: of Entra's form, as strict as `[operator]` says.
    pub(super) fn own(settings: Option<&OperatorSettings>) -> Self {
        let as_entra = OperatorSettings { preset: Preset::Entra, ..OperatorSettings::new("") };
        let strict = Self { people: PersonRule::own(), ..Self::new(&as_entra) };
        match settings {
            Some(said) => Self { mfa: said.mfa, are_applications_allowed: said.allow_applications, ..strict },
            None => strict,
        }
    }

    /// The member of our staff that the claims name.
    ///
    /// # Errors
    /// The token is an application's, and those are no staff; or its second factor is missing; or it names nobody.
    pub(super) fn identify(
        &self,
        claims: &Claims,
        expires_at: Timestamp,
    ) -> Result<StaffPrincipal, AuthError> {
        let application = first_text(claims, &self.applications);
        let has_mfa = match self.whose.tell(claims, application)? {
            Whose::Applications if self.are_applications_allowed => true,
            Whose::Applications => {
                return Err(AuthError::invalid(
                    "the token is an application's own, and staff is people here (operator.allow_applications)",
                ));
            }
            Whose::Persons => self.check_second_factor(claims)?,
        };
        Ok(StaffPrincipal { has_mfa, ..self.people.principal(claims, expires_at, &self.role_claim)? })
    }

    fn check_second_factor(&self, claims: &Claims) -> Result<bool, AuthError> {
        let shown = self.second_factor.as_ref();
        if shown.is_some_and(|evidence| evidence.is_shown_by(claims)) {
            return Ok(true);
        }
        match (self.mfa, shown) {
            (MfaMode::Off, _) => {}
            (MfaMode::Report, _) => {
                tracing::warn!(
                    "a member of staff signed in without a second factor; operator.mfa only reports it"
                );
            }
            (MfaMode::Enforce, evidence) => {
                let missing = evidence.map_or_else(|| "nothing shows one".into(), SecondFactor::missing);
                return Err(AuthError::SecondFactorMissing { evidence: missing });
            }
        }
        Ok(false)
    }
}
