//! What makes a configuration wrong, said before a port is bound.

use std::net::SocketAddr;

use qualify_domain::calendar::Calendar;

use super::choices::{RecordRequests, TlsMode};
use super::error::{ConfigError, Problem};
use super::reviews::PartnerStaff;
use super::sandbox::SandboxSection;
use super::sections::Config;
use crate::auth::error::AuthSetupError;
use crate::tls::error::TlsError;
use crate::tls::files;
use crate::tls::setting;

/// Partners of their own that a sandbox holds: each has its people in memory.
const OWN_PARTNERS_MAX: u32 = 10_000;
/// Clients take a token that lives less than this for one that has expired.
const TOKEN_LIFETIME_SECONDS_MIN: u32 = 60;
/// The longest time of the sandbox's issuer: ten years.
const ISSUER_SECONDS_MAX: u32 = 10 * 366 * 24 * 3600;

/// Events are kept at least as long as the report of a webhook's test (contract 1.17).
const EVENT_DAYS_MIN: u32 = 7;

/// Most workers that decide about records which are due: they all write through one thread.
const VETTING_WORKERS_MAX: u16 = 16;

/// Longest time that can be set for reviews, in days or minutes.
const REVIEW_TIME_MAX: u32 = 3650;

impl Config {
    /// Checks what a type cannot say.
    ///
    /// # Errors
    /// All problems at once.
    pub fn check(&self) -> Result<(), ConfigError> {
        let mut problems = Vec::new();
        let mut report = |place: &str, text: &str| {
            problems.push(Problem { place: place.to_owned(), text: text.to_owned() });
        };
        self.check_mode(&mut report);
        self.check_listeners(&mut report);
        self.check_tls(&mut report);
        self.check_limits(&mut report);
        if let Some(url) = &self.store.database
            && let Err(error) = qualify_store::DatabaseLocation::parse(url)
        {
            report("store.database", &error.to_string());
        }
        if !self.store.has_place_for_documents() {
            report(
                "store.documents",
                "a database in a file has no room for them; leave it out, or name a database of PostgreSQL",
            );
        }
        self.check_texts(&mut report);
        self.check_reviews(&mut report);
        self.check_files(&mut report);
        self.webhooks.check(&mut report);
        self.dashboard.check(&mut report);
        let trusted = self.webhooks.trusted_certificates();
        match self.auth_settings().validate() {
            Ok(()) => {}
            Err(AuthSetupError::Setting { key, problem, remedy }) => {
                report(&key, &format!("{problem}; {remedy}"));
            }
            Err(error) => report("auth", &error.to_string()),
        }
        if let Err(error) = trusted {
            problems.extend(error.problems);
        }
        if let Err(error) = self.partner_profiles() {
            problems.extend(error.problems);
        }
        if problems.is_empty() { Ok(()) } else { Err(ConfigError { problems }) }
    }

    fn check_mode(&self, report: &mut impl FnMut(&str, &str)) {
        if self.sandbox.enabled {
            self.check_sandbox_times(report);
            return;
        }
        if self.auth.issuers.is_empty() {
            report(
                "auth.issuers",
                "no issuer is configured, so nobody could sign in; add one [[auth.issuers]] (config.example.toml shows how), or start with --sandbox",
            );
        }
        for (key, is_set) in [
            ("sandbox.seed_file", self.sandbox.seed_file.is_some()),
            ("sandbox.clock_start", self.sandbox.clock_start.is_some()),
            ("sandbox.partners_max", self.sandbox.partners_max != SandboxSection::default().partners_max),
            ("sandbox.record_requests", self.sandbox.record_requests != RecordRequests::Auto),
            ("sandbox", self.has_issuer_settings()),
        ] {
            if is_set {
                report(key, "this is for the sandbox only; remove it, or start with --sandbox");
            }
        }
    }

    /// Whether a setting of the sandbox's issuer is another one than by default.
    fn has_issuer_settings(&self) -> bool {
        let default = SandboxSection::default();
        let issuer_of = |section: &SandboxSection| {
            (
                (section.token_algorithm, section.refresh_tokens, section.client_assertions),
                [
                    section.token_lifetime_seconds,
                    section.code_lifetime_seconds,
                    section.device_code_lifetime_seconds,
                    section.device_poll_seconds,
                    section.refresh_token_lifetime_seconds,
                ],
            )
        };
        issuer_of(&self.sandbox) != issuer_of(&default)
    }

    fn check_reviews(&self, report: &mut impl FnMut(&str, &str)) {
        let reviews = &self.reviews;
        if Calendar::of(&reviews.country).is_none() {
            report("reviews.country", "its holidays are not known; write CZ, DE, GB, HU, NL, PL, PT or US");
        }
        for (key, value) in [
            ("reviews.lease_minutes", reviews.lease_minutes),
            ("reviews.sla_business_days", reviews.sla_business_days),
            ("reviews.reply_days", reviews.reply_days),
            ("reviews.appeal_days", reviews.appeal_days),
        ] {
            if !(1..=REVIEW_TIME_MAX).contains(&value) {
                report(key, "it must be 1 to 3650");
            }
        }
        for (key, value) in [
            ("reviews.revocation_notice_days", reviews.revocation_notice_days),
            ("reviews.reverify_after_days", reviews.reverify_after_days),
            ("reviews.document_days", reviews.document_days),
        ] {
            if value > REVIEW_TIME_MAX {
                report(key, "it must be at most 3650");
            }
        }
        let is_unclear = |entry: &PartnerStaff| {
            let given = [&entry.subject, &entry.name, &entry.domain].map(Option::as_ref);
            let is_blank = given.iter().flatten().any(|text| text.trim().is_empty());
            is_blank || given.iter().flatten().count() != 1
        };
        if reviews.partner_staff.iter().any(is_unclear) {
            report(
                "reviews.partner_staff",
                "an entry says nobody, or says it twice; give each a partner and one of subject, name and domain",
            );
        }
        if !reviews.four_eyes_revocations && !self.sandbox.enabled {
            report(
                "reviews.four_eyes_revocations",
                "a revocation takes two people; only a sandbox may do without",
            );
        }
    }

    fn check_sandbox_times(&self, report: &mut impl FnMut(&str, &str)) {
        if self.sandbox.token_lifetime_seconds < TOKEN_LIFETIME_SECONDS_MIN {
            report(
                "sandbox.token_lifetime_seconds",
                "it must be at least 60: clients renew a token half a minute before its end",
            );
        }
        for (key, seconds) in [
            ("sandbox.token_lifetime_seconds", self.sandbox.token_lifetime_seconds),
            ("sandbox.code_lifetime_seconds", self.sandbox.code_lifetime_seconds),
            ("sandbox.device_code_lifetime_seconds", self.sandbox.device_code_lifetime_seconds),
            ("sandbox.device_poll_seconds", self.sandbox.device_poll_seconds),
            ("sandbox.refresh_token_lifetime_seconds", self.sandbox.refresh_token_lifetime_seconds),
        ] {
            if seconds > ISSUER_SECONDS_MAX {
                report(key, "it must be at most 316224000, which are ten years");
            }
        }
        if self.sandbox.partners_max > OWN_PARTNERS_MAX {
            report("sandbox.partners_max", "it must be at most 10000");
        }
    }

    fn check_listeners(&self, report: &mut impl FnMut(&str, &str)) {
        let is_same = |admin: SocketAddr| admin == self.server.listen && admin.port() != 0;
        if self.server.admin_listen.is_some_and(is_same) {
            report("server.admin_listen", "it is the same as server.listen; choose another port");
        }
        if let Some(url) = &self.server.public_url {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            match host {
                Some(host) if host.trim_end_matches('/').parse::<http::uri::Authority>().is_ok() => {}
                _ => report(
                    "server.public_url",
                    "write a scheme and a host without a path, such as https://qualify.example: clients drop a path",
                ),
            }
        }
    }

    fn check_tls(&self, report: &mut impl FnMut(&str, &str)) {
        let server = &self.server;
        let is_self_signed = server.tls == TlsMode::SelfSigned;
        match (&server.tls_cert_file, &server.tls_key_file) {
            (None, None) => {}
            (Some(_), Some(_)) if is_self_signed => report(
                "server.tls",
                "it is self-signed, and there is a certificate file too; set it to off, or remove tls_cert_file and tls_key_file",
            ),
            (Some(cert), Some(key)) => match files::check(cert, key) {
                Ok(()) => {}
                Err(TlsError::Setting { key, problem }) => report(key, &problem),
                Err(error) => report("server.tls_cert_file", &error.to_string()),
            },
            (Some(_), None) => report(
                "server.tls_key_file",
                "it is missing, and tls_cert_file needs it; name the file with the certificate's key (--tls-key)",
            ),
            (None, Some(_)) => report(
                "server.tls_cert_file",
                "it is missing, and tls_key_file needs it; name the file with the key's certificate (--tls-cert)",
            ),
        }
        if !server.tls_names.is_empty() && !is_self_signed {
            report(
                "server.tls_names",
                "names are for a self-signed certificate only; set server.tls to self-signed, or remove them",
            );
        }
        if server.tls_names.len() > setting::NAMES_MAX {
            report("server.tls_names", "there are more than 100; a certificate for so many names is refused");
        }
        if let Some(name) = server.tls_names.iter().find(|name| !setting::is_name(name)) {
            let text = format!(
                "{name:?} is neither a host name nor an IP address; write it without scheme and port"
            );
            report("server.tls_names", &text);
        }
    }

    fn check_texts(&self, report: &mut impl FnMut(&str, &str)) {
        if tracing_subscriber::EnvFilter::try_new(&self.log.filter).is_err() {
            report("log.filter", "it is no filter; write a level such as info, or qualify_server=debug,info");
        }
        if self.server.server_id.as_ref().is_some_and(|text| http::HeaderValue::try_from(text).is_err()) {
            report("server.server_id", "it cannot stand in a header; use letters, digits and hyphens");
        }
    }

    fn check_limits(&self, report: &mut impl FnMut(&str, &str)) {
        for (key, value) in [
            ("server.request_timeout_seconds", self.server.request_timeout_seconds),
            ("server.header_timeout_seconds", self.server.header_timeout_seconds),
            ("server.body_stall_seconds", self.server.body_stall_seconds),
            ("server.answer_stall_seconds", self.server.answer_stall_seconds),
            ("server.connections_max", self.server.connections_max as u64),
            (
                "server.connections_per_address_max",
                self.server.connections_per_address_max.map_or(1, |connections| connections as u64),
            ),
            ("vetting.datasets_poll_seconds", u64::from(self.vetting.datasets_poll_seconds)),
        ] {
            if value == 0 {
                report(key, "it must be at least 1");
            }
        }
        if self.store.event_retention_days < EVENT_DAYS_MIN {
            report(
                "store.event_retention_days",
                "it must be at least 7: a test of a webhook has a report that long",
            );
        }
        if !(1..=VETTING_WORKERS_MAX).contains(&self.vetting.workers) {
            report(
                "vetting.workers",
                "it must be between 1 and 16; one decides thousands of records a second",
            );
        }
        let rates = self.api.rate_limits;
        if [
            rates.customer_calls_per_minute,
            rates.webhook_tests_per_minute,
            rates.searches_per_minute,
            rates.previews_per_minute,
        ]
        .contains(&Some(0))
        {
            report("api.rate_limits", "a limit of 0 refuses every call; write off for no limit");
        }
        if self.api.sandbox_customer_limit.customers() == Some(0) {
            report("api.sandbox_customer_limit", "a limit of 0 allows no customer; write off for no limit");
        }
    }
}
