//! Whose request it is, before anybody has signed in by it.

use http::{HeaderMap, header};
use qualify_server::auth::{Identity, bearer_token};
use qualify_server::extension::Answering;
use qualify_vocabulary::{PartnerId, parse_guid};

use super::state::Sandbox;

/// The partner that a request is about: the one that its path names (to staff, or to the issuer), else the one whose
/// token it carries. None for what is nobody's, a token that is not good included.
pub(crate) async fn partner_of(
    sandbox: &Sandbox,
    service: &dyn Answering,
    headers: &HeaderMap,
    path: &str,
) -> Option<PartnerId> {
    if let Some(named) = named_in(path) {
        return match parse_guid(named) {
            Some(id) => Some(PartnerId::from_uuid(id)),
            None => sandbox.directory().find_domain(named),
        };
    }
    let token = bearer_token(headers.get(header::AUTHORIZATION)).ok()?;
    match &*service.sign_in(token, sandbox.clock.real_now()).await? {
        Identity::Partner(principal) => Some(principal.caller.partner),
        Identity::Staff(_) => None,
    }
}

/// How a path names a partner: `/operator/v1/partners/{partner}`, or `/{tenant}/oauth2` and what else the issuer has
/// below a tenant.
fn named_in(path: &str) -> Option<&str> {
    let mut segments = path.split('/').skip(1);
    match (segments.next()?, segments.next()?) {
        ("operator", _) => segments.nth(1).filter(|_| path.starts_with("/operator/v1/partners/")),
        (tenant, "oauth2" | "v2.0" | "discovery" | "userrealm" | ".well-known") => Some(tenant),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::named_in;

    #[test]
    fn a_partner_is_named_to_staff_and_to_the_issuer() {
        for (path, named) in [
            ("/operator/v1/partners/P", Some("P")),
            ("/operator/v1/partners/P/codes", Some("P")),
            ("/operator/v1/partners", None),
            ("/operator/v1/reviews/R", None),
            ("/northlight.example/oauth2/v2.0/token", Some("northlight.example")),
            ("/T/v2.0/.well-known/openid-configuration", Some("T")),
            ("/v1/customers/C/qualification", None),
            ("/device", None),
            ("/", None),
        ] {
            assert_eq!(named_in(path), named, "{path}");
        }
    }
}
