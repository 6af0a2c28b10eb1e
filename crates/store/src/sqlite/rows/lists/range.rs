//! What a selection of customers asks of the indexes: a part of the names, and what a field must be beside it.

use qualify_domain::ports::{
    Comparison, CustomerField, CustomerPosition, CustomerSeek, CustomerSelection, Outcome,
};
use qualify_vocabulary::{CustomerId, DomainSearch};

use crate::sqlite::engine::column::{Cells as _, Columns};

/// The part of a list that is read, in the order of names and ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) lower: Edge,
    pub(crate) upper: Edge,
}

/// Where a range ends, on either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edge {
    Open,
    /// From this name on, or before it.
    Name(String),
    /// Up to this name; an upper edge only.
    LastName(String),
    /// Behind a customer, or before it.
    Customer(CustomerPosition),
}

/// What a field must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Matching {
    Anything,
    /// This.
    Whole(Field, String),
    /// What begins so.
    Beginning(Field, String),
}

/// A field with an index of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// In its own letters.
    Domain,
    /// In A-labels: of international names only.
    DomainInAscii,
    Reseller,
}

impl Field {
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Domain => "domain_key",
            Self::DomainInAscii => "domain_ascii",
            Self::Reseller => "reseller_key",
        }
    }

    pub(crate) const fn index(self) -> &'static str {
        match self {
            Self::Domain => "customers_by_domain",
            Self::DomainInAscii => "customers_by_domain_in_ascii",
            Self::Reseller => "customers_by_reseller",
        }
    }
}

impl Matching {
    /// Whether a row that an index of names led to is one of them.
    pub(crate) fn is_met(&self, columns: &Columns<'_>) -> Outcome<bool> {
        match self {
            // The statement selects by the whole field.
            Self::Anything | Self::Whole(..) => Ok(true),
            Self::Beginning(field, beginning) => {
                let text = columns.optional_text(field.column())?;
                Ok(text.is_some_and(|text| text.starts_with(beginning)))
            }
        }
    }
}

/// Which names a selection covers, and what a field must be.
pub(crate) fn selected(selection: CustomerSelection) -> (Range, Matching) {
    let everything = Range { lower: Edge::Open, upper: Edge::Open };
    let (field, comparison, text) = match selection {
        CustomerSelection::All => return (everything, Matching::Anything),
        CustomerSelection::OfDomain { comparison, domain } => {
            return (everything, matching_domain(comparison, domain));
        }
        CustomerSelection::Matching { field, comparison, value } => {
            (field, comparison, value.as_str().to_owned())
        }
    };
    match (field, comparison) {
        (CustomerField::AssociatedPartner, Comparison::Equals) => {
            (everything, Matching::Whole(Field::Reseller, text))
        }
        (CustomerField::AssociatedPartner, Comparison::StartsWith) => {
            (everything, Matching::Beginning(Field::Reseller, text))
        }
        (CustomerField::CompanyName, Comparison::Equals) => {
            (Range { lower: Edge::Name(text.clone()), upper: Edge::LastName(text) }, Matching::Anything)
        }
        (CustomerField::CompanyName, Comparison::StartsWith) => {
            let upper = first_behind(&text).map_or(Edge::Open, Edge::Name);
            (Range { lower: Edge::Name(text), upper }, Matching::Anything)
        }
    }
}

fn matching_domain(comparison: Comparison, domain: DomainSearch) -> Matching {
    let (field, text) = match domain {
        DomainSearch::Letters(text) => (Field::Domain, text),
        DomainSearch::ALabels(text) => (Field::DomainInAscii, text),
    };
    match comparison {
        Comparison::Equals => Matching::Whole(field, text),
        // Everybody has a domain.
        Comparison::StartsWith if text.is_empty() => Matching::Anything,
        Comparison::StartsWith => Matching::Beginning(field, text),
    }
}

impl Range {
    /// The part of the range that is asked for. One edge on each side is all that an index is searched by.
    pub(crate) fn narrowed(mut self, seek: CustomerSeek) -> Self {
        match seek {
            CustomerSeek::First | CustomerSeek::Last => {}
            CustomerSeek::After(position) => {
                if is_behind(&self.lower, position.name_key.as_str(), position.id) {
                    self.lower = Edge::Customer(position);
                }
            }
            CustomerSeek::Before(position) => {
                if is_before(&self.upper, position.name_key.as_str(), position.id) {
                    self.upper = Edge::Customer(position);
                }
            }
        }
        self
    }

    /// Whether a customer of this name and id stands in it.
    pub(crate) fn holds(&self, name_key: &str, id: CustomerId) -> bool {
        is_behind(&self.lower, name_key, id) && is_before(&self.upper, name_key, id)
    }
}

/// Whether a place lies within a lower edge.
fn is_behind(edge: &Edge, name_key: &str, id: CustomerId) -> bool {
    match edge {
        Edge::Open | Edge::LastName(_) => true,
        Edge::Name(name) => name_key >= name.as_str(),
        Edge::Customer(position) => (name_key, id) > (position.name_key.as_str(), position.id),
    }
}

/// Whether a place lies within an upper edge.
fn is_before(edge: &Edge, name_key: &str, id: CustomerId) -> bool {
    match edge {
        Edge::Open => true,
        Edge::Name(name) => name_key < name.as_str(),
        Edge::LastName(name) => name_key <= name.as_str(),
        Edge::Customer(position) => (name_key, id) < (position.name_key.as_str(), position.id),
    }
}

/// The first text behind all texts that begin so; none if there is nothing behind them. The order of UTF-8 is the
/// order of the characters.
pub(crate) fn first_behind(beginning: &str) -> Option<String> {
    let mut characters: Vec<char> = beginning.chars().collect();
    while let Some(last) = characters.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}
