//! Of which days and whose work something is counted: it stands in the address, the same for a picture and its lists.

use qualify_domain::ports::OperatorStore as _;
use qualify_server::service::figures::Picture;
use qualify_vocabulary::{Date, PartnerId};

use crate::form::SentForm;
use crate::page::StaffPage;
use crate::sign_in::encoded_pairs;

/// How many days can be chosen.
const DAYS: [i64; 4] = [7, 30, 60, 92];

/// What is shown unless something else is chosen.
const DAYS_USUAL: i64 = 30;

/// Partners that can be chosen from a list; where there are more, one is named by its id.
const PARTNERS_MAX: usize = 100;

/// A partner that can be chosen.
#[derive(Debug)]
pub(crate) struct PartnerChoice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

/// The days and the partner of an address. A picture that is linked keeps its last day, so that its numbers stay.
#[derive(Debug)]
pub(crate) struct Scope {
    picture: Picture,
    days: i64,
    pub(crate) partner: Option<PartnerId>,
    pub(crate) partner_text: String,
    /// None where there are too many to choose from.
    pub(crate) partners: Option<Vec<PartnerChoice>>,
}

impl Scope {
    /// What an address says; what it does not say, or wrongly, is the usual.
    pub(crate) fn of(page: &StaffPage, query: &SentForm) -> Self {
        let days = query.text("days").parse().ok().filter(|days| DAYS.contains(days)).unwrap_or(DAYS_USUAL);
        let partner = query.find("partner").and_then(|text| PartnerId::parse(text).ok());
        let asker = page.asker();
        let usual = Picture::of_days(&asker, days, partner);
        let last = query.text("until").parse::<Date>().ok().filter(|last| *last <= usual.last);
        let picture = last.map_or(usual, |last| {
            let length = usual.last.since(usual.first).unwrap_or_default();
            Picture { first: last.checked_sub(length).unwrap_or(last), last, partner }
        });
        let store = &asker.app.store;
        let partners = (store.count_partners() <= PARTNERS_MAX).then(|| {
            let choice = |known: std::sync::Arc<qualify_domain::partner::Partner>| PartnerChoice {
                id: known.id.to_string(),
                name: known.name.clone(),
                is_chosen: Some(known.id) == partner,
            };
            let mut all: Vec<PartnerChoice> = store.list_partners().into_iter().map(choice).collect();
            all.sort_by(|one, other| one.name.cmp(&other.name));
            all
        });
        Self { picture, days, partner, partner_text: query.text("partner").to_owned(), partners }
    }

    /// For the use cases.
    pub(crate) const fn picture(&self) -> Picture {
        self.picture
    }

    /// The same in an address.
    pub(crate) fn address(&self) -> String {
        let (days, until) = (self.days.to_string(), self.picture.last.to_string());
        let partner = self.partner.map(|partner| partner.to_string()).unwrap_or_default();
        written(&[("days", &days), ("until", &until), ("partner", &partner)])
    }

    /// The lengths that can be chosen, and whether one is.
    pub(crate) fn lengths(&self) -> [(i64, bool); 4] {
        DAYS.map(|days| (days, days == self.days))
    }

    /// Its first and its last day.
    pub(crate) fn ends(&self) -> (String, String) {
        (self.picture.first.to_string(), self.picture.last.to_string())
    }
}

/// Pairs of an address, without those that say nothing.
pub(crate) fn written(pairs: &[(&str, &str)]) -> String {
    let said: Vec<(&str, &str)> = pairs.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    encoded_pairs(&said)
}
