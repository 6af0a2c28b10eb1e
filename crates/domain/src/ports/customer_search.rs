//! Searching for customers, as people do: by beginnings of words, by qualification, by vetting status.

use qualify_vocabulary::{CustomerId, Qualification, SearchWords, Timestamp, VettingStatus};
use serde::{Deserialize, Serialize};

use super::selections::CustomerPosition;
use crate::customer::CustomerSummary;
use crate::qualification::{ExclusiveRecord, QualificationSet};

/// Which customers are looked for. Without anything it is all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerSearch {
    /// Beginnings of words of the name, of the domain, of the id.
    pub words: Option<SearchWords>,
    /// Those with such a record; with [`Qualification::None`], those without any.
    pub qualification: Option<Qualification>,
    /// Those whose exclusive record stands so.
    pub status: Option<VettingStatus>,
}

impl CustomerSearch {
    /// Whether records are what is looked for.
    pub fn are_records_met(&self, records: &QualificationSet) -> bool {
        let exclusive = records.exclusive.as_ref().map(ExclusiveRecord::view);
        let is_qualification_met = match self.qualification {
            None => true,
            Some(Qualification::None) => exclusive.is_none() && records.state_owned.is_none(),
            Some(Qualification::StateOwnedEntity) => records.state_owned.is_some(),
            Some(wanted) => exclusive.as_ref().is_some_and(|view| view.qualification == wanted),
        };
        let is_status_met = self
            .status
            .is_none_or(|wanted| exclusive.as_ref().is_some_and(|view| view.status == Some(wanted)));
        is_qualification_met && is_status_met
    }
}

/// A place in what was found: of customers by name, by their records with the newest first, or by the word that was found
/// and then by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SearchPlace {
    /// Where nothing was looked for.
    Name(CustomerPosition),
    /// Where nothing but records was.
    Record {
        /// The record's moment; the customer's own, where it has none.
        at: Timestamp,
        /// Tells records of one moment apart.
        id: CustomerId,
    },
    /// Where words were.
    Word {
        /// The word that was found.
        word: String,
        /// Tells customers of one word apart.
        id: CustomerId,
    },
}

/// A customer that was found, with its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCustomer {
    /// What it is called.
    pub customer: CustomerSummary,
    /// Its records.
    pub records: QualificationSet,
}

/// A page of customers that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCustomers {
    /// The customers. Fewer than were asked for where much had to be looked at; none where that took long.
    pub items: Vec<FoundCustomer>,
    /// The place behind which to go on; none at the end.
    pub next: Option<SearchPlace>,
}
