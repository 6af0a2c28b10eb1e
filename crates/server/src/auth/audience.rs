//! For whom a partner's token may be meant (contract 5.2).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use qualify_vocabulary::ApplicationId;

use super::settings::AuthSettings;

/// The audience of tokens for the Azure AD Graph, by name and by id.
pub const LEGACY_AUDIENCES: [&str; 2] = ["https://graph.windows.net", "00000002-0000-0000-c000-000000000000"];
/// So many applications with legacy tokens are told apart for the log.
const LEGACY_APPLICATIONS_MAX: usize = 1024;

/// The accepted audiences.
pub(super) struct Audiences {
    accepted: Vec<String>,
    is_legacy_accepted: bool,
    legacy_applications: Mutex<HashSet<ApplicationId>>,
}

/// How an audience is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acceptance {
    /// It is the service's own address, or the configuration names it.
    Listed,
    /// By the switch for the old Graph audience only.
    Legacy,
}

impl Audiences {
    pub(super) fn new(settings: &AuthSettings) -> Self {
        let accepted = settings.audiences.iter().chain(&settings.public_url);
        Self {
            accepted: accepted.map(|audience| without_slash(audience).to_owned()).collect(),
            is_legacy_accepted: settings.accept_legacy_audience.unwrap_or(false),
            legacy_applications: Mutex::default(),
        }
    }

    /// Whether, and how, one of a token's audiences is accepted.
    pub(super) fn accept(&self, audiences: &[&str]) -> Option<Acceptance> {
        let is_any = |wanted: &dyn Fn(&str) -> bool| audiences.iter().any(|one| wanted(without_slash(one)));
        if is_any(&|audience| self.accepted.iter().any(|accepted| accepted == audience)) {
            return Some(Acceptance::Listed);
        }
        let is_legacy = self.is_legacy_accepted && is_any(&|audience| LEGACY_AUDIENCES.contains(&audience));
        is_legacy.then_some(Acceptance::Legacy)
    }

    /// Tells the operator, once per application, who still depends on the legacy audience.
    pub(super) fn report_legacy(&self, application: ApplicationId) {
        let mut seen = self.legacy_applications.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < LEGACY_APPLICATIONS_MAX && seen.insert(application) {
            tracing::warn!(
                application.id = %application,
                "an application signs in with a token for the legacy Graph audience; Partner Center refuses those"
            );
        }
    }
}

/// An audience without its trailing slash, which is tolerated.
pub(super) fn without_slash(audience: &str) -> &str {
    audience.strip_suffix('/').unwrap_or(audience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_audiences_are_accepted() {
        let strict =
            AuthSettings { public_url: Some("https://our.example/".to_owned()), ..AuthSettings::default() };
        let lenient = AuthSettings { accept_legacy_audience: Some(true), ..strict.clone() };
        let (strict, lenient) = (Audiences::new(&strict), Audiences::new(&lenient));
        let table: [(&[&str], Option<Acceptance>, Option<Acceptance>); 9] = [
            (
                &["https://api.partnercenter.microsoft.com"],
                Some(Acceptance::Listed),
                Some(Acceptance::Listed),
            ),
            (
                &["https://api.partnercenter.microsoft.com/"],
                Some(Acceptance::Listed),
                Some(Acceptance::Listed),
            ),
            (&["fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"], Some(Acceptance::Listed), Some(Acceptance::Listed)),
            (&["https://our.example"], Some(Acceptance::Listed), Some(Acceptance::Listed)),
            (&["x", "https://our.example"], Some(Acceptance::Listed), Some(Acceptance::Listed)),
            (&["https://graph.windows.net/"], None, Some(Acceptance::Legacy)),
            (&["00000002-0000-0000-c000-000000000000"], None, Some(Acceptance::Legacy)),
            (&["https://graph.microsoft.com"], None, None),
            (&[], None, None),
        ];
        for (audiences, by_strict, by_lenient) in table {
            assert_eq!(strict.accept(audiences), by_strict, "{audiences:?}");
            assert_eq!(lenient.accept(audiences), by_lenient, "{audiences:?}");
        }
    }

    #[test]
    fn a_legacy_application_is_remembered_once() {
        let audiences = Audiences::new(&AuthSettings::default());
        audiences.report_legacy(ApplicationId::from([1; 16]));
        audiences.report_legacy(ApplicationId::from([1; 16]));
        assert_eq!(audiences.legacy_applications.lock().unwrap().len(), 1);
    }
}
