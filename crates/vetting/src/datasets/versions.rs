//! The versions of everything that was consulted, shared by all decisions that rest on them.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::source::SourceVersion;

/// The versions of the sources of a snapshot. Cheap to clone, because each decision keeps them; read as a slice.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceVersions(Arc<[SourceVersion]>);

impl Deref for SourceVersions {
    type Target = [SourceVersion];

    fn deref(&self) -> &[SourceVersion] {
        &self.0
    }
}

impl From<Vec<SourceVersion>> for SourceVersions {
    fn from(versions: Vec<SourceVersion>) -> Self {
        Self(versions.into())
    }
}

impl fmt::Debug for SourceVersions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for SourceVersions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0[..].serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SourceVersions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}
