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
use qualify_domain::ports::Store as _;
use qualify_vocabulary::{PageSize, PartnerId, StaffRole};
use qualify_wire::query::read_size;

use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;
use crate::service::staff;

const DEFAULT_PAGE_ITEMS: u64 = 100;

/// Most steps of one page, each of which reads as many records as a page may hold.
const STEPS_MAX: usize = 10;

/// Newest first; `?partner=`, `?size=`, and `?continuationToken=` of the page before.
#[utoipa::path(get, path = "/operator/v1/audit", tag = "operators", operation_id = "list_operator_audit",
    params(("partner" = Option<String>, Query, description = "The partner's GUID"),
        ("size" = Option<u16>, Query, description = "1 to 500 items"),
        ("continuationToken" = Option<String>, Query, description = "Of the page before")),
    responses((status = 200, description = "A page of the trail", body = OperatorAuditCollection)))]
pub(super) async fn list(State(app): State<Arc<App>>, call: StaffCall) -> Result<Response, Failure> {
    let query = call.query();
    let unusable = |text| Failure::new(ErrorKind::InvalidProperty, text);
    let partner = query.find("partner").map(|text| PartnerId::parse(&text)).transpose();
    let partner = partner.map_err(|_| unusable("partner must be a GUID."))?;
    let size = read_size(query.find("size").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let size = size.unwrap_or(PageSize::MAX);
    let after = query.find("continuationToken").map(|text| text.parse::<i64>()).transpose();
    let after =
        after.map_err(|_| Failure::new(ErrorKind::InvalidContinuationToken, "The token is not usable."))?;
    let after = after.map(AuditPosition::from_ticks);
    // Auditors look at everybody's acts, their own colleagues' too.
    let is_auditor = call.principal().roles.contains(&StaffRole::Auditor);
    if let Some(partner) = partner.filter(|_| !is_auditor) {
        staff::check_no_conflict(&app, call.principal(), partner)?;
    }
    let left_out = if is_auditor { Vec::new() } else { staff::barred_partners(&app, call.principal()) };
    let (entries, next) = page_without(&app, &call, &left_out, (partner, after, size)).await?;
    let next = next.map(|position| position.ticks().to_string());
    let uri = match partner {
        Some(partner) => format!("/operator/v1/audit?partner={partner}&size={}", size.items()),
        None => format!("/operator/v1/audit?size={}", size.items()),
    };
    let items = entries.into_iter().map(record).collect();
    let page: OperatorAuditCollection = Collection::last_page(items, uri.clone());
    let page = match next {
        Some(token) => page.with_next(format!("{uri}&continuationToken={token}"), token),
        None => page,
    };
    Ok(answer::json(StatusCode::OK, &page))
}

/// A page without the records of some partners, and the place behind which to go on. It may hold fewer records than asked
/// for and still have a next one: it looks at a bounded number of them.
async fn page_without(
    app: &App,
    call: &StaffCall,
    left_out: &[PartnerId],
    (partner, mut after, size): (Option<PartnerId>, Option<AuditPosition>, PageSize),
) -> Result<(Vec<AuditEntry>, Option<AuditPosition>), Failure> {
    let wanted = usize::from(size.items());
    let step = if left_out.is_empty() { size } else { PageSize::MAX };
    let mut entries: Vec<AuditEntry> = Vec::new();
    for _ in 0..STEPS_MAX {
        let slice = call.store(app.store.list_operator_audit(partner, after, step)).await?;
        for entry in slice.items {
            if entries.len() == wanted {
                return Ok((entries, after));
            }
            after = Some(entry.position);
            if !left_out.contains(&entry.fact.partner) {
                entries.push(entry);
            }
        }
        if !slice.has_more {
            return Ok((entries, None));
        }
        if entries.len() == wanted {
            break;
        }
    }
    Ok((entries, after))
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
