//! The partner's validation codes, and how many units of each are left.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::ports::OperatorStore as _;
use qualify_domain::validation_code::{Units, ValidationCode};

use crate::error::PageError;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;
use crate::state::Dashboard;
use crate::words::Badge;

#[derive(Template)]
#[template(path = "codes.html")]
struct CodesPage<'a> {
    frame: Frame<'a>,
    codes: Vec<CodeRow>,
}

struct CodeRow {
    code: String,
    organization: String,
    issued: String,
    used: String,
    left: String,
    /// What few units mean.
    badge: Option<Badge>,
}

pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
) -> Result<Response, PageError> {
    let codes = dashboard.store.list_validation_codes(page.partner());
    let codes = page.info.meter.measure(codes).await?;
    let codes = codes.into_iter().map(|code| row(&page, code)).collect();
    page.show(&CodesPage { frame: page.frame(Area::Codes), codes })
}

fn row(page: &PartnerPage, code: ValidationCode) -> CodeRow {
    let (texts, locale) = (page.texts(), page.locale());
    let unlimited = || texts.codes_without_limit().to_owned();
    let of = |number: fn(Units) -> u32| code.units.map(number).map(|number| locale.number(number));
    let is_few = |units: Units| units.remaining_creates <= units.max_creates.div_ceil(5);
    let badge = match code.units {
        Some(Units { remaining_creates: 0, .. }) => Some(("problem", texts.codes_used_up())),
        Some(units) if is_few(units) => Some(("warning", texts.codes_few())),
        Some(_) | None => None,
    };
    CodeRow {
        issued: of(|units| units.max_creates).unwrap_or_else(unlimited),
        used: of(|units| units.max_creates.saturating_sub(units.remaining_creates)).unwrap_or_default(),
        left: of(|units| units.remaining_creates).unwrap_or_else(unlimited),
        badge: badge.map(|(kind, text)| Badge { kind, text: text.to_owned() }),
        code: code.id.reveal().to_owned(),
        organization: code.organization_name,
    }
}
