//! For whom the tokens are that a user allowed: what the page showed, and nothing else can be redeemed.

use qualify_server::auth::OwnIssuer as _;
use qualify_server::auth::{LEGACY_AUDIENCES, OPERATOR_AUDIENCE, PARTNER_CENTER_AUDIENCES};

use super::refusal::{Reason, Refused};
use super::resource::Wish;
use super::tenant::shown;
use crate::directory::Person;
use crate::minting::SandboxIssuer;

/// For whom the tokens are that a user allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GrantedAudience {
    /// For the one that the request named, and the page showed.
    Named(String),
    /// For this service: the request named none, and the page said so. It has several names.
    Service { usual: &'static str },
}

impl GrantedAudience {
    /// What this person allows by saying yes to this request.
    pub(super) fn of(wish: &Wish, person: &Person) -> Self {
        match &wish.audience {
            Some(audience) => Self::Named(audience.clone()),
            None => Self::Service { usual: person.role.audience() },
        }
    }

    /// The audience of the tokens: the one that is asked for now, else what was allowed.
    ///
    /// # Errors
    /// The user was shown another one: nobody allowed tokens for this.
    pub(super) fn settle(&self, issuer: &SandboxIssuer, asked: Option<&str>) -> Result<String, Refused> {
        let usual = match self {
            Self::Named(audience) => audience,
            Self::Service { usual } => *usual,
        };
        let Some(asked) = asked else { return Ok(usual.to_owned()) };
        let is_another_name = match self {
            Self::Named(_) => false,
            Self::Service { .. } => is_this_service(issuer, asked),
        };
        if asked == usual || is_another_name {
            return Ok(asked.to_owned());
        }
        Err(Refused::new(
            Reason::AudienceNotGranted,
            format!(
                "The provided value for the input parameter 'scope' is not valid: the user did not allow tokens for {}. \
                 Name the resource of the first request of this sign-in, or none.",
                shown(asked)
            ),
        ))
    }
}

/// Whether this is one of the names under which a client of a sandbox knows the service.
fn is_this_service(issuer: &SandboxIssuer, audience: &str) -> bool {
    let fixed = PARTNER_CENTER_AUDIENCES.into_iter().chain(LEGACY_AUDIENCES);
    fixed.chain([OPERATOR_AUDIENCE]).any(|name| name == audience) || issuer.is_origin(audience)
}
