//! Searches for customers: by beginnings of words along the index of words, by records, or by there being none, along those of
//! records with the newest first, and else by name.
//!
//! Of several beginnings the rarest leads, those who have a word with the next one are held beside it, and all are looked
//! at in the customer that is found so. A customer with two words that begin so is shown at the first of them, so that it
//! is shown once, on whichever page.

use std::collections::HashSet;

use qualify_domain::ports::{
    CustomerPosition, CustomerSearch, FoundCustomer, FoundCustomers, Outcome, SearchPlace,
};
use qualify_vocabulary::{
    CustomerId, CustomerWords, NameKey, PageSize, PartnerId, Qualification, SearchWords, VettingStatus,
};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::range::first_behind;
use crate::rows::{read_records, read_summary};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::sqlite::engine::list_readers::{StepTime, Walk};
use crate::sqlite::engine::looking::Looking;
use crate::sqlite::engine::session::Session;

#[cfg(test)]
mod tests;

/// Rows that one step looks at.
const STEP_ROWS: usize = 500;

/// The most customers that are held beside the leading words.
const BESIDE_MAX: usize = 50_000;

/// Up to so many words are counted to find the rarest beginning.
const COUNTED_MAX: i64 = 2_000;

/// What is read of a customer.
const COLUMNS: &str = "c.id, c.name_key, c.domain, c.company_name, c.qualification, c.status, c.reason, c.segment, \
    c.website, c.code, c.organization_name, c.opened_at, c.due_at, c.state_owned_at, c.created_at";

/// Exclusive records are of these.
const EXCLUSIVE: [Qualification; 3] =
    [Qualification::Education, Qualification::Nonprofit, Qualification::GovernmentCommunityCloud];

/// A page of customers that are looked for.
pub(crate) struct Searching {
    partner: PartnerId,
    search: CustomerSearch,
    /// The rows up to this place were looked at.
    after: Option<SearchPlace>,
    /// How words are looked for; found in the first step.
    words: Option<Leading>,
    wanted: usize,
    items: Vec<FoundCustomer>,
    looking: Looking,
}

impl Searching {
    pub(crate) fn new(
        partner: PartnerId,
        search: CustomerSearch,
        after: Option<SearchPlace>,
        size: PageSize,
    ) -> Self {
        let wanted = usize::from(size.items());
        let (items, looking) = (Vec::new(), Looking::begin());
        Self { partner, search, after, words: None, wanted, items, looking }
    }

    /// Goes on along the words; answers whether it is the end, whether the page is full with more behind it, and how many
    /// customers were looked at.
    fn step_by_word(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<(bool, bool, usize)> {
        let (Some(wished), Some(words)) = (&self.search.words, &self.words) else {
            return Ok((true, false, 0));
        };
        let query = Query::by_word(self.partner, &words.leading, self.after.as_ref());
        let (mut rows, mut is_full) = (0, false);
        let (partner, search, wanted) = (self.partner, &self.search, self.wanted);
        let (after, items) = (&mut self.after, &mut self.items);
        let is_end = session.look(&query.sql, params_from_iter(query.parameters), |row| {
            let columns = Columns::new("customer_words", row);
            let (word, id) = (columns.text("word")?, columns.id::<CustomerId>("customer_id")?);
            let mut found = None;
            if words.may_have(id) {
                rows += 1;
                let customer = find_customer(session, partner, id)?;
                found = customer.filter(|it| is_meant(it, search, wished, (words.leading.as_str(), word)));
            }
            if found.is_some() && items.len() == wanted {
                // The page is full, and there is one more.
                is_full = true;
                return Ok(false);
            }
            *after = Some(SearchPlace::Word { word: word.to_owned(), id });
            items.extend(found);
            Ok(rows < STEP_ROWS && !time.is_up())
        })?;
        Ok((is_end, is_full, rows))
    }

    /// The same along names, or along records.
    fn step_by_order(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<(bool, bool, usize)> {
        let order = Order::of(&self.search);
        let query = Query::in_order(self.partner, &self.search, order, self.after.as_ref());
        let (mut rows, mut is_full) = (0, false);
        let Self { search, after, wanted, items, .. } = self;
        let is_end = session.look(&query.sql, params_from_iter(query.parameters), |row| {
            let found = Some(read(row)?).filter(|it| search.are_records_met(&it.records));
            if found.is_some() && items.len() == *wanted {
                is_full = true;
                return Ok(false);
            }
            *after = Some(order.place(&Columns::new("customers", row))?);
            items.extend(found);
            rows += 1;
            Ok(rows < STEP_ROWS && !time.is_up())
        })?;
        Ok((is_end, is_full, rows))
    }

    fn page(&mut self, next: Option<SearchPlace>) -> FoundCustomers {
        FoundCustomers { items: std::mem::take(&mut self.items), next }
    }
}

impl Walk for Searching {
    type Found = FoundCustomers;

    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<FoundCustomers>> {
        let (is_end, is_full, rows) = match &self.search.words {
            None => self.step_by_order(session, time)?,
            Some(wished) => {
                if self.words.is_none() {
                    self.words = Some(Leading::of(session, self.partner, wished, self.after.as_ref())?);
                }
                self.step_by_word(session, time)?
            }
        };
        if is_end {
            return Ok(Some(self.page(None)));
        }
        let is_enough = self.looking.is_enough(rows, self.items.len());
        Ok((is_full || is_enough).then(|| self.page(self.after.clone())))
    }
}

/// How words are looked for.
struct Leading {
    /// The beginning whose words are walked along.
    leading: String,
    /// Who has a word with the next beginning, where these are not too many to be held.
    beside: Option<HashSet<CustomerId>>,
}

impl Leading {
    /// The rarest beginning leads, and where the list goes on the one that it was begun with.
    fn of(
        session: &Session,
        partner: PartnerId,
        words: &SearchWords,
        after: Option<&SearchPlace>,
    ) -> Outcome<Self> {
        let mut counted = Vec::new();
        for beginning in words.beginnings() {
            counted.push((count_words(session, partner, beginning)?, beginning));
        }
        counted.sort_by_key(|(count, beginning)| (*count, std::cmp::Reverse(beginning.len())));
        let begun = counted.iter().position(|(_, beginning)| {
            matches!(after, Some(SearchPlace::Word { word, .. }) if word.starts_with(beginning))
        });
        let leading = if counted.is_empty() { "" } else { counted.remove(begun.unwrap_or(0)).1 };
        let beside = match counted.first() {
            Some((_, next)) => list_customers(session, partner, next)?,
            None => None,
        };
        Ok(Self { leading: leading.to_owned(), beside })
    }

    fn may_have(&self, id: CustomerId) -> bool {
        self.beside.as_ref().is_none_or(|beside| beside.contains(&id))
    }
}

/// Who has a word that begins so; none if they are too many.
fn list_customers(
    session: &Session,
    partner: PartnerId,
    beginning: &str,
) -> Outcome<Option<HashSet<CustomerId>>> {
    let end = first_behind(beginning).unwrap_or_default();
    let mut found = HashSet::new();
    let is_all = session.look(
        "SELECT customer_id FROM customer_words WHERE partner_id = ?1 AND word >= ?2 AND word < ?3",
        rusqlite::params![partner.as_bytes(), beginning, end],
        |row| {
            found.insert(Columns::new("customer_words", row).id("customer_id")?);
            Ok(found.len() < BESIDE_MAX)
        },
    )?;
    Ok(is_all.then_some(found))
}

fn count_words(session: &Session, partner: PartnerId, beginning: &str) -> Outcome<i64> {
    let end = first_behind(beginning).unwrap_or_default();
    session.get(
        "SELECT count(*) AS counted
         FROM (SELECT 1 FROM customer_words WHERE partner_id = ?1 AND word >= ?2 AND word < ?3 LIMIT ?4)",
        rusqlite::params![partner.as_bytes(), beginning, end, COUNTED_MAX],
        |row| Columns::new("customer_words", row).get("counted"),
    )
}

/// Whether a customer is one that is looked for, and this word the first by which it is found.
fn is_meant(
    found: &FoundCustomer,
    search: &CustomerSearch,
    words: &SearchWords,
    (leading, word): (&str, &str),
) -> bool {
    let FoundCustomer { customer, records } = found;
    let own = CustomerWords::of(&customer.company_name, &customer.domain, customer.id);
    own.first_beginning(leading) == Some(word) && words.are_of(&own) && search.are_records_met(records)
}

/// A customer to whom a word leads; none if it has ended, or is gone.
fn find_customer(session: &Session, partner: PartnerId, id: CustomerId) -> Outcome<Option<FoundCustomer>> {
    session.find(
        &format!(
            "SELECT {COLUMNS} FROM customers c WHERE c.partner_id = ?1 AND c.id = ?2 AND c.has_ended = 0"
        ),
        [partner.as_bytes(), id.as_bytes()],
        read,
    )
}

fn read(row: &Row<'_>) -> Outcome<FoundCustomer> {
    let columns = Columns::new("customers", row);
    Ok(FoundCustomer { customer: read_summary(&columns)?, records: read_records(&columns)? })
}

/// A walk along an index behind a place.
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) parameters: Vec<Value>,
}

impl Query {
    /// Along the words that begin so.
    pub(super) fn by_word(partner: PartnerId, leading: &str, after: Option<&SearchPlace>) -> Self {
        let (word, id) = match after {
            Some(SearchPlace::Word { word, id }) => (word.clone(), id.as_bytes().to_vec()),
            // No id is before this one.
            _ => (leading.to_owned(), Vec::new()),
        };
        let sql = "SELECT word, customer_id
             FROM customer_words
             WHERE partner_id = ?1 AND (word, customer_id) > (?2, ?3) AND word < ?4
             ORDER BY word, customer_id"
            .to_owned();
        let end = first_behind(leading).unwrap_or_default();
        let parameters = vec![
            Value::Blob(partner.as_bytes().to_vec()),
            Value::Text(word),
            Value::Blob(id),
            Value::Text(end),
        ];
        Self { sql, parameters }
    }

    /// Along the names, or the records, of those with such records. Each kind of record in each status is a range of one
    /// index, and so many ranges are read as one.
    pub(super) fn in_order(
        partner: PartnerId,
        search: &CustomerSearch,
        order: Order,
        after: Option<&SearchPlace>,
    ) -> Self {
        let Order { index, column, is_newest_first } = order;
        let (behind, way) = if is_newest_first { ("<", " DESC") } else { (">", "") };
        let select = |condition: &String| {
            format!(
                "SELECT {COLUMNS}
                 FROM customers c INDEXED BY {index}
                 WHERE c.partner_id = ?1 AND c.has_ended = 0 {condition} AND (c.{column}, c.id) {behind} (?2, ?3)"
            )
        };
        let ranges: Vec<String> = order.ranges(search).iter().map(select).collect();
        let sql = format!("{} ORDER BY {column}{way}, id{way}", ranges.join(" UNION ALL "));
        let (place, id) = match after {
            Some(SearchPlace::Name(place)) if !is_newest_first => {
                (Value::Text(place.name_key.as_str().to_owned()), place.id.as_bytes().to_vec())
            }
            Some(SearchPlace::Record { at, id }) if is_newest_first => {
                (Value::Integer(micros(*at)), id.as_bytes().to_vec())
            }
            // No moment is behind the one, no name before the other.
            _ if is_newest_first => (Value::Integer(i64::MAX), Vec::new()),
            _ => (Value::Text(String::new()), Vec::new()),
        };
        let parameters = vec![Value::Blob(partner.as_bytes().to_vec()), place, Value::Blob(id)];
        Self { sql, parameters }
    }
}

/// Along which index customers are listed without words.
#[derive(Clone, Copy)]
pub(super) struct Order {
    index: &'static str,
    /// What the index is in the order of, before the id.
    column: &'static str,
    is_newest_first: bool,
}

impl Order {
    const BY_NAME: Self = Self { index: "customers_by_name", column: "name_key", is_newest_first: false };
    const BY_RECORD: Self = Self { index: "customers_by_record", column: "opened_at", is_newest_first: true };
    const BY_STATE_OWNERSHIP: Self =
        Self { index: "customers_state_owned", column: "state_owned_at", is_newest_first: true };
    const WITHOUT_RECORD: Self =
        Self { index: "customers_without_record", column: "created_at", is_newest_first: true };

    pub(super) const fn of(search: &CustomerSearch) -> Self {
        match (search.qualification, search.status) {
            (None, None) => Self::BY_NAME,
            (Some(Qualification::None), None) => Self::WITHOUT_RECORD,
            (Some(Qualification::StateOwnedEntity), None) => Self::BY_STATE_OWNERSHIP,
            _ => Self::BY_RECORD,
        }
    }

    /// The place of a row.
    fn place(self, columns: &Columns<'_>) -> Outcome<SearchPlace> {
        let id = columns.id("id")?;
        if self.is_newest_first {
            return Ok(SearchPlace::Record { at: columns.moment(self.column)?, id });
        }
        let name_key = NameKey::from_stored(columns.get(self.column)?);
        Ok(SearchPlace::Name(CustomerPosition { name_key, id }))
    }

    /// The ranges of the index in which records are that are looked for, as conditions.
    fn ranges(self, search: &CustomerSearch) -> Vec<String> {
        match self.index {
            "customers_by_name" => return vec![String::new()],
            "customers_state_owned" => return vec!["AND c.state_owned_at IS NOT NULL".to_owned()],
            "customers_without_record" => {
                return vec!["AND c.qualification IS NULL AND c.state_owned_at IS NULL".to_owned()];
            }
            _ => {}
        }
        let qualifications = match search.qualification {
            Some(Qualification::StateOwnedEntity) | None => EXCLUSIVE.to_vec(),
            Some(qualification) => vec![qualification],
        };
        let statuses = search.status.map_or_else(|| VettingStatus::ALL.to_vec(), |status| vec![status]);
        let range = |(qualification, status): (Qualification, VettingStatus)| {
            let (qualification, status) = (qualification.name(), status.name());
            format!("AND c.qualification = '{qualification}' AND c.status = '{status}'")
        };
        let each = |one: Qualification| statuses.iter().map(move |status| (one, *status));
        qualifications.into_iter().flat_map(each).map(range).collect()
    }
}
