//! Pictures of the work: what comes in, what waits and for how long, how long decisions take, what they say, and who makes
//! them. Every number is one of a list that can be read: each names the part of the list that it counts.

use std::collections::BTreeMap;

use qualify_vocabulary::{
    Date, Outcome, PartnerId, Person, PersonKey, ReasonCode, SignedDuration, Timestamp, day_of,
};

/// Whose work is counted, and of which time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureScope {
    /// From this moment on.
    pub from: Timestamp,
    /// Before this moment.
    pub until: Timestamp,
    /// One partner's alone.
    pub partner: Option<PartnerId>,
    /// Partners whose work is left out.
    pub without_partners: Vec<PartnerId>,
}

impl FigureScope {
    /// Whether a partner's work is counted.
    pub fn counts(&self, partner: PartnerId) -> bool {
        self.partner.is_none_or(|wanted| wanted == partner) && !self.without_partners.contains(&partner)
    }

    /// Its days in UTC, the first one first; those of the longest time at most, which may begin and end within a day.
    pub fn days(&self) -> Vec<Date> {
        let last = day_of(self.until.checked_sub(SignedDuration::from_micros(1)).unwrap_or(self.until));
        let first = Some(day_of(self.from)).filter(|_| self.from < self.until);
        let days = std::iter::successors(first, |day| day.tomorrow().ok());
        days.take_while(|day| *day <= last).take(DAYS_SHOWN_MAX).collect()
    }
}

/// How long an open case has been there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BacklogAge {
    /// Less than a day.
    Day,
    /// One day to three.
    ThreeDays,
    /// Three days to seven.
    Week,
    /// Seven days to thirty.
    Month,
    /// Thirty days and more.
    Longer,
}

impl BacklogAge {
    /// All of them, the youngest first.
    pub const ALL: [Self; 5] = [Self::Day, Self::ThreeDays, Self::Week, Self::Month, Self::Longer];

    const fn days(self) -> (i64, Option<i64>) {
        match self {
            Self::Day => (0, Some(1)),
            Self::ThreeDays => (1, Some(3)),
            Self::Week => (3, Some(7)),
            Self::Month => (7, Some(30)),
            Self::Longer => (30, None),
        }
    }

    /// When cases of this age were opened: behind the first moment, up to the second.
    pub fn opened(self, now: Timestamp) -> (Timestamp, Timestamp) {
        let ago =
            |days: i64| now.checked_sub(SignedDuration::from_hours(days * 24)).unwrap_or(Timestamp::MIN);
        let (youngest, oldest) = self.days();
        // A partner may be ahead of everybody's time: what it opens is as young as can be.
        let until = if youngest == 0 { Timestamp::MAX } else { ago(youngest) };
        (oldest.map_or(Timestamp::MIN, ago), until)
    }

    /// How old a case is.
    pub fn of(opened_at: Timestamp, now: Timestamp) -> Self {
        let is_of = |age: &Self| {
            let (after, until) = age.opened(now);
            opened_at > after && opened_at <= until
        };
        Self::ALL.into_iter().find(is_of).unwrap_or(Self::Longer)
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionFact {
    /// When the request that it is about was opened.
    pub opened_at: Timestamp,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// What was decided.
    pub outcome: Outcome,
    /// Why.
    pub reason_code: ReasonCode,
    /// Which people decided; nobody where rules did.
    pub deciders: Vec<PersonKey>,
    /// What they were called then, in one text.
    pub actor: String,
}

/// So many of something were looked at, and maybe not all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<T> {
    /// What was found.
    pub items: Vec<T>,
    /// Whether there may be more than is looked at.
    pub is_cut: bool,
}

/// How long half and nine tenths of some decisions took at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeToDecision {
    /// So many decisions.
    pub decisions: u32,
    /// Half of them took no longer.
    pub half: SignedDuration,
    /// Nine tenths of them took no longer.
    pub nine_tenths: SignedDuration,
}

impl TimeToDecision {
    fn of(mut times: Vec<SignedDuration>) -> Self {
        times.sort_unstable();
        // The nearest rank: a time that a decision took.
        let at = |tenths: usize| {
            let rank = (times.len() * tenths).div_ceil(10).max(1);
            times.get(rank - 1).copied().unwrap_or_default()
        };
        Self { decisions: count(times.len()), half: at(5), nine_tenths: at(9) }
    }
}

/// What one reviewer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewerLoad {
    /// Who.
    pub person: PersonKey,
    /// What they are called in a case that they hold, or were in a decision of theirs alone.
    pub name: Option<String>,
    /// The decisions that they had a part in.
    pub decided: u32,
    /// The cases that they hold now.
    pub held: u32,
}

/// The pictures' numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Cases that were opened on each day, in UTC, the first day first; days without any are there.
    pub inflow: Vec<(Date, u32)>,
    /// Open cases by their age, whenever they were opened.
    pub backlog: Vec<(BacklogAge, u32)>,
    /// Decisions by what they say, the most frequent first.
    pub outcomes: Vec<((Outcome, ReasonCode), u32)>,
    /// How long decisions of people took.
    pub by_people: TimeToDecision,
    /// How long decisions of rules took.
    pub by_rules: TimeToDecision,
    /// Reviewers, whoever decided most first.
    pub reviewers: Vec<ReviewerLoad>,
    /// Whether there is more in this time than is counted.
    pub is_cut: bool,
}

impl Figures {
    /// The most cases and decisions that are counted.
    pub const ROWS_MAX: u32 = 50_000;

    /// The longest time that is counted.
    pub const DAYS_MAX: i64 = 92;

    /// Puts together how many cases were opened on which days, how many are open of which age, who holds a case, once for
    /// each, and decisions.
    pub fn of(
        scope: &FigureScope,
        opened: &Counted<(Date, u32)>,
        open: &Counted<(BacklogAge, u32)>,
        held: &Counted<Person>,
        decided: &Counted<DecisionFact>,
    ) -> Self {
        let mut outcomes: BTreeMap<(Outcome, ReasonCode), u32> = BTreeMap::new();
        let mut loads: BTreeMap<PersonKey, ReviewerLoad> = BTreeMap::new();
        for person in &held.items {
            let load = load_of(&mut loads, &person.key);
            load.held += 1;
            load.name.get_or_insert_with(|| person.name.clone());
        }
        let (mut by_people, mut by_rules) = (Vec::new(), Vec::new());
        for fact in &decided.items {
            *outcomes.entry((fact.outcome, fact.reason_code)).or_default() += 1;
            let times = if fact.deciders.is_empty() { &mut by_rules } else { &mut by_people };
            times.push(fact.decided_at.duration_since(fact.opened_at).max(SignedDuration::ZERO));
            for person in &fact.deciders {
                let load = load_of(&mut loads, person);
                load.decided += 1;
                if fact.deciders.len() == 1 {
                    load.name.get_or_insert_with(|| fact.actor.clone());
                }
            }
        }
        let ages = |age| open.items.iter().filter(|(it, _)| *it == age).map(|(_, count)| count).sum();
        Self {
            inflow: inflow(scope, &opened.items),
            backlog: BacklogAge::ALL.into_iter().map(|age| (age, ages(age))).collect(),
            outcomes: sorted_outcomes(outcomes),
            by_people: TimeToDecision::of(by_people),
            by_rules: TimeToDecision::of(by_rules),
            reviewers: sorted_loads(loads),
            is_cut: opened.is_cut || open.is_cut || held.is_cut || decided.is_cut,
        }
    }
}

fn load_of<'l>(loads: &'l mut BTreeMap<PersonKey, ReviewerLoad>, person: &PersonKey) -> &'l mut ReviewerLoad {
    let nothing = || ReviewerLoad { person: person.clone(), name: None, decided: 0, held: 0 };
    loads.entry(person.clone()).or_insert_with(nothing)
}

fn inflow(scope: &FigureScope, opened: &[(Date, u32)]) -> Vec<(Date, u32)> {
    let mut days: BTreeMap<Date, u32> = scope.days().into_iter().map(|day| (day, 0)).collect();
    for (day, count) in opened {
        *days.entry(*day).or_default() += count;
    }
    days.into_iter().collect()
}

/// Days of one picture: those of the longest time, [`Figures::DAYS_MAX`], which may begin and end within one.
const DAYS_SHOWN_MAX: usize = 93;

fn sorted_outcomes(counts: BTreeMap<(Outcome, ReasonCode), u32>) -> Vec<((Outcome, ReasonCode), u32)> {
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|(what, count)| (std::cmp::Reverse(*count), *what));
    sorted
}

fn sorted_loads(loads: BTreeMap<PersonKey, ReviewerLoad>) -> Vec<ReviewerLoad> {
    let mut sorted: Vec<_> = loads.into_values().collect();
    sorted.sort_by_key(|load| (std::cmp::Reverse((load.decided, load.held)), load.person.clone()));
    sorted
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_767_225_600, 0);

    fn hours(hours: i64) -> Timestamp {
        NOW + SignedDuration::from_hours(hours)
    }

    fn scope(from: i64, until: i64) -> FigureScope {
        FigureScope { from: hours(from), until: hours(until), partner: None, without_partners: Vec::new() }
    }

    fn whole<T>(items: Vec<T>) -> Counted<T> {
        Counted { items, is_cut: false }
    }

    fn decision(took_hours: i64, outcome: Outcome, deciders: &[&str]) -> DecisionFact {
        DecisionFact {
            opened_at: NOW,
            decided_at: hours(took_hours),
            outcome,
            reason_code: ReasonCode::ReviewDecision,
            deciders: deciders.iter().map(|name| PersonKey::of("https://id.example", name)).collect(),
            actor: deciders.join(", "),
        }
    }

    fn figures(opened: &[(Date, u32)], held: Vec<Person>, decided: Vec<DecisionFact>) -> Figures {
        let open = whole(Vec::new());
        Figures::of(&scope(0, 72), &whole(opened.to_vec()), &open, &whole(held), &whole(decided))
    }

    #[test]
    fn dashboard_05_every_open_case_has_one_age() {
        let ages = [
            (0, BacklogAge::Day),
            (23, BacklogAge::Day),
            (24, BacklogAge::ThreeDays),
            (71, BacklogAge::ThreeDays),
            (72, BacklogAge::Week),
            (168, BacklogAge::Month),
            (720, BacklogAge::Longer),
            (90_000, BacklogAge::Longer),
            (-50, BacklogAge::Day),
        ];
        for (ago, age) in ages {
            assert_eq!(BacklogAge::of(hours(-ago), NOW), age, "{ago}");
            let holding = BacklogAge::ALL.into_iter().filter(|age| {
                let (after, until) = age.opened(NOW);
                hours(-ago) > after && hours(-ago) <= until
            });
            assert_eq!(holding.count(), 1, "{ago}");
        }
    }

    #[test]
    fn dashboard_05_days_without_a_case_are_shown() {
        let figures = figures(&[(day_of(hours(30)), 2), (day_of(hours(1)), 1)], Vec::new(), Vec::new());
        let counts: Vec<_> = figures.inflow.iter().map(|(day, count)| (day.day(), *count)).collect();
        assert_eq!(counts, [(1, 1), (2, 2), (3, 0)]);
        assert_eq!(figures.by_people, TimeToDecision::default());
        assert_eq!(scope(5, 0).days(), []);
        assert_eq!(scope(0, 24 * 1000).days().len(), DAYS_SHOWN_MAX);
    }

    #[test]
    fn dashboard_05_times_are_those_that_a_decision_took() {
        let decided: Vec<_> = (1..=20)
            .map(|took| decision(took, Outcome::Approve, &["a"]))
            .chain([decision(5, Outcome::Deny, &[])])
            .collect();
        let figures = figures(&[], Vec::new(), decided);
        let TimeToDecision { decisions, half, nine_tenths } = figures.by_people;
        assert_eq!((decisions, half.as_hours(), nine_tenths.as_hours()), (20, 10, 18));
        assert_eq!(
            (
                figures.by_rules.decisions,
                figures.by_rules.half.as_hours(),
                figures.by_rules.nine_tenths.as_hours()
            ),
            (1, 5, 5)
        );
        let counts: Vec<_> =
            figures.outcomes.iter().map(|((outcome, _), count)| (*outcome, *count)).collect();
        assert_eq!(counts, [(Outcome::Approve, 20), (Outcome::Deny, 1)]);
    }

    #[test]
    fn dashboard_05_a_decision_of_two_counts_for_both_and_held_cases_count_too() {
        let decided = vec![
            decision(1, Outcome::Deny, &["a", "b"]),
            decision(2, Outcome::Deny, &["a"]),
            decision(2, Outcome::Deny, &["d", "e"]),
        ];
        let held = |subject: &str| Person {
            key: PersonKey::of("https://id.example", subject),
            name: subject.to_uppercase(),
        };
        let figures = figures(&[], vec![held("b"), held("c")], decided);
        let load = |it: &ReviewerLoad| {
            (it.person.subject().unwrap().to_owned(), it.name.clone(), it.decided, it.held)
        };
        let loads: Vec<_> = figures.reviewers.iter().map(load).collect();
        let expected = [
            ("a", Some("a"), 2, 0),
            ("b", Some("B"), 1, 1),
            ("d", None, 1, 0),
            ("e", None, 1, 0),
            ("c", Some("C"), 0, 1),
        ];
        let expected = expected
            .map(|(person, name, decided, held)| (person.to_owned(), name.map(str::to_owned), decided, held));
        assert_eq!(loads, expected);
    }

    #[test]
    fn dashboard_05_a_picture_says_that_something_may_be_left_out() {
        let cut = Counted { items: Vec::new(), is_cut: true };
        let figures =
            Figures::of(&scope(0, 24), &whole(Vec::new()), &cut, &whole(Vec::new()), &whole(Vec::new()));
        assert!(figures.is_cut);
        assert!(!self::figures(&[], Vec::new(), Vec::new()).is_cut);
    }
}
