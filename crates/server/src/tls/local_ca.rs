//! The files of a certificate authority of our own: made once, in the data folder, so that a client has to be told of it
//! once. One that is of no more use is kept beside, and another one takes its place.
//!
//! The server's certificate is new at each start, with the names of that start; its key is never written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use qualify_vocabulary::Timestamp;
use rcgen::KeyPair;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::authority::{Authority, Unfit};
use super::crypto::provider;
use super::error::TlsError;
use crate::certificate;
use crate::new_file;
use crate::private::{self, Sharing};

/// The file of our own authority's certificate in the data folder, which clients are to trust.
pub const CERT_FILE: &str = "ca.pem";
/// The authority's key.
const KEY_FILE: &str = "ca-key.pem";
/// The certificate is for everybody to read.
const CERT_MODE: u32 = 0o644;

/// A server's certificate of our own authority.
pub(super) struct Issued {
    pub(super) key: CertifiedKey,
    /// What clients have to trust.
    pub(super) ca_file: PathBuf,
    pub(super) replaced: Option<ReplacedCa>,
}

/// A certificate authority of our own that another one took the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplacedCa {
    reason: String,
    kept: PathBuf,
}

impl ReplacedCa {
    /// The file in which its certificate is kept.
    pub fn kept(&self) -> &Path {
        &self.kept
    }
}

impl fmt::Display for ReplacedCa {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "The CA {}, and a new one took its place; it is kept with its key as {}, to be removed once no client trusts it",
            self.reason,
            self.kept.display()
        )
    }
}

/// A certificate for these names by the authority in the data folder. If there is none, or it is of no more use, a new one
/// is made.
///
/// # Errors
/// The authority's files cannot be read, written or used.
pub(super) fn issue(data_dir: &Path, names: &[String], now: Timestamp) -> Result<Issued, TlsError> {
    let place = Place { folder: data_dir, cert: data_dir.join(CERT_FILE), key: data_dir.join(KEY_FILE) };
    let old = match place.load(names, now)? {
        None => None,
        Some(authority) => match authority.certify(names, now) {
            Ok(key) => return Ok(Issued { key, ca_file: place.cert, replaced: None }),
            Err(Unfit::Broken(problem)) => return Err(place.cert_error(&problem)),
            Err(reason) => Some((authority, reason)),
        },
    };
    let (authority, pem) = place.make(names, now)?;
    // Before anything is changed: a name that no certificate can be made for is no reason to lose one.
    let key = authority.certify(names, now).map_err(|unfit| place.cert_error(&format!("it {unfit}")))?;
    let replaced = old.map(|(authority, reason)| place.keep(&authority, &reason)).transpose()?;
    place.put(&authority, &pem)?;
    Ok(Issued { key, ca_file: place.cert, replaced })
}

/// Where the authority is kept.
struct Place<'a> {
    folder: &'a Path,
    cert: PathBuf,
    key: PathBuf,
}

impl Place<'_> {
    /// The authority, if there is a key.
    fn load(&self, names: &[String], now: Timestamp) -> Result<Option<Authority>, TlsError> {
        let Some(pem) = read(&self.key).map_err(|error| self.key_error(&error))? else { return Ok(None) };
        let key = KeyPair::from_pem(&pem).map_err(|error| self.key_error(&error))?;
        private::check(&self.key, Sharing::Owner)?;
        if let Some(pem) = read(&self.cert).map_err(|error| self.cert_error(&error))? {
            let certificate = self.certificate(&pem, &key)?;
            return Ok(Some(Authority::of(key, certificate)));
        }
        // What a start that was killed in between left.
        let (authority, pem) = Authority::make(key, names, now).map_err(|error| self.cert_error(&error))?;
        self.write_cert(&pem)?;
        Ok(Some(authority))
    }

    /// The certificate in a text; it has to be that of the key.
    fn certificate(&self, pem: &str, key: &KeyPair) -> Result<CertificateDer<'static>, TlsError> {
        let unreadable = || self.cert_error(&"it is no certificate in PEM form");
        let cert = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| unreadable())?;
        certificate::validity(&cert).ok_or_else(unreadable)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| self.key_error(&error))?;
        CertifiedKey::from_der(vec![cert.clone()], key, &provider())
            .map_err(|_| self.cert_error(&format!("it does not belong to {}", self.key.display())))?;
        Ok(cert)
    }

    fn make(&self, names: &[String], now: Timestamp) -> Result<(Authority, String), TlsError> {
        KeyPair::generate()
            .and_then(|key| Authority::make(key, names, now))
            .map_err(|error| self.cert_error(&error))
    }

    /// Copies an authority's files, so that a start that is killed in between finds them still in their place.
    fn keep(&self, authority: &Authority, reason: &Unfit) -> Result<ReplacedCa, TlsError> {
        let beside =
            |file: &str| self.folder.join(file.replace(".pem", &format!("-{}.pem", authority.fingerprint())));
        let (kept, kept_key) = (beside(CERT_FILE), beside(KEY_FILE));
        copy(&self.key, &kept_key, new_file::OWNER_ONLY).map_err(|error| self.key_error(&error))?;
        copy(&self.cert, &kept, CERT_MODE).map_err(|error| self.cert_error(&error))?;
        let kept = std::path::absolute(&kept).unwrap_or(kept);
        let replaced = ReplacedCa { reason: reason.to_string(), kept };
        tracing::warn!(file = %self.cert.display(), "{replaced}");
        Ok(replaced)
    }

    fn put(&self, authority: &Authority, pem: &str) -> Result<(), TlsError> {
        for file in [&self.cert, &self.key] {
            remove(file).map_err(|error| self.cert_error(&error))?;
        }
        // The key first: a certificate can be made for it later, but not the other way round.
        let key = authority.key().serialize_pem();
        new_file::write(&self.key, key.as_bytes(), new_file::OWNER_ONLY)
            .map_err(|error| self.key_error(&error))?;
        self.write_cert(pem)
    }

    fn write_cert(&self, pem: &str) -> Result<(), TlsError> {
        new_file::write(&self.cert, pem.as_bytes(), CERT_MODE).map_err(|error| self.cert_error(&error))?;
        tracing::info!(file = %self.cert.display(), "a CA was made; clients have to trust it");
        Ok(())
    }

    fn cert_error(&self, problem: &dyn fmt::Display) -> TlsError {
        unusable_ca(&self.cert, problem)
    }

    fn key_error(&self, problem: &dyn fmt::Display) -> TlsError {
        unusable_ca(&self.key, problem)
    }
}

fn unusable_ca(file: &Path, problem: &dyn fmt::Display) -> TlsError {
    let problem = format!(
        "the CA cannot be used: {problem}; check the rights of the data folder, or remove {CERT_FILE} and {KEY_FILE} \
         to have a new one made, which clients then have to trust"
    );
    TlsError::LocalCa { file: file.to_owned(), problem }
}

/// A copy that is there already is one of the same files: it has their fingerprint.
fn copy(file: &Path, to: &Path, mode: u32) -> io::Result<()> {
    match new_file::write(to, &std::fs::read(file)?, mode) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        written => written,
    }
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

    use qualify_vocabulary::SignedDuration;

    use super::super::authority::{CA_VALID_FOR, LEAF_VALID_FOR};
    use super::*;

    fn now() -> Timestamp {
        "2026-11-25T12:00:00Z".parse().unwrap()
    }

    fn issue_for(folder: &Path, names: &[&str], now: Timestamp) -> Result<Issued, TlsError> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        issue(folder, &names, now)
    }

    fn issue_in(folder: &Path, now: Timestamp) -> Result<CertifiedKey, TlsError> {
        issue_for(folder, &["localhost", "127.0.0.1"], now).map(|issued| issued.key)
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
        assert!(
            certificate::validity(&leaf.cert[0]).unwrap().until <= certificate::validity(&ca).unwrap().until
        );
        let issued = issue_for(folder.path(), &["localhost"], before + SignedDuration::from_secs(2)).unwrap();
        assert_ne!(files_of(folder.path()), first);
        assert!(issued.replaced.unwrap().to_string().contains("near its end"));
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

    #[test]
    fn trust_09_a_new_name_makes_a_new_ca_and_the_old_one_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(issue_for(folder.path(), &["localhost"], now()).unwrap().replaced, None);
        let old = files_of(folder.path());
        let replaced = issue_for(folder.path(), &["localhost", "a.test"], now()).unwrap().replaced.unwrap();
        let new = files_of(folder.path());
        assert!(new.0 != old.0 && new.1 != old.1);
        let kept_key = replaced.kept().display().to_string().replace("/ca-", "/ca-key-");
        assert_eq!(fs::read_to_string(replaced.kept()).unwrap(), old.0);
        assert_eq!(fs::read_to_string(&kept_key).unwrap(), old.1);
        assert_eq!(fs::metadata(&kept_key).unwrap().permissions().mode() & 0o777, 0o600);
        let text = replaced.to_string();
        assert!(text.contains("was not for a.test") && text.contains("/ca-"), "{text}");
        for names in [&["localhost", "a.test"][..], &["localhost"], &["a.test", "127.0.0.9"]] {
            assert_eq!(issue_for(folder.path(), names, now()).unwrap().replaced, None, "{names:?}");
        }
        assert_eq!(files_of(folder.path()), new, "fewer names are no reason");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    #[test]
    fn trust_09_a_start_that_was_killed_while_it_kept_the_old_one_is_made_up_for() {
        let folder = tempfile::tempdir().unwrap();
        issue_in(folder.path(), now()).unwrap();
        let old = files_of(folder.path());
        // It came as far as copying: the old files are in their place still.
        let replaced = issue_for(folder.path(), &["a.test"], now()).unwrap().replaced.unwrap();
        fs::write(folder.path().join(CERT_FILE), &old.0).unwrap();
        fs::write(folder.path().join(KEY_FILE), &old.1).unwrap();
        let again = issue_for(folder.path(), &["a.test"], now()).unwrap().replaced.unwrap();
        assert_eq!(again, replaced);
        assert_eq!(fs::read_to_string(again.kept()).unwrap(), old.0);
        assert_ne!(files_of(folder.path()), old);
    }

    #[test]
    fn trust_09_a_key_that_others_may_use_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        issue_in(folder.path(), now()).unwrap();
        fs::set_permissions(folder.path().join(KEY_FILE), fs::Permissions::from_mode(0o640)).unwrap();
        let error = issue_in(folder.path(), now()).unwrap_err();
        assert!(matches!(&error, TlsError::OpenToOthers(_)), "{error}");
        assert!(error.to_string().contains("`chmod 600 "), "{error}");
    }
}
