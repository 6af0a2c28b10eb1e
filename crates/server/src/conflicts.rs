//! Conflicts of interest: which partners a member of our staff belongs to. Whoever belongs to a partner has no part in
//! its affairs (contract 9.4.10).
//!
//! A subject bars to the letter. A name identifies nobody, but it bars: folded, every name of the token, a guest's home
//! name too; so does the domain of a name, with the domains below it.

use std::collections::HashMap;

use qualify_vocabulary::{PartnerId, fold_person_name};

use crate::auth::StaffPrincipal;
use crate::config::ReviewSection;
use crate::partner_profiles::PartnerProfiles;

/// What stands in a guest's name behind its name at home, whose `@` is an underscore there.
const GUEST_MARK: &str = "#ext#@";

/// Who belongs to which partners.
#[derive(Debug, Default)]
pub(crate) struct Conflicts {
    subjects: Belonging,
    names: Belonging,
    domains: Belonging,
    /// The hosts of the partners' profiles.
    profile_domains: Belonging,
    /// Whether those bar; none to have it follow from the number of partners.
    by_profile: Option<bool>,
}

type Belonging = HashMap<String, Vec<PartnerId>>;

impl Conflicts {
    pub(crate) fn new(section: &ReviewSection, profiles: &PartnerProfiles) -> Self {
        let mut conflicts = Self { by_profile: section.partner_staff_by_domain, ..Self::default() };
        for entry in &section.partner_staff {
            let add = |belonging: &mut Belonging, text: Option<String>| {
                if let Some(text) = text {
                    belonging.entry(text).or_default().push(entry.partner);
                }
            };
            add(&mut conflicts.subjects, entry.subject.clone());
            add(&mut conflicts.names, entry.name.as_deref().map(name_form));
            add(
                &mut conflicts.domains,
                entry.domain.as_deref().map(|domain| host_form(&fold_person_name(domain))),
            );
        }
        for (partner, profile) in profiles.known() {
            let hosts =
                [profile.email.as_deref().and_then(host_of), profile.domain.as_deref().map(host_form)];
            for host in hosts.into_iter().flatten() {
                conflicts.profile_domains.entry(host).or_default().push(partner);
            }
        }
        conflicts
    }

    /// Whether staff belongs to a partner whose profile names the host of their name, among so many partners. Where
    /// there is one, it may be the operator itself.
    pub(crate) fn is_by_profile(&self, partners: usize) -> bool {
        self.by_profile.unwrap_or(partners > 1)
    }

    /// The partners that somebody belongs to, each once.
    pub(crate) fn partners_of(&self, staff: &StaffPrincipal, partners: usize) -> Vec<PartnerId> {
        let is_by_profile = self.is_by_profile(partners);
        let mut found: Vec<PartnerId> = Vec::new();
        let mut add = |belonging: &Belonging, text: &str| {
            found.extend(belonging.get(text).into_iter().flatten());
        };
        if let Some(subject) = staff.person.key.subject() {
            add(&self.subjects, subject);
        }
        for name in staff.names.iter().flat_map(|name| [Some(name_form(name)), home_name(name)]).flatten() {
            add(&self.names, &name);
            let Some((_, host)) = name.rsplit_once('@') else { continue };
            let parents = host.match_indices('.').map(|(dot, _)| &host[dot + 1..]);
            for domain in std::iter::once(host).chain(parents) {
                add(&self.domains, domain);
                if is_by_profile {
                    add(&self.profile_domains, domain);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// A name as it is compared: folded, with its host in one form.
fn name_form(name: &str) -> String {
    let folded = fold_person_name(name);
    match folded.rsplit_once('@') {
        Some((local, host)) => format!("{local}@{}", host_form(host)),
        None => folded,
    }
}

/// The name that a guest has at home.
fn home_name(name: &str) -> Option<String> {
    let folded = fold_person_name(name);
    let (at_home, _) = folded.split_once(GUEST_MARK)?;
    let (local, host) = at_home.rsplit_once('_')?;
    Some(format!("{local}@{}", host_form(host)))
}

fn host_of(address: &str) -> Option<String> {
    fold_person_name(address).rsplit_once('@').map(|(_, host)| host_form(host))
}

/// A host in its A-label form, without dots at its ends.
fn host_form(host: &str) -> String {
    let host = host.trim().trim_matches('.');
    idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use qualify_domain::partner_profile::{PartnerProfile, PartnerProfileInput};
    use qualify_vocabulary::{Person, PersonKey, Timestamp};

    use super::*;
    use crate::config::PartnerStaff;

    fn partner(number: u8) -> PartnerId {
        PartnerId::from([number; 16])
    }

    fn staff(subject: &str, names: &[&str]) -> StaffPrincipal {
        StaffPrincipal {
            person: Person { key: PersonKey::of("https://id.example", subject), name: String::new() },
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            roles: Vec::new(),
            has_mfa: true,
            expires_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn conflicts(by_domain: Option<bool>) -> Conflicts {
        let entry =
            |number| PartnerStaff { partner: partner(number), subject: None, name: None, domain: None };
        let section = ReviewSection {
            partner_staff: vec![
                PartnerStaff { subject: Some("Subject-1".to_owned()), ..entry(1) },
                PartnerStaff { name: Some("Kim@Mail.example".to_owned()), ..entry(2) },
                PartnerStaff { domain: Some("Szkoła.example.".to_owned()), ..entry(3) },
            ],
            partner_staff_by_domain: by_domain,
            ..ReviewSection::default()
        };
        let profile = PartnerProfile::parse(PartnerProfileInput {
            domain: Some("partner.example".to_owned()),
            email: Some("info@Contact.example".to_owned()),
            ..PartnerProfileInput::default()
        });
        Conflicts::new(&section, &PartnerProfiles::new([(partner(4), profile.unwrap())]))
    }

    #[test]
    fn trust_01_subject_name_and_domain_bar_in_every_spelling() {
        let table: [(&str, &[&str], &[u8]); 19] = [
            ("1", &["olga@qualify.example"], &[]),
            ("1", &[], &[]),
            ("Subject-1", &[], &[1]),
            ("subject-1", &[], &[]),
            ("1", &["kim@mail.example"], &[2]),
            ("1", &["KIM@mail.EXAMPLE."], &[2]),
            ("1", &["k\u{200b}im@mail.example"], &[2]),
            ("1", &["olga@qualify.example", "kim@mail.example"], &[2]),
            ("1", &["kim2@mail.example"], &[]),
            ("1", &["a@szkoła.example"], &[3]),
            ("1", &["a@xn--szkoa-n7a.example"], &[3]),
            ("1", &["a@MAIL.SZKOŁA.example."], &[3]),
            ("1", &["a@otherszkoła.example"], &[]),
            ("1", &["a_szkoła.example#EXT#@home.onmicrosoft.example"], &[3]),
            ("1", &["k_im_partner.example#EXT#@home.onmicrosoft.example"], &[4]),
            ("1", &["a@partner.example"], &[4]),
            ("1", &["a@deep.below.contact.example"], &[4]),
            ("1", &["a@partner.example.evil.example"], &[]),
            ("Subject-1", &["kim@mail.example", "a@partner.example"], &[1, 2, 4]),
        ];
        for (subject, names, expected) in table {
            let found = conflicts(None).partners_of(&staff(subject, names), 2);
            let expected: Vec<_> = expected.iter().map(|number| partner(*number)).collect();
            assert_eq!(found, expected, "{subject} {names:?}");
        }
    }

    #[test]
    fn trust_01_hosts_of_profiles_bar_where_there_is_more_than_one_partner_or_as_it_is_set() {
        for (by_domain, partners, expected) in [
            (None, 0, false),
            (None, 1, false),
            (None, 2, true),
            (Some(true), 1, true),
            (Some(false), 2, false),
        ] {
            let conflicts = conflicts(by_domain);
            assert_eq!(conflicts.is_by_profile(partners), expected, "{by_domain:?} {partners}");
            let found = conflicts.partners_of(&staff("1", &["a@partner.example"]), partners);
            assert_eq!(found.is_empty(), !expected, "{by_domain:?} {partners}");
        }
    }
}
