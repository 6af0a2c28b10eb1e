//! A certificate authority: for which names it may make certificates, those that it makes, and when it is of no more use.
//!
//! Its certificate says for which names it is (RFC 5280, 4.2.1.10). Who gets hold of its key can pretend to be the servers
//! of these names, which the key's owner runs, and nobody else.

use std::net::{IpAddr, Ipv6Addr};

use qualify_vocabulary::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::sign::CertifiedKey;

use super::crypto::provider;
use crate::certificate::{self, set_validity, since_1970};

/// Clocks differ; a certificate is valid a day before it was made.
const VALID_BEFORE: SignedDuration = SignedDuration::from_hours(24);
pub(super) const CA_VALID_FOR: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);
/// Clients refuse a server's certificate that is valid for more than 398 days.
pub(super) const LEAF_VALID_FOR: SignedDuration = SignedDuration::from_hours(396 * 24);

/// The name of this machine that every authority is for, and those below it.
const THIS_MACHINE: &str = "localhost";
/// Bits of an address that have to be equal, of 127.0.0.0/8 and of one address.
const LOOPBACK_BITS: u8 = 8;
const IPV4_BITS: u8 = 32;
const IPV6_BITS: u8 = 128;

/// An authority with its key.
pub(super) struct Authority {
    key: KeyPair,
    certificate: CertificateDer<'static>,
}

/// Why an authority does not serve. It goes on a sentence that begins with the authority.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    /// A server's certificate would outlive it.
    #[error("was near its end")]
    NearItsEnd,
    /// It could make certificates for whatever its key's holder likes.
    #[error("was for every name there is")]
    Unlimited,
    /// A wanted name is none of those it is for.
    #[error("was not for {0}")]
    NotFor(String),
    /// Nothing can be made with it.
    #[error("makes no certificate: {0}")]
    Broken(String),
}

impl Unfit {
    fn broken(error: impl std::fmt::Display) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Authority {
    /// An authority for this machine and these names alone, and its certificate in PEM form.
    pub(super) fn make(
        key: KeyPair,
        names: &[String],
        now: Timestamp,
    ) -> Result<(Self, String), rcgen::Error> {
        let mut params = subject_params(&key);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.name_constraints =
            Some(NameConstraints { permitted_subtrees: permitted(names), excluded_subtrees: Vec::new() });
        set_validity(&mut params, now - VALID_BEFORE, now + CA_VALID_FOR);
        let certificate = params.self_signed(&key)?;
        let pem = certificate.pem();
        Ok((Self::of(key, certificate.der().clone()), pem))
    }

    /// One that was made before; that the two belong together is the caller's to know.
    pub(super) fn of(key: KeyPair, certificate: CertificateDer<'static>) -> Self {
        Self { key, certificate }
    }

    pub(super) fn key(&self) -> &KeyPair {
        &self.key
    }

    /// By which people tell it from others; it is in its name.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&self.key)
    }

    /// A server's certificate for these names with a new key, which a client that trusts this authority takes.
    ///
    /// # Errors
    /// Such a client would not take it, now or later, or would take more than that.
    pub(super) fn certify(&self, names: &[String], now: Timestamp) -> Result<CertifiedKey, Unfit> {
        let validity = certificate::validity(&self.certificate);
        if validity.is_none_or(|validity| validity.until.duration_since(now) <= LEAF_VALID_FOR) {
            return Err(Unfit::NearItsEnd);
        }
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).map_err(Unfit::broken)?;
        if roots.roots.iter().any(|root| root.name_constraints.is_none()) {
            return Err(Unfit::Unlimited);
        }
        let key = KeyPair::generate().map_err(Unfit::broken)?;
        let leaf = self.sign(&key, names, now)?;
        if !is_taken(&roots, &leaf, names, now) {
            for name in names {
                let of_one = self.sign(&key, std::slice::from_ref(name), now)?;
                if !is_taken(&roots, &of_one, std::slice::from_ref(name), now) {
                    return Err(Unfit::NotFor(name.clone()));
                }
            }
            return Err(Unfit::Broken("clients do not take it".to_owned()));
        }
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(Unfit::broken)?;
        CertifiedKey::from_der(vec![leaf], key, &provider()).map_err(Unfit::broken)
    }

    fn sign(
        &self,
        key: &KeyPair,
        names: &[String],
        now: Timestamp,
    ) -> Result<CertificateDer<'static>, Unfit> {
        let issuer = Issuer::new(subject_params(&self.key), &self.key);
        let leaf = leaf_params(names, now).and_then(|params| params.signed_by(key, &issuer));
        Ok(leaf.map_err(Unfit::broken)?.der().clone())
    }
}

/// Whether a client that trusts these authorities takes a certificate for each of the names.
fn is_taken(roots: &RootCertStore, leaf: &CertificateDer<'_>, names: &[String], now: Timestamp) -> bool {
    let algorithms = provider().signature_verification_algorithms.all;
    let now = UnixTime::since_unix_epoch(since_1970(now));
    let Ok(leaf) = ParsedCertificate::try_from(leaf) else { return false };
    verify_server_cert_signed_by_trust_anchor(&leaf, roots, &[], now, algorithms).is_ok()
        && names.iter().all(|name| {
            let name = ServerName::try_from(name.as_str());
            name.is_ok_and(|name| verify_server_name(&leaf, &name).is_ok())
        })
}

/// This machine and the names. Those below a name are in it, by the standard.
fn permitted(names: &[String]) -> Vec<GeneralSubtree> {
    let mut permitted = vec![
        GeneralSubtree::DnsName(THIS_MACHINE.to_owned()),
        GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], LOOPBACK_BITS)),
        GeneralSubtree::IpAddress(one_address(Ipv6Addr::LOCALHOST.into())),
    ];
    for name in names {
        let subtree = match name.parse() {
            Ok(IpAddr::V4(address)) if address.is_loopback() => continue,
            Ok(address) => GeneralSubtree::IpAddress(one_address(address)),
            Err(_) => GeneralSubtree::DnsName(name.clone()),
        };
        if !permitted.contains(&subtree) {
            permitted.push(subtree);
        }
    }
    permitted
}

fn one_address(address: IpAddr) -> CidrSubnet {
    CidrSubnet::from_addr_prefix(address, if address.is_ipv4() { IPV4_BITS } else { IPV6_BITS })
}

fn fingerprint(key: &KeyPair) -> String {
    let digest = Sha256::digest(key.public_key_raw());
    format!("{:08x}", u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]))
}

/// What stays the same over the authority's life, and is derived from its key.
fn subject_params(key: &KeyPair) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(&format!("Qualify CA {}", fingerprint(key)));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn leaf_params(names: &[String], now: Timestamp) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = named("Qualify");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    set_validity(&mut params, now - VALID_BEFORE, now + LEAF_VALID_FOR);
    Ok(params)
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-25T12:00:00Z".parse().unwrap()
    }

    fn texts(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn authority_for(names: &[&str]) -> Authority {
        Authority::make(KeyPair::generate().unwrap(), &texts(names), now()).unwrap().0
    }

    fn refused(authority: &Authority, names: &[&str]) -> Option<Unfit> {
        authority.certify(&texts(names), now()).err()
    }

    #[test]
    fn trust_09_an_authority_is_for_this_machine_and_its_names_and_no_others() {
        let names = ["qualify.example", "a_b.test", "xn--szkoa-n7a.example", "10.1.2.3", "2001:db8::5"];
        let authority = authority_for(&names);
        assert_eq!(refused(&authority, &names), None, "those that it was made for");
        for name in ["localhost", "app.localhost", "127.0.0.1", "127.255.255.254", "::1", "x.qualify.example"]
        {
            assert_eq!(refused(&authority, &[name]), None, "{name}");
        }
        for name in [
            "example",
            "other.example",
            "notqualify.example",
            "qualify.example.com",
            "localhost.example",
            "10.1.2.4",
            "128.0.0.1",
            "2001:db8::6",
            "::2",
            "::ffff:10.1.2.3",
        ] {
            assert_eq!(refused(&authority, &[name]), Some(Unfit::NotFor(name.to_owned())));
            let all = [&names[..], &[name]].concat();
            assert_eq!(refused(&authority, &all), Some(Unfit::NotFor(name.to_owned())), "among others");
        }
        let own = authority_for(&["localhost", "127.0.0.1", "::1"]);
        assert_eq!(refused(&own, &["localhost", "127.0.0.1", "::1"]), None);
        assert_eq!(refused(&own, &["10.1.2.3"]), Some(Unfit::NotFor("10.1.2.3".to_owned())));
    }

    #[test]
    fn trust_09_an_authority_for_every_name_is_not_used() {
        let key = KeyPair::generate().unwrap();
        let mut params = subject_params(&key);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        set_validity(&mut params, now() - VALID_BEFORE, now() + CA_VALID_FOR);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        assert_eq!(refused(&Authority::of(key, certificate), &["localhost"]), Some(Unfit::Unlimited));
    }
}
