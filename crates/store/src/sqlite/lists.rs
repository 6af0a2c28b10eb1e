//! Lists of customers: by name, then id, behind a position. No offset, so that what comes and goes between two pages
//! makes no other customer appear twice or vanish (contract 1.14 rule 6).

use qualify_domain::customer::CustomerSummary;
use qualify_domain::ports::{
    Comparison, CustomerField, CustomerPosition, CustomerSeek, CustomerSelection, Outcome, Slice,
};
use qualify_vocabulary::{DomainName, NameKey, PageSize, PartnerId};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::column::Columns;
use super::session::Session;

pub(super) fn list(
    session: &Session,
    partner: PartnerId,
    selection: &CustomerSelection,
    seek: CustomerSeek,
    size: PageSize,
) -> Outcome<Slice<CustomerSummary>> {
    let is_forwards = matches!(seek, CustomerSeek::First | CustomerSeek::After(_));
    let follows_more = matches!(seek, CustomerSeek::Before(_));
    let rows_max = i64::from(size.items()) + 1;
    let query = Query::new(partner, selection, seek, rows_max);
    let mut items = session.list(&query.sql, params_from_iter(query.parameters), read)?;
    let is_cut = items.len() > usize::from(size.items());
    items.truncate(usize::from(size.items()));
    if !is_forwards {
        items.reverse();
    }
    Ok(Slice { items, has_more: if is_forwards { is_cut } else { follows_more } })
}

/// A list query: its text is one of a few, so that it stays prepared.
struct Query {
    sql: String,
    parameters: Vec<Value>,
}

impl Query {
    fn new(partner: PartnerId, selection: &CustomerSelection, seek: CustomerSeek, rows_max: i64) -> Self {
        let mut query = Self {
            sql: "SELECT c.id, c.domain, c.company_name FROM customers c".to_owned(),
            parameters: Vec::new(),
        };
        if let CustomerSelection::Matching { field: CustomerField::AssociatedPartner, .. } = selection {
            query
                .sql
                .push_str(" JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id");
        }
        let partner = query.bind(Value::Blob(partner.as_bytes().to_vec()));
        query.push(&format!(" WHERE c.partner_id = {partner} AND c.has_ended = 0"));
        let direction = match seek {
            CustomerSeek::First => "ASC",
            CustomerSeek::After(position) => {
                query.push_bound(">", &position);
                "ASC"
            }
            CustomerSeek::Before(position) => {
                query.push_bound("<", &position);
                "DESC"
            }
            CustomerSeek::Last => "DESC",
        };
        if let CustomerSelection::Matching { field, comparison, value } = selection {
            query.push_condition(*field, *comparison, value);
        }
        let limit = query.bind(Value::Integer(rows_max));
        query.push(&format!(" ORDER BY c.name_key {direction}, c.id {direction} LIMIT {limit}"));
        query
    }

    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn bind(&mut self, value: Value) -> String {
        self.parameters.push(value);
        format!("?{}", self.parameters.len())
    }

    fn push_bound(&mut self, comparison: &str, position: &CustomerPosition) {
        let key = self.bind(Value::Text(position.name_key.as_str().to_owned()));
        let id = self.bind(Value::Blob(position.id.as_bytes().to_vec()));
        self.push(&format!(" AND (c.name_key, c.id) {comparison} ({key}, {id})"));
    }

    fn push_condition(&mut self, field: CustomerField, comparison: Comparison, value: &NameKey) {
        let column = match field {
            CustomerField::CompanyName => "c.name_key",
            CustomerField::Domain => "c.domain",
            CustomerField::AssociatedPartner => "fold_name(d.associated_partner_id)",
        };
        let text = self.bind(Value::Text(value.as_str().to_owned()));
        // A key as long as a key can be stands for every domain that begins so: domains are longer, and not cut.
        let is_cut = field == CustomerField::Domain && value.may_be_cut();
        match comparison {
            Comparison::Equals if !is_cut => {
                self.push(&format!(" AND {column} = {text}"));
                if field == CustomerField::Domain {
                    // The claim names the one customer that can match, whatever the number of customers.
                    self.push(&format!(
                        " AND c.id = (SELECT customer_id FROM domain_claims WHERE domain = {text})"
                    ));
                }
            }
            // A range, not LIKE: it uses the index, and no character of the value has a meaning of its own.
            Comparison::StartsWith | Comparison::Equals => {
                self.push(&format!(" AND {column} >= {text}"));
                if let Some(end) = first_behind(value.as_str()) {
                    let end = self.bind(Value::Text(end));
                    self.push(&format!(" AND {column} < {end}"));
                }
            }
        }
    }
}

/// The first text behind all texts that begin so; none if there is nothing behind them. The order of UTF-8 is the
/// order of the characters.
fn first_behind(beginning: &str) -> Option<String> {
    let mut characters: Vec<char> = beginning.chars().collect();
    while let Some(last) = characters.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

fn read(row: &Row<'_>) -> Outcome<CustomerSummary> {
    let columns = Columns::new("customers", row);
    Ok(CustomerSummary {
        id: columns.id("id")?,
        domain: columns.parsed("domain", DomainName::parse)?,
        company_name: columns.get("company_name")?,
    })
}
