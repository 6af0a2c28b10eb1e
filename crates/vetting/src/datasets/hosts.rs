//! Hosts as datasets write them: through the same normaliser as those of applicants, so that both come to one form.

use super::platforms::not_its_own;
use super::snapshot::Basis;
use super::source::QuarantineCause;
use crate::host::{Host, HostProblem, normalise};

/// The one form of an entry's host.
///
/// # Errors
/// Why the entry is not used.
pub(crate) fn entry_host(text: &str, basis: &Basis) -> Result<String, QuarantineCause> {
    // A URL or an address is no entry: it would be cut to a host that nobody meant.
    if text.contains(['/', '@', ':', '?', '#', '\\']) {
        return Err(QuarantineCause::NoHost);
    }
    Ok(usable(text, basis)?.name)
}

/// The host of a body's website, or of its address for e-mail, as registers write them. The name before `www.` is the
/// body's own, unless that is a government's or a suffix: addresses for e-mail have no `www.`.
///
/// # Errors
/// Why it is not used.
pub(crate) fn body_host(text: &str, basis: &Basis) -> Result<String, QuarantineCause> {
    let host = usable(text, basis)?;
    if let Some(cause) = not_its_own(&host) {
        return Err(cause);
    }
    let bare = host.name.strip_prefix("www.").filter(|bare| {
        let is_government = basis.policy.foreign(bare).is_some() || basis.policy.government(bare).is_some();
        !basis.suffixes.place(bare).is_suffix_itself() && !is_government
    });
    Ok(bare.map_or_else(|| host.name.clone(), str::to_owned))
}

fn usable(text: &str, basis: &Basis) -> Result<Host, QuarantineCause> {
    match normalise(text, &basis.suffixes, false) {
        Ok(Some(host)) => Ok(host),
        Err(HostProblem::PublicSuffix) => Err(QuarantineCause::PublicSuffix),
        Ok(None)
        | Err(
            HostProblem::Address | HostProblem::Reserved | HostProblem::SingleLabel | HostProblem::Malformed,
        ) => Err(QuarantineCause::NoHost),
    }
}
