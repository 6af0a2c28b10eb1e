//! How the room for deliveries under way is shared between receivers and partners.

use qualify_vocabulary::{EndpointId, PartnerId};

use crate::ports::{ClaimDeliveries, ClaimedDelivery};

/// The receivers of one partner may have this part of the room that is left: a third of everything where nobody else is
/// told, and some is left for others, unless the receivers of very many partners do not answer.
const PARTNER_SHARE: usize = 3;

/// How many further deliveries to a receiver may be taken, beside what is under way and was taken already.
pub fn room_for(
    command: &ClaimDeliveries,
    taken: &[ClaimedDelivery],
    endpoint: EndpointId,
    partner: PartnerId,
) -> usize {
    let under_way = command.under_way.iter();
    let of_endpoint: u16 =
        under_way.clone().filter(|it| it.endpoint == endpoint).map(|it| it.deliveries).sum();
    let of_partner: u16 = under_way.filter(|it| it.partner == partner).map(|it| it.deliveries).sum();
    let taken_of_partner = taken.iter().filter(|it| it.endpoint.partner == partner).count();
    let left = usize::from(command.rows_max).saturating_sub(taken.len());
    let of_partner_max = (left / PARTNER_SHARE).max(1);
    usize::from(command.of_endpoint_max.saturating_sub(of_endpoint))
        .min(of_partner_max.saturating_sub(usize::from(of_partner) + taken_of_partner))
        .min(left)
}
