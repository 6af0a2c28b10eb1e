//! Cases that people decide.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{AppealStanding, Outcome, ReviewPlace, StoredReview, Whose};
use qualify_domain::review::{Review, ReviewRules, Subject};
use qualify_vocabulary::{Qualification, ReasonCode, ReviewId, Timestamp};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// Most cases of one customer that are read at a time.
pub(crate) const REVIEWS_MAX: usize = 1000;

/// Which of a customer's cases are read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// All.
    All,
    /// Those that are open.
    Open,
    /// Those that still hold what somebody wrote.
    Written,
}

/// When time alone does something to a case.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ReviewTimes {
    /// Next.
    pub(crate) next_at: Option<Timestamp>,
    /// When its time is used up; none while the clock stands.
    pub(crate) sla_due_at: Option<Timestamp>,
}

impl ReviewTimes {
    /// By the rules.
    pub(crate) fn of(review: &Review, rules: &ReviewRules) -> Self {
        Self { next_at: review.next_at(rules), sla_due_at: review.sla_due_at(rules) }
    }

    /// Of a case to which no rule applies: it is final, or nobody has looked at it.
    pub(crate) const UNRULED: Self = Self { next_at: None, sla_due_at: None };
}

/// Cases that people decide.
pub(crate) trait ReviewRows {
    /// The case of an id, with its documents.
    fn find_review(&mut self, id: ReviewId) -> impl Read<Option<StoredReview>>;
    /// Inserts a case unless there is one of its id; answers whether there was none.
    fn insert_review(&mut self, review: &Review, times: ReviewTimes) -> impl Read<bool>;
    /// Writes what has changed about a case. The time of the documents of one that is closed begins to run, and
    /// of those of the case that it contested.
    fn save_review(&mut self, review: &Review, times: ReviewTimes, now: Timestamp) -> Queued;
    /// Writes why a case exists and what it rests on, which is known once it begins.
    fn save_review_reason(&mut self, subject: &Subject) -> Queued;
    /// Why an approval of a request was looked at again last, and when that ended.
    fn find_last_reverification(
        &mut self,
        key: CustomerKey,
        opened_at: Timestamp,
    ) -> impl Read<Option<(ReasonCode, Timestamp)>>;
    /// Whether time alone does something to a case now.
    fn is_any_review_due(&mut self, now: Timestamp, whose: &Whose) -> impl Read<bool>;
    /// Cases to which time alone does something now, the longest due first.
    fn list_due_reviews(
        &mut self,
        now: Timestamp,
        whose: &Whose,
        rows_max: usize,
    ) -> impl Read<Vec<ReviewId>>;
    /// Leaves a case alone until a moment.
    fn put_review_off(&mut self, id: ReviewId, until: Timestamp) -> Queued;
    /// Cases whose request ended before a moment and that still hold what somebody wrote, the longest ended first.
    fn list_reviews_to_erase(&mut self, ended_before: Timestamp, rows_max: u16) -> impl Read<Vec<ReviewId>>;
    /// Lets the time of a case's texts begin anew.
    fn keep_review_texts(&mut self, id: ReviewId, now: Timestamp) -> Queued;
    /// Notes that nothing is left of what somebody wrote in a case.
    fn mark_review_erased(&mut self, id: ReviewId, now: Timestamp) -> Queued;
    /// The cases of a customer, the newest first, at most [`REVIEWS_MAX`].
    fn list_reviews_of(&mut self, key: CustomerKey, which: Which) -> impl Read<Vec<StoredReview>>;
    /// The cases of a customer that its partner is shown, the newest first, behind a place; without their
    /// documents.
    fn list_shown_reviews(
        &mut self,
        key: CustomerKey,
        after: Option<ReviewPlace>,
        rows_max: u32,
    ) -> impl Read<Vec<StoredReview>>;
    /// The last appeal that contests this case of the customer, whether the case has a row or not.
    fn find_appeal_against(
        &mut self,
        key: CustomerKey,
        contested: ReviewId,
    ) -> impl Read<Option<AppealStanding>>;
    /// Whether an appeal about the request of this moment is open, or was not granted.
    fn has_used_up_appeal(&mut self, key: CustomerKey, opened_at: Timestamp) -> impl Read<bool>;
    /// Whether a request has its case.
    fn has_review_of(&mut self, subject: &Subject) -> impl Read<bool>;
    /// Notes that another request takes the place of the customer's, or none: the time of its cases' texts
    /// begins to run.
    fn end_review_texts(&mut self, key: CustomerKey, qualification: Qualification, now: Timestamp) -> Queued;
}

/// A case, without its documents.
pub(crate) fn read_review(columns: &impl Cells) -> Outcome<StoredReview> {
    Ok(StoredReview {
        review: columns.parsed("body", |body| serde_json::from_str(body))?,
        revision: columns.get::<i64>("revision")?.unsigned_abs(),
        company_name: columns.get("company_name")?,
        documents: Vec::new(),
        appeal: read_appeal(columns)?,
        request: None,
    })
}

/// The last appeal against a case.
pub(crate) fn read_appeal(columns: &impl Cells) -> Outcome<Option<AppealStanding>> {
    let Some(state) = columns.get::<Option<String>>("appeal_state")? else { return Ok(None) };
    Ok(Some(AppealStanding::of_state(columns.id("appeal_id")?, &state)))
}
