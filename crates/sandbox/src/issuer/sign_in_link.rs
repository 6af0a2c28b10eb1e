//! The address of the sign-in page, as an application would send a browser to it.

use super::redirect::is_registered;
use super::respond::encoded;
use crate::directory::Directory;

/// A challenge of PKCE (RFC 7636, appendix B): nobody redeems the code.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A sign-in of the seed's application that ends on the page at the root of this origin, or where the application may
/// end at all; none if it may nowhere.
pub(crate) fn sign_in_link(directory: &Directory, origin: &str) -> Option<String> {
    let application = directory.find_application(&directory.application.to_string())?;
    let home = format!("{origin}/");
    let registered = &application.redirect_uris;
    let back = if is_registered(registered, &home) { &home } else { registered.first()? };
    let person = directory.administrator_of(directory.default_partner)?;
    let query = encoded(&[
        ("client_id", &application.id.to_string()),
        ("response_type", "code"),
        ("redirect_uri", back),
        ("scope", &format!("{}/.default", person.role.audience())),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    Some(format!("/organizations/oauth2/v2.0/authorize?{query}"))
}
