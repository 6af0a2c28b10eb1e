//! The customers whose field begins with something, gathered from the index of that field and put in the order of
//! names.

use std::collections::BTreeSet;

use qualify_domain::ports::{CustomerPosition, Outcome};
use qualify_vocabulary::{CustomerId, NameKey, PartnerId};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::range::{Field, Range, first_behind};
use crate::sqlite::engine::column::{Cells as _, Columns};
use crate::sqlite::engine::list_readers::StepTime;
use crate::sqlite::engine::session::Session;

/// So many customers are few. Among more, one that matches is never far: of a million at most a hundred names away.
/// Tests have fewer customers.
const FEW_MAX: i64 = if cfg!(test) { 20 } else { 10_000 };

/// The first customers of a range, as far as they were gathered.
pub(super) struct Candidates {
    field: Field,
    beginning: String,
    /// Places that are kept: those that the page needs.
    places_max: usize,
    places: BTreeSet<CustomerPosition>,
    /// Up to where the index was looked at.
    after: Option<IndexPlace>,
    stage: Stage,
}

/// A place in the index of a field: the field, the name, the id.
type IndexPlace = (String, String, CustomerId);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Unknown,
    Few,
    All,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gathered {
    NotYet,
    TooMany,
    All,
}

impl Candidates {
    pub(super) fn new(field: Field, beginning: String, places_max: usize) -> Self {
        Self { field, beginning, places_max, places: BTreeSet::new(), after: None, stage: Stage::Unknown }
    }

    /// The next customer in the order of the list.
    pub(super) fn pop(&mut self, is_forwards: bool) -> Option<CustomerPosition> {
        if is_forwards { self.places.pop_first() } else { self.places.pop_last() }
    }

    /// Goes on until the time is up.
    pub(super) fn step(
        &mut self,
        session: &Session,
        partner: PartnerId,
        range: &Range,
        is_forwards: bool,
        time: &StepTime<'_>,
    ) -> Outcome<Gathered> {
        if self.stage == Stage::Unknown {
            if self.is_many(session, partner)? {
                return Ok(Gathered::TooMany);
            }
            self.stage = Stage::Few;
        }
        if self.stage == Stage::Few && !self.gather(session, partner, range, is_forwards, time)? {
            return Ok(Gathered::NotYet);
        }
        self.stage = Stage::All;
        Ok(Gathered::All)
    }

    /// Whether more begin so than are few; passes over the index, which takes a tenth of what reading it takes.
    fn is_many(&self, session: &Session, partner: PartnerId) -> Outcome<bool> {
        let (select, mut parameters) = self.select("1", partner, None);
        parameters.push(Value::Integer(FEW_MAX));
        let sql = format!("{select} LIMIT 1 OFFSET ?{}", parameters.len());
        Ok(session.find(&sql, params_from_iter(parameters), |_| Ok(()))?.is_some())
    }

    fn gather(
        &mut self,
        session: &Session,
        partner: PartnerId,
        range: &Range,
        is_forwards: bool,
        time: &StepTime<'_>,
    ) -> Outcome<bool> {
        let column = self.field.column();
        let after = self.after.take();
        let (select, parameters) = self.select(&format!("{column}, name_key, id"), partner, after);
        let sql = format!("{select} ORDER BY {column}, name_key, id");
        let (mut after, places, places_max) = (None, &mut self.places, self.places_max);
        let is_end = session.look(&sql, params_from_iter(parameters), |row| {
            let columns = Columns::new("customers", row);
            let (name_key, id) = (columns.text("name_key")?, columns.id("id")?);
            keep(places, places_max, is_forwards, range, (name_key, id));
            let goes_on = !time.is_up();
            if !goes_on {
                after = Some((columns.get(column)?, name_key.to_owned(), id));
            }
            Ok(goes_on)
        })?;
        self.after = after;
        Ok(is_end)
    }

    /// Those that begin so, behind a place. It is a range, not LIKE: no character of a value has a meaning of its
    /// own.
    fn select(&self, what: &str, partner: PartnerId, after: Option<IndexPlace>) -> (String, Vec<Value>) {
        let (column, index) = (self.field.column(), self.field.index());
        let mut parameters = vec![Value::Blob(partner.as_bytes().to_vec())];
        let lower = match after {
            None => {
                parameters.push(Value::Text(self.beginning.clone()));
                format!("{column} >= ?2")
            }
            Some((text, name_key, id)) => {
                let id = Value::Blob(id.as_bytes().to_vec());
                parameters.extend([Value::Text(text), Value::Text(name_key), id]);
                format!("({column}, name_key, id) > (?2, ?3, ?4)")
            }
        };
        let upper = first_behind(&self.beginning).map(|end| {
            parameters.push(Value::Text(end));
            format!(" AND {column} < ?{}", parameters.len())
        });
        let sql = format!(
            "SELECT {what}
             FROM customers INDEXED BY {index}
             WHERE partner_id = ?1 AND has_ended = 0 AND {lower}{}",
            upper.unwrap_or_default()
        );
        (sql, parameters)
    }
}

/// Keeps a place if it is among the first of the range.
fn keep(
    places: &mut BTreeSet<CustomerPosition>,
    places_max: usize,
    is_forwards: bool,
    range: &Range,
    (name_key, id): (&str, CustomerId),
) {
    let is_full = places.len() == places_max;
    let last = if is_forwards { places.last() } else { places.first() };
    let is_behind = last.is_some_and(|last| {
        let (place, last) = ((name_key, id), (last.name_key.as_str(), last.id));
        if is_forwards { place > last } else { place < last }
    });
    if (is_full && is_behind) || !range.holds(name_key, id) {
        return;
    }
    places.insert(CustomerPosition { name_key: NameKey::from_stored(name_key.to_owned()), id });
    if places.len() > places_max {
        if is_forwards {
            places.pop_last()
        } else {
            places.pop_first()
        };
    }
}
