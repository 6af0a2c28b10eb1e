//! The partners' second door: `/partner/v1`, what we add to Partner Center's wire. App+User of that partner, and the
//! envelope of `/v1` (design 6).

mod events;
mod preview;
mod reviews;
mod webhooks;

use qualify_wire::endpoints::PartnerRoute;
use utoipa_axum::routes;

use crate::served::Served;

/// The handler of a route.
pub(crate) fn serve(route: PartnerRoute) -> Served {
    match route {
        PartnerRoute::P1 => routes!(preview::preview_qualification),
        PartnerRoute::R16 => routes!(reviews::list_customer_reviews),
        PartnerRoute::R17 => routes!(reviews::get_customer_review),
        PartnerRoute::R18 => routes!(reviews::reply_to_review),
        PartnerRoute::R19 => routes!(reviews::appeal_review),
        PartnerRoute::R20 => routes!(reviews::withdraw_request),
        PartnerRoute::R21 => routes!(reviews::add_document),
        PartnerRoute::R22 => routes!(reviews::get_document),
        PartnerRoute::W1 => routes!(webhooks::list_webhooks),
        PartnerRoute::W2 => routes!(webhooks::create_webhook),
        PartnerRoute::W3 => routes!(webhooks::get_webhook),
        PartnerRoute::W4 => routes!(webhooks::update_webhook),
        PartnerRoute::W5 => routes!(webhooks::delete_webhook),
        PartnerRoute::W6 => routes!(webhooks::rotate_webhook_secret),
        PartnerRoute::W7 => routes!(webhooks::test_webhook),
        PartnerRoute::W8 => routes!(webhooks::list_webhook_deliveries),
        PartnerRoute::W9 => routes!(webhooks::replay_webhook_deliveries),
        PartnerRoute::W10 => routes!(events::list_partner_events),
    }
}
