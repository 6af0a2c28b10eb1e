//! Which part of a list an operation reads.

use qualify_vocabulary::{CustomerId, DomainSearch, NameKey, PartnerId};
use serde::{Deserialize, Serialize};

use crate::audit::{AuditEntry, AuditPosition};

/// Which customers a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomerSelection {
    /// All customers of the partner.
    All,
    /// Those whose text in a field matches.
    Matching {
        /// Where the text is looked for.
        field: CustomerField,
        /// How it must match.
        comparison: Comparison,
        /// The text, folded like a name.
        value: NameKey,
    },
    /// Those whose domain matches.
    OfDomain {
        /// How it must match.
        comparison: Comparison,
        /// The text, by which all spellings of a domain are found.
        domain: DomainSearch,
    },
}

/// A field that a list of customers can be restricted by, beside the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomerField {
    /// The name of the company, which the list is ordered by.
    CompanyName,
    /// The indirect reseller: the associated partner's id.
    AssociatedPartner,
}

/// How a text must match, without regard to case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// It begins so.
    StartsWith,
    /// It is so.
    Equals,
}

/// The place of a customer in a list: by name, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CustomerPosition {
    /// The folded name.
    pub name_key: NameKey,
    /// Tells customers of one name apart.
    pub id: CustomerId,
}

/// Which part of a list of customers is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerSeek {
    /// From the beginning on.
    First,
    /// Behind a position.
    After(CustomerPosition),
    /// Up to a position, without it.
    Before(CustomerPosition),
    /// Up to the end.
    Last,
}

/// Which audit records a list shows; the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditSelection {
    /// From this position on.
    pub from: AuditPosition,
    /// Before this position.
    pub until: AuditPosition,
    /// One customer's only.
    pub customer: Option<CustomerId>,
    /// Those whose customer's folded name contains this text.
    pub company_name_contains: Option<NameKey>,
}

/// A place in the trail of all partners, which is in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrailPlace {
    /// The place in the partner's own trail.
    pub position: AuditPosition,
    /// Tells records of one moment apart.
    pub partner: PartnerId,
}

impl TrailPlace {
    /// Where a record stands.
    pub const fn of(entry: &AuditEntry) -> Self {
        Self { position: entry.position, partner: entry.fact.partner }
    }
}

/// A page of audit records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The records. Fewer than were asked for where much had to be looked at; none where that took long.
    pub items: Vec<AuditEntry>,
    /// The place behind which to go on; none at the end.
    pub next: Option<AuditPosition>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// As many as were asked for at most, in the order of the list.
    pub items: Vec<T>,
    /// Whether more follow behind the last item.
    pub has_more: bool,
}
