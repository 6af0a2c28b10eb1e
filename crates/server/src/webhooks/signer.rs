//! The key that signs in Microsoft's form, and its certificate (contract 1.17, Q24).

use std::path::Path;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, date_time_ymd,
};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::private::{self, Sharing};

/// The years between which a certificate of our own is valid. They are fixed, as all of it is: it is made of its key alone,
/// and the same after every start.
const VALID_YEARS: (i32, i32) = (2024, 2049);

/// Signs, and shows with which certificate. `Debug` hides the key.
pub(crate) struct Signer {
    key: RsaKeyPair,
    certificate: Vec<u8>,
}

/// Why nothing can be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// No key could be made.
    #[error("no signing key for webhooks could be made")]
    Generation,
    /// A file, or what the store keeps, is no RSA key.
    #[error("{0}")]
    Key(String),
    /// A file is no certificate of the key.
    #[error("{0}")]
    Certificate(String),
}

impl Signer {
    /// Makes a key, as PKCS#8.
    ///
    /// # Errors
    /// [`SignerError::Generation`].
    pub(crate) fn generate() -> Result<Vec<u8>, SignerError> {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| SignerError::Generation)?;
        let der: Pkcs8V1Der<'static> = key.as_der().map_err(|_| SignerError::Generation)?;
        Ok(der.as_ref().to_vec())
    }

    /// Signs with a key of PKCS#8 and a certificate of our own.
    ///
    /// # Errors
    /// It is no such key.
    pub(crate) fn from_key(pkcs8: &[u8]) -> Result<Self, SignerError> {
        let unusable = |error: &dyn std::fmt::Display| {
            SignerError::Key(format!("the signing key of webhooks cannot be used: {error}"))
        };
        let key = RsaKeyPair::from_pkcs8(pkcs8).map_err(|error| unusable(&error))?;
        let der = PrivatePkcs8KeyDer::from(pkcs8);
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256)
            .map_err(|error| unusable(&error))?;
        let mut params = CertificateParams::default();
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, "Qualify webhooks");
        params.distinguished_name = name;
        params.not_before = date_time_ymd(VALID_YEARS.0, 1, 1);
        params.not_after = date_time_ymd(VALID_YEARS.1, 12, 31);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let certificate = params.self_signed(&pair).map_err(|error| unusable(&error))?;
        Ok(Self { key, certificate: certificate.der().to_vec() })
    }

    /// Signs with the key of a file, and shows the certificate of another one, or one of our own.
    ///
    /// # Errors
    /// A file cannot be used, or the two do not belong together.
    pub(crate) fn from_files(key_file: &Path, certificate_file: Option<&Path>) -> Result<Self, SignerError> {
        let of = |file: &Path, problem: &dyn std::fmt::Display| format!("{}: {problem}", file.display());
        let pem = std::fs::read(key_file).map_err(|error| SignerError::Key(of(key_file, &error)))?;
        let pkcs8 = PrivatePkcs8KeyDer::from_pem_slice(&pem).map_err(|_| {
            SignerError::Key(of(key_file, &"it holds no RSA key in the form -----BEGIN PRIVATE KEY-----"))
        })?;
        let signer = Self::from_key(pkcs8.secret_pkcs8_der())
            .map_err(|error| SignerError::Key(of(key_file, &error)))?;
        private::check(key_file, Sharing::Group).map_err(|error| SignerError::Key(error.to_string()))?;
        let Some(file) = certificate_file else { return Ok(signer) };
        let wrong = |problem: &str| SignerError::Certificate(of(file, &problem));
        let pem = std::fs::read(file).map_err(|error| SignerError::Certificate(of(file, &error)))?;
        let certificate =
            CertificateDer::from_pem_slice(&pem).map_err(|_| wrong("it holds no certificate in PEM form"))?;
        CertifiedKey::from_der(
            vec![certificate.clone()],
            PrivateKeyDer::from(pkcs8),
            &crate::tls::crypto::provider(),
        )
        .map_err(|_| wrong("it is not the certificate of the signing key"))?;
        Ok(Self { certificate: certificate.to_vec(), ..signer })
    }

    /// RSA PKCS#1 v1.5 over SHA-256 of exactly these bytes; nothing if the key fails, which it does not.
    pub(crate) fn sign(&self, body: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), body, &mut signature).ok()?;
        Some(signature)
    }

    /// The certificate, DER.
    pub(crate) fn certificate(&self) -> &[u8] {
        &self.certificate
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Signer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    fn set_mode(file: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_signature_is_good_for_its_body_alone_and_the_certificate_stays_the_same() {
        let pkcs8 = Signer::generate().unwrap();
        let signer = Signer::from_key(&pkcs8).unwrap();
        let signature = signer.sign(b"body").unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signer.key.public_key().as_ref());
        assert!(public.verify(b"body", &signature).is_ok() && public.verify(b"other", &signature).is_err());
        let again = Signer::from_key(&pkcs8).unwrap();
        assert_eq!(signer.certificate(), again.certificate());
    }

    #[test]
    fn files_are_read_and_have_to_belong_together() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            set_mode(&file, 0o600);
            file
        };
        let [first, second] = [(); 2].map(|()| {
            let der = Signer::generate().unwrap();
            let der = PrivatePkcs8KeyDer::from(der);
            KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256).unwrap()
        });
        let key = write("key.pem", &first.serialize_pem());
        let certificate = CertificateParams::default().self_signed(&first).unwrap();
        let good = write("good.pem", &certificate.pem());
        let other = write("other.pem", &CertificateParams::default().self_signed(&second).unwrap().pem());
        let signer = Signer::from_files(&key, Some(&good)).unwrap();
        assert_eq!(signer.certificate(), &certificate.der()[..]);
        assert!(matches!(Signer::from_files(&key, Some(&other)), Err(SignerError::Certificate(_))));
        assert!(matches!(Signer::from_files(&key, Some(&key)), Err(SignerError::Certificate(_))));
        assert!(matches!(Signer::from_files(&good, None), Err(SignerError::Key(_))));
        set_mode(&key, 0o640);
        Signer::from_files(&key, None).unwrap();
        set_mode(&key, 0o644);
        let error = Signer::from_files(&key, None).unwrap_err().to_string();
        assert!(error.contains("`chmod 640 ") && error.contains("key.pem"), "{error}");
        let elliptic = write("ec.pem", &KeyPair::generate().unwrap().serialize_pem());
        let error = Signer::from_files(&elliptic, None).unwrap_err().to_string();
        assert!(error.contains("ec.pem"), "{error}");
    }
}
