//! Searches for customers: by beginnings of words along the index of words, by records along that of records, and else by
//! name.
//!
//! Of several beginnings the rarest leads, and the others are looked at in the customer that it leads to. A customer with two
//! words that begin so is shown at the first of them, so that it is shown once, on whichever page.

use qualify_domain::customer::CustomerSummary;
use qualify_domain::ports::{
    CustomerPosition, CustomerSearch, FoundCustomer, FoundCustomers, Outcome, SearchPlace,
};
use qualify_vocabulary::{
    CustomerId, CustomerWords, DomainName, NameKey, PageSize, PartnerId, Qualification, SearchWords,
    VettingStatus,
};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::range::first_behind;
use crate::sqlite::engine::column::Columns;
use crate::sqlite::engine::list_readers::{StepTime, Walk};
use crate::sqlite::engine::looking::Looking;
use crate::sqlite::engine::session::Session;
use crate::sqlite::rows::qualifications::read_records;

#[cfg(test)]
mod tests;

/// Rows that one step looks at.
const STEP_ROWS: usize = 500;

/// Up to so many words are counted to find the rarest beginning.
const COUNTED_MAX: i64 = 2_000;

/// What is read of a customer.
const COLUMNS: &str = "c.id, c.name_key, c.domain, c.company_name, c.qualification, c.status, c.reason, c.segment, \
    c.website, c.code, c.organization_name, c.opened_at, c.due_at, c.state_owned_at";

/// Exclusive records are of these.
const EXCLUSIVE: [Qualification; 3] =
    [Qualification::Education, Qualification::Nonprofit, Qualification::GovernmentCommunityCloud];

/// A page of customers that are looked for.
pub(crate) struct Searching {
    partner: PartnerId,
    search: CustomerSearch,
    /// The rows up to this place were looked at.
    after: Option<SearchPlace>,
    /// The beginning that leads; found in the first step.
    leading: Option<String>,
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
        Self { partner, search, after, leading: None, wanted, items, looking }
    }

    /// The walk that this search is: along which index, and from where on.
    fn query(&mut self, session: &Session) -> Outcome<Query> {
        let Some(words) = &self.search.words else {
            return Ok(Query::by_records(self.partner, &self.search, self.after.as_ref()));
        };
        if self.leading.is_none() {
            self.leading = Some(leading(session, self.partner, words, self.after.as_ref())?);
        }
        let leading = self.leading.as_deref().unwrap_or_default();
        Ok(Query::by_word(self.partner, leading, self.after.as_ref()))
    }

    fn page(&mut self, next: Option<SearchPlace>) -> FoundCustomers {
        FoundCustomers { items: std::mem::take(&mut self.items), next }
    }
}

impl Walk for Searching {
    type Found = FoundCustomers;

    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<FoundCustomers>> {
        let query = self.query(session)?;
        let (mut rows, mut is_full) = (0, false);
        let Self { search, after, leading, wanted, items, .. } = self;
        let is_end = session.look(&query.sql, params_from_iter(query.parameters), |row| {
            let found = find(row, search, leading.as_deref())?;
            if found.is_some() && items.len() == *wanted {
                // The page is full, and there is one more.
                is_full = true;
                return Ok(false);
            }
            *after = Some(place(row, leading.is_some())?);
            items.extend(found);
            rows += 1;
            Ok(rows < STEP_ROWS && !time.is_up())
        })?;
        if is_end {
            return Ok(Some(self.page(None)));
        }
        let is_enough = self.looking.is_enough(rows, self.items.len());
        Ok((is_full || is_enough).then(|| self.page(self.after.clone())))
    }
}

/// The beginning by which customers are looked for: the rarest, and where the list goes on the one that it was begun
/// with.
fn leading(
    session: &Session,
    partner: PartnerId,
    words: &SearchWords,
    after: Option<&SearchPlace>,
) -> Outcome<String> {
    let beginnings = words.beginnings();
    if let [only] = beginnings.as_slice() {
        return Ok((*only).to_owned());
    }
    if let Some(SearchPlace::Word { word, .. }) = after
        && let Some(begun) = beginnings.iter().find(|beginning| word.starts_with(**beginning))
    {
        return Ok((*begun).to_owned());
    }
    let mut rarest: Option<(i64, &str)> = None;
    for beginning in beginnings {
        let count = count_words(session, partner, beginning)?;
        let is_rarer =
            rarest.is_none_or(|(least, of)| count < least || (count == least && beginning.len() > of.len()));
        if is_rarer {
            rarest = Some((count, beginning));
        }
    }
    Ok(rarest.map_or_else(String::new, |(_, beginning)| beginning.to_owned()))
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

/// The customer of a row, if it is one that is looked for and this is its place.
fn find(row: &Row<'_>, search: &CustomerSearch, leading: Option<&str>) -> Outcome<Option<FoundCustomer>> {
    let columns = Columns::new("customers", row);
    let customer = CustomerSummary {
        id: columns.id("id")?,
        domain: columns.parsed("domain", DomainName::parse)?,
        company_name: columns.get("company_name")?,
    };
    if let (Some(leading), Some(words)) = (leading, &search.words) {
        let own = CustomerWords::of(&customer.company_name, &customer.domain, customer.id);
        let is_first = own.first_beginning(leading) == Some(columns.text("word")?);
        if !is_first || !words.are_of(&own) {
            return Ok(None);
        }
    }
    let records = read_records(&columns)?;
    Ok(search.are_records_met(&records).then_some(FoundCustomer { customer, records }))
}

fn place(row: &Row<'_>, is_by_word: bool) -> Outcome<SearchPlace> {
    let columns = Columns::new("customers", row);
    let id: CustomerId = columns.id("id")?;
    Ok(if is_by_word {
        SearchPlace::Word { word: columns.get("word")?, id }
    } else {
        let name_key = NameKey::from_stored(columns.get("name_key")?);
        SearchPlace::Name(CustomerPosition { name_key, id })
    })
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
            Some(SearchPlace::Name(_)) | None => (leading.to_owned(), Vec::new()),
        };
        let sql = format!(
            "SELECT w.word, {COLUMNS}
             FROM customer_words w
             CROSS JOIN customers c ON c.partner_id = w.partner_id AND c.id = w.customer_id
             WHERE w.partner_id = ?1 AND (w.word, w.customer_id) > (?2, ?3) AND w.word < ?4
                AND c.has_ended = 0
             ORDER BY w.word, w.customer_id"
        );
        let end = first_behind(leading).unwrap_or_default();
        let parameters = vec![
            Value::Blob(partner.as_bytes().to_vec()),
            Value::Text(word),
            Value::Blob(id),
            Value::Text(end),
        ];
        Self { sql, parameters }
    }

    /// Along the names of those with such records. Each kind of record in each status is a range of one index, and so many
    /// ranges are read as one.
    pub(super) fn by_records(
        partner: PartnerId,
        search: &CustomerSearch,
        after: Option<&SearchPlace>,
    ) -> Self {
        let ranges: Vec<String> = ranges(search)
            .into_iter()
            .map(|(index, condition)| {
                format!(
                    "SELECT {COLUMNS}
                     FROM customers c INDEXED BY {index}
                     WHERE c.partner_id = ?1 AND c.has_ended = 0 {condition} AND (c.name_key, c.id) > (?2, ?3)"
                )
            })
            .collect();
        let sql = format!("{} ORDER BY name_key, id", ranges.join(" UNION ALL "));
        let (name, id) = match after {
            Some(SearchPlace::Name(place)) => {
                (place.name_key.as_str().to_owned(), place.id.as_bytes().to_vec())
            }
            Some(SearchPlace::Word { .. }) | None => (String::new(), Vec::new()),
        };
        let parameters = vec![Value::Blob(partner.as_bytes().to_vec()), Value::Text(name), Value::Blob(id)];
        Self { sql, parameters }
    }
}

/// The ranges of indexes in which records are that are looked for.
fn ranges(search: &CustomerSearch) -> Vec<(&'static str, String)> {
    let qualifications = match search.qualification {
        Some(Qualification::None) => return vec![("customers_by_name", String::new())],
        None if search.status.is_none() => return vec![("customers_by_name", String::new())],
        Some(Qualification::StateOwnedEntity) if search.status.is_none() => {
            return vec![("customers_state_owned", "AND c.state_owned_at IS NOT NULL".to_owned())];
        }
        Some(Qualification::StateOwnedEntity) | None => EXCLUSIVE.to_vec(),
        Some(qualification) => vec![qualification],
    };
    let statuses = search.status.map_or_else(|| VettingStatus::ALL.to_vec(), |status| vec![status]);
    qualifications
        .iter()
        .flat_map(|qualification| {
            statuses.iter().map(|status| {
                let (qualification, status) = (qualification.name(), status.name());
                let condition = format!("AND c.qualification = '{qualification}' AND c.status = '{status}'");
                ("customers_by_record", condition)
            })
        })
        .collect()
}
