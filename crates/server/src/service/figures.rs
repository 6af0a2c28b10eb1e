//! Pictures of the work, as staff sees it: numbers of a time, and the lists that they count. Nobody's picture holds the
//! affairs of a partner in which they have no part.

use qualify_domain::figures::{BacklogAge, FigureScope, Figures};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, FigureStore as _, Outcome, QueuedReview,
    ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{
    Date, PageSize, PartnerId, PersonKey, ReasonCode, SignedDuration, StaffRole, Timestamp, begin_of_day,
    day_of,
};

use super::asker::StaffAsker;
use super::staff;

#[cfg(test)]
mod tests;

/// Which days, of whose work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// The first day, in UTC.
    pub first: Date,
    /// The last one; more days than [`Figures::DAYS_MAX`] are cut at their beginning.
    pub last: Date,
    /// One partner's alone.
    pub partner: Option<PartnerId>,
}

impl Picture {
    /// The last so many days, today included.
    pub fn of_days(asker: &StaffAsker<'_>, days: i64, partner: Option<PartnerId>) -> Self {
        let last = day_of(asker.app.clock.now());
        let first = last.checked_sub(SignedDuration::from_hours((days.max(1) - 1) * 24)).unwrap_or(last);
        Self { first, last, partner }
    }

    fn scope(self, asker: &StaffAsker<'_>) -> FigureScope {
        let until = begin_of_day(self.last).checked_add(DAY).unwrap_or(Timestamp::MAX);
        let earliest = until.checked_sub(DAY * DAYS_MAX).unwrap_or(Timestamp::MIN);
        // Auditors look at everybody's acts.
        let is_auditor = asker.holds(&[StaffRole::Auditor]);
        FigureScope {
            from: begin_of_day(self.first).max(earliest),
            until,
            partner: self.partner,
            without_partners: if is_auditor { Vec::new() } else { staff::barred_partners(asker) },
        }
    }
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The most days, as a number to multiply by.
const DAYS_MAX: i32 = 92;

const _: () = assert!(Figures::DAYS_MAX == 92, "the two are one number");

/// What a number of a picture counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseNumber {
    /// Cases that were opened on a day.
    OpenedOn(Date),
    /// Cases that were opened on any day of the picture.
    Opened,
    /// Open cases of an age.
    Waiting(BacklogAge),
    /// The open cases that somebody holds.
    HeldBy(PersonKey),
}

/// What a number of a picture counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionNumber {
    /// All of them.
    All,
    /// Decisions that say this.
    Saying(qualify_vocabulary::Outcome, ReasonCode),
    /// Those of people.
    OfPeople,
    /// Those of rules.
    OfRules,
    /// Those in which somebody had a part.
    Of(PersonKey),
}

/// The numbers of a picture.
///
/// # Errors
/// The asker belongs to the partner, or the store does not answer.
pub async fn read(asker: &StaffAsker<'_>, picture: Picture) -> Outcome<Figures> {
    check(asker, picture)?;
    asker.measure(asker.app.store.read_figures(picture.scope(asker), asker.app.clock.now())).await
}

/// The cases that a number counts, the newest first.
///
/// # Errors
/// As above.
pub async fn list_cases(
    asker: &StaffAsker<'_>,
    picture: Picture,
    number: CaseNumber,
    after: Option<ReviewPlace>,
    size: PageSize,
) -> Outcome<CountedPage<QueuedReview, ReviewPlace>> {
    check(asker, picture)?;
    let mut scope = picture.scope(asker);
    let (mut are_open, mut holder) = (true, None);
    match number {
        CaseNumber::Opened => are_open = false,
        CaseNumber::OpenedOn(day) => {
            are_open = false;
            let begin = begin_of_day(day);
            scope.until = scope.until.min(begin.checked_add(DAY).unwrap_or(Timestamp::MAX));
            scope.from = scope.from.max(begin);
        }
        CaseNumber::Waiting(age) => (scope.from, scope.until) = age.opened(asker.app.clock.now()),
        CaseNumber::HeldBy(person) => {
            (scope.from, scope.until) = (Timestamp::MIN, Timestamp::MAX);
            holder = Some(person);
        }
    }
    let cases = CountedCases { scope, are_open, holder };
    asker.measure(asker.app.store.list_counted_cases(cases, after, size)).await
}

/// The decisions that a number counts, the newest first.
///
/// # Errors
/// As above.
pub async fn list_decisions(
    asker: &StaffAsker<'_>,
    picture: Picture,
    number: DecisionNumber,
    after: Option<DecisionPlace>,
    size: PageSize,
) -> Outcome<CountedPage<StoredDecision, DecisionPlace>> {
    check(asker, picture)?;
    let all = CountedDecisions { scope: picture.scope(asker), outcome: None, by_people: None, decider: None };
    let decisions = match number {
        DecisionNumber::All => all,
        DecisionNumber::Saying(outcome, reason) => {
            CountedDecisions { outcome: Some((outcome, reason)), ..all }
        }
        DecisionNumber::OfPeople => CountedDecisions { by_people: Some(true), ..all },
        DecisionNumber::OfRules => CountedDecisions { by_people: Some(false), ..all },
        DecisionNumber::Of(person) => CountedDecisions { decider: Some(person), ..all },
    };
    asker.measure(asker.app.store.list_counted_decisions(decisions, after, size)).await
}

fn check(asker: &StaffAsker<'_>, picture: Picture) -> Outcome<()> {
    if let Some(partner) = picture.partner.filter(|_| !asker.holds(&[StaffRole::Auditor])) {
        staff::check_no_conflict(asker, partner)?;
    }
    Ok(())
}
