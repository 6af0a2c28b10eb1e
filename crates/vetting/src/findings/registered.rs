//! The registry of .gov, and earlier findings.

use qualify_vocabulary::Date;

use super::applicant::Names;
use super::host::{RefusalFinding, RegistryFinding};
use super::listed::is_stale;
use crate::application::Policy;
use crate::datasets::{Content, FindingStatus, RegistryKind};
use crate::host::Host;
use crate::name::{NameTokens, Score, compare, compare_government, names_part_of_state};

/// The row of the .gov registry for the longest part of the host that it knows.
pub(super) fn registry(host: &Host, names: &Names<'_>, policy: Policy, day: Date) -> Option<RegistryFinding> {
    names.snapshot.sources().iter().find_map(|source| {
        let Content::Registry(registry) = &source.content else { return None };
        let (suffix, row) =
            host.suffixes().find_map(|suffix| registry.get(suffix).map(|row| (suffix, row)))?;
        let known: Vec<NameTokens> = row.names().map(|name| NameTokens::new(name, names.lexicon)).collect();
        let private = names.lexicon.added_private(&names.name, &known);
        let best = |left_out: &[(usize, usize)]| {
            let scores = row.names().zip(&known).map(|(name, read)| {
                // A district of schools is an institution, and named like one.
                let of_school = match row.kind {
                    RegistryKind::SchoolDistrict => compare(&names.name, read, names.lexicon),
                    RegistryKind::State(_) | RegistryKind::Other => Score::NONE,
                };
                (name, compare_government(&names.name, left_out, read, names.lexicon).max(of_school))
            });
            scores.max_by_key(|(_, score)| *score).unwrap_or(("", Score::NONE))
        };
        let (name, score) = best(&[]);
        let is_match_without_private = !private.is_empty() && best(&private).1.is_match();
        Some(RegistryFinding {
            source: source.version.id.clone(),
            host: suffix.to_owned(),
            kind: row.kind,
            name: name.to_owned(),
            score,
            private_words: private
                .iter()
                .map(|(start, _)| names.name.words.word(*start).to_owned())
                .collect(),
            is_part_of_state: is_part_of_state(host, suffix, row.kind, names),
            is_match_without_private,
            as_of: source.version.as_of,
            is_stale: is_stale(source, policy.registry_age_days_max, day),
        })
    })
}

/// Whether a host below the row of a state is that of a part of it, under whose name it is asked for.
fn is_part_of_state(host: &Host, row: &str, kind: RegistryKind, names: &Names<'_>) -> bool {
    let RegistryKind::State(state) = kind else { return false };
    let below = host.name.strip_suffix(row).and_then(|below| below.strip_suffix('.'));
    let label = below.and_then(|below| below.rsplit('.').next());
    label.is_some_and(|label| names_part_of_state(&names.name, label, state, names.lexicon))
}

/// An earlier finding that an organisation of this very name, with this domain, is not eligible.
pub(super) fn refusal(host: &Host, names: &Names<'_>, day: Date) -> Option<RefusalFinding> {
    names.snapshot.sources().iter().find_map(|source| {
        let Content::Organisations { findings, .. } = &source.content else { return None };
        findings
            .get(&host.registrable)
            .iter()
            .find(|finding| {
                finding.status == FindingStatus::Refused
                    && finding.is_valid_on(day)
                    && names.is_same(&finding.name)
            })
            .map(|finding| RefusalFinding { source: finding.source.to_string(), since: finding.valid_from })
    })
}
