//! S2: list, page and filter customers (contract 1.14).

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_contract::v1::Collection;
use qualify_contract::v1::customers::CustomerCollection;
use qualify_domain::customer::CustomerSummary;
use qualify_domain::ports::{
    Comparison, CustomerField, CustomerPosition, CustomerSeek, CustomerSelection, CustomerStore as _, Slice,
};
use qualify_vocabulary::{DomainSearch, NameKey, PageSize};
use qualify_wire::query::{
    CustomerField as FilterField, CustomerFilter, SeekOperation, TextOperator, read_customer_filter,
    read_size,
};
use serde::{Deserialize, Serialize};

use super::stream::{all_customers, position_of};
use crate::api::call::RequestInfo;
use crate::api::extract::PartnerCall;
use crate::api::failure::Failure;
use crate::api::paging::{Seek, encode_query_value, read_seek, seal};
use crate::api::{answer, present};
use crate::app::App;

const TOKEN_KIND: &str = "customers";

/// What a token carries: everything that a seek request does not send.
#[derive(Debug, Serialize, Deserialize)]
struct CustomerToken {
    size: PageSize,
    filter: Option<CustomerFilter>,
    /// The first customer of the page, for the way back.
    first: CustomerPosition,
    /// The last one, for the way on.
    last: CustomerPosition,
}

/// What one page is made of.
#[derive(Debug)]
pub(super) struct ListRequest {
    pub(super) size: Option<PageSize>,
    pub(super) filter: Option<CustomerFilter>,
    pub(super) filter_text: Option<String>,
    pub(super) seek: CustomerSeek,
}

/// S2: the partner's customers.
#[utoipa::path(get, path = "/v1/customers", tag = "customers",
    params(("size" = Option<u32>, Query, description = "Items on a page; 0 or absent means all in one answer"),
        ("filter" = Option<String>, Query, description = "JSON: Field, Operator (starts_with, equals), Value"),
        ("seekOperation" = Option<String>, Query, description = "Next, with the token of the page before"),
        ("MS-ContinuationToken" = Option<String>, Header, description = "The token")),
    responses((status = 200, description = "The customers by name", body = CustomerCollection)))]
pub(crate) async fn list_customers(
    State(app): State<Arc<App>>,
    Extension(info): Extension<Arc<RequestInfo>>,
    call: PartnerCall,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let request = read_request(&app, &call, &headers)?;
    let selection = selection_of(request.filter.as_ref());
    let page_size = request.size.unwrap_or(PageSize::MAX);
    let list = app.store.list_customers(call.partner(), selection.clone(), request.seek.clone(), page_size);
    let first = call.store(list).await?;
    if request.size.is_none() && first.has_more {
        return Ok(all_customers(app, &info, &call, selection, first, self_uri(&request)));
    }
    Ok(answer::json(StatusCode::OK, &page(&app, &call, &request, first)))
}

fn read_request(app: &App, call: &PartnerCall, headers: &HeaderMap) -> Result<ListRequest, Failure> {
    match read_seek::<CustomerToken>(app, call, headers, TOKEN_KIND)? {
        Seek::Step(operation, token) => {
            let seek = match operation {
                SeekOperation::Next | SeekOperation::PageIndex => CustomerSeek::After(token.last),
                SeekOperation::Previous => CustomerSeek::Before(token.first),
                SeekOperation::First => CustomerSeek::First,
                SeekOperation::Last => CustomerSeek::Last,
            };
            let filter_text = token.filter.as_ref().map(filter_text);
            Ok(ListRequest { size: Some(token.size), filter: token.filter, filter_text, seek })
        }
        Seek::Fresh { is_last } => {
            let size = read_size(call.query().find("size").as_deref())?;
            let filter_text = call.query().find("filter");
            let filter = filter_text.as_deref().map(read_customer_filter).transpose()?;
            let filter_text = filter_text.map(std::borrow::Cow::into_owned);
            // Without a size there is one page, which is the last one too.
            let seek = if is_last && size.is_some() { CustomerSeek::Last } else { CustomerSeek::First };
            Ok(ListRequest { size, filter, filter_text, seek })
        }
    }
}

/// A filter as a link repeats it.
fn filter_text(filter: &CustomerFilter) -> String {
    serde_json::json!({ "Field": filter.field.name(), "Value": filter.value, "Operator": filter.operator.name() }).to_string()
}

fn selection_of(filter: Option<&CustomerFilter>) -> CustomerSelection {
    let Some(filter) = filter else { return CustomerSelection::All };
    let comparison = match filter.operator {
        TextOperator::StartsWith => Comparison::StartsWith,
        TextOperator::Equals | TextOperator::Substring => Comparison::Equals,
    };
    let field = match filter.field {
        FilterField::CompanyName => CustomerField::CompanyName,
        FilterField::IndirectReseller | FilterField::IndirectCloudSolutionProvider => {
            CustomerField::AssociatedPartner
        }
        FilterField::Domain => {
            let domain = match comparison {
                Comparison::StartsWith => DomainSearch::beginning(&filter.value),
                Comparison::Equals => DomainSearch::whole(&filter.value),
            };
            return CustomerSelection::OfDomain { comparison, domain };
        }
    };
    CustomerSelection::Matching { field, comparison, value: NameKey::of(&filter.value) }
}

fn page(
    app: &App,
    call: &PartnerCall,
    request: &ListRequest,
    slice: Slice<CustomerSummary>,
) -> CustomerCollection {
    let ends = slice.items.first().zip(slice.items.last()).filter(|_| slice.has_more);
    let ends = ends.map(|(first, last)| (position_of(first), position_of(last)));
    let items = slice.items.into_iter().map(present::customer_item).collect();
    let uri = self_uri(request);
    let page = Collection::last_page(items, uri.clone());
    match (ends, request.size) {
        (Some((first, last)), Some(size)) => {
            let token = CustomerToken { size, filter: request.filter.clone(), first, last };
            let separator = if uri.contains('?') { '&' } else { '?' };
            page.with_next(format!("{uri}{separator}seekOperation=Next"), seal(app, call, TOKEN_KIND, &token))
        }
        _ => page,
    }
}

/// The page's own link: relative, beginning with `/`, without `/v1` (contract 1.14).
fn self_uri(request: &ListRequest) -> String {
    let size = request.size.map(|size| format!("size={}", size.items()));
    let filter = request.filter_text.as_deref().map(|text| format!("filter={}", encode_query_value(text)));
    let query: Vec<String> = size.into_iter().chain(filter).collect();
    if query.is_empty() { "/customers".to_owned() } else { format!("/customers?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{CustomerId, PartnerId, Timestamp};
    use qualify_wire::continuation::{TOKEN_CHARS_MAX, TokenKey, seal};
    use qualify_wire::query::FILTER_VALUE_CHARS_MAX;

    use super::*;

    #[test]
    fn the_largest_token_keeps_within_the_documented_length() {
        let longest_name = NameKey::of(&"\u{10ffff}".repeat(500));
        let position = CustomerPosition { name_key: longest_name, id: CustomerId::from([255; 16]) };
        let token = CustomerToken {
            size: PageSize::MAX,
            filter: Some(CustomerFilter {
                field: FilterField::IndirectCloudSolutionProvider,
                operator: TextOperator::StartsWith,
                value: "\u{10ffff}".repeat(FILTER_VALUE_CHARS_MAX),
            }),
            first: position.clone(),
            last: position,
        };
        let sealed = seal(
            &TokenKey::new([1; 32]),
            PartnerId::from([1; 16]),
            Timestamp::UNIX_EPOCH,
            TOKEN_KIND,
            &token,
        );
        assert!(sealed.len() <= TOKEN_CHARS_MAX, "{}", sealed.len());
    }
}
