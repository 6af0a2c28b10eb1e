//! What the entries of a seed mean to each other: who stands twice, and who is spoken of and is not there.

use std::collections::HashMap;
use std::hash::Hash;

use qualify_domain::{MemberProblem, Refusal};
use qualify_vocabulary::{PartnerId, Timestamp};

use super::client_certificate::ClientCertificate;
use super::issuer::redirect;
use super::seed::SandboxSeed;
use super::seed_error::SeedFault;
use super::seed_people::SeedApplication;

/// All faults of a seed whose form is right.
pub(super) fn faults(seed: &SandboxSeed) -> Vec<SeedFault> {
    let mut faults = Faults::default();
    faults.of_partners(seed);
    faults.of_applications(seed);
    faults.of_people(seed);
    faults.of_codes(seed);
    faults.of_customers(seed);
    faults.0
}

#[derive(Default)]
struct Faults(Vec<SeedFault>);

/// Where each key was seen first.
struct Seen<K>(HashMap<K, String>);

impl<K> Default for Seen<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl Faults {
    fn add(&mut self, place: impl Into<String>, problem: impl ToString) {
        self.0.push(SeedFault::new(place, problem));
    }

    /// A key that may stand once.
    fn once<K: Hash + Eq>(&mut self, seen: &mut Seen<K>, key: K, place: String) {
        match seen.0.get(&key) {
            Some(first) => self.add(place, format!("{first} has the same, and it may stand only once")),
            None => drop(seen.0.insert(key, place)),
        }
    }

    fn known_partner(&mut self, seed: &SandboxSeed, partner: PartnerId, place: String) {
        if seed.partners.iter().all(|known| known.id != partner) {
            self.add(place, format!("no partner of this seed has the id {partner}"));
        }
    }

    fn unusable(&mut self, place: &str, problems: &[MemberProblem]) {
        for problem in problems {
            self.add(format!("{place}.{}", problem.member), format!("{} is expected", problem.rule));
        }
    }

    fn of_partners(&mut self, seed: &SandboxSeed) {
        if seed.partners.is_empty() {
            self.add("partners", "a seed needs at least one partner");
        }
        let (mut ids, mut domains) = (Seen::default(), HashMap::new());
        for (at, partner) in seed.partners.iter().enumerate() {
            let place = format!("partners[{at}]");
            self.once(&mut ids, partner.id, format!("{place}.id"));
            let listed = partner.domains.iter().enumerate();
            let mut own: Vec<(String, &str)> =
                listed.map(|(at, domain)| (format!("{place}.domains[{at}]"), domain.as_str())).collect();
            if let Some(profile) = &partner.profile {
                let domain = profile.domain.as_deref();
                own.extend(domain.map(|domain| (format!("{place}.profile.domain"), domain)));
                if let Err(problems) = profile.to_domain() {
                    self.unusable(&format!("{place}.profile"), &problems);
                }
            }
            for (place, domain) in own {
                // A partner may say its own domain in both places.
                let (owner, first) =
                    domains.entry(domain.to_lowercase()).or_insert_with(|| (at, place.clone()));
                if *owner != at {
                    let problem = format!("{first} has the same, and a domain is one partner's");
                    self.add(place, problem);
                }
            }
        }
    }

    fn of_applications(&mut self, seed: &SandboxSeed) {
        let mut ids = Seen::default();
        self.of_application(&mut ids, &seed.application, "application");
        for (at, application) in seed.applications.iter().enumerate() {
            self.of_application(&mut ids, application, &format!("applications[{at}]"));
        }
    }

    fn of_application(
        &mut self,
        ids: &mut Seen<qualify_vocabulary::ApplicationId>,
        application: &SeedApplication,
        place: &str,
    ) {
        self.once(ids, application.id, format!("{place}.id"));
        // Certificates that could not be used, and what could not be redirected to safely.
        for (at, pem) in application.certificates.iter().enumerate() {
            if let Err(problem) = ClientCertificate::parse(pem) {
                self.add(format!("{place}.certificates[{at}]"), problem);
            }
        }
        for (at, uri) in application.redirect_uris.iter().enumerate() {
            if !redirect::may_be_registered(uri) {
                self.add(
                    format!("{place}.redirectUris[{at}]"),
                    format!(
                        "{uri:?} is no redirect URI; write https://host/path, http://localhost, or a scheme of your own"
                    ),
                );
            }
        }
    }

    fn of_people(&mut self, seed: &SandboxSeed) {
        let (mut ids, mut names) = (Seen::default(), Seen::default());
        for (at, user) in seed.users.iter().enumerate() {
            self.once(&mut ids, user.id, format!("users[{at}].id"));
            self.once(&mut names, user.name.to_lowercase(), format!("users[{at}].name"));
            self.known_partner(seed, user.partner, format!("users[{at}].partner"));
        }
        for (at, member) in seed.staff.iter().enumerate() {
            self.once(&mut ids, member.id, format!("staff[{at}].id"));
            self.once(&mut names, member.name.to_lowercase(), format!("staff[{at}].name"));
        }
    }

    fn of_codes(&mut self, seed: &SandboxSeed) {
        let mut ids = Seen::default();
        for (at, code) in seed.codes.iter().enumerate() {
            let place = format!("codes[{at}]");
            self.known_partner(seed, code.partner, format!("{place}.partner"));
            match code.to_domain(Timestamp::UNIX_EPOCH) {
                Ok(domain) => {
                    self.once(&mut ids, (code.partner, domain.id), format!("{place}.validationId"));
                }
                Err((member, problem)) => self.add(format!("{place}.{member}"), problem),
            }
        }
    }

    fn of_customers(&mut self, seed: &SandboxSeed) {
        let (mut ids, mut domains) = (Seen::default(), Seen::default());
        for (at, customer) in seed.customers.iter().enumerate() {
            let place = format!("customers[{at}]");
            self.known_partner(seed, customer.partner, format!("{place}.partner"));
            self.once(&mut ids, customer.id, format!("{place}.id"));
            if let Some(domain) = &customer.company_profile.domain {
                let key = domain.trim().to_lowercase();
                self.once(&mut domains, key, format!("{place}.companyProfile.domain"));
            }
            match customer.to_domain() {
                Ok(_) => {}
                Err(Refusal::MembersMissing(names)) => {
                    self.add(place, format!("required members are missing: {}", names.join(", ")));
                }
                Err(Refusal::MembersUnusable(problems)) => {
                    self.unusable(&place, &problems);
                }
                Err(other) => self.add(place, other),
            }
        }
    }
}
