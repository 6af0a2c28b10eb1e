//! What a partner of one's own begins with: what the seed gives its first partner, under ids and names of its own.

use qualify_vocabulary::{ApplicationId, CustomerId, PartnerId, UserId};
use sha2::{Digest as _, Sha256};

use crate::seed::SandboxSeed;

/// Hexadecimal digits that tell the names of one such partner from another's.
const MARK_CHARS: usize = 6;

/// The longest label of a domain, in bytes.
const LABEL_BYTES_MAX: usize = 63;

/// The digits in the names of a partner's own.
pub(super) fn mark(partner: PartnerId) -> String {
    partner.to_string().chars().take(MARK_CHARS).collect()
}

/// The seed of a partner of this id; with nothing but its people and its application, unless it is to have more.
pub(super) fn of(template: &SandboxSeed, partner: PartnerId, is_seeded: bool) -> SandboxSeed {
    let copied = template.default_partner();
    let mark = mark(partner);
    let mut seed = template.clone();
    seed.staff.clear();
    seed.applications.clear();
    seed.application.id = ApplicationId::from(own_id(partner, template.application.id.as_bytes()));
    seed.partners.retain(|known| known.id == copied);
    for own in &mut seed.partners {
        own.id = partner;
        own.name = format!("{} {mark}", own.name);
        own.domains.iter_mut().for_each(|domain| *domain = marked(domain, &mark));
        if let Some(profile) = &mut own.profile {
            profile.domain.iter_mut().for_each(|domain| *domain = marked(domain, &mark));
            profile.email.iter_mut().for_each(|email| *email = marked_name(email, &mark));
        }
    }
    seed.users.retain(|user| user.partner == copied);
    for user in &mut seed.users {
        user.id = UserId::from(own_id(partner, user.id.as_bytes()));
        user.partner = partner;
        user.name = marked_name(&user.name, &mark);
    }
    seed.codes.retain(|code| is_seeded && code.partner == copied);
    seed.codes.iter_mut().for_each(|code| code.partner = partner);
    seed.customers.retain(|customer| is_seeded && customer.partner == copied);
    for customer in &mut seed.customers {
        customer.id = CustomerId::from(own_id(partner, customer.id.as_bytes()));
        customer.partner = partner;
        if let Some(domain) = &mut customer.company_profile.domain {
            *domain = marked(domain, &mark);
        }
    }
    seed
}

/// An id that this partner alone has, made of one of the seed's: a GUID of version 8 (RFC 9562).
fn own_id(partner: PartnerId, of_seed: &[u8; 16]) -> [u8; 16] {
    let digest = Sha256::new().chain_update(partner.as_bytes()).chain_update(of_seed).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, random)| *byte = random);
    *uuid::Builder::from_custom_bytes(bytes).into_uuid().as_bytes()
}

/// The name of an account with the mark in its domain, or behind it where it has none.
fn marked_name(name: &str, mark: &str) -> String {
    match name.rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", marked(domain, mark)),
        None => format!("{name}-{mark}"),
    }
}

/// The domain with the mark in its first label, or before it where that holds no more.
fn marked(domain: &str, mark: &str) -> String {
    let (label, rest) = domain.split_once('.').unwrap_or((domain, ""));
    let is_international = label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    if !label.is_ascii() || is_international || label.len() + 1 + mark.len() > LABEL_BYTES_MAX {
        return format!("w-{mark}.{domain}");
    }
    if rest.is_empty() { format!("{label}-{mark}") } else { format!("{label}-{mark}.{rest}") }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use qualify_vocabulary::Timestamp;

    use super::*;

    /// Every id and name of a seed that has to be one's own.
    fn names(seed: &SandboxSeed) -> Vec<String> {
        let domain = seed.to_domain(Timestamp::UNIX_EPOCH, std::sync::Arc::default());
        let mut names = vec![seed.application.id.to_string()];
        names.extend(seed.partners.iter().flat_map(|it| [it.id.to_string(), it.name.clone()]));
        names.extend(seed.users.iter().flat_map(|it| [it.id.to_string(), it.name.clone()]));
        for customer in domain.customers.iter().map(|it| &it.customer) {
            names.extend([customer.id.to_string(), customer.domain.to_string()]);
        }
        names
    }

    #[test]
    fn nothing_that_tells_one_from_another_is_shared_and_all_of_it_follows_from_the_id() {
        let built_in = SandboxSeed::built_in();
        let ids = [PartnerId::from([1; 16]), PartnerId::from([2; 16])];
        let all: Vec<_> =
            ids.iter().flat_map(|id| names(&of(&built_in, *id, true))).chain(names(&built_in)).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let one = of(&built_in, ids[0], true);
        assert_eq!(one, of(&built_in, ids[0], true));
        assert_eq!((one.users.len(), one.codes.len(), one.customers.len(), one.staff.len()), (3, 3, 7, 0));
        assert_eq!(one.users[0].name, "ana@northlight-010101.example");
        assert!(names(&one).contains(&"lakeside-010101.onmicrosoft.com".to_owned()));
    }

    #[test]
    fn one_without_customers_has_its_people_and_its_application() {
        let empty = of(&SandboxSeed::built_in(), PartnerId::from([1; 16]), false);
        assert_eq!((empty.users.len(), empty.codes.len(), empty.customers.len()), (3, 0, 0));
    }

    #[test]
    fn a_domain_that_takes_no_more_in_its_first_label_gets_another_one() {
        let long = format!("{}.example", "a".repeat(60));
        for (domain, own) in [
            ("lakeside.onmicrosoft.com", "lakeside-a1b2c3.onmicrosoft.com".to_owned()),
            ("intranet", "intranet-a1b2c3".to_owned()),
            ("xn--schne-lua.example", "w-a1b2c3.xn--schne-lua.example".to_owned()),
            (&long, format!("w-a1b2c3.{long}")),
        ] {
            assert_eq!(marked(domain, "a1b2c3"), own);
        }
    }
}
