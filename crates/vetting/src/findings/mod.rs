//! Everything that was looked up for one application, the empty results too. The rules judge nothing else, so that a
//! decision can be replayed over its findings long after the datasets have changed.

mod applicant;
mod covered;
mod elsewhere;
mod gather;
mod host;
mod labels;
mod listed;
mod other_hosts;
mod others;
mod record;
mod registered;

pub(crate) use gather::gather;
pub use host::{
    HostFinding, HostRole, ListingFinding, LocalityFinding, MailboxFinding, OtherNameFinding, RefusalFinding,
    RegistryFinding, SuffixFinding,
};
pub use others::OtherBodyFinding;
pub use record::{CodeFinding, Findings, NameFinding, SegmentFinding, Verdict};
