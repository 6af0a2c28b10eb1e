//! Hosts as datasets write them: through the same normaliser as those of applicants, so that both come to one form.

use super::snapshot::Basis;
use super::source::QuarantineCause;
use crate::host::{HostProblem, normalise};

/// The one form of an entry's host.
///
/// # Errors
/// Why the entry is not used.
pub(crate) fn entry_host(text: &str, basis: &Basis) -> Result<String, QuarantineCause> {
    // A URL or an address is no entry: it would be cut to a host that nobody meant.
    if text.contains(['/', '@', ':', '?', '#', '\\']) {
        return Err(QuarantineCause::NoHost);
    }
    match normalise(text, &basis.suffixes, false) {
        Ok(Some(host)) => Ok(host.name),
        Err(HostProblem::PublicSuffix) => Err(QuarantineCause::PublicSuffix),
        Ok(None)
        | Err(
            HostProblem::Address | HostProblem::Reserved | HostProblem::SingleLabel | HostProblem::Malformed,
        ) => Err(QuarantineCause::NoHost),
    }
}
