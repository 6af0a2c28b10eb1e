//! What stands in a certificate, read out of its DER form (RFC 5280, 4.1): from when until when it is valid, and its key.

use std::time::Duration;

use qualify_vocabulary::Timestamp;
use rcgen::{CertificateParams, date_time_ymd};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_ID: u8 = 0x06;
/// The version, which the oldest certificates leave out.
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// 1.2.840.113549.1.1.1: a key for RSA (RFC 8017, A.1).
const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// The two ends of a certificate's validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// A key for RSA: two numbers, their highest byte first, without zeros before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RsaKey<'a> {
    pub(crate) modulus: &'a [u8],
    pub(crate) exponent: &'a [u8],
}

/// Reads the validity; nothing, if it is no certificate.
pub(crate) fn validity(certificate: &[u8]) -> Option<Validity> {
    let (validity, _) = element(behind_issuer(certificate)?, SEQUENCE)?;
    let (from, rest) = moment(validity)?;
    let (until, _) = moment(rest)?;
    Some(Validity { from, until })
}

/// Reads the key; nothing, if it is of another kind.
pub(crate) fn rsa_key(certificate: &[u8]) -> Option<RsaKey<'_>> {
    let (_validity, content) = element(behind_issuer(certificate)?, SEQUENCE)?;
    let (_subject, content) = element(content, SEQUENCE)?;
    let (key_info, _) = element(content, SEQUENCE)?;
    let (algorithm, content) = element(key_info, SEQUENCE)?;
    let (object_id, _) = element(algorithm, OBJECT_ID)?;
    let (bits, _) = element(content, BIT_STRING)?;
    // The first byte counts the bits that are not used: none.
    let key = bits.strip_prefix(&[0]).filter(|_| object_id == RSA)?;
    let (numbers, _) = element(key, SEQUENCE)?;
    let (modulus, rest) = element(numbers, INTEGER)?;
    let (exponent, _) = element(rest, INTEGER)?;
    Some(RsaKey { modulus: without_zeros(modulus), exponent: without_zeros(exponent) })
}

/// Sets the validity of one that is to be made. The library's own type of a moment is not ours to name.
pub(crate) fn set_validity(params: &mut CertificateParams, from: Timestamp, until: Timestamp) {
    let moment = |moment: Timestamp| date_time_ymd(1970, 1, 1) + since_1970(moment);
    (params.not_before, params.not_after) = (moment(from), moment(until));
}

/// The time since 1970, as the libraries count it.
pub(crate) fn since_1970(moment: Timestamp) -> Duration {
    Duration::from_secs(moment.as_second().max(0).unsigned_abs())
}

/// What follows the issuer: the validity, the subject, the key.
fn behind_issuer(certificate: &[u8]) -> Option<&[u8]> {
    let (certificate, _) = element(certificate, SEQUENCE)?;
    let (content, _) = element(certificate, SEQUENCE)?;
    let content = element(content, VERSION).map_or(content, |(_, rest)| rest);
    let (_serial_number, content) = element(content, INTEGER)?;
    let (_algorithm, content) = element(content, SEQUENCE)?;
    let (_issuer, content) = element(content, SEQUENCE)?;
    Some(content)
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// The content of the element at the beginning, if it has this tag, and what follows it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first != tag {
        return None;
    }
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// `YYMMDDhhmmssZ` of the years 1950 to 2049, or `YYYYMMDDhhmmssZ`.
fn moment(bytes: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (digits, rest) = if let Some((short, rest)) = element(bytes, UTC_TIME) {
        let short = std::str::from_utf8(short).ok()?;
        let century = if short.get(..2)? < "50" { "20" } else { "19" };
        (format!("{century}{short}"), rest)
    } else {
        let (long, rest) = element(bytes, GENERALIZED_TIME)?;
        (std::str::from_utf8(long).ok()?.to_owned(), rest)
    };
    let part = |range: std::ops::Range<usize>| digits.get(range);
    let text = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(8..10)?,
        part(10..12)?,
        part(12..14)?
    );
    (digits.get(14..) == Some("Z")).then_some(())?;
    Some((text.parse().ok()?, rest))
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
        assert_eq!((read.modulus, read.exponent), (expected.n.as_slice(), expected.e.as_slice()));
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
