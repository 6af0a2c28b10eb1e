//! Lists that cover a host: mailbox services, what is distrusted, the mail of members.

use crate::datasets::{Content, Snapshot};
use crate::host::{Host, is_below};

/// The lists that cover a host: itself, or a parent.
pub(super) struct Covered<'snapshot> {
    /// The dataset, whether it is a well-known one, and whether the host itself is listed.
    pub(super) public_mailbox: Option<(&'snapshot str, bool, bool)>,
    pub(super) disposable_mailbox: Option<(&'snapshot str, bool)>,
    /// The dataset and the entry.
    pub(super) stop_list: Option<(&'snapshot str, &'snapshot str)>,
    pub(super) abuse_list: Option<(&'snapshot str, &'snapshot str)>,
}

impl<'snapshot> Covered<'snapshot> {
    pub(super) fn new(host: &'snapshot Host, snapshot: &'snapshot Snapshot) -> Self {
        let mut covered =
            Self { public_mailbox: None, disposable_mailbox: None, stop_list: None, abuse_list: None };
        for suffix in host.suffixes() {
            let is_itself = suffix == host.name;
            covered.public_mailbox = covered.public_mailbox.or_else(|| {
                snapshot
                    .public_mailbox(suffix)
                    .map(|(source, is_well_known)| (source, is_well_known, is_itself))
            });
            covered.disposable_mailbox = covered
                .disposable_mailbox
                .or_else(|| snapshot.disposable_mailbox(suffix).map(|source| (source, is_itself)));
            for source in snapshot.sources() {
                if let Content::Swot { stop_list, abuse_list, .. } = &source.content {
                    let entry = (source.version.id.as_str(), suffix);
                    covered.stop_list =
                        covered.stop_list.or_else(|| stop_list.contains(suffix).then_some(entry));
                    covered.abuse_list =
                        covered.abuse_list.or_else(|| abuse_list.contains(suffix).then_some(entry));
                }
            }
        }
        covered
    }
}

/// Labels below which members and guests have their mail.
const MEMBERS: [&str; 12] = [
    "alumni",
    "alum",
    "alumnus",
    "alumnae",
    "absolwent",
    "absolvent",
    "students",
    "student",
    "stud",
    "studenti",
    "mailbox",
    "post",
];

/// The part of the host that holds the mail of members: such a label directly below a listed or graded name, unless it is
/// listed itself.
pub(super) fn members_mail(host: &Host, snapshot: &Snapshot, graded: Option<&str>) -> Option<String> {
    let is_listed = |name: &str| {
        snapshot.listings().any(|(source, listings)| !snapshot.listed(source, listings, name).is_empty())
    };
    let found = host.suffixes().find(|name| {
        let Some((label, parent)) = name.split_once('.') else { return false };
        let is_graded = || graded.is_some_and(|suffix| is_below(parent, suffix));
        MEMBERS.contains(&label)
            && name.len() > host.registrable.len()
            && (is_listed(parent) || is_graded())
            && !is_listed(name)
    })?;
    Some(found.to_owned())
}
