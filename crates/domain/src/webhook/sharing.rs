//! How the room for deliveries under way is shared between receivers and partners.

/// The receivers of one partner may have this part of the room that is left: a third of everything where nobody else is
/// told, and some is left for others, unless the receivers of very many partners do not answer.
const PARTNER_SHARE: usize = 3;

/// How many further deliveries may be taken for a receiver. `left` is the room of all; `of_endpoint` and `of_partner` are
/// under way or taken already, and a receiver never has more than `of_endpoint_max`.
pub fn room_for(left: usize, of_endpoint_max: usize, of_endpoint: usize, of_partner: usize) -> usize {
    let of_partner_max = (left / PARTNER_SHARE).max(1);
    of_endpoint_max.saturating_sub(of_endpoint).min(of_partner_max.saturating_sub(of_partner)).min(left)
}
