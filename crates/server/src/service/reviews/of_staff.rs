//! What reviewers do with cases, and what they are shown beside one.

use std::sync::Arc;

use qualify_domain::customer::Customer;
use qualify_domain::ports::{
    ActOnReview, CustomerStore as _, DecideReviews, DecisionStore as _, Opening, Outcome,
    QualificationStore as _, QueuePage, QueuePosition, ReviewSelection, ReviewStore as _, StoreError,
    StoredReview,
};
use qualify_domain::qualification::QualificationSet;
use qualify_domain::review::{Command, Note, Proposal, Reviewer};
use qualify_domain::vetting::StoredDecision;
use qualify_vetting::datasets::LookAlike;
use qualify_vocabulary::{PageSize, ReasonCode, ReviewId, Timestamp};

use super::new_case;
use crate::app::App;
use crate::service::asker::StaffAsker;
use crate::service::error::{ServiceError, ServiceRefusal};
use crate::service::staff::{self, CustomerAtHand, PartnerAtHand};
use crate::vetting::fresh_seed;

/// Most cases that are decided alike.
pub const DECIDED_ALIKE_MAX: usize = 100;

/// Earlier decisions that are shown.
const EARLIER_DECISIONS: u64 = 20;

/// Look-alikes that are shown.
const LOOK_ALIKES_MAX: usize = 10;

/// Some of the cases that wait for a person, as far as a member of staff may have a part in them.
#[derive(Debug, Clone)]
pub struct Queue(ReviewSelection);

impl Queue {
    /// The cases of one partner or of all; those in whose affairs the asker has no part are left out.
    pub fn of(asker: &StaffAsker<'_>, partner: Option<PartnerAtHand>, selection: ReviewSelection) -> Self {
        Self(ReviewSelection {
            partner: partner.map(PartnerAtHand::id),
            without_partners: staff::barred_partners(asker),
            ..selection
        })
    }

    pub const fn selection(&self) -> &ReviewSelection {
        &self.0
    }

    /// A page of them, the most urgent case first.
    pub async fn page(
        self,
        asker: &StaffAsker<'_>,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> Outcome<QueuePage> {
        asker.measure(asker.app.store.list_reviews(self.0, after, size)).await
    }
}

/// A case, for staff that may have a part in it.
///
/// # Errors
/// There is none, or the asker belongs to its partner.
pub async fn find(asker: &StaffAsker<'_>, id: ReviewId) -> Result<StoredReview, ServiceError> {
    let found = asker.measure(asker.app.store.find_review(id, None)).await?;
    let stored = found.ok_or(ServiceRefusal::ReviewNotFound)?;
    staff::check_no_conflict(asker, stored.review.subject.key.partner)?;
    Ok(stored)
}

/// Notes in the trail that the asker looks at a case, or at a document of it.
pub async fn note_look(asker: &StaffAsker<'_>, stored: &StoredReview) -> Outcome<()> {
    let subject = &stored.review.subject;
    asker.measure(asker.app.store.record_review_view(asker.act_on(subject.key.partner), subject.id)).await
}

/// One act on a case; answers the case as it is then.
///
/// # Errors
/// The case, or the asker, is not one for it.
pub async fn act(
    asker: &StaffAsker<'_>,
    known: &StoredReview,
    command: impl FnOnce(Reviewer) -> Command,
) -> Outcome<StoredReview> {
    let subject = &known.review.subject;
    let reviewer = staff::reviewer(asker, subject.key.partner);
    let acted = asker.app.store.act_on_review(ActOnReview {
        act: asker.act_on(subject.key.partner),
        review: subject.id,
        wall: None,
        command: command(reviewer),
        rules: Arc::clone(&asker.app.review_rules),
        seed: fresh_seed(),
    });
    asker.measure(acted).await
}

/// Writes something down for whoever looks at the case next.
pub async fn annotate(asker: &StaffAsker<'_>, known: &StoredReview, text: String) -> Outcome<StoredReview> {
    let at = asker.app.clock.now_of(known.review.subject.key.partner);
    act(asker, known, |reviewer| Command::Annotate(Note { by: reviewer.person.name, at, text })).await
}

/// Asks whether an approval for Education still holds.
pub async fn question_approval(
    asker: &StaffAsker<'_>,
    customer: CustomerAtHand,
    reason_code: ReasonCode,
    text: String,
) -> Outcome<StoredReview> {
    let text = Note {
        by: asker.staff.person.name.clone(),
        at: asker.app.clock.now_of(customer.key().partner),
        text,
    };
    let opening = Opening::Reverification { reason_code, text };
    let command = new_case(asker.app, asker.act_on(customer.key().partner), customer.key(), opening);
    asker.measure(asker.app.store.open_review(command)).await
}

/// Several cases that are to be decided alike, and who decides.
#[derive(Debug)]
pub struct Gathered {
    pub(super) reviews: Vec<ReviewId>,
    pub(super) reviewer: Reviewer,
    /// The latest time that it is for one of their partners.
    pub(super) at: Timestamp,
}

/// Gathers cases that are to be decided alike, each once. One who belongs to the partner of one of them decides none. A case
/// that does not read back stays among them: it cannot be decided, which the decision says of it alone.
///
/// # Errors
/// There are none or too many, one is not there, the asker belongs to its partner, or none of them reads back.
pub async fn gather(asker: &StaffAsker<'_>, reviews: Vec<ReviewId>) -> Result<Gathered, ServiceError> {
    let reviews = each_once(reviews)?;
    let (mut reviewer, mut at) = (None, Timestamp::MIN);
    let mut broken = None;
    for id in &reviews {
        let partner = match find(asker, *id).await {
            Ok(stored) => stored.review.subject.key.partner,
            Err(ServiceError::Store(error @ (StoreError::Corrupt { .. } | StoreError::Failed(_)))) => {
                broken = Some(error);
                continue;
            }
            Err(error) => return Err(error),
        };
        reviewer = Some(staff::reviewer(asker, partner));
        at = at.max(asker.app.clock.now_of(partner));
    }
    let nothing = || broken.map_or_else(|| ServiceRefusal::NotSoManyReviews.into(), ServiceError::from);
    let reviewer = reviewer.ok_or_else(nothing)?;
    Ok(Gathered { reviews, reviewer, at })
}

fn each_once(mut reviews: Vec<ReviewId>) -> Result<Vec<ReviewId>, ServiceRefusal> {
    if reviews.is_empty() || reviews.len() > DECIDED_ALIKE_MAX {
        return Err(ServiceRefusal::NotSoManyReviews);
    }
    reviews.sort_unstable();
    reviews.dedup();
    Ok(reviews)
}

/// Decides cases alike; answers what became of each.
///
/// # Errors
/// They differ in what must be alike.
pub async fn decide_alike(
    asker: &StaffAsker<'_>,
    gathered: Gathered,
    proposal: Proposal,
) -> Outcome<Vec<(ReviewId, Outcome<()>)>> {
    let decided = asker.app.store.decide_reviews(DecideReviews {
        act: asker.act_at(gathered.at),
        reviews: gathered.reviews.into_iter().map(|id| (id, fresh_seed())).collect(),
        reviewer: gathered.reviewer,
        proposal,
        rules: Arc::clone(&asker.app.review_rules),
    });
    asker.measure(decided).await
}

/// What stands beside a case for staff: who asks, what vetting found, what was decided before, and who looks alike.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// While somebody decides about it.
    pub applicant: Option<(Customer, QualificationSet)>,
    pub decision: Option<StoredDecision>,
    pub earlier_decisions: Vec<StoredDecision>,
    pub look_alikes: Vec<LookAlike>,
}

/// Looks around a case.
pub async fn surroundings(asker: &StaffAsker<'_>, stored: &StoredReview) -> Outcome<Surroundings> {
    let store = &asker.app.store;
    let subject = &stored.review.subject;
    let decision = match subject.decision {
        Some(id) => asker.measure(store.find_decision(id)).await?,
        None => None,
    };
    let size = PageSize::clamped(EARLIER_DECISIONS).unwrap_or(PageSize::MAX);
    let earlier = asker.measure(store.list_decisions(subject.key, None, size, true)).await?;
    let is_earlier = |it: &StoredDecision| Some(it.sealed.record.id) != subject.decision;
    let look_alikes = match &subject.domain {
        Some(domain) => look_alikes(asker.app, domain.clone()).await,
        None => Vec::new(),
    };
    Ok(Surroundings {
        applicant: applicant(asker, stored).await?,
        decision,
        earlier_decisions: earlier.items.into_iter().filter(is_earlier).collect(),
        look_alikes,
    })
}

async fn applicant(
    asker: &StaffAsker<'_>,
    stored: &StoredReview,
) -> Outcome<Option<(Customer, QualificationSet)>> {
    let key = stored.review.subject.key;
    // The name of a customer that was deleted is gone.
    if stored.review.state.is_final() || stored.company_name.is_none() {
        return Ok(None);
    }
    let customer = asker.measure(asker.app.store.get_customer(key)).await?;
    let records = asker.measure(asker.app.store.get_qualifications(key)).await?;
    Ok(Some((customer, records)))
}

/// Looks through all listings, where it keeps no request waiting.
async fn look_alikes(app: &App, domain: String) -> Vec<LookAlike> {
    let datasets = app.datasets.current();
    let found = tokio::task::spawn_blocking(move || datasets.look_alikes(&domain, LOOK_ALIKES_MAX));
    // It does not panic, and it is cancelled with the process only.
    found.await.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_that_are_decided_alike_are_some_and_not_too_many_each_once() {
        let ids =
            |numbers: &[u8]| numbers.iter().map(|&number| ReviewId::from([number; 16])).collect::<Vec<_>>();
        assert_eq!(each_once(ids(&[2, 1, 2])), Ok(ids(&[1, 2])));
        assert_eq!(each_once(Vec::new()), Err(ServiceRefusal::NotSoManyReviews));
        assert!(each_once(ids(&[1; DECIDED_ALIKE_MAX])).is_ok());
        assert_eq!(each_once(ids(&[1; DECIDED_ALIKE_MAX + 1])), Err(ServiceRefusal::NotSoManyReviews));
    }
}
