//! The data that stores are filled with: deterministic, so that every run measures the same.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use qualify_vocabulary::{CustomerId, PartnerId};

/// Northlight of the sandbox's seed, whose administrator's token the bench uses.
pub(crate) fn partner() -> PartnerId {
    PartnerId::parse("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4").expect("it is a GUID")
}

/// The moment at which everything happened; its value changes nothing that is measured.
pub(crate) const MOMENT_MICROS: i64 = 1_790_000_000_000_000;

/// A GUID and the end of its line.
const ID_LINE_BYTES: usize = 37;

/// The store's file in a data folder.
pub(crate) fn database(data_dir: &Path) -> PathBuf {
    data_dir.join("qualify.db")
}

/// Sixteen bytes that look random: real ids are, and it matters for where rows land in a B-tree.
pub(crate) const fn scattered(number: u64, purpose: u64) -> [u8; 16] {
    let high = mixed(number.wrapping_add(purpose << 56));
    let low = mixed(high ^ number);
    (((high as u128) << 64) | low as u128).to_be_bytes()
}

/// The finaliser of SplitMix64: a bijection, so that two numbers never give one id.
const fn mixed(number: u64) -> u64 {
    let bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Reads a part of an id list.
pub(crate) fn read_ids(path: &Path, first: usize, count: usize) -> anyhow::Result<Vec<CustomerId>> {
    let mut file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    file.seek(SeekFrom::Start((first * ID_LINE_BYTES) as u64))?;
    let mut text = String::new();
    file.take((count * ID_LINE_BYTES) as u64).read_to_string(&mut text)?;
    let ids: Vec<CustomerId> = text.lines().map(CustomerId::parse).collect::<Result<_, _>>()?;
    ensure!(ids.len() == count, "the id list ends after {} of {count} ids", ids.len());
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn scattered_ids_differ() {
        let ids: HashSet<_> =
            (0..10_000).flat_map(|number| (0..3).map(move |why| scattered(number, why))).collect();
        assert_eq!(ids.len(), 30_000);
    }

    #[test]
    fn an_id_fills_its_line() {
        let line = format!("{}\n", CustomerId::from(scattered(1, 0)));
        assert_eq!(line.len(), ID_LINE_BYTES);
    }
}
