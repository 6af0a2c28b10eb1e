//! Bytes as hexadecimal digits, two for each: the one spelling of hashes and of ids made of them.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The digits of bytes, in lower case.
///
/// ```
/// assert_eq!(qualify_vocabulary::to_hexadecimal(&[0x0f, 0xa0]), "0fa0");
/// ```
pub fn to_hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// The bytes behind digits of either case; nothing, unless it is two for each of exactly so many bytes.
pub fn from_hexadecimal<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != BYTES || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; BYTES];
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_so_many_pairs_of_digits_are_read() {
        assert_eq!(from_hexadecimal("0aFf"), Some([0x0a, 0xff]));
        for text in ["", "0a", "0aff0", "0aff00", "0a f", "+a-f", "0ag0", "0ä0"] {
            assert_eq!(from_hexadecimal::<2>(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_read_back(bytes: [u8; 16]) {
            prop_assert_eq!(from_hexadecimal(&to_hexadecimal(&bytes)), Some(bytes));
        }
    }
}
