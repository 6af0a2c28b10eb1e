//! Offers, of which there are none here (contract 9.2.1).

use serde::{Deserialize, Serialize};

use super::Collection;

/// An offer, or a category of offers. Qualify has none: nothing is sold here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Offer {}

/// A page of them, which is empty.
pub type OfferCollection = Collection<Offer>;
