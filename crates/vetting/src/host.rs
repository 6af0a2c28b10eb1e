//! A host as applicants type it, reduced to one form (vetting specification 3). Total: every text ends as a host, as
//! nothing, or as a problem with a name.

mod labels;
mod unicode;

use qualify_vocabulary::ReasonCode;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

pub(crate) use unicode::script_names;

use crate::datasets::public_suffixes::PublicSuffixes;

/// Longest text that is looked at, in bytes. Nothing longer is a host.
const TEXT_BYTES_MAX: usize = 4096;

/// The domain below which every tenant has a name.
pub(crate) const TENANT_DOMAIN: &str = "onmicrosoft.com";

/// A host that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The name in lower-case ASCII, without the root dot.
    pub name: String,
    /// The name in its own letters, where these are not ASCII.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unicode: Option<String>,
    /// The part of the name that its holder registered (Public Suffix List, ICANN section).
    pub registrable: String,
    /// The part of the name that says who its holder is: like `registrable`, but below a platform or the tenants'
    /// domain it is the holder's own name there.
    pub holder: String,
    /// Whether it stands below a platform that gives names to anybody (Public Suffix List, private section).
    pub is_on_shared_platform: bool,
    /// Whether the path that was cut off is that of a person's page.
    pub is_personal_page: bool,
}

impl Host {
    /// Whether a label is not ASCII, as typed or as punycode.
    pub fn is_international(&self) -> bool {
        self.unicode.is_some()
    }

    /// Whether it is a name that every tenant has.
    pub(crate) fn is_tenant_name(&self) -> bool {
        is_below(&self.name, TENANT_DOMAIN)
    }

    /// The name, its parent, and so on to the last label.
    pub fn suffixes(&self) -> impl Iterator<Item = &str> {
        suffixes(&self.name)
    }

    /// The last label.
    pub(crate) fn top_level(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }
}

/// A name, its parent, and so on to the last label.
pub(crate) fn suffixes(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, parent)| parent))
}

/// Whether `name` stands below `parent`.
pub(crate) fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
}

/// Why a text is no host that can be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostProblem {
    /// An IP address in any notation.
    Address,
    /// A name that belongs to nobody.
    PublicSuffix,
    /// A name that is reserved for other uses.
    Reserved,
    /// One label, which no public name is.
    SingleLabel,
    /// No name by the rules of UTS-46 and DNS.
    Malformed,
}

impl HostProblem {
    /// The code of the problem.
    pub const fn reason_code(self) -> ReasonCode {
        match self {
            Self::Address => ReasonCode::InputIp,
            Self::PublicSuffix => ReasonCode::InputPublicSuffix,
            Self::Reserved => ReasonCode::InputReserved,
            Self::SingleLabel => ReasonCode::InputSingle,
            Self::Malformed => ReasonCode::InputHost,
        }
    }
}

/// What a text came to.
pub type Normalised = Result<Option<Host>, HostProblem>;

/// Reduces a URL, an e-mail address or a name to a host; blank text is no host. `allow_reserved` lets names below
/// `example` through.
pub fn normalise(text: &str, suffixes: &PublicSuffixes, allow_reserved: bool) -> Normalised {
    if text.len() > TEXT_BYTES_MAX {
        return if text.trim().is_empty() { Ok(None) } else { Err(HostProblem::Malformed) };
    }
    let text: String = text.trim().nfkc().filter_map(unicode::significant).collect();
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (authority, path) = split_path(strip_scheme(text));
    if authority.is_empty() {
        return Err(HostProblem::Malformed);
    }
    let name = strip_port(authority)?;
    let name = name.strip_suffix('.').unwrap_or(name).to_lowercase();
    let (name, unicode) = labels::to_ascii(&name)?;
    labels::check(&name, allow_reserved)?;
    let place = suffixes.place(&name);
    if place.is_suffix_itself() {
        return Err(HostProblem::PublicSuffix);
    }
    let registrable = place.registrable(&name).to_owned();
    // `example.edu` is in the documentation of everybody, as `example.com` is.
    if registrable.starts_with("example.") {
        return Err(HostProblem::Reserved);
    }
    let holder = if is_below(&name, TENANT_DOMAIN) {
        labels::with_one_label_more(&name, TENANT_DOMAIN).to_owned()
    } else {
        place.holder(&name).to_owned()
    };
    Ok(Some(Host {
        unicode,
        registrable,
        holder,
        is_on_shared_platform: place.is_shared() && !is_below(&name, TENANT_DOMAIN),
        is_personal_page: is_personal(path),
        name,
    }))
}

/// Cuts `mailto:`, a scheme, and leading slashes.
fn strip_scheme(text: &str) -> &str {
    let has_mailto = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:"));
    let text = if has_mailto { text[7..].trim_start() } else { text };
    let text = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        _ => text,
    };
    text.strip_prefix("//").unwrap_or(text)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// What stands before the first `/`, `?` or `#`, without the part up to the last `@`; and what stands behind.
fn split_path(text: &str) -> (&str, &str) {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let (authority, path) = text.split_at(end);
    (authority.rsplit('@').next().unwrap_or(authority), path)
}

fn strip_port(authority: &str) -> Result<&str, HostProblem> {
    if authority.starts_with('[') || authority.matches(':').count() > 1 {
        return Err(HostProblem::Address);
    }
    match authority.split_once(':') {
        None => Ok(authority),
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => Ok(name),
        Some(_) => Err(HostProblem::Malformed),
    }
}

fn is_personal(path: &str) -> bool {
    let path = path.to_lowercase();
    ["/~", "/people/", "/users/", "/staff/", "/homepage/", "/homepages/"]
        .iter()
        .any(|start| path.starts_with(start))
}

#[cfg(test)]
mod tests;
