//! What queries and bodies ask for in vain.

use qualify_server::api::path::QueryValues;
use qualify_wire::endpoints::WireRoute;

use super::note::Note;
use super::seen::{Found, Seen};

/// Items on a page of the real service, at most (contract 1.14, 1.19).
const PAGE_ITEMS_MAX: u64 = 500;

/// The names of the size of a page: the audit's has two.
const SIZES: [&str; 2] = ["size", "auditRequest.size"];

/// Pages that are larger than there are.
pub(super) fn pages_too_large(seen: &[Seen<'_>]) -> Vec<Found> {
    let asked = |it: &Seen<'_>| -> Option<u64> {
        let is_list = matches!(it.route(), Some(WireRoute::S2 | WireRoute::S11 | WireRoute::S11Activity));
        let (_, query) = it.exchange.target.split_once('?').filter(|_| is_list)?;
        let values = QueryValues::new(query);
        let size = SIZES.iter().find_map(|name| values.find(name))?;
        size.trim().parse().ok().filter(|size| *size > PAGE_ITEMS_MAX)
    };
    let large = seen.iter().enumerate().filter_map(|(index, it)| Some((index, asked(it)?)));
    large.map(|(index, size)| Found::new(index, Note::AskedFor(size))).collect()
}

/// Bodies with members that nobody knows.
pub(super) fn unknown_members(seen: &[Seen<'_>]) -> Vec<Found> {
    let strangers = seen.iter().enumerate().filter(|(_, it)| !it.exchange.facts.unknown_members.is_empty());
    strangers
        .map(|(index, it)| Found::new(index, Note::Members(it.exchange.facts.unknown_members.clone())))
        .collect()
}
