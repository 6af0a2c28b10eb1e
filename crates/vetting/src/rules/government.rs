//! The rules of Government Community Cloud, G1 to G7. They run where codes are given out, and beside the use of a code.

use qualify_vocabulary::{Outcome, ReasonCode};

use super::rule::verdict;
use crate::findings::{CodeFinding, Findings, HostFinding, Verdict};
use crate::host::Host;

use Outcome::{Approve, Deny, Invalid, NeedsHuman};
use ReasonCode as Code;

/// G1.
pub(super) fn code(findings: &Findings) -> Option<Verdict> {
    match findings.code {
        CodeFinding::Missing => Some(verdict(Invalid, Code::GccCodeMissing)),
        CodeFinding::Unknown => Some(verdict(Deny, Code::GccCodeUnknown)),
        CodeFinding::Exhausted => Some(verdict(Deny, Code::GccCodeExhausted)),
        CodeFinding::Good | CodeFinding::OfAnother => None,
    }
}

/// G2, the address.
pub(super) fn address(findings: &Findings) -> Option<Verdict> {
    let is_outside = findings.country.is_some_and(|country| !country.is_united_states());
    if is_outside { Some(verdict(Deny, Code::GccNotUs)) } else { None }
}

/// G2, the host.
pub(super) fn not_of_the_united_states(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    // A list of mailboxes is no word against the government's own suffix.
    if host.government_suffix.is_none() {
        if let Some(mailbox) = &host.disposable_mailbox {
            return Some(host.mailbox_verdict(mailbox, Code::Disposable));
        }
        if let Some(mailbox) = &host.public_mailbox {
            return Some(host.mailbox_verdict(mailbox, Code::FreeMail));
        }
    }
    host.foreign_suffix.as_ref().map(|_| verdict(Deny, Code::GccNotUs))
}

/// G3.
pub(super) fn doubtful(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    let named = host.usable()?;
    if named.is_tenant_name() {
        return Some(verdict(NeedsHuman, Code::NoOwnDomain));
    }
    if findings.code == CodeFinding::OfAnother {
        return Some(verdict(NeedsHuman, Code::GccCodeOrgMismatch));
    }
    if named.is_international() { Some(verdict(NeedsHuman, Code::Idn)) } else { None }
}

/// G4.
pub(super) fn registered(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    let row = host.registry.as_ref().filter(|_| host.usable().is_some_and(is_gov))?;
    if !row.private_words.is_empty() {
        let code = if row.is_match_without_private { Code::GovPrivateBody } else { Code::NameMismatch };
        return Some(verdict(NeedsHuman, code));
    }
    if row.score.is_match() || row.is_part_of_state {
        Some(verdict(Approve, Code::GovRegistry))
    } else {
        Some(verdict(NeedsHuman, Code::NameMismatch))
    }
}

/// G5.
pub(super) fn unregistered(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    if !host.usable().is_some_and(is_gov) {
        return None;
    }
    if findings.registry_is_complete {
        return Some(verdict(NeedsHuman, Code::GovNotInRegistry));
    }
    if !host.private_words.is_empty() {
        return Some(verdict(NeedsHuman, Code::GovPrivateBody));
    }
    if is_plausible(findings, host) {
        Some(verdict(Approve, Code::GovSuffix))
    } else {
        Some(verdict(NeedsHuman, Code::NameImplausible))
    }
}

/// G6.
pub(super) fn other_suffix(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    let is_below_suffix = host.government_suffix.is_some();
    if !is_below_suffix && host.locality.is_none() {
        return None;
    }
    if !host.private_words.is_empty() {
        return Some(verdict(NeedsHuman, Code::GovPrivateBody));
    }
    let speaks_of_it = host.names_public_body && !findings.name.has_company_word;
    if is_below_suffix && speaks_of_it {
        return Some(verdict(Approve, Code::GovSuffix));
    }
    if host.locality.as_ref().is_some_and(|locality| locality.is_in_name) && speaks_of_it {
        return Some(verdict(Approve, Code::GovLocality));
    }
    Some(verdict(NeedsHuman, Code::NameImplausible))
}

fn is_gov(host: &Host) -> bool {
    host.top_level() == "gov"
}

/// Below a suffix that only the government has, the host's own words in the name will do too.
fn is_plausible(findings: &Findings, host: &HostFinding) -> bool {
    let is_own_host = (host.label_is_in_name || host.word_is_in_label) && !findings.name.has_company_word;
    speaks_of_government(findings) || is_own_host
}

fn speaks_of_government(findings: &Findings) -> bool {
    findings.name.has_government_word && !findings.name.has_company_word
}
