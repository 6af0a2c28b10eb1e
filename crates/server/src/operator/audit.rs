//! The whole audit trail, of all partners or of one.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_contract::operator::{OperatorAuditCollection, OperatorAuditRecord};
use qualify_contract::v1::Collection;
use qualify_contract::v1::time::wire_time_ticks;
use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::ports::TrailPlace;
use qualify_vocabulary::{PageSize, PartnerId};
use qualify_wire::query::read_size;

use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;
use crate::service::trail::{self, TrailPage};

const DEFAULT_PAGE_ITEMS: u64 = 100;

/// Newest first; `?partner=`, `?size=`, and `?continuationToken=` of the page before.
#[utoipa::path(get, path = "/operator/v1/audit", tag = "operators", operation_id = "list_operator_audit",
    responses((status = 200, description = "A page of the trail", body = OperatorAuditCollection)))]
pub(super) async fn list(State(app): State<Arc<App>>, call: StaffCall) -> Result<Response, Failure> {
    let query = call.query();
    let unusable = |text| Failure::new(ErrorKind::InvalidProperty, text);
    let partner = query.find("partner").map(|text| PartnerId::parse(&text)).transpose();
    let partner = partner.map_err(|_| unusable("partner must be a GUID."))?;
    let size = read_size(query.find("size").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let size = size.unwrap_or(PageSize::MAX);
    let after = query.find("continuationToken").map(|text| {
        read_place(&text)
            .ok_or_else(|| Failure::new(ErrorKind::InvalidContinuationToken, "The token is not usable."))
    });
    let after = after.transpose()?;
    let TrailPage { items, next } = trail::page(&call.asker(&app), partner, after, size).await?;
    let next = next.map(write_place);
    let uri = match partner {
        Some(partner) => format!("/operator/v1/audit?partner={partner}&size={}", size.items()),
        None => format!("/operator/v1/audit?size={}", size.items()),
    };
    let items = items.into_iter().map(record).collect();
    let page: OperatorAuditCollection = Collection::last_page(items, uri.clone());
    let page = match next {
        Some(token) => page.with_next(format!("{uri}&continuationToken={token}"), token),
        None => page,
    };
    Ok(answer::json(StatusCode::OK, &page))
}

/// Between the two parts of a token.
const PLACE_SEPARATOR: char = '_';

fn write_place(TrailPlace { position, partner }: TrailPlace) -> String {
    format!("{}{PLACE_SEPARATOR}{partner}", position.ticks())
}

fn read_place(token: &str) -> Option<TrailPlace> {
    let (ticks, partner) = token.split_once(PLACE_SEPARATOR)?;
    let position = AuditPosition::from_ticks(ticks.parse().ok()?);
    Some(TrailPlace { position, partner: PartnerId::parse(partner).ok()? })
}

fn record(entry: AuditEntry) -> OperatorAuditRecord {
    let fact = entry.fact;
    let customer_id = fact.customer.as_ref().map(|customer| customer.id);
    let values = [("OldValue", fact.old_value), ("NewValue", fact.new_value)];
    let values = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let status = ("Status".to_owned(), fact.status.name().to_owned());
    let correlation = ("CorrelationId".to_owned(), fact.correlation_id.to_string());
    OperatorAuditRecord {
        id: present::audit_record_id(
            fact.partner,
            customer_id,
            fact.operation.name(),
            entry.position.ticks(),
        ),
        partner_id: Some(fact.partner),
        customer_id,
        actor_key: fact.actor.key,
        actor: fact.actor.user_name.unwrap_or(fact.actor.application),
        operation: fact.operation.name().to_owned(),
        at: wire_time_ticks(fact.at),
        details: fact
            .details
            .into_iter()
            .map(|(key, value)| (key.into_owned(), value))
            .chain(values)
            .chain([status, correlation])
            .collect(),
    }
}
