//! Lists of customers: by name, then id, behind a position. No offset, so that what comes and goes between two pages
//! makes no other customer appear twice or vanish (contract 1.14 rule 6).
//!
//! Names, and those whose field is known as a whole, are a range of an index in the order of the list. Customers
//! whose field begins with something stand in the order of that field: where they are few, they are gathered and
//! put in order ([`candidates`]); where they are many, the names are walked along, and the next that matches is
//! near.

use qualify_domain::customer::CustomerSummary;
use qualify_domain::ports::{CustomerPosition, CustomerSeek, CustomerSelection, Outcome, Slice};
use qualify_vocabulary::{CustomerId, NameKey, PageSize, PartnerId};
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use crate::rows::read_summary;
use crate::sqlite::engine::column::{Cells as _, Columns};
use crate::sqlite::engine::list_readers::{StepTime, Walk};
use crate::sqlite::engine::session::Session;
use candidates::{Candidates, Gathered};
use range::{Edge, Matching, Range, selected};

mod candidates;
pub(crate) mod range;
mod search;
#[cfg(test)]
mod tests;

pub(crate) use search::Searching;

/// A page of a partner's customers.
pub(crate) struct CustomerList {
    partner: PartnerId,
    range: Range,
    matching: Matching,
    is_forwards: bool,
    follows_more: bool,
    /// One more than the page holds, which shows that there is more.
    wanted: usize,
    items: Vec<CustomerSummary>,
    candidates: Option<Candidates>,
}

impl CustomerList {
    pub(crate) fn new(
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> Self {
        let is_forwards = matches!(seek, CustomerSeek::First | CustomerSeek::After(_));
        let follows_more = matches!(seek, CustomerSeek::Before(_));
        let (range, matching) = selected(selection);
        let wanted = usize::from(size.items()) + 1;
        let candidates = match &matching {
            Matching::Beginning(field, beginning) => Some(Candidates::new(*field, beginning.clone(), wanted)),
            Matching::Anything | Matching::Whole(..) => None,
        };
        let (range, items) = (range.narrowed(seek), Vec::new());
        Self { partner, range, matching, is_forwards, follows_more, wanted, items, candidates }
    }

    /// Walks along an index in the order of the list; answers whether the page is complete.
    fn walk(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<bool> {
        let query = Query::new(self.partner, &self.range, &self.matching, self.is_forwards);
        let Self { matching, items, wanted, .. } = self;
        let mut last: Option<(String, CustomerId)> = None;
        let is_end = session.look(&query.sql, params_from_iter(query.parameters), |row| {
            let columns = Columns::new("customers", row);
            if matching.is_met(&columns)? {
                items.push(read(row)?);
            }
            let goes_on = items.len() < *wanted && !time.is_up();
            if !goes_on {
                last = Some((columns.get("name_key")?, columns.id("id")?));
            }
            Ok(goes_on)
        })?;
        if let Some((name_key, id)) = last {
            let edge = Edge::Customer(CustomerPosition { name_key: NameKey::from_stored(name_key), id });
            if self.is_forwards { self.range.lower = edge } else { self.range.upper = edge }
        }
        Ok(is_end || self.items.len() == self.wanted)
    }

    /// Gathers those that match, and reads them in their order; answers whether the page is complete.
    fn gather(
        &mut self,
        session: &Session,
        mut candidates: Candidates,
        time: &StepTime<'_>,
    ) -> Outcome<bool> {
        match candidates.step(session, self.partner, &self.range, self.is_forwards, time)? {
            Gathered::NotYet => {}
            // The names are walked along from now on.
            Gathered::TooMany => return Ok(false),
            Gathered::All => loop {
                let next = candidates.pop(self.is_forwards).filter(|_| self.items.len() < self.wanted);
                let Some(place) = next else { return Ok(true) };
                let Some(item) = find_at(session, self.partner, &place)? else {
                    // It was renamed or removed meanwhile: what was gathered is not the list any more.
                    self.items.clear();
                    return Ok(false);
                };
                self.items.push(item);
                if time.is_up() {
                    break;
                }
            },
        }
        self.candidates = Some(candidates);
        Ok(false)
    }

    fn page(&mut self) -> Slice<CustomerSummary> {
        let mut items = std::mem::take(&mut self.items);
        let is_cut = items.len() == self.wanted;
        items.truncate(self.wanted - 1);
        if !self.is_forwards {
            items.reverse();
        }
        Slice { items, has_more: if self.is_forwards { is_cut } else { self.follows_more } }
    }
}

impl Walk for CustomerList {
    type Found = Slice<CustomerSummary>;

    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<Slice<CustomerSummary>>> {
        let is_complete = match self.candidates.take() {
            Some(candidates) => self.gather(session, candidates, time)?,
            None => self.walk(session, time)?,
        };
        Ok(is_complete.then(|| self.page()))
    }
}

/// A walk along an index: its text is one of a few, so that it stays prepared.
struct Query {
    sql: String,
    parameters: Vec<Value>,
}

impl Query {
    fn new(partner: PartnerId, range: &Range, matching: &Matching, is_forwards: bool) -> Self {
        let index = match matching {
            Matching::Whole(field, _) => field.index(),
            Matching::Anything | Matching::Beginning(..) => "customers_by_name",
        };
        let mut query = Self {
            sql: format!(
                "SELECT id, name_key, domain, company_name, domain_key, domain_ascii, reseller_key
                 FROM customers INDEXED BY {index}
                 WHERE partner_id = ?1 AND has_ended = 0"
            ),
            parameters: vec![Value::Blob(partner.as_bytes().to_vec())],
        };
        if let Matching::Whole(field, text) = matching {
            let text = query.bind(Value::Text(text.clone()));
            query.push(&format!(" AND {} = {text}", field.column()));
        }
        query.push_edge(&range.lower, ">=", ">");
        query.push_edge(&range.upper, "<", "<");
        let direction = if is_forwards { "ASC" } else { "DESC" };
        query.push(&format!(" ORDER BY name_key {direction}, id {direction}"));
        query
    }

    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn bind(&mut self, value: Value) -> String {
        self.parameters.push(value);
        format!("?{}", self.parameters.len())
    }

    fn push_edge(&mut self, edge: &Edge, of_names: &str, of_customers: &str) {
        match edge {
            Edge::Open => {}
            Edge::Name(name) => {
                let name = self.bind(Value::Text(name.clone()));
                self.push(&format!(" AND name_key {of_names} {name}"));
            }
            Edge::LastName(name) => {
                let name = self.bind(Value::Text(name.clone()));
                self.push(&format!(" AND name_key <= {name}"));
            }
            Edge::Customer(position) => {
                let key = self.bind(Value::Text(position.name_key.as_str().to_owned()));
                let id = self.bind(Value::Blob(position.id.as_bytes().to_vec()));
                self.push(&format!(" AND (name_key, id) {of_customers} ({key}, {id})"));
            }
        }
    }
}

/// The customer at a place that was gathered, if it is still there.
fn find_at(
    session: &Session,
    partner: PartnerId,
    place: &CustomerPosition,
) -> Outcome<Option<CustomerSummary>> {
    session.find(
        "SELECT id, domain, company_name
         FROM customers
         WHERE partner_id = ?1 AND id = ?2 AND name_key = ?3 AND has_ended = 0",
        params![partner.as_bytes(), place.id.as_bytes(), place.name_key.as_str()],
        read,
    )
}

fn read(row: &Row<'_>) -> Outcome<CustomerSummary> {
    read_summary(&Columns::new("customers", row))
}
