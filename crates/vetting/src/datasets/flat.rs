//! A tree of files as one file: what [`super::swot`] came to, with the hashes of its names, so that nothing is read or
//! folded again.
//!
//! Numbers are little-endian. The bytes are a cache: whoever keeps them adds a checksum and what they were made of.

use qualify_vocabulary::EducationSegment;

use super::listings::{DomainSet, Listing, Listings};
use super::source::{Content, Parsed, QuarantineCause, Quarantined};
use crate::Country;
use crate::name::NameHash;

/// The first bytes; another layout has others.
const MAGIC: &[u8; 8] = b"QFLAT\0\0\x01";

/// The causes that a tree can have, by their number in the file.
const CAUSES: [QuarantineCause; 9] = [
    QuarantineCause::PublicSuffix,
    QuarantineCause::GovernmentOrMilitary,
    QuarantineCause::PublicMailbox,
    QuarantineCause::HostingProvider,
    QuarantineCause::ListFile,
    QuarantineCause::NoEntryFile,
    QuarantineCause::NoHost,
    QuarantineCause::NoName,
    QuarantineCause::Unreadable,
];

/// Writes a tree; none for another kind of content.
pub fn encode(parsed: &Parsed) -> Option<Vec<u8>> {
    let Content::Swot { listings, stop_list, abuse_list } = &parsed.content else { return None };
    let mut writer = Writer(Vec::with_capacity(listings.len() * 64));
    writer.0.extend_from_slice(MAGIC);
    let rows: Vec<(&str, &Listing)> = listings
        .iter()
        .flat_map(|(host, listings)| listings.iter().map(move |listing| (host, listing)))
        .collect();
    writer.number(rows.len());
    for (host, listing) in rows {
        writer.text(host);
        writer.text(listing.names_text());
        writer.number(listing.hashes().len());
        listing.hashes().iter().for_each(|hash| writer.0.extend_from_slice(&hash.as_u64().to_le_bytes()));
        writer.text(listing.country.map_or(String::new(), |country| country.to_string()).as_str());
        writer.text(listing.segment.map_or("", EducationSegment::name));
    }
    for list in [stop_list, abuse_list] {
        writer.number(list.len());
        list.iter().for_each(|host| writer.text(host));
    }
    writer.number(parsed.quarantined.len());
    for quarantined in &parsed.quarantined {
        writer.text(&quarantined.entry);
        writer.number(CAUSES.iter().position(|cause| *cause == quarantined.cause).unwrap_or(0));
    }
    Some(writer.0)
}

/// Reads a tree; none if the bytes are no such file.
pub fn decode(bytes: &[u8]) -> Option<Parsed> {
    let mut reader = Reader(bytes.strip_prefix(MAGIC)?);
    let rows = reader.number()?;
    let mut listings = Listings::with_capacity(rows.min(bytes.len() / 16));
    for _ in 0..rows {
        let (host, names) = (reader.text()?, reader.text()?);
        let hashes = (0..reader.number()?).map(|_| reader.hash()).collect::<Option<Vec<NameHash>>>()?;
        let country = match reader.text()? {
            "" => None,
            text => Some(Country::parse(text)?),
        };
        let segment = match reader.text()? {
            "" => None,
            text => Some(EducationSegment::parse(text).ok()?),
        };
        listings.insert(host, Listing::new(names, hashes, country, segment));
    }
    let (stop_list, abuse_list) = (reader.list()?, reader.list()?);
    let mut quarantined = Vec::new();
    for _ in 0..reader.number()? {
        let entry = reader.text()?.to_owned();
        quarantined.push(Quarantined { entry, cause: *CAUSES.get(reader.number()?)? });
    }
    let content = Content::Swot { listings, stop_list, abuse_list };
    reader.0.is_empty().then_some(Parsed { content, quarantined })
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: usize) {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }
}

struct Reader<'bytes>(&'bytes [u8]);

impl<'bytes> Reader<'bytes> {
    fn take<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        let (taken, rest) = self.0.split_first_chunk::<LENGTH>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.take()?)).ok()
    }

    fn hash(&mut self) -> Option<NameHash> {
        Some(NameHash::from_u64(u64::from_le_bytes(self.take()?)))
    }

    fn text(&mut self) -> Option<&'bytes str> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn list(&mut self) -> Option<DomainSet> {
        let mut list = DomainSet::default();
        for _ in 0..self.number()? {
            list.insert(self.text()?);
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::super::Basis;
    use super::super::swot::SwotTree;
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
