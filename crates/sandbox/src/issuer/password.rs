//! Signing a person in by name and password.

use qualify_vocabulary::PartnerId;

use super::grant_key::is_same_secret;
use super::refusal::{Reason, Refused};
use super::tenant::{Tenant, shown};
use crate::directory::{Directory, Person};
use crate::seed_people::SignIn;

/// Compared with where there is no such user, so that the answer takes as long.
const NOBODYS_PASSWORD: &str = "nobody has this password";

/// A person who has signed in.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignedIn<'a> {
    pub(super) person: &'a Person,
    /// Whether there was a second factor, as far as a sandbox can tell.
    pub(super) has_mfa: bool,
}

/// Signs in by name and password. On a page a second factor would be asked for where one is required; elsewhere the
/// sign-in is refused for want of it.
pub(super) fn sign_in<'a>(
    directory: &'a Directory,
    tenant: Tenant,
    (name, password): (&str, &str),
    is_page: bool,
) -> Result<SignedIn<'a>, Refused> {
    let found = find_person(directory, tenant, name);
    let known = found.as_ref().map_or(NOBODYS_PASSWORD, |person| &person.password);
    let is_right = is_same_secret(password, known);
    let person = found?;
    if !is_right {
        return Err(Refused::new(
            Reason::WrongPassword,
            "Error validating credentials due to invalid username or password.",
        ));
    }
    check_account(person)?;
    if person.requires_mfa && !is_page {
        return Err(mfa_required());
    }
    Ok(SignedIn { person, has_mfa: person.has_mfa || person.requires_mfa })
}

/// The person of a name, if the tenant knows it.
pub(super) fn find_person<'a>(
    directory: &'a Directory,
    tenant: Tenant,
    name: &str,
) -> Result<&'a Person, Refused> {
    let belongs = |id: PartnerId| tenant.one().is_none_or(|tenant| tenant == id);
    directory.find_person(name.trim()).filter(|person| belongs(person.tenant)).ok_or_else(|| {
        Refused::new(
            Reason::UserUnknown,
            format!(
                "The user account '{}' does not exist in the tenant. To sign into this application, the account must \
                 be added to the directory; qualify sandbox seed --print shows who is in it.",
                shown(name)
            ),
        )
    })
}

/// Refuses somebody whose account does not allow a sign-in.
pub(super) fn check_account(person: &Person) -> Result<(), Refused> {
    match person.sign_in {
        SignIn::Allowed => Ok(()),
        SignIn::Blocked => Err(Refused::new(Reason::UserBlocked, "The user account is disabled.")),
        SignIn::Locked => Err(Refused::new(
            Reason::UserLocked,
            "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
        )),
        SignIn::PasswordExpired => Err(Refused::new(Reason::UserPasswordExpired, "The password is expired.")),
    }
}

pub(super) fn mfa_required() -> Refused {
    Refused::new(
        Reason::MfaRequired,
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must \
         use multi-factor authentication to access the resource. Sign in on a page instead.",
    )
}
