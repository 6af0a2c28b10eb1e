//! The records of the trail as a table for a spreadsheet: a cell that would be calculated there is shielded.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, header};
use qualify_domain::audit::{AuditEntry, AuditStatus};
use qualify_domain::ports::TrailStore as _;
use qualify_server::api::failure::Failure;
use qualify_tables::{Audience, TableWriter};
use qualify_texts::Locale;
use qualify_vocabulary::PageSize;

use super::filters;
use super::words::operation_name;
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::PartnerPage;
use crate::state::Dashboard;

/// The most records of a table.
const RECORDS_MAX: usize = 10_000;

const DISPOSITION: HeaderValue = HeaderValue::from_static("attachment; filename=\"activity.csv\"");
const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");

/// The records that the filters ask for, the newest first.
pub(crate) async fn download(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let Ok(selection) = filters::selection(&page, &query) else {
        // The page says what is wrong with a filter.
        return Ok(page.lead_to(&format!("/dashboard/activity?{}", filters::filters(&query, None))));
    };
    let (mut records, mut after): (Vec<AuditEntry>, _) = (Vec::new(), None);
    while records.len() < RECORDS_MAX {
        let part = dashboard.store.list_audit(page.partner(), selection.clone(), after, PageSize::MAX);
        let part = page.info.meter.measure(part).await?;
        records.extend(part.items);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    records.truncate(RECORDS_MAX);
    let table = table(&page, records).map_err(|error| Failure::Internal {
        cause: format!("a table of records cannot be written: {error}"),
    })?;
    let mut response = Response::new(Body::from(table));
    response.headers_mut().insert(header::CONTENT_TYPE, CSV);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, DISPOSITION);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn table(page: &PartnerPage, records: Vec<AuditEntry>) -> std::io::Result<Vec<u8>> {
    let texts = page.texts();
    let mut bytes = Vec::new();
    let separator = separator(page.locale());
    let mut table = TableWriter::new(&mut bytes, Audience::Spreadsheet { separator })?;
    table.write_row([
        texts.activity_when(),
        texts.account_microsoft_id(),
        texts.customers_name(),
        texts.activity_what(),
        texts.activity_result(),
        texts.activity_by(),
        texts.activity_before(),
        texts.activity_after(),
        texts.activity_details(),
    ])?;
    for entry in records {
        let fact = entry.fact.for_partner();
        let (id, name) = fact.customer.map(|customer| (customer.id.to_string(), customer.name)).unzip();
        let is_done = fact.status == AuditStatus::Succeeded;
        let details: Vec<String> = fact.details.iter().map(|(key, value)| format!("{key}={value}")).collect();
        table.write_row([
            fact.at.to_string().as_str(),
            id.as_deref().unwrap_or_default(),
            name.as_deref().unwrap_or_default(),
            operation_name(texts, fact.operation),
            if is_done { texts.activity_done() } else { texts.activity_refused() },
            fact.actor.name(),
            fact.old_value.as_deref().unwrap_or_default(),
            fact.new_value.as_deref().unwrap_or_default(),
            details.join("; ").as_str(),
        ])?;
    }
    table.finish()?;
    Ok(bytes)
}

/// What spreadsheets of a language separate cells by: where a comma stands in numbers, a semicolon.
const fn separator(locale: Locale) -> u8 {
    match locale {
        Locale::En | Locale::Pseudo => b',',
        Locale::Pl | Locale::Hu | Locale::Cs | Locale::Nl | Locale::PtPt => b';',
    }
}
