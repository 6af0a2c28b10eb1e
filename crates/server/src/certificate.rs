//! What stands in a certificate, read out of its DER form: from when until when it is valid, and its key.

use std::time::Duration;

use qualify_vocabulary::Timestamp;
use rcgen::{CertificateParams, date_time_ymd};
use x509_parser::certificate::{TbsCertificate, X509CertificateParser};
use x509_parser::nom::Parser as _;
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;

/// The two ends of a certificate's validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// From then on it is good.
    pub from: Timestamp,
    /// Until then.
    pub until: Timestamp,
}

/// A key for RSA: two numbers, their highest byte first, without zeros before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RsaKey {
    /// The modulus.
    pub modulus: Vec<u8>,
    /// The exponent.
    pub exponent: Vec<u8>,
}

/// Reads the validity; nothing, if it is no certificate.
pub fn validity(certificate: &[u8]) -> Option<Validity> {
    let content = content(certificate)?;
    Some(Validity { from: moment(content.validity.not_before)?, until: moment(content.validity.not_after)? })
}

/// Reads the key; nothing, if it is of another kind.
pub fn rsa_key(certificate: &[u8]) -> Option<RsaKey> {
    let content = content(certificate)?;
    let PublicKey::RSA(key) = content.subject_pki.parsed().ok()? else { return None };
    Some(RsaKey { modulus: without_zeros(key.modulus), exponent: without_zeros(key.exponent) })
}

/// Sets the validity of one that is to be made. The library's own type of a moment is not ours to name.
pub fn set_validity(params: &mut CertificateParams, from: Timestamp, until: Timestamp) {
    let moment = |moment: Timestamp| date_time_ymd(1970, 1, 1) + since_1970(moment);
    (params.not_before, params.not_after) = (moment(from), moment(until));
}

/// The time since 1970, as the libraries count it.
pub(crate) fn since_1970(moment: Timestamp) -> Duration {
    Duration::from_secs(moment.as_second().max(0).unsigned_abs())
}

/// What is signed in a certificate. What its extensions hold is nobody's affair here, and may be anything.
fn content(certificate: &[u8]) -> Option<TbsCertificate<'_>> {
    let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
    let (_rest, certificate) = parser.parse(certificate).ok()?;
    Some(certificate.tbs_certificate)
}

fn moment(moment: ASN1Time) -> Option<Timestamp> {
    Timestamp::from_second(moment.timestamp()).ok()
}

fn without_zeros(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|byte| *byte == 0).collect()
}

#[cfg(test)]
mod tests {
    use rcgen::KeyPair;

    use super::*;

    #[test]
    fn both_forms_of_a_moment_are_read() {
        let key = KeyPair::generate().unwrap();
        for (years, from, until) in [
            ((1999, 2049), "1999-03-04T00:00:00Z", "2049-05-06T00:00:00Z"),
            ((2050, 2101), "2050-03-04T00:00:00Z", "2101-05-06T00:00:00Z"),
        ] {
            let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
            params.not_before = date_time_ymd(years.0, 3, 4);
            params.not_after = date_time_ymd(years.1, 5, 6);
            let certificate = params.self_signed(&key).unwrap();
            let validity = validity(certificate.der()).unwrap();
            assert_eq!((validity.from, validity.until), (from.parse().unwrap(), until.parse().unwrap()));
        }
    }

    #[test]
    fn edge_09_the_key_of_a_certificate_is_read_if_it_is_for_rsa() {
        use aws_lc_rs::signature::{KeyPair as _, RsaPublicKeyComponents};

        let key = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&key).unwrap();
        let pair = aws_lc_rs::rsa::KeyPair::from_pkcs8(key.serialized_der()).unwrap();
        let expected = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let read = rsa_key(certificate.der()).unwrap();
        assert_eq!((read.modulus, read.exponent), (expected.n, expected.e));
        let elliptic = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let elliptic = elliptic.self_signed(&KeyPair::generate().unwrap()).unwrap();
        assert_eq!(rsa_key(elliptic.der()), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(0u8..=255, 0..200), cut in 0usize..300) {
            let _ = (validity(&bytes), rsa_key(&bytes));
            let certificate = CertificateParams::new(vec!["a".to_owned()]).unwrap();
            let certificate = certificate.self_signed(&KeyPair::generate().unwrap()).unwrap();
            let mut bytes = certificate.der().to_vec();
            bytes.truncate(cut);
            let _ = (validity(&bytes), rsa_key(&bytes));
        }
    }
}
