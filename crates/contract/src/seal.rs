//! The one seal of everything that is signed or derived by a secret of 32 bytes: HMAC-SHA256.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of a key, and of a seal.
pub const SEAL_BYTES: usize = 32;

/// The seal of these parts, one behind the other.
///
/// It does not cover where a part ends. Where two lists of parts could be the same bytes, put lengths between them.
///
/// ```
/// use qualify_contract::seal::seal;
/// assert_eq!(seal(&[7; 32], &[b"a", b"bc"]), seal(&[7; 32], &[b"abc"]));
/// ```
pub fn seal(key: &[u8; SEAL_BYTES], parts: &[&[u8]]) -> [u8; SEAL_BYTES] {
    begun(key, parts).finalize().into_bytes().into()
}

/// Whether a seal is that of these parts, in a time that tells nothing of where it differs.
pub fn is_seal(key: &[u8; SEAL_BYTES], parts: &[&[u8]], sent: &[u8]) -> bool {
    begun(key, parts).verify_slice(sent).is_ok()
}

fn begun(key: &[u8; SEAL_BYTES], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, 4.3, whose key is the text `Jefe`; keys are filled up with zeros.
    #[test]
    fn the_seal_is_hmac_sha256() {
        let mut key = [0; SEAL_BYTES];
        key[..4].copy_from_slice(b"Jefe");
        let sealed = seal(&key, &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(sealed[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
    }

    #[test]
    fn a_seal_is_good_for_its_key_and_parts_only() {
        let sealed = seal(&[7; SEAL_BYTES], &[b"a"]);
        assert!(is_seal(&[7; SEAL_BYTES], &[b"a"], &sealed));
        assert!(!is_seal(&[8; SEAL_BYTES], &[b"a"], &sealed));
        assert!(!is_seal(&[7; SEAL_BYTES], &[b"b"], &sealed));
        assert!(!is_seal(&[7; SEAL_BYTES], &[b"a"], &sealed[1..]));
        assert!(!is_seal(&[7; SEAL_BYTES], &[b"a"], &[]));
    }
}
