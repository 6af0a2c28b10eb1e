//! How many units of validation codes are used, for each partner.

use qualify_domain::partner::Partner;
use qualify_domain::validation_code::ValidationCode;
use qualify_server::service::staff::PartnerAtHand;
use qualify_server::service::{codes, partners};
use qualify_vocabulary::PageSize;

use super::chart::Value;
use super::scope::Scope;
use crate::error::PageError;
use crate::page::StaffPage;

/// Partners that are looked through.
const PARTNERS_MAX: u64 = 50;

/// The used units of each partner that has codes with units, and whether there are partners that were not looked at.
pub(super) async fn used(page: &StaffPage, scope: &Scope) -> Result<(Vec<Value>, bool), PageError> {
    let asker = page.asker();
    let size = PageSize::clamped(PARTNERS_MAX).unwrap_or(PageSize::MAX);
    let found = partners::search(&asker, None, None, size);
    let is_cut = found.next.is_some() && scope.partner.is_none();
    let mut of_partner: Vec<Partner> = found.items;
    if let Some(partner) = scope.partner {
        let known = partners::get(&asker, PartnerAtHand::of(&asker, partner)?).ok();
        of_partner = known.iter().map(|partner| Partner::clone(partner)).collect();
    }
    let mut values = Vec::new();
    for partner in of_partner {
        let codes = codes::list_for_staff(&asker, PartnerAtHand::of(&asker, partner.id)?).await?;
        let units =
            |code: &ValidationCode| code.units.map(|units| (units.max_creates, units.remaining_creates));
        let units: Vec<(u32, u32)> = codes.iter().filter_map(units).collect();
        if units.is_empty() {
            continue;
        }
        let all: u64 = units.iter().map(|(max, _)| u64::from(*max)).sum();
        let used: u64 = units.iter().map(|(max, left)| u64::from(max.saturating_sub(*left))).sum();
        let locale = page.locale();
        values.push(Value {
            name: partner.name,
            long_name: String::new(),
            count: used,
            shown: page.texts().figures_of_units(locale.number(used), locale.number(all)),
            list: format!("/dashboard/partners/{}#codes", partner.id),
        });
    }
    Ok((values, is_cut))
}
