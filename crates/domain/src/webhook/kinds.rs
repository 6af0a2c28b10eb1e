//! A set of kinds of events: a bit for each, so that there can be 16 of them.

use serde::{Deserialize, Serialize};

use crate::event::EventKind;

/// The name of all kinds together, in storage.
const ALL_NAME: &str = "*";

/// Which kinds of events a receiver wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EventKinds(u16);

impl EventKinds {
    /// All kinds, those of later versions too.
    pub const ALL: Self = Self(u16::MAX);

    fn bit(kind: EventKind) -> u16 {
        let place = EventKind::ALL.iter().position(|it| *it == kind).unwrap_or_default();
        1 << place
    }

    /// Whether a kind is among them.
    pub fn contains(self, kind: EventKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds, in their order.
    pub fn iter(self) -> impl Iterator<Item = EventKind> {
        EventKind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }

    /// The text in storage: the names with commas between.
    pub fn to_text(self) -> String {
        if self == Self::ALL {
            return ALL_NAME.to_owned();
        }
        self.iter().map(EventKind::name).collect::<Vec<_>>().join(",")
    }

    /// Reads [`Self::to_text`]; nothing for an unknown name.
    pub fn from_text(text: &str) -> Option<Self> {
        match text {
            ALL_NAME => Some(Self::ALL),
            "" => Some(Self::default()),
            names => names.split(',').map(EventKind::from_name).collect(),
        }
    }
}

impl From<EventKinds> for String {
    fn from(kinds: EventKinds) -> Self {
        kinds.to_text()
    }
}

impl TryFrom<String> for EventKinds {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_text(&text).ok_or("an unknown kind of event")
    }
}

impl FromIterator<EventKind> for EventKinds {
    fn from_iter<I: IntoIterator<Item = EventKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | Self::bit(kind)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_back() {
        let some: EventKinds = [EventKind::CodeLow, EventKind::QualificationDenied].into_iter().collect();
        for kinds in [EventKinds::default(), some, EventKinds::ALL] {
            assert_eq!(EventKinds::from_text(&kinds.to_text()), Some(kinds));
        }
        assert_eq!(some.to_text(), "qualification.denied,code.low");
        assert_eq!(EventKinds::from_text("code.low,code.high"), None);
        assert_eq!(EventKinds::ALL.iter().count(), EventKind::ALL.len());
    }
}
