//! A certificate authority of our own: made once, in the data folder, so that a client has to be told of it once.
//!
//! The server's certificate is new at each start, with the names of that start; its key is never written.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use qualify_vocabulary::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::{TlsError, provider, unusable, validity};
use crate::new_file;
use crate::private::{self, Sharing};

/// The file of our own authority's certificate in the data folder, which clients are to trust.
pub const CERT_FILE: &str = "ca.pem";
/// The authority's key.
const KEY_FILE: &str = "ca-key.pem";
/// The certificate is for everybody to read.
const CERT_MODE: u32 = 0o644;

/// Clocks differ; a certificate is valid a day before it was made.
const VALID_BEFORE: SignedDuration = SignedDuration::from_hours(24);
const CA_VALID_FOR: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);
/// Clients refuse a server's certificate that is valid for more than 398 days.
const LEAF_VALID_FOR: SignedDuration = SignedDuration::from_hours(396 * 24);

/// A certificate for these names, and the file of the authority that made it.
///
/// # Errors
/// The authority's files cannot be read, written or used.
pub(super) fn issue(
    data_dir: &Path,
    names: &[String],
    now: Timestamp,
) -> Result<(CertifiedKey, PathBuf), TlsError> {
    let place = Place { cert: data_dir.join(CERT_FILE), key: data_dir.join(KEY_FILE) };
    let ca_key = place.load_or_create(now)?;
    let ca = Issuer::new(ca_params(&ca_key), ca_key);
    let failed =
        |error: rcgen::Error| place.cert_error(format!("no certificate can be made with it: {error}"));
    let key = KeyPair::generate().map_err(failed)?;
    let leaf = leaf_params(names, now).and_then(|params| params.signed_by(&key, &ca)).map_err(failed)?;
    let key = PrivateKeyDer::try_from(key.serialize_der())
        .map_err(|error| place.cert_error(format!("the server's key cannot be used: {error}")))?;
    let certified = CertifiedKey::from_der(vec![leaf.der().clone()], key, &provider());
    Ok((certified.map_err(|error| unusable(&place.cert, &error))?, place.cert))
}

/// Where the authority is kept.
struct Place {
    cert: PathBuf,
    key: PathBuf,
}

impl Place {
    /// The authority's key; its certificate is in its file then.
    fn load_or_create(&self, now: Timestamp) -> Result<KeyPair, TlsError> {
        let key = match read(&self.key) {
            Ok(None) => return self.create(now),
            Ok(Some(pem)) => KeyPair::from_pem(&pem).map_err(|error| self.key_error(&error.to_string()))?,
            Err(error) => return Err(self.key_error(&error.to_string())),
        };
        private::check(&self.key, Sharing::Owner)?;
        match read(&self.cert).map_err(|error| self.cert_error(error.to_string()))? {
            // What a start that was killed in between left.
            None => self.write_cert(&key, now)?,
            Some(pem) if self.until(&pem, &key)?.duration_since(now) > LEAF_VALID_FOR => {}
            Some(_) => {
                tracing::warn!(file = %self.cert.display(), "the CA was near its end: a new one takes its place");
                return self.create(now);
            }
        }
        Ok(key)
    }

    /// Until when the certificate is valid; it has to be that of the key.
    fn until(&self, pem: &str, key: &KeyPair) -> Result<Timestamp, TlsError> {
        let unreadable = || self.cert_error("it is no certificate in PEM form".to_owned());
        let cert = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| unreadable())?;
        let validity = validity::of(&cert).ok_or_else(unreadable)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| self.key_error(error))?;
        CertifiedKey::from_der(vec![cert], key, &provider())
            .map_err(|_| self.cert_error(format!("it does not belong to {}", self.key.display())))?;
        Ok(validity.until)
    }

    fn create(&self, now: Timestamp) -> Result<KeyPair, TlsError> {
        let key = KeyPair::generate().map_err(|error| self.key_error(&error.to_string()))?;
        for file in [&self.cert, &self.key] {
            remove(file).map_err(|error| self.cert_error(error.to_string()))?;
        }
        // The key first: a certificate can be made for it later, but not the other way round.
        new_file::write(&self.key, key.serialize_pem().as_bytes(), new_file::OWNER_ONLY)
            .map_err(|error| self.key_error(&error.to_string()))?;
        self.write_cert(&key, now)?;
        Ok(key)
    }

    fn write_cert(&self, key: &KeyPair, now: Timestamp) -> Result<(), TlsError> {
        let mut params = ca_params(key);
        set_validity(&mut params, now - VALID_BEFORE, now + CA_VALID_FOR);
        let cert = params.self_signed(key).map_err(|error| self.cert_error(error.to_string()))?;
        new_file::write(&self.cert, cert.pem().as_bytes(), CERT_MODE)
            .map_err(|error| self.cert_error(error.to_string()))?;
        tracing::info!(file = %self.cert.display(), "a CA was made; clients have to trust it");
        Ok(())
    }

    fn cert_error(&self, problem: String) -> TlsError {
        unusable_ca(&self.cert, &problem)
    }

    fn key_error(&self, problem: &str) -> TlsError {
        unusable_ca(&self.key, problem)
    }
}

fn unusable_ca(file: &Path, problem: &str) -> TlsError {
    let problem = format!(
        "the CA cannot be used: {problem}; check the rights of the data folder, or remove {CERT_FILE} and {KEY_FILE} \
         to have a new one made, which clients then have to trust"
    );
    TlsError::LocalCa { file: file.to_owned(), problem }
}

/// What stays the same over the authority's life, and is derived from its key.
fn ca_params(key: &KeyPair) -> CertificateParams {
    let mut params = CertificateParams::default();
    let digest = Sha256::digest(key.public_key_raw());
    let fingerprint = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    params.distinguished_name = named(&format!("Qualify CA {fingerprint:08x}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
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

/// The library's own type of a moment is not ours to name.
fn set_validity(params: &mut CertificateParams, from: Timestamp, until: Timestamp) {
    let moment = |moment: Timestamp| {
        date_time_ymd(1970, 1, 1) + Duration::from_secs(moment.as_second().max(0).unsigned_abs())
    };
    (params.not_before, params.not_after) = (moment(from), moment(until));
}

fn read(file: &Path) -> io::Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-25T12:00:00Z".parse().unwrap()
    }

    fn issue_in(folder: &Path, now: Timestamp) -> Result<CertifiedKey, TlsError> {
        issue(folder, &["localhost".to_owned(), "127.0.0.1".to_owned()], now).map(|(key, _)| key)
    }

    fn files_of(folder: &Path) -> (String, String) {
        let read = |name| fs::read_to_string(folder.join(name)).unwrap();
        (read(CERT_FILE), read(KEY_FILE))
    }

    #[test]
    fn the_ca_is_made_once_and_its_key_is_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = issue_in(folder.path(), now()).unwrap();
        let files = files_of(folder.path());
        let second = issue_in(folder.path(), now()).unwrap();
        assert_eq!(files_of(folder.path()), files);
        assert_ne!(first.cert, second.cert, "the server's certificate is new at each start");
        let mode = fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let entries = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(entries, 2, "nothing else is written");
    }

    #[test]
    fn a_ca_near_its_end_is_replaced_and_a_certificate_never_outlives_it() {
        let folder = tempfile::tempdir().unwrap();
        issue_in(folder.path(), now()).unwrap();
        let first = files_of(folder.path());
        let before = now() + CA_VALID_FOR - LEAF_VALID_FOR - SignedDuration::from_secs(1);
        let leaf = issue_in(folder.path(), before).unwrap();
        assert_eq!(files_of(folder.path()), first);
        let ca = CertificateDer::from_pem_slice(first.0.as_bytes()).unwrap();
        assert!(validity::of(&leaf.cert[0]).unwrap().until <= validity::of(&ca).unwrap().until);
        issue_in(folder.path(), before + SignedDuration::from_secs(2)).unwrap();
        assert_ne!(files_of(folder.path()), first);
    }

    #[test]
    fn a_certificate_that_a_killed_start_did_not_write_is_made_for_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        issue_in(folder.path(), now()).unwrap();
        let first = files_of(folder.path());
        fs::remove_file(folder.path().join(CERT_FILE)).unwrap();
        issue_in(folder.path(), now()).unwrap();
        assert_eq!(files_of(folder.path()).1, first.1);
    }

    #[test]
    fn files_that_are_no_ca_are_named_with_the_way_out() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        issue_in(folder.path(), now()).unwrap();
        issue_in(other.path(), now()).unwrap();
        let own = files_of(folder.path());
        let (others, _) = files_of(other.path());
        for (name, text, file) in
            [(KEY_FILE, "x", KEY_FILE), (CERT_FILE, "x", CERT_FILE), (CERT_FILE, &others, CERT_FILE)]
        {
            fs::write(folder.path().join(name), text).unwrap();
            let error = issue_in(folder.path(), now()).unwrap_err().to_string();
            assert!(error.starts_with(&folder.path().join(file).display().to_string()), "{error}");
            assert!(error.contains("to have a new one made"), "{error}");
            fs::write(folder.path().join(CERT_FILE), &own.0).unwrap();
            fs::write(folder.path().join(KEY_FILE), &own.1).unwrap();
        }
    }
}
