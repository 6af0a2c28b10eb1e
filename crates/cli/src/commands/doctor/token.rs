//! Who asks, and what they may: the sign-in, the audience, the second factor, the role, and one read.

use qualify_sdk::{Error, ErrorCategory, Method, QualificationRequest, RawAnswer, ServiceError};
use qualify_vocabulary::{CustomerId, PartnerRole, StaffRole};

use super::Check;
use crate::claims::Claims;
use crate::contexts::Side;
use crate::session::Session;

const SIGN_IN: &str = "sign-in";
const AUDIENCE: &str = "audience";
const MFA: &str = "second factor";
const USER: &str = "user";
const ROLE: &str = "role";
const READ: &str = "read";
const GDAP: &str = "gdap";

pub(super) const NAMES: [&str; 7] = [SIGN_IN, AUDIENCE, MFA, USER, ROLE, READ, GDAP];

/// "Audience not accepted" (contract 4.5).
const INVALID_AUDIENCE: i64 = 900_420;
/// The directory roles of which a user has to hold one at a customer (contract 5.6).
const DIRECTORY_ROLES: &str =
    "Directory Readers, Directory Writers, License Administrator or User Administrator";

pub(super) async fn look(session: &Session, side: Side, customer: Option<CustomerId>) -> Vec<Check> {
    let token = match session.client.access_token().await {
        Ok(token) => token,
        Err(error) => {
            let mut checks = vec![Check::fault(SIGN_IN, error.to_string(), sign_in_advice(session))];
            checks.extend(NAMES[1..].iter().map(|name| Check::skipped(name, "nobody is signed in")));
            return checks;
        }
    };
    let claims = Claims::of(token.reveal());
    let read = read(session, side).await;
    let claims = claims.as_ref();
    vec![
        signed_in(claims),
        audience(session, claims, &read),
        second_factor(claims, &read, side),
        user(claims),
        role(claims, side),
        was_read(&read),
        gdap(session, side, customer).await,
    ]
}

fn sign_in_advice(session: &Session) -> String {
    match &session.place.context {
        Some((name, _)) => format!("sign in again: `qualify login --context {name}`"),
        None => "sign in with `qualify login`, or name a token with --token or QUALIFY_TOKEN".to_owned(),
    }
}

/// One page of one item, with the question whether the second factor suffices.
async fn read(session: &Session, side: Side) -> Result<RawAnswer, Error> {
    let path = match side {
        Side::Partner => "/v1/customers?size=1",
        Side::Staff => "/operator/v1/partners?size=1",
    };
    session.client.request(Method::Get, path)?.header("ValidateMfa", "true")?.send().await
}

fn signed_in(claims: Option<&Claims>) -> Check {
    let Some(claims) = claims else {
        return Check::good(SIGN_IN, "a token was got; it is not one that says anything of itself");
    };
    let who = claims.user().unwrap_or_else(|| {
        claims.application().map_or_else(|| "somebody".to_owned(), |id| format!("application {id}"))
    });
    let tenant = claims.tenant().unwrap_or_else(|| "no tenant".to_owned());
    let until = claims.ends_at().map(|at| format!(", until {at}")).unwrap_or_default();
    Check::good(SIGN_IN, format!("{who} of {tenant}{until}"))
}

fn audience(session: &Session, claims: Option<&Claims>, read: &Result<RawAnswer, Error>) -> Check {
    let expected = session.place.cloud.audience().unwrap_or_default();
    let Some(claims) = claims else {
        return Check::skipped(AUDIENCE, "the token does not say for whom it is");
    };
    let audiences = claims.audiences().join(", ");
    let refused = read.as_ref().err().and_then(Error::service);
    let is_refused = refused.is_some_and(|refused| refused.code() == Some(INVALID_AUDIENCE));
    let plain = |text: &str| text.trim_end_matches('/').to_owned();
    let is_expected = claims.audiences().iter().any(|audience| plain(audience) == plain(&expected));
    if is_refused || (refused.is_some() && !is_expected) {
        let next = format!("ask for a token of {expected}: its scope is {}/.default", plain(&expected));
        return Check::fault(
            AUDIENCE,
            format!("the token is for {audiences}, which the service does not take"),
            next,
        );
    }
    Check::good(AUDIENCE, format!("the token is for {audiences}"))
}

/// The service's own answer counts most, then what the token says.
fn second_factor(claims: Option<&Claims>, read: &Result<RawAnswer, Error>, side: Side) -> Check {
    let next = "sign in again with a second factor, and let the tenant demand one of everybody";
    let said = read.as_ref().ok().and_then(|answer| {
        let header = answer.headers.iter().find(|(name, _)| name == "ismfacompliant")?;
        Some(header.1.eq_ignore_ascii_case("true"))
    });
    let is_refused = read.as_ref().err().and_then(Error::service).is_some_and(ServiceError::is_mfa_missing);
    if is_refused {
        return Check::fault(MFA, "the service refuses the token for want of a second factor", next);
    }
    if claims.is_some_and(|claims| !claims.has_user()) {
        return Check::skipped(MFA, "an application has none");
    }
    match said.or_else(|| claims.and_then(Claims::has_second_factor)) {
        Some(true) => Check::good(MFA, "the user signed in with one"),
        Some(false) if side == Side::Partner => {
            Check::fault(MFA, "the user signed in without one, which Partner Center refuses", next)
        }
        Some(false) => Check::warning(MFA, "the user signed in without one", next),
        None => Check::skipped(MFA, "neither the token nor the service says whether there was one"),
    }
}

fn user(claims: Option<&Claims>) -> Check {
    match claims {
        None => Check::skipped(USER, "the token does not say whether a user is behind it"),
        Some(claims) if claims.has_user() => {
            Check::good(USER, "a user signed in beside the application (App+User)")
        }
        Some(_) => Check::fault(
            USER,
            "the application signed in alone (App-only): most calls about qualifications are refused",
            "sign in as a user: `qualify login --browser` or --device-code",
        ),
    }
}

fn role(claims: Option<&Claims>, side: Side) -> Check {
    let roles = claims.map(Claims::roles).unwrap_or_default();
    let named = roles.join(", ");
    match side {
        Side::Partner => {
            let known: Vec<PartnerRole> =
                roles.iter().filter_map(|role| PartnerRole::parse(role).ok()).collect();
            if known.iter().any(|role| role.may_write()) {
                Check::good(ROLE, format!("{named}: may read and change"))
            } else if known.is_empty() {
                Check::skipped(ROLE, "the token names no role of Partner Center; the service decides")
            } else {
                Check::fault(
                    ROLE,
                    format!("{named}: may read, and changes are refused (900150)"),
                    "have the user made an AdminAgent or a SalesAgent in the partner's account",
                )
            }
        }
        Side::Staff if roles.iter().any(|role| StaffRole::parse(role).is_ok()) => Check::good(ROLE, named),
        Side::Staff => Check::fault(
            ROLE,
            format!("the token names no role of staff ({named})"),
            "have the person made an Operator, Reviewer, Lead or Auditor",
        ),
    }
}

fn was_read(read: &Result<RawAnswer, Error>) -> Check {
    match read {
        Ok(answer) => Check::good(READ, format!("a list was read (status {})", answer.status)),
        Err(error) => {
            let next = match error.service().map(ServiceError::category) {
                Some(ErrorCategory::Unauthorized) => {
                    "the checks above say why the token is refused; sign in again"
                }
                Some(ErrorCategory::Forbidden) => {
                    "the service knows who asks, and says no: look at the tenant and at the role"
                }
                Some(ErrorCategory::TooManyRequests | ErrorCategory::ServerBusy) => "try again in a while",
                Some(_) | None => "look whether the URL is that of the API",
            };
            Check::fault(READ, error.to_string(), next)
        }
    }
}

/// Whether the user could bring the customer into the Government Community Cloud. Qualify is asked what would come of it;
/// of Microsoft's service only a look at the customer tells something.
async fn gdap(session: &Session, side: Side, customer: Option<CustomerId>) -> Check {
    let Some(customer) = customer.filter(|_| side == Side::Partner) else {
        return Check::skipped(GDAP, "--customer names the customer to look at");
    };
    let qualification = session.client.customers().by_id(customer).qualification();
    if let Err(error) = qualification.get_qualifications().await {
        return Check::fault(
            GDAP,
            format!("the customer cannot be read: {error}"),
            "look at the id, and whether the customer has this partner as its reseller",
        );
    }
    if session.place.cloud.is_microsoft() {
        let next = format!(
            "for GovernmentCommunityCloud the user needs one of {DIRECTORY_ROLES} at the customer (GDAP)"
        );
        return Check::warning(
            GDAP,
            "the customer can be read; directory roles cannot be looked at from here",
            next,
        );
    }
    previewed(session, customer).await
}

async fn previewed(session: &Session, customer: CustomerId) -> Check {
    let codes = match session.client.validation_codes().await {
        Ok(codes) => codes,
        Err(error) => return Check::skipped(GDAP, format!("the codes cannot be read: {error}")),
    };
    let Some(code) = codes.into_iter().find(|code| code.remaining_creates != Some(0)) else {
        return Check::skipped(
            GDAP,
            "the customer can be read; there is no validation code with a unit left to try with",
        );
    };
    let request = QualificationRequest::government_community_cloud(&code.validation_id);
    match session.client.customers().by_id(customer).qualification().preview(&request).await {
        Ok(_) => Check::good(
            GDAP,
            "the customer could get GovernmentCommunityCloud from this user; nothing was changed",
        ),
        Err(error) if error.to_string().contains("directory roles") => Check::fault(
            GDAP,
            error.to_string(),
            format!("give the user one of {DIRECTORY_ROLES} at the customer (GDAP)"),
        ),
        Err(error) => {
            let said =
                error.service().map_or_else(|| error.to_string(), |refused| refused.description().to_owned());
            Check::skipped(GDAP, format!("the customer can be read. {said}"))
        }
    }
}
