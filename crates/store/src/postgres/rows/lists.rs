//! Lists of customers: by name, then id, behind a position. No offset, so that what comes and goes between two pages makes no
//! other customer appear twice or vanish (contract 1.14 rule 6). Which index leads is the planner's choice.

use qualify_domain::customer::CustomerSummary;
use qualify_domain::ports::{CustomerSeek, CustomerSelection, Outcome, Slice};
use qualify_vocabulary::{PageSize, PartnerId};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::Columns;
use crate::postgres::engine::value::{ToValue, Value, params};
use crate::rows::read_summary;
use crate::sqlite::rows::lists::range::{Edge, Matching, Range, first_behind, selected};

impl PostgresRows {
    /// A page of a partner's customers.
    pub(in crate::postgres) async fn page_of_customers(
        &mut self,
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> Outcome<Slice<CustomerSummary>> {
        let is_forwards = matches!(seek, CustomerSeek::First | CustomerSeek::After(_));
        let follows_more = matches!(seek, CustomerSeek::Before(_));
        let (range, matching) = selected(selection);
        let wanted = usize::from(size.items());
        let query = Query::new(partner, &range.narrowed(seek), &matching, is_forwards, wanted + 1);
        let mut items = self.list(query.sql, query.values, read).await?;
        let is_cut = items.len() > wanted;
        items.truncate(wanted);
        if !is_forwards {
            items.reverse();
        }
        Ok(Slice { items, has_more: if is_forwards { is_cut } else { follows_more } })
    }
}

/// The question for a page.
struct Query {
    sql: String,
    values: Vec<Value>,
}

impl Query {
    fn new(
        partner: PartnerId,
        range: &Range,
        matching: &Matching,
        is_forwards: bool,
        rows_max: usize,
    ) -> Self {
        let mut query = Self {
            sql: "SELECT id, domain, company_name FROM customers WHERE partner_id = $1 AND NOT has_ended"
                .to_owned(),
            values: params![partner.as_bytes()],
        };
        match matching {
            Matching::Anything => {}
            Matching::Whole(field, text) => query.push(field.column(), "=", text),
            // A range, not LIKE: no character of a value has a meaning of its own.
            Matching::Beginning(field, beginning) => {
                query.push(field.column(), ">=", beginning);
                if let Some(end) = first_behind(beginning) {
                    query.push(field.column(), "<", &end);
                }
            }
        }
        query.push_edge(&range.lower, ">=", ">");
        query.push_edge(&range.upper, "<", "<");
        let direction = if is_forwards { "ASC" } else { "DESC" };
        let limit = query.bind(&rows_max);
        query.sql = format!("{} ORDER BY name_key {direction}, id {direction} LIMIT {limit}", query.sql);
        query
    }

    fn bind(&mut self, value: &impl ToValue) -> String {
        self.values.push(value.to_value());
        format!("${}", self.values.len())
    }

    fn push(&mut self, column: &str, comparison: &str, text: &str) {
        let text = self.bind(&text);
        self.sql = format!("{} AND {column} {comparison} {text}", self.sql);
    }

    fn push_edge(&mut self, edge: &Edge, of_names: &str, of_customers: &str) {
        match edge {
            Edge::Open => {}
            Edge::Name(name) => self.push("name_key", of_names, name),
            Edge::LastName(name) => self.push("name_key", "<=", name),
            Edge::Customer(position) => {
                let key = self.bind(&position.name_key.as_str());
                let id = self.bind(position.id.as_bytes());
                self.sql = format!("{} AND (name_key, id) {of_customers} ({key}, {id})", self.sql);
            }
        }
    }
}

fn read(row: &Row) -> Outcome<CustomerSummary> {
    read_summary(&Columns::new("customers", row))
}
