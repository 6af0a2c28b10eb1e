//! From when until when a certificate is valid, read out of its DER form (RFC 5280, 4.1).

use qualify_vocabulary::Timestamp;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
/// The version, which the oldest certificates leave out.
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The two ends of a certificate's validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

/// Reads the validity; nothing, if it is no certificate.
pub(super) fn of(certificate: &[u8]) -> Option<Validity> {
    let (certificate, _) = element(certificate, SEQUENCE)?;
    let (content, _) = element(certificate, SEQUENCE)?;
    let content = element(content, VERSION).map_or(content, |(_, rest)| rest);
    let (_serial_number, content) = element(content, INTEGER)?;
    let (_algorithm, content) = element(content, SEQUENCE)?;
    let (_issuer, content) = element(content, SEQUENCE)?;
    let (validity, _) = element(content, SEQUENCE)?;
    let (from, rest) = moment(validity)?;
    let (until, _) = moment(rest)?;
    Some(Validity { from, until })
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
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

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
            let validity = of(certificate.der()).unwrap();
            assert_eq!((validity.from, validity.until), (from.parse().unwrap(), until.parse().unwrap()));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(0u8..=255, 0..200), cut in 0usize..300) {
            let _ = of(&bytes);
            let certificate = CertificateParams::new(vec!["a".to_owned()]).unwrap();
            let certificate = certificate.self_signed(&KeyPair::generate().unwrap()).unwrap();
            let mut bytes = certificate.der().to_vec();
            bytes.truncate(cut);
            let _ = of(&bytes);
        }
    }
}
