//! The labels of a name: to ASCII, and what they must keep to.

use super::HostProblem;

const NAME_BYTES_MAX: usize = 253;
const LABEL_BYTES_MAX: usize = 63;

/// Last labels that are no domains of anybody (RFC 2606, 6761, 6762, 7686, and names of local networks).
const RESERVED: [&str; 11] = [
    "test",
    "invalid",
    "localhost",
    "local",
    "internal",
    "onion",
    "arpa",
    "lan",
    "home",
    "corp",
    "localdomain",
];

/// Names of the documentation. The sandbox may use those of the first.
const EXAMPLES: [&str; 4] = ["example", "example.com", "example.net", "example.org"];

/// The name in ASCII; beside it the name in its own letters, where these are others.
pub(super) fn to_ascii(name: &str) -> Result<(String, Option<String>), HostProblem> {
    if name.is_ascii() && !has_punycode(name) {
        return Ok((name.to_owned(), None));
    }
    // Blanks and the like would be mapped away or rejected without a telling reason.
    if name.chars().any(|c| c.is_whitespace() || matches!(c, '%' | ',')) {
        return Err(HostProblem::Malformed);
    }
    let ascii = idna::domain_to_ascii(name).map_err(|_| HostProblem::Malformed)?;
    let ascii = ascii.strip_suffix('.').unwrap_or(&ascii).to_owned();
    if !has_punycode(&ascii) {
        return Ok((ascii, None));
    }
    let (unicode, result) = idna::domain_to_unicode(&ascii);
    result.map_err(|_| HostProblem::Malformed)?;
    Ok((ascii, Some(unicode)))
}

fn has_punycode(name: &str) -> bool {
    name.split('.').any(|label| label.starts_with("xn--"))
}

/// Refuses what is no name that somebody could have registered.
pub(super) fn check(name: &str, allow_reserved: bool) -> Result<(), HostProblem> {
    if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.split('.').all(is_label) {
        return Err(HostProblem::Malformed);
    }
    if is_address(name) {
        return Err(HostProblem::Address);
    }
    if is_reserved(name, allow_reserved) {
        return Err(HostProblem::Reserved);
    }
    if name.contains('.') { Ok(()) } else { Err(HostProblem::SingleLabel) }
}

fn is_label(label: &str) -> bool {
    (1..=LABEL_BYTES_MAX).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A name whose last label is a number, decimal or hexadecimal, is an address to browsers: `127.1`, `0x7f000001`.
fn is_address(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let digits = last.strip_prefix("0x").unwrap_or(last);
    let is_hexadecimal = last.starts_with("0x") && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal || last.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_reserved(name: &str, allow_reserved: bool) -> bool {
    let is_at_or_below = |reserved: &str| name == reserved || super::is_below(name, reserved);
    if RESERVED.iter().any(|reserved| is_at_or_below(reserved)) {
        return true;
    }
    EXAMPLES.iter().any(|reserved| is_at_or_below(reserved)) && !(allow_reserved && is_at_or_below("example"))
}

/// The part of `name` that is one label longer than `parent`, below which it stands.
pub(super) fn with_one_label_more<'name>(name: &'name str, parent: &str) -> &'name str {
    let own = &name[..name.len() - parent.len() - 1];
    let start = own.rfind('.').map_or(0, |dot| dot + 1);
    &name[start..]
}
