//! The whole list in one answer, in chunks: memory stays the same however many customers there are (contract Q13).

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::{StatusCode, header};
use qualify_contract::v1::Collection;
use qualify_contract::v1::customers::CustomerListItem;
use qualify_domain::customer::CustomerSummary;
use qualify_domain::ports::{
    CustomerPosition, CustomerSeek, CustomerSelection, CustomerStore as _, Slice, StoreError,
};
use qualify_vocabulary::{CorrelationId, NameKey, PageSize, PartnerId};

use crate::api::call::RequestInfo;
use crate::api::extract::PartnerCall;
use crate::api::{answer, present};
use crate::app::App;

/// Where the answer stands.
enum Step {
    /// These customers come next.
    Items { slice: Slice<CustomerSummary>, items_before: usize },
    /// All customers are written; the closing members are not.
    End { items: usize },
    /// Everything is written.
    Done,
}

struct Reader {
    app: Arc<App>,
    partner: PartnerId,
    selection: CustomerSelection,
    self_uri: String,
    correlation_id: CorrelationId,
}

/// Answers with all customers, beginning with those that were read already.
pub(super) fn all_customers(
    app: Arc<App>,
    info: &RequestInfo,
    call: &PartnerCall,
    selection: CustomerSelection,
    first: Slice<CustomerSummary>,
    self_uri: String,
) -> Response {
    let correlation_id = info.correlation_id;
    let reader = Reader { app, partner: call.partner(), selection, self_uri, correlation_id };
    let start = (reader, Step::Items { slice: first, items_before: 0 });
    let chunks = stream::try_unfold(start, |(reader, step)| async move { reader.advance(step).await });
    let mut response = Response::new(Body::from_stream(chunks));
    *response.status_mut() = StatusCode::OK;
    response.headers_mut().insert(header::CONTENT_TYPE, answer::JSON);
    response
}

/// Where a customer stands in the list.
pub(super) fn position_of(summary: &CustomerSummary) -> CustomerPosition {
    CustomerPosition { name_key: NameKey::of(&summary.company_name), id: summary.id }
}

impl Reader {
    /// Writes the next chunk. A failure ends the connection before the JSON is complete, so that no client takes a
    /// part for the whole.
    async fn advance(self, step: Step) -> Result<Option<(Bytes, (Self, Step))>, StoreError> {
        match step {
            Step::Items { slice, items_before } => {
                let items = items_before + slice.items.len();
                let after = slice.items.last().map(position_of).filter(|_| slice.has_more);
                let chunk = items_chunk(slice.items, items_before == 0);
                let next = match after {
                    None => Step::End { items },
                    Some(after) => {
                        let selection = self.selection.clone();
                        let list = self.app.store.list_customers(
                            self.partner,
                            selection,
                            CustomerSeek::After(after),
                            PageSize::MAX,
                        );
                        let slice = list.await.inspect_err(|error| self.log(error))?;
                        Step::Items { slice, items_before: items }
                    }
                };
                Ok(Some((chunk, (self, next))))
            }
            Step::End { items } => {
                let chunk = self.closing_chunk(items);
                Ok(Some((chunk, (self, Step::Done))))
            }
            Step::Done => Ok(None),
        }
    }

    /// The answer's status went out long ago: the log is the only place that can say why the list broke off.
    fn log(&self, error: &StoreError) {
        let correlation_id = self.correlation_id;
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::error!(%correlation_id, %error, cause, "a list broke off");
    }

    /// The members behind the items, as an empty page has them, with the number of items that were written.
    fn closing_chunk(&self, items: usize) -> Bytes {
        let mut closing: Collection<CustomerListItem> =
            Collection::last_page(Vec::new(), self.self_uri.clone());
        closing.total_count = items;
        let json = serde_json::to_string(&closing).expect("a DTO is made of texts and numbers");
        // `{"totalCount":N,"items":[],...}`: the items are there already.
        let rest = json.replacen("\"items\":[],", "", 1);
        Bytes::from(format!("],{}", &rest[1..]))
    }
}

fn items_chunk(summaries: Vec<CustomerSummary>, is_first: bool) -> Bytes {
    let mut chunk = Vec::with_capacity(summaries.len() * 512);
    if is_first {
        chunk.extend_from_slice(br#"{"items":["#);
    }
    for (index, summary) in summaries.into_iter().enumerate() {
        if index > 0 || !is_first {
            chunk.push(b',');
        }
        serde_json::to_writer(&mut chunk, &present::customer_item(summary)).expect("memory takes every byte");
    }
    chunk.into()
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{CustomerId, DomainName};

    use super::*;
    use crate::compose::compose_for_test;

    #[tokio::test]
    async fn a_list_that_breaks_off_is_logged_with_its_correlation_id() {
        let folder = tempfile::tempdir().unwrap();
        let app = Arc::new(compose_for_test(folder.path(), |_| ()).await);
        let first = CustomerSummary {
            id: CustomerId::from([1; 16]),
            domain: DomainName::parse("lakeside.onmicrosoft.com").unwrap(),
            company_name: "Lakeside School".to_owned(),
        };
        let slice = Slice { items: vec![first], has_more: true };
        let database = rusqlite::Connection::open(folder.path().join("qualify.db")).unwrap();
        database.execute_batch("ALTER TABLE customers RENAME TO gone").unwrap();

        let log = tempfile::NamedTempFile::new().unwrap();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(Arc::new(log.reopen().unwrap()));
        let _guard = tracing::subscriber::set_default(subscriber.finish());
        let correlation_id = CorrelationId::from_uuid(crate::clock::fresh_guid());
        let self_uri = "/customers".to_owned();
        let (partner, selection) = (PartnerId::from([2; 16]), CustomerSelection::All);
        let reader = Reader { app, partner, selection, self_uri, correlation_id };
        assert!(reader.advance(Step::Items { slice, items_before: 0 }).await.is_err());
        let line = std::fs::read_to_string(log.path()).unwrap();
        let id = format!("correlation_id={correlation_id}");
        assert!(line.contains("ERROR") && line.contains(&id), "{line}");
    }
}
