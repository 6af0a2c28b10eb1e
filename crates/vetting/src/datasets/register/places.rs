//! What a register has a place for: one of each, or several.

use super::super::fault::ParseFault;
use super::columns::{Columns, RegisterColumns};

/// Something for every column that the manifest names.
#[derive(Debug)]
pub(super) struct Places<T> {
    pub(super) name: T,
    pub(super) also_known_as: Vec<T>,
    pub(super) website: Vec<T>,
    pub(super) email: Vec<T>,
    pub(super) country: T,
    pub(super) kind: T,
    pub(super) status: T,
    pub(super) id: T,
    pub(super) valid_to: T,
}

impl<T> Places<Option<T>> {
    pub(super) fn of(
        columns: &RegisterColumns,
        mut find: impl FnMut(&str) -> Result<Option<T>, ParseFault>,
    ) -> Result<Self, ParseFault> {
        let mut several =
            |names: &Columns| names.names().iter().map(|name| find(name)).collect::<Result<Vec<_>, _>>();
        let (also_known_as, website, email) =
            (several(&columns.also_known_as)?, several(&columns.website)?, several(&columns.email)?);
        let mut one = |name: &Option<String>| name.as_deref().map_or(Ok(None), &mut find);
        Ok(Self {
            also_known_as,
            website,
            email,
            country: one(&columns.country)?,
            kind: one(&columns.kind)?,
            status: one(&columns.status)?,
            id: one(&columns.id)?,
            valid_to: one(&columns.valid_to)?,
            name: find(&columns.name)?,
        })
    }
}

impl<T> Places<T> {
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        let several = [&self.also_known_as, &self.website, &self.email].into_iter().flatten();
        let single = [&self.name, &self.country, &self.kind, &self.status, &self.id, &self.valid_to];
        single.into_iter().chain(several)
    }

    /// Something else in each place.
    pub(super) fn map<'place, U>(&'place self, get: impl Fn(&'place T) -> U) -> Places<U> {
        let several = |all: &'place [T]| all.iter().map(&get).collect();
        Places {
            name: get(&self.name),
            also_known_as: several(&self.also_known_as),
            website: several(&self.website),
            email: several(&self.email),
            country: get(&self.country),
            kind: get(&self.kind),
            status: get(&self.status),
            id: get(&self.id),
            valid_to: get(&self.valid_to),
        }
    }
}
