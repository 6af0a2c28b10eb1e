//! Several cases that are decided alike.

use qualify_domain::Refusal;
use qualify_domain::caller::Act;
use qualify_domain::ports::{DecideReviews, Outcome, StoreError, StoredReview};
use qualify_domain::review::{Command, Proposal, ReviewRules, Reviewer, check_alike};
use qualify_domain::vetting::DecisionSeed;
use qualify_vocabulary::ReviewId;

use super::super::{Operation, parts};
use super::acts::step;
use crate::rows::Rows;
use crate::undone::Done;

/// Decides several cases alike, each for itself; refused as a whole if they differ.
impl Operation for DecideReviews {
    type Answer = Vec<(ReviewId, Outcome<()>)>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { act, reviews, reviewer, proposal, rules } = self;
        let mut found = Vec::with_capacity(reviews.len());
        for (id, seed) in reviews {
            let stored = match parts::read(rows.find_review(id).await)? {
                Ok(stored) => Ok(stored.ok_or(Refusal::ReviewNotFound)?),
                Err(error) => Err(error),
            };
            found.push((id, stored, seed));
        }
        check_alike(found.iter().filter_map(|(_, stored, _)| Some(&stored.as_ref().ok()?.review.subject)))?;
        let mut outcomes = Vec::with_capacity(found.len());
        for (id, stored, seed) in found {
            let outcome = match stored {
                Ok(case) => {
                    rows.begin_part()?;
                    let decided = decide_one(rows, &act, case, (&reviewer, &proposal), &rules, &seed).await;
                    parts::end(rows, decided)?.map_err(StoreError::from)
                }
                Err(error) => Err(error),
            };
            if let Err(error @ (StoreError::Corrupt { .. } | StoreError::Failed(_))) = &outcome {
                tracing::error!(review = %id, %error, "a case cannot be decided");
            }
            outcomes.push((id, outcome));
        }
        Ok(outcomes)
    }
}

/// Claims a case that is free, and decides it: both, or neither.
async fn decide_one<R: Rows>(
    rows: &mut R,
    act: &Act,
    case: StoredReview,
    (reviewer, proposal): (&Reviewer, &Proposal),
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Done<()> {
    let id = case.review.subject.id;
    let (claim, decide) =
        (Command::Claim(reviewer.clone()), Command::Decide(reviewer.clone(), proposal.clone()));
    let claimed = case.review.clone().apply(claim.clone(), rules, act.now)?;
    claimed.review.apply(decide.clone(), rules, act.now)?;
    step(rows, act, case, claim, rules, seed).await?;
    let claimed = rows.find_review(id).await?.ok_or(Refusal::ReviewNotFound)?;
    step(rows, act, claimed, decide, rules, seed).await
}
