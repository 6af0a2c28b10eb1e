//! The body of an answer, as its parts come.

use hyper::body::Bytes;

/// What has come of a body. Nearly every one comes in one part, which is kept as it was read: a copy of it would be the largest piece
/// of memory that a call takes.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The first part, while there is no other.
    first: Bytes,
    /// All of them, once there are two.
    joined: Vec<u8>,
}

impl Gathered {
    /// How many bytes there are.
    pub(super) const fn len(&self) -> usize {
        self.first.len() + self.joined.len()
    }

    /// Adds a part. `announced` is how long the whole is said to be, in bytes; nobody has to keep to it.
    pub(super) fn push(&mut self, part: Bytes, announced: usize) {
        if self.len() == 0 {
            self.first = part;
            return;
        }
        if self.joined.is_empty() {
            self.joined.reserve(announced.max(self.first.len() + part.len()));
            self.joined.extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.joined.extend_from_slice(&part);
    }

    /// The whole.
    pub(super) fn into_bytes(self) -> Bytes {
        if self.joined.is_empty() { self.first } else { self.joined.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_kept_as_it_came_and_several_are_joined() {
        for (parts, whole) in [
            (&[][..], ""),
            (&["abc"], "abc"),
            (&["", "abc"], "abc"),
            (&["abc", ""], "abc"),
            (&["ab", "c", "", "de"], "abcde"),
        ] {
            for announced in [0, 3, 1 << 20] {
                let mut gathered = Gathered::default();
                for part in parts {
                    gathered.push(Bytes::from_static(part.as_bytes()), announced);
                }
                assert_eq!(gathered.len(), whole.len());
                assert_eq!(gathered.into_bytes(), whole, "{parts:?}");
            }
        }
        let part = Bytes::from(b"abc".to_vec());
        let place = part.as_ptr();
        let mut gathered = Gathered::default();
        gathered.push(part, 0);
        assert_eq!(gathered.into_bytes().as_ptr(), place, "it was copied");
    }
}
