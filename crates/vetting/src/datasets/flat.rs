//! What a source came to as one file, with the hashes of its names, so that nothing is read or folded again.
//!
//! The bytes are a cache: whoever keeps them adds a checksum and what they were made of.

use serde::{Deserialize, Serialize};

use super::domain_set::DomainSet;
use super::listings::Listings;
use super::others::OtherBodies;
use super::registry::Registry;
use super::source::{Content, Parsed, Quarantined};

/// The first bytes; another layout has others. The layout is that of the types below, in their order.
const MAGIC: &[u8; 8] = b"QFLAT\0\0\x06";

/// What is kept: `Lists` are references on the way out, and values on the way in.
#[derive(Debug, Serialize, Deserialize)]
enum Kept<Listings, Set, Others, Registry> {
    /// The institutions, the stop list, the list of the abused.
    Swot(Listings, Set, Set),
    /// The institutions.
    Listings(Listings),
    /// The institutions, other bodies, hosts known by e-mail alone.
    Register(Listings, Others, Set),
    /// The rows of .gov.
    Registry(Registry),
    /// Hosts of public mailboxes.
    PublicMailboxes(Set),
    /// Hosts of disposable mailboxes.
    DisposableMailboxes(Set),
}

/// Writes what a source came to; none for the operator's own findings, which are read in no time.
pub fn encode(parsed: &Parsed) -> Option<Vec<u8>> {
    let kept = match &parsed.content {
        Content::Swot { listings, stop_list, abuse_list } => Kept::Swot(listings, stop_list, abuse_list),
        Content::Listings(listings) => Kept::Listings(listings),
        Content::Register { listings, others, by_mail } => Kept::Register(listings, others, by_mail),
        Content::Registry(registry) => Kept::Registry(registry),
        Content::PublicMailboxes(hosts) => Kept::PublicMailboxes(hosts),
        Content::DisposableMailboxes(hosts) => Kept::DisposableMailboxes(hosts),
        Content::Organisations { .. } => return None,
    };
    postcard::to_extend(&(kept, &parsed.quarantined), MAGIC.to_vec()).ok()
}

/// Reads it; none if the bytes are no such file, or do not end with it.
pub fn decode(bytes: &[u8]) -> Option<Parsed> {
    type Read = (Kept<Listings, DomainSet, OtherBodies, Registry>, Vec<Quarantined>);
    let ((kept, quarantined), rest) = postcard::take_from_bytes::<Read>(bytes.strip_prefix(MAGIC)?).ok()?;
    let content = match kept {
        Kept::Swot(listings, stop_list, abuse_list) => {
            Content::Swot { listings: listings.shrunken(), stop_list, abuse_list }
        }
        Kept::Listings(listings) => Content::Listings(listings.shrunken()),
        Kept::Register(listings, others, by_mail) => {
            Content::Register { listings: listings.shrunken(), others, by_mail }
        }
        Kept::Registry(registry) => Content::Registry(registry),
        Kept::PublicMailboxes(hosts) => Content::PublicMailboxes(hosts),
        Kept::DisposableMailboxes(hosts) => Content::DisposableMailboxes(hosts),
    };
    rest.is_empty().then_some(Parsed { content, quarantined })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::super::mailboxes::{self, MailboxKind};
    use super::super::swot::SwotTree;
    use super::super::{Basis, cisa};
    use super::*;

    fn tree() -> Parsed {
        let basis = Basis::embedded();
        let mut tree = SwotTree::new(&basis);
        tree.add("edu/stanford.txt", b"Stanford University\nLeland Stanford Junior University\n");
        tree.add("pl/edu/zielona.txt", "Szkoła Zielona\n".as_bytes());
        tree.add("stoplist.txt", b"alumni.stanford.edu\n");
        tree.add("abused.txt", b"psu.edu\n");
        tree.add("gy/edu.txt", b"University of Guyana\n");
        tree.finish().unwrap()
    }

    #[test]
    fn a_tree_reads_back_whole() {
        let tree = tree();
        let again = decode(&encode(&tree).unwrap()).unwrap();
        assert_eq!(again.quarantined, tree.quarantined);
        let (Content::Swot { listings, stop_list, abuse_list }, Content::Swot { listings: before, .. }) =
            (&again.content, &tree.content)
        else {
            panic!("trees")
        };
        for host in ["stanford.edu", "zielona.edu.pl"] {
            assert_eq!(listings.get(host), before.get(host));
        }
        assert_eq!(listings.len(), before.len());
        assert!(stop_list.contains("alumni.stanford.edu") && abuse_list.contains("psu.edu"));
    }

    #[test]
    fn a_registry_and_mailboxes_read_back_whole() {
        let basis = Basis::embedded();
        let rows = b"Domain name,Domain type,Organization name,Suborganization name\n\
            29palms.gov,City,City of Twentynine Palms,\ndot.gov,State,Texas,\nschools.gov,School district,Schools,North\n";
        let parsed = cisa::parse(rows, None, &basis).unwrap();
        let again = decode(&encode(&parsed).unwrap()).unwrap();
        let (Content::Registry(again), Content::Registry(before)) = (&again.content, &parsed.content) else {
            panic!("registries")
        };
        assert_eq!(again.len(), 3);
        for host in before.hosts() {
            assert_eq!(again.get(host), before.get(host), "{host}");
        }
        for kind in [MailboxKind::Public, MailboxKind::Disposable] {
            let parsed = mailboxes::parse_lines(b"mailinator.com\ngmail.com\n", kind, &basis).unwrap();
            let again = decode(&encode(&parsed).unwrap()).unwrap();
            let (Content::PublicMailboxes(hosts) | Content::DisposableMailboxes(hosts)) = &again.content
            else {
                panic!("mailboxes")
            };
            assert_eq!(std::mem::discriminant(&again.content), std::mem::discriminant(&parsed.content));
            assert!(hosts.len() == 2 && hosts.contains("gmail.com"));
        }
    }

    // The layout follows the types, so that a member more changes it: whoever changes it raises the magic.
    #[test]
    fn another_layout_has_another_magic() {
        let basis = Basis::embedded();
        let mut tree = SwotTree::new(&basis);
        tree.add("edu/mit.txt", b"MIT\n");
        tree.add("stoplist.txt", b"a.edu\n");
        tree.add("gy/edu.txt", b"Guyana\n");
        let bytes = encode(&tree.finish().unwrap()).unwrap();
        let (magic, rest) = bytes.split_at(MAGIC.len());
        assert_eq!(magic, b"QFLAT\0\0\x06");
        let layout: [&[u8]; 4] = [
            b"\0\x01\x07mit.edu\0\x01\x01\x03MIT\0\0\xcf\xd3\xb1\xbd\xaa\xd4\x9d\xb8\xda\x01\0\xcc\xa0\xa5\xbe\xee\xbf\xdc\xac\xbb\x01\0\0\0\0",
            b"\x01\x05a.edu",
            b"\0",
            b"\x01\ngy/edu.txt\0",
        ];
        assert_eq!(rest.escape_ascii().to_string(), layout.concat().escape_ascii().to_string());
    }

    #[test]
    fn a_file_that_ends_early_or_goes_on_is_none() {
        let bytes = encode(&tree()).unwrap();
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_none(), "{length} of {} bytes", bytes.len());
        }
        assert!(decode(&[bytes.as_slice(), &[0]].concat()).is_none());
    }

    static ENCODED: LazyLock<Vec<u8>> = LazyLock::new(|| encode(&tree()).unwrap());

    proptest! {
        #[test]
        fn any_bytes_end(mut noise in prop::collection::vec(any::<u8>(), 0..200), place in any::<prop::sample::Index>()) {
            let _ = decode(&noise);
            let mut bytes = ENCODED.clone();
            let start = place.index(bytes.len());
            noise.truncate(bytes.len() - start);
            bytes[start..start + noise.len()].copy_from_slice(&noise);
            let _ = decode(&bytes);
        }
    }
}
