//! A way in for fuzzers: one function a parser, on any bytes. None of them may panic or take long.

use std::sync::LazyLock;

use super::mailboxes::MailboxKind;
use super::manifest::Manifest;
use super::public_suffixes::PublicSuffixes;
use super::snapshot::Basis;
use super::suffix_policy::SuffixPolicy;
use super::swot::SwotTree;
use super::{cisa, flat, hipo, mailboxes, organisations, register, ror};
use crate::name::NameWords;

static BASIS: LazyLock<Basis> = LazyLock::new(Basis::embedded);

/// A tree of one file and a list: the file's path up to the first zero byte, its content after that.
pub fn swot_tree(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let path = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let content = parts.next().unwrap_or_default();
    let mut tree = SwotTree::new(&BASIS);
    tree.add(&path, content);
    tree.add("stoplist.txt", content);
    let _ = tree.finish();
}

/// The list of universities.
pub fn hipo_json(bytes: &[u8]) {
    let _ = hipo::parse(bytes, &BASIS);
}

/// The .gov registry.
pub fn cisa_csv(bytes: &[u8]) {
    let _ = cisa::parse(bytes, None, &BASIS);
}

/// A JSON array of hosts.
pub fn domain_json(bytes: &[u8]) {
    let _ = mailboxes::parse_json(bytes, MailboxKind::Public, &BASIS);
}

/// Hosts, one a line.
pub fn domain_lines(bytes: &[u8]) {
    let _ = mailboxes::parse_lines(bytes, MailboxKind::Public, &BASIS);
}

/// Our table of organisations.
pub fn organisations_csv(bytes: &[u8]) {
    let _ = organisations::parse(bytes, None, &BASIS);
}

/// The research organisations.
pub fn ror_json(bytes: &[u8]) {
    let _ = ror::parse(bytes, &BASIS);
}

/// A register: the first line says what its columns hold, as a manifest does; the rest is the file.
pub fn register_csv(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (manifest, file) = bytes.split_at(end);
    let Ok(columns) = serde_json::from_slice(manifest) else { return };
    let file = file.get(1..).unwrap_or_default();
    let _ = register::parse(std::io::Cursor::new(file), &columns, register::Form::default(), &BASIS);
}

/// The Public Suffix List.
pub fn public_suffixes(bytes: &[u8]) {
    let _ = PublicSuffixes::parse(&String::from_utf8_lossy(bytes));
}

/// Our table of suffixes.
pub fn suffix_policy_csv(bytes: &[u8]) {
    let _ = SuffixPolicy::parse(bytes, None);
}

/// Our table of words.
pub fn name_words_csv(bytes: &[u8]) {
    let _ = NameWords::parse(bytes, None);
}

/// The manifest of a directory.
pub fn manifest_json(bytes: &[u8]) {
    let _ = Manifest::parse(bytes);
}

/// The bytes of a source that was read before.
pub fn flat_bytes(bytes: &[u8]) {
    let _ = flat::decode(bytes);
}
