//! Searches for customers: by beginnings of words along the index of words, by records, or by there being none, with the
//! newest first, and else by name. Of several beginnings the rarest leads. A customer with two words that begin so is
//! shown at the first of them, so that it is shown once, on whichever page.

use qualify_domain::ports::{
    CustomerPosition, CustomerSearch, FoundCustomer, FoundCustomers, Outcome, SearchPlace,
};
use qualify_vocabulary::{
    CustomerId, CustomerWords, NameKey, PageSize, PartnerId, Qualification, SearchWords,
};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::{Value, params};
use crate::rows::{read_records, read_summary};
use crate::sqlite::engine::looking::Looking;
use crate::sqlite::rows::lists::range::first_behind;

/// Rows that are read at a time.
const ROWS: usize = 500;

/// Up to so many words are counted to find the rarest beginning.
const COUNTED_MAX: i64 = 2_000;

/// What is read of a customer.
const COLUMNS: &str = "c.id, c.name_key, c.domain, c.company_name, c.qualification, c.status, c.reason, c.segment, \
    c.website, c.code, c.organization_name, c.opened_at, c.due_at, c.state_owned_at, c.created_at";

/// A row that was looked at: its place, and the customer there, if it is one that is looked for.
type Seen = (SearchPlace, Option<FoundCustomer>);

impl PostgresRows {
    /// A page of customers that are looked for.
    pub(in crate::postgres) async fn page_of_found(
        &mut self,
        partner: PartnerId,
        search: &CustomerSearch,
        after: Option<SearchPlace>,
        size: PageSize,
    ) -> Outcome<FoundCustomers> {
        let wanted = usize::from(size.items());
        let leading = match &search.words {
            Some(words) => Some((words, self.leading(partner, words, after.as_ref()).await?)),
            None => None,
        };
        let (mut place, mut items, mut looking) = (after, Vec::new(), Looking::begin());
        loop {
            let seen = if let Some((words, leading)) = &leading {
                let (sql, values) = by_word(partner, leading, place.as_ref());
                self.list(sql, values, |row| see_word(row, search, words, leading)).await?
            } else {
                let (sql, values) = in_order(partner, search, place.as_ref());
                self.list(sql, values, |row| see_row(row, search)).await?
            };
            let looked_at = seen.len();
            for (at, found) in seen {
                if found.is_some() && items.len() == wanted {
                    return Ok(FoundCustomers { items, next: place });
                }
                place = Some(at);
                items.extend(found);
            }
            if looked_at < ROWS {
                return Ok(FoundCustomers { items, next: None });
            }
            if looking.is_enough(looked_at, items.len()) {
                return Ok(FoundCustomers { items, next: place });
            }
        }
    }

    /// The rarest beginning, and where the list goes on the one that it was begun with.
    async fn leading(
        &mut self,
        partner: PartnerId,
        words: &SearchWords,
        after: Option<&SearchPlace>,
    ) -> Outcome<String> {
        let beginnings: Vec<String> = words.beginnings().into_iter().map(str::to_owned).collect();
        let begun = beginnings.iter().find(|beginning| {
            matches!(after, Some(SearchPlace::Word { word, .. }) if word.starts_with(beginning.as_str()))
        });
        if let Some(begun) = begun {
            return Ok(begun.clone());
        }
        let mut counted = Vec::new();
        for beginning in beginnings {
            let end = first_behind(&beginning).unwrap_or_default();
            let count: i64 = self
                .get(
                    "SELECT count(*) AS counted
                     FROM (SELECT 1 FROM customer_words WHERE partner_id = $1 AND word >= $2 AND word < $3
                         LIMIT $4) AS found",
                    params![partner.as_bytes(), beginning, end, COUNTED_MAX],
                    |row| Columns::new("customer_words", row).get("counted"),
                )
                .await?;
            counted.push((count, std::cmp::Reverse(beginning.len()), beginning));
        }
        counted.sort();
        Ok(counted.into_iter().next().map(|(_, _, beginning)| beginning).unwrap_or_default())
    }
}

/// The words that begin so, behind a place, each with its customer.
fn by_word(partner: PartnerId, leading: &str, after: Option<&SearchPlace>) -> (String, Vec<Value>) {
    let (word, id) = match after {
        Some(SearchPlace::Word { word, id }) => (word.clone(), id.as_bytes().to_vec()),
        // No id is before this one.
        _ => (leading.to_owned(), Vec::new()),
    };
    let sql = format!(
        "SELECT w.word, w.customer_id, c.has_ended, {COLUMNS}
         FROM customer_words w
         LEFT JOIN customers c ON c.partner_id = w.partner_id AND c.id = w.customer_id
         WHERE w.partner_id = $1 AND (w.word, w.customer_id) > ($2, $3) AND w.word < $4
         ORDER BY w.word, w.customer_id LIMIT $5"
    );
    let end = first_behind(leading).unwrap_or_default();
    (sql, params![partner.as_bytes(), word, id, end, ROWS])
}

/// In the order of which column customers are listed without words, and whether the newest comes first.
const fn order(search: &CustomerSearch) -> (&'static str, bool) {
    match (search.qualification, search.status) {
        (None, None) => ("name_key", false),
        (Some(Qualification::None), None) => ("created_at", true),
        (Some(Qualification::StateOwnedEntity), None) => ("state_owned_at", true),
        _ => ("opened_at", true),
    }
}

/// The customers behind a place, by name, or by the moment of their records.
fn in_order(
    partner: PartnerId,
    search: &CustomerSearch,
    after: Option<&SearchPlace>,
) -> (String, Vec<Value>) {
    let (column, is_newest_first) = order(search);
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
    let condition = match (search.qualification, search.status) {
        (None, None) => String::new(),
        (Some(Qualification::None), None) => {
            "AND c.qualification IS NULL AND c.state_owned_at IS NULL".to_owned()
        }
        (Some(Qualification::StateOwnedEntity), None) => "AND c.state_owned_at IS NOT NULL".to_owned(),
        (Some(Qualification::StateOwnedEntity) | None, Some(status)) => {
            format!("AND c.status = '{}'", status.name())
        }
        (Some(qualification), None) => format!("AND c.qualification = '{}'", qualification.name()),
        (Some(qualification), Some(status)) => {
            format!("AND c.qualification = '{}' AND c.status = '{}'", qualification.name(), status.name())
        }
    };
    let (behind, way) = if is_newest_first { ("<", "DESC") } else { (">", "ASC") };
    let sql = format!(
        "SELECT {COLUMNS}
         FROM customers c
         WHERE c.partner_id = $1 AND NOT c.has_ended {condition} AND (c.{column}, c.id) {behind} ($2, $3)
         ORDER BY c.{column} {way}, c.id {way} LIMIT $4"
    );
    let mut values = params![partner.as_bytes()];
    values.push(place);
    values.extend(params![id, ROWS]);
    (sql, values)
}

/// Whether the customer of a word is one that is looked for, and this word the first by which it is found.
fn see_word(row: &Row, search: &CustomerSearch, words: &SearchWords, leading: &str) -> Outcome<Seen> {
    let columns = Columns::new("customer_words", row);
    let (word, id): (&str, CustomerId) = (columns.text("word")?, columns.id("customer_id")?);
    // It may have ended, or be gone.
    let is_there = columns.get::<Option<bool>>("has_ended")? == Some(false);
    let found = if is_there { Some(read(row)?) } else { None };
    let found = found.filter(|FoundCustomer { customer, records }| {
        let own = CustomerWords::of(&customer.company_name, &customer.domain, customer.id);
        own.first_beginning(leading) == Some(word) && words.are_of(&own) && search.are_records_met(records)
    });
    Ok((SearchPlace::Word { word: word.to_owned(), id }, found))
}

fn see_row(row: &Row, search: &CustomerSearch) -> Outcome<Seen> {
    let found = Some(read(row)?).filter(|it| search.are_records_met(&it.records));
    let columns = Columns::new("customers", row);
    let (id, (column, is_newest_first)) = (columns.id("id")?, order(search));
    let place = if is_newest_first {
        SearchPlace::Record { at: columns.moment(column)?, id }
    } else {
        let name_key = NameKey::from_stored(columns.get(column)?);
        SearchPlace::Name(CustomerPosition { name_key, id })
    };
    Ok((place, found))
}

fn read(row: &Row) -> Outcome<FoundCustomer> {
    let columns = Columns::new("customers", row);
    Ok(FoundCustomer { customer: read_summary(&columns)?, records: read_records(&columns)? })
}
