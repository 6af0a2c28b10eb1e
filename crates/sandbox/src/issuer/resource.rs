//! For whom a token is to be: `resource` of version 1.0, `scope` of version 2.0, both accepted on both (contract 5.4).

use qualify_vocabulary::parse_guid;

use super::form::Form;
use super::refusal::{Reason, Refused};
use super::tenant::shown;

/// The scopes of OpenID Connect, which are no resource's.
const OWN_SCOPES: [&str; 4] = ["openid", "profile", "offline_access", "email"];
/// The permission that stands for all that an application was given.
const DEFAULT: &str = ".default";
/// The permission of a signed-in user.
const USER: &str = "user_impersonation";
/// The longest name of an audience.
const AUDIENCE_BYTES_MAX: usize = 256;
/// The most scopes of a request, and the longest text of them: they are kept as long as the code that they are for.
const SCOPES_MAX: usize = 32;
const SCOPE_BYTES_MAX: usize = 1024;

/// What a request wants to reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// None if the request leaves it open.
    pub(super) audience: Option<String>,
    /// The scopes that the request names, for the answer.
    scopes: Vec<String>,
    /// Whether the permissions are those of `.default`.
    is_default: bool,
}

impl Wish {
    pub(super) fn read(form: &Form) -> Result<Self, Refused> {
        let mut wish = Self { is_default: true, ..Self::default() };
        let scopes = form.find("scope")?.unwrap_or_default();
        if scopes.len() > SCOPE_BYTES_MAX || scopes.split_whitespace().nth(SCOPES_MAX).is_some() {
            return Err(Refused::new(
                Reason::ScopeUnusable,
                format!(
                    "The provided value for the input parameter 'scope' is not valid: it is longer than \
                     {SCOPE_BYTES_MAX} bytes, or has more than {SCOPES_MAX} scopes. Ask for fewer."
                ),
            ));
        }
        for scope in scopes.split_whitespace() {
            wish.add_scope(scope)?;
        }
        if let Some(resource) = form.find("resource")? {
            let audience = audience(resource).ok_or_else(|| {
                Refused::new(
                    Reason::ResourceUnusable,
                    format!(
                        "The resource principal named {} was not found in the tenant. Name a URL, such as \
                         https://api.partnercenter.microsoft.com, or a GUID.",
                        shown(resource)
                    ),
                )
            })?;
            // The older parameter is the plainer one: it counts.
            wish.audience = Some(audience);
        }
        Ok(wish)
    }

    fn add_scope(&mut self, scope: &str) -> Result<(), Refused> {
        let name = shown(scope);
        if OWN_SCOPES.contains(&scope) {
            self.scopes.push(name);
            return Ok(());
        }
        let unusable = || {
            Refused::new(
                Reason::ScopeUnusable,
                format!(
                    "The provided request must include a 'scope' input parameter. The provided value for the input \
                     parameter 'scope' is not valid. The scope {name} is not valid. Write a resource and a permission, \
                     such as https://api.partnercenter.microsoft.com/.default."
                ),
            )
        };
        let (resource, permission) = scope.rsplit_once('/').ok_or_else(unusable)?;
        let audience = audience(resource).filter(|_| is_word(permission)).ok_or_else(unusable)?;
        if self.audience.as_ref().is_some_and(|other| *other != audience) {
            return Err(Refused::new(
                Reason::ScopesOfSeveral,
                "Provided value for the input parameter scope is not valid because it contains more than one \
                 resource. Ask for one resource at a time.",
            ));
        }
        self.is_default &= permission == DEFAULT;
        self.audience = Some(audience);
        self.scopes.push(name.clone());
        Ok(())
    }

    /// Whom the tokens would be for, as a person is shown it.
    pub(super) fn shown_audience(&self) -> &str {
        self.audience.as_deref().unwrap_or("this service")
    }

    /// The audience of an application's own token, which has to be named.
    pub(super) fn application_audience(self, missing: &'static str) -> Result<String, Refused> {
        let audience = self.audience.ok_or_else(|| Refused::missing(missing))?;
        if !self.is_default {
            return Err(Refused::new(
                Reason::ScopeWithoutDefault,
                format!(
                    "The provided value for scope {} is not valid. Client credential flows must have a scope value \
                     with /.default suffixed to the resource identifier (application ID URI).",
                    self.scopes.join(" ")
                ),
            ));
        }
        Ok(audience)
    }

    /// The scope of a user's token for this audience: what was asked for, and what was given.
    pub(super) fn user_scope(&self, audience: &str) -> String {
        let given = user_scope(audience);
        let mut scopes = self.scopes.clone();
        if !scopes.contains(&given) {
            scopes.push(given);
        }
        scopes.join(" ")
    }
}

/// What a user's token for an audience is good for.
pub(super) fn user_scope(audience: &str) -> String {
    format!("{audience}/{USER}")
}

/// What an application's token for an audience is good for.
pub(super) fn application_scope(audience: &str) -> String {
    format!("{audience}/{DEFAULT}")
}

fn is_word(permission: &str) -> bool {
    !permission.is_empty()
        && permission.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// The audience that a resource stands for: a URL or a GUID. A name that nobody knows is one, too: its tokens are how
/// a client learns what a wrong audience is answered with.
fn audience(resource: &str) -> Option<String> {
    let name = resource.trim_end_matches('/');
    if name.len() > AUDIENCE_BYTES_MAX {
        return None;
    }
    if let Some(guid) = parse_guid(name) {
        return Some(guid.to_string());
    }
    let rest = ["https://", "http://", "api://"].iter().find_map(|scheme| name.strip_prefix(scheme))?;
    let is_plain = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'/' | b'[' | b']')
    };
    (!rest.is_empty() && rest.bytes().all(is_plain)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(query: &str) -> Result<Wish, Reason> {
        Wish::read(&Form::parse(query).unwrap()).map_err(|refused| refused.reason)
    }

    #[test]
    fn the_audience_is_that_of_resource_or_scope() {
        let partner_center = Some("https://api.partnercenter.microsoft.com");
        let table = [
            ("resource=https://api.partnercenter.microsoft.com", partner_center),
            ("resource=https://api.partnercenter.microsoft.com/", partner_center),
            ("scope=https://api.partnercenter.microsoft.com/.default", partner_center),
            ("scope=https://api.partnercenter.microsoft.com/user_impersonation+openid", partner_center),
            ("scope=https://api.partnercenter.microsoft.com//.default", partner_center),
            ("scope=openid&resource=https://graph.windows.net", Some("https://graph.windows.net")),
            (
                "scope=fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd/.default",
                Some("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"),
            ),
            ("scope=api://qualify-operator/.default", Some("api://qualify-operator")),
            ("scope=https://graph.microsoft.com/.default", Some("https://graph.microsoft.com")),
            ("scope=openid+profile+offline_access", None),
            ("", None),
        ];
        for (query, expected) in table {
            assert_eq!(wish(query).unwrap().audience.as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn garbage_and_several_resources_are_refused() {
        let table = [
            ("scope=User.Read", Reason::ScopeUnusable),
            ("scope=x/.default", Reason::ScopeUnusable),
            ("scope=https://api.partnercenter.microsoft.com/", Reason::ScopeUnusable),
            ("scope=https:///.default", Reason::ScopeUnusable),
            ("scope=https://a.example/.default+https://b.example/.default", Reason::ScopesOfSeveral),
            ("resource=garbage", Reason::ResourceUnusable),
            ("resource=javascript:alert(1)", Reason::ResourceUnusable),
            ("resource=https://a.example/%0d%0a", Reason::ResourceUnusable),
            ("resource=https://a.example/<b>", Reason::ResourceUnusable),
        ];
        for (query, expected) in table {
            assert_eq!(wish(query).unwrap_err(), expected, "{query}");
        }
        let long = format!("resource=https://{}.example", "a".repeat(300));
        assert_eq!(wish(&long).unwrap_err(), Reason::ResourceUnusable);
    }

    #[test]
    fn scopes_are_bounded_in_number_and_in_length() {
        let of = |count: usize, scope: &str| wish(&format!("scope={}", vec![scope; count].join("+")));
        assert!(of(SCOPES_MAX, "openid").is_ok());
        assert_eq!(of(SCOPES_MAX + 1, "openid").unwrap_err(), Reason::ScopeUnusable);
        let path = "a".repeat(100);
        let long = format!("https://a.example/{path}/.default");
        assert!(of(SCOPE_BYTES_MAX / (long.len() + 1), &long).is_ok());
        assert_eq!(of(SCOPE_BYTES_MAX / long.len() + 1, &long).unwrap_err(), Reason::ScopeUnusable);
    }

    #[test]
    fn an_application_asks_for_all_that_it_was_given() {
        let of = |query: &str| {
            wish(query).unwrap().application_audience("scope").map_err(|refused| refused.reason)
        };
        assert!(of("scope=https://a.example/.default").is_ok());
        assert_eq!(of("scope=https://a.example/read").unwrap_err(), Reason::ScopeWithoutDefault);
        assert_eq!(of("scope=openid").unwrap_err(), Reason::MissingParameter);
    }
}
