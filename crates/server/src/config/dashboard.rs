//! `[dashboard]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The pages for people: how long a sign-in lasts, and where people sign in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DashboardSection {
    /// What every page calls this service, so that nobody takes one for another. A sandbox says that it is one.
    pub environment_name: String,
    /// A session ends when nothing was asked for so long, in minutes.
    pub idle_minutes_max: u32,
    /// A session ends after so long, whatever was asked, in hours.
    pub session_hours_max: u32,
    /// Where partners' users sign in; without it none do, unless in a sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partners: Option<PageSignIn>,
    /// Where our own staff signs in; without it none does, unless in a sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<PageSignIn>,
}

/// An application at an issuer, as which the dashboard signs people in (OpenID Connect, code with PKCE).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSignIn {
    /// The address of the issuer's discovery document.
    pub discovery_url: String,
    /// The application's id there. Its redirect URI is `/dashboard/signed-in` below the public URL.
    pub client_id: String,
    /// The file with the application's secret; none for a public client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for: the access token has to be one that the API would take.
    pub scope: String,
}

impl Default for DashboardSection {
    fn default() -> Self {
        Self {
            environment_name: "Production".to_owned(),
            idle_minutes_max: 60,
            session_hours_max: 12,
            partners: None,
            staff: None,
        }
    }
}

/// The shortest and the longest time without a request, in minutes.
const IDLE_MINUTES: std::ops::RangeInclusive<u32> = 5..=24 * 60;
/// The shortest and the longest session, in hours.
const SESSION_HOURS: std::ops::RangeInclusive<u32> = 1..=7 * 24;
/// Characters of the name.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 1..=40;

impl DashboardSection {
    /// What is wrong with it.
    pub(super) fn check(&self, report: &mut impl FnMut(&str, &str)) {
        if !NAME_CHARS.contains(&self.environment_name.trim().chars().count()) {
            report("dashboard.environment_name", "1 to 40 characters; write what people call this service");
        }
        if !IDLE_MINUTES.contains(&self.idle_minutes_max) {
            report("dashboard.idle_minutes_max", "5 to 1440 minutes");
        }
        if !SESSION_HOURS.contains(&self.session_hours_max) {
            report("dashboard.session_hours_max", "1 to 168 hours");
        }
        for (name, sign_in) in [("partners", &self.partners), ("staff", &self.staff)] {
            let Some(sign_in) = sign_in else { continue };
            let is_url =
                sign_in.discovery_url.starts_with("https://") || is_of_this_machine(&sign_in.discovery_url);
            if !is_url {
                report(
                    &format!("dashboard.{name}.discovery_url"),
                    "it is neither https nor on this machine; write the address of the discovery document",
                );
            }
            for (key, value) in [("client_id", &sign_in.client_id), ("scope", &sign_in.scope)] {
                if value.trim().is_empty() {
                    report(&format!("dashboard.{name}.{key}"), "it is blank; write what the issuer calls it");
                }
            }
        }
    }
}

fn is_of_this_machine(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| crate::auth::is_loopback(&url))
}
