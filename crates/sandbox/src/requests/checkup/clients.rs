//! Whose exchanges they are: rules look at one client at a time.

use std::collections::BTreeMap;

use qualify_vocabulary::PartnerId;
use serde::Serialize;

use super::seen::Seen;
use crate::requests::view::Exchange;

/// A client: how it calls itself, for which partner and by which application it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Client<'log> {
    #[serde(rename = "client")]
    pub(crate) name: &'log str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) partner: Option<PartnerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<&'log str>,
}

impl<'log> Client<'log> {
    pub(super) fn of(exchange: &'log Exchange) -> Self {
        let token = exchange.facts.token.as_ref();
        Self {
            name: &exchange.client,
            partner: token.and_then(|token| token.tenant),
            application: token.and_then(|token| token.application.as_deref()),
        }
    }

    /// Whether its name, or its application's id, holds this text in lower case.
    pub(super) fn is_called(&self, text: &str) -> bool {
        [Some(self.name), self.application]
            .into_iter()
            .flatten()
            .any(|name| name.to_lowercase().contains(text))
    }
}

/// The exchanges of each client, in the order in which they began.
pub(super) fn grouped<'log>(
    seen: impl Iterator<Item = Seen<'log>>,
) -> BTreeMap<Client<'log>, Vec<Seen<'log>>> {
    let mut groups = BTreeMap::<Client<'log>, Vec<Seen<'log>>>::new();
    for seen in seen {
        groups.entry(Client::of(seen.exchange)).or_default().push(seen);
    }
    // They are kept in the order in which they ended.
    for group in groups.values_mut() {
        group.sort_by_key(|seen| (seen.exchange.at, seen.id));
    }
    groups
}
