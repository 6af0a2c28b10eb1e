//! The container: a tar file with a list of hashes, so that `tar` and `sha256sum` can look into it, too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read, Write};

use qualify_vocabulary::{DocumentId, from_hexadecimal, to_hexadecimal};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a member.
pub(super) type Hash = [u8; 32];

/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// The most that the description and the list of hashes may have: room for ten million documents.
const TEXT_BYTES_MAX: u64 = 1 << 30;

/// What an archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Member {
    Database,
    SecretKey,
    Document(DocumentId),
    Manifest,
    /// The hashes of all others, in the form of `sha256sum`.
    Hashes,
}

impl Member {
    const DOCUMENTS: &'static str = "documents/";

    pub(super) fn name(self) -> String {
        match self {
            Self::Database => "qualify.db".to_owned(),
            Self::SecretKey => "secret.key".to_owned(),
            Self::Document(id) => format!("{}{id}", Self::DOCUMENTS),
            Self::Manifest => "manifest.json".to_owned(),
            Self::Hashes => "SHA256SUMS".to_owned(),
        }
    }

    /// The member of exactly this name: no path leads anywhere else.
    fn parse(name: &str) -> Option<Self> {
        let member = match name {
            "qualify.db" => Self::Database,
            "secret.key" => Self::SecretKey,
            "manifest.json" => Self::Manifest,
            "SHA256SUMS" => Self::Hashes,
            _ => Self::Document(DocumentId::parse(name.strip_prefix(Self::DOCUMENTS)?).ok()?),
        };
        Some(member).filter(|member| member.name() == name)
    }
}

/// What each member of an archive must hash to, for a restore to take it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hashes(pub(super) BTreeMap<Member, Hash>);

impl Hashes {
    /// As `sha256sum --check` reads it.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        for (member, hash) in &self.0 {
            writeln!(text, "{}  {}", to_hexadecimal(hash), member.name()).expect("a text takes everything");
        }
        text
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut hashes = BTreeMap::new();
        for line in text.lines() {
            let (hash, name) = line.split_once("  ")?;
            let before = hashes.insert(Member::parse(name)?, from_hexadecimal(hash)?);
            if before.is_some() {
                return None;
            }
        }
        Some(Self(hashes))
    }
}

/// Writes an archive, member by member.
pub(super) struct Writer<W: Write> {
    tar: tar::Builder<W>,
    written_at: u64,
    hashes: Hashes,
}

impl<W: Write> Writer<W> {
    /// `written_at` is the time of every member, in seconds since 1970.
    pub(super) fn new(target: W, written_at: u64) -> Self {
        Self { tar: tar::Builder::new(target), written_at, hashes: Hashes::default() }
    }

    /// Adds a member of exactly so many bytes.
    pub(super) fn add(&mut self, member: Member, bytes: u64, source: impl Read) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(u32::from(0o600_u16));
        header.set_mtime(self.written_at);
        header.set_size(bytes);
        let mut source = Hashing { source: source.take(bytes), hash: Sha256::new(), bytes: 0 };
        self.tar.append_data(&mut header, member.name(), &mut source)?;
        if source.bytes != bytes {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "a file became shorter while it was read",
            ));
        }
        self.hashes.0.insert(member, source.hash.finalize().into());
        Ok(())
    }

    /// Adds the list of hashes, and gives it with what was written to.
    pub(super) fn finish(mut self) -> io::Result<(W, Hashes)> {
        let listed = self.hashes.clone();
        let text = listed.to_text();
        self.add(Member::Hashes, text.len() as u64, text.as_bytes())?;
        Ok((self.tar.into_inner()?, listed))
    }
}

/// What an archive turned out to hold: every member is one of its list, with the hash that stands there.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) hashes: Hashes,
    pub(super) manifest: Vec<u8>,
}

/// Why an archive is not read on.
#[derive(Debug)]
pub(super) enum ReadError {
    /// It is not what was written.
    Damaged(String),
    /// What was read cannot be kept.
    Kept(io::Error),
}

/// Reads an archive to its end. `keep` gives a place for the bytes of a member other than the two texts, and is told
/// when they were all written.
pub(super) fn read<K: Write>(
    source: impl Read,
    mut keep: impl FnMut(Member) -> io::Result<K>,
    mut kept: impl FnMut(Member, K) -> io::Result<()>,
) -> Result<Contents, ReadError> {
    let damaged = |error: io::Error| ReadError::Damaged(error.to_string());
    let mut found = Hashes::default();
    let (mut manifest, mut listed) = (Vec::new(), Vec::new());
    let mut archive = tar::Archive::new(source);
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let member = member_of(&entry)?;
        let size = entry.size();
        let hash = match member {
            Member::Manifest => read_text(&mut entry, &mut manifest)?,
            Member::Hashes => read_text(&mut entry, &mut listed)?,
            Member::Database | Member::SecretKey | Member::Document(_) => {
                let mut place = keep(member).map_err(ReadError::Kept)?;
                let hash = copy(&mut entry, size, &mut place)?;
                kept(member, place).map_err(ReadError::Kept)?;
                hash
            }
        };
        if found.0.insert(member, hash).is_some() {
            return Err(ReadError::Damaged(format!("{} is there twice", member.name())));
        }
    }
    let listed = std::str::from_utf8(&listed).ok().and_then(Hashes::parse);
    let listed = listed.filter(|listed| !listed.0.is_empty());
    let listed = listed.ok_or_else(|| ReadError::Damaged("its list of hashes does not read".to_owned()))?;
    found.0.remove(&Member::Hashes);
    compare(&listed, &found)?;
    Ok(Contents { hashes: listed, manifest })
}

fn member_of(entry: &tar::Entry<'_, impl Read>) -> Result<Member, ReadError> {
    let name = entry.path_bytes();
    let member = std::str::from_utf8(&name).ok().and_then(Member::parse);
    let is_file = entry.header().entry_type() == tar::EntryType::Regular;
    member.filter(|_| is_file).ok_or_else(|| {
        ReadError::Damaged(format!("it holds {:?}, which no backup does", String::from_utf8_lossy(&name)))
    })
}

fn compare(listed: &Hashes, found: &Hashes) -> Result<(), ReadError> {
    let missing = listed.0.keys().find(|member| !found.0.contains_key(member));
    if let Some(member) = missing {
        return Err(ReadError::Damaged(format!("{} is missing", member.name())));
    }
    let other = found.0.iter().find(|(member, hash)| listed.0.get(member) != Some(hash));
    if let Some((member, _)) = other {
        return Err(ReadError::Damaged(format!("{} is not what was written", member.name())));
    }
    Ok(())
}

fn read_text(entry: &mut tar::Entry<'_, impl Read>, text: &mut Vec<u8>) -> Result<Hash, ReadError> {
    let size = entry.size();
    if size > TEXT_BYTES_MAX {
        return Err(ReadError::Damaged("a text in it is longer than any can be".to_owned()));
    }
    copy(entry, size, text)
}

/// Copies a member that has so many bytes, and gives its hash.
fn copy(source: &mut impl Read, size: u64, target: &mut impl Write) -> Result<Hash, ReadError> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut left = size;
    loop {
        let read = match source.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(ReadError::Damaged(error.to_string())),
        };
        hash.update(&chunk[..read]);
        target.write_all(&chunk[..read]).map_err(ReadError::Kept)?;
        left = left.saturating_sub(read as u64);
    }
    if left > 0 {
        return Err(ReadError::Damaged("it ends too early".to_owned()));
    }
    Ok(hash.finalize().into())
}

/// Hashes what is read through it.
struct Hashing<R> {
    source: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}
