//! The registry of .gov: whose a name there is.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use serde::{Deserialize, Serialize};

use crate::State;

/// What kind of body a row of the .gov registry names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistryKind {
    /// A school district, which is education below .gov.
    SchoolDistrict,
    /// A body of a state or territory.
    State(State),
    /// Any other body.
    Other,
}

/// A row of the .gov registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryRow {
    /// What kind of body it names.
    pub kind: RegistryKind,
    /// The names of the organisation and of the part of it, one a line.
    names: Box<str>,
}

impl RegistryRow {
    /// A row by its kind and names, one a line.
    pub fn new(kind: RegistryKind, names: &str) -> Self {
        Self { kind, names: names.into() }
    }

    /// The names, in the order of the source.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.lines()
    }
}

/// The .gov registry.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Registry {
    by_host: HashMap<Box<str>, RegistryRow, RandomState>,
}

impl Registry {
    /// Adds a row under its host.
    pub fn insert(&mut self, host: &str, row: RegistryRow) {
        self.by_host.insert(host.into(), row);
    }

    /// The row of a host itself.
    pub fn get(&self, host: &str) -> Option<&RegistryRow> {
        self.by_host.get(host)
    }

    /// All hosts, in no order.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.by_host.keys().map(|host| &**host)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.by_host.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_host.is_empty()
    }
}
