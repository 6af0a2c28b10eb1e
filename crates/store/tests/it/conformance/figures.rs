//! Numbers of the work, each beside the list that it counts.

use qualify_domain::figures::{BacklogAge, FigureScope, Figures};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, CustomerStore as _, FigureStore as _,
    QualificationStore as _,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::Command;
use qualify_vocabulary::{Decision, PageSize, Qualification, Timestamp, VettingReason};

use super::Backend;
use super::reviews::{DENIED, FIRST, proposal, reviewer};
use crate::samples::{Tested, World, at, call, create_customer, customer, north, person, post, south};
use crate::worker::{Scripted, round};

for_each_backend! {
    dashboard_05_every_number_is_that_of_its_list,
    dashboard_05_what_a_partner_or_a_time_leaves_out_is_counted_nowhere,
    dashboard_05_a_store_without_work_has_pictures_of_nothing,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const SECOND: &str = "second@staff.example";

fn scope(from: i64, until: i64) -> FigureScope {
    FigureScope { from: at(from), until: at(until), partner: None, without_partners: Vec::new() }
}

/// Ten requests over ten days: some that rules decided, some that people did, some that wait.
async fn with_work<B: Backend>() -> anyhow::Result<World<B>> {
    let world = World::<B>::with_customers(10).await?;
    let education = Qualification::Education;
    let verdicts = [Decision::Approve, Decision::Deny(VettingReason::NotAcademicDomain), Decision::Approve];
    for (number, verdict) in (1..).zip(verdicts) {
        let seconds = i64::from(number) * DAY;
        let mut due = post(call(north(), seconds), number, education, "");
        due.decision_due_at = Some(at(seconds + HOUR));
        world.store.create_qualification(due).await?;
        round(&*world.store, seconds + HOUR, &Scripted::saying(verdict), 9).await?;
    }
    for number in 4..=10 {
        let seconds = i64::from(number) * DAY;
        world.ask_person(number, seconds).await?;
        let case = world.only_case(number).await?;
        let name = if number % 2 == 0 { FIRST } else { SECOND };
        if number <= 8 {
            world.do_with(case, name, Command::Claim(reviewer(name)), seconds + HOUR).await?;
        }
        if number <= 6 {
            let verdict = if number == 5 { DENIED } else { Verdict::Approve };
            let decided_at = seconds + i64::from(number) * HOUR / 2 + HOUR;
            world.do_with(case, name, Command::Renew(reviewer(name)), seconds + HOUR).await?;
            let decide = Command::Decide(reviewer(name), proposal(verdict));
            // The lease of a claim is short; what takes longer is claimed once more.
            world.do_with(case, name, Command::Claim(reviewer(name)), decided_at).await?;
            world.do_with(case, name, decide, decided_at).await?;
        }
    }
    Ok(world)
}

/// How many cases a list holds, page by page.
async fn cases<B: Backend>(world: &World<B>, cases: CountedCases) -> anyhow::Result<u32> {
    let (mut found, mut after) = (Vec::new(), None);
    let size = PageSize::clamped(2).expect("it is not 0");
    loop {
        let page = world.store.list_counted_cases(cases.clone(), after, size).await?;
        found.extend(page.items.into_iter().map(|item| (item.created_at, item.position.id)));
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert!(found.is_sorted_by(|one, next| one > next), "the newest first, and each once");
    Ok(u32::try_from(found.len())?)
}

async fn decisions<B: Backend>(world: &World<B>, decisions: CountedDecisions) -> anyhow::Result<u32> {
    let (mut found, mut after) = (0, None);
    let size = PageSize::clamped(2).expect("it is not 0");
    loop {
        let CountedPage { items, next } =
            world.store.list_counted_decisions(decisions.clone(), after, size).await?;
        found += items.len();
        if next.is_none() {
            return Ok(u32::try_from(found)?);
        }
        after = next;
    }
}

fn all(scope: FigureScope) -> CountedDecisions {
    CountedDecisions { scope, outcome: None, by_people: None, decider: None }
}

/// Asks for the list of every number.
async fn check<B: Backend>(world: &World<B>, scope: &FigureScope, now: Timestamp) -> anyhow::Result<Figures> {
    let figures = world.store.read_figures(scope.clone(), now).await?;
    let mut inflow = 0;
    let opened = CountedCases { scope: scope.clone(), are_open: false, holder: None };
    for (day, count) in &figures.inflow {
        let begin = qualify_vocabulary::begin_of_day(*day);
        let end = begin + qualify_vocabulary::SignedDuration::from_secs(DAY);
        let scope = FigureScope { from: begin.max(scope.from), until: end.min(scope.until), ..scope.clone() };
        assert_eq!(cases(world, CountedCases { scope, ..opened.clone() }).await?, *count, "{day}");
        inflow += count;
    }
    assert_eq!(cases(world, opened.clone()).await?, inflow);
    for (age, count) in &figures.backlog {
        let (from, until) = age.opened(now);
        let scope = FigureScope { from, until, ..scope.clone() };
        let waiting = CountedCases { scope, are_open: true, holder: None };
        assert_eq!(cases(world, waiting).await?, *count, "{age:?}");
    }
    for (outcome, count) in &figures.outcomes {
        let saying = CountedDecisions { outcome: Some(*outcome), ..all(scope.clone()) };
        assert_eq!(decisions(world, saying).await?, *count, "{outcome:?}");
    }
    for (by_people, time) in [(true, figures.by_people), (false, figures.by_rules)] {
        let those = CountedDecisions { by_people: Some(by_people), ..all(scope.clone()) };
        assert_eq!(decisions(world, those).await?, time.decisions, "{by_people}");
    }
    let outcomes: u32 = figures.outcomes.iter().map(|(_, count)| count).sum();
    assert_eq!(decisions(world, all(scope.clone())).await?, outcomes);
    for load in &figures.reviewers {
        let of = CountedDecisions { decider: Some(load.person.clone()), ..all(scope.clone()) };
        assert_eq!(decisions(world, of).await?, load.decided);
        let everywhere = FigureScope { from: Timestamp::MIN, until: Timestamp::MAX, ..scope.clone() };
        let held = CountedCases { scope: everywhere, are_open: true, holder: Some(load.person.clone()) };
        assert_eq!(cases(world, held).await?, load.held);
    }
    Ok(figures)
}

async fn dashboard_05_every_number_is_that_of_its_list<B: Backend>() -> Tested {
    let world = with_work::<B>().await?;
    let figures = check(&world, &scope(0, 12 * DAY), at(10 * DAY + HOUR)).await?;
    let opened: u32 = figures.inflow.iter().map(|(_, count)| count).sum();
    assert_eq!((opened, figures.inflow.len()), (7, 12));
    let backlog: Vec<_> = figures.backlog.iter().map(|(_, count)| *count).collect();
    assert_eq!(backlog, [1, 2, 1, 0, 0], "cases of the last day, of two and three days ago, and before");
    assert_eq!((figures.by_rules.decisions, figures.by_people.decisions), (3, 3));
    assert_eq!(
        (figures.by_people.half.as_secs(), figures.by_people.nine_tenths.as_secs()),
        (7 * HOUR / 2, 4 * HOUR)
    );
    assert_eq!(figures.by_rules.half.as_secs(), HOUR);
    let loads: Vec<_> = figures.reviewers.iter().map(|it| (it.person.clone(), it.decided, it.held)).collect();
    assert_eq!(loads, [(person(FIRST).key, 2, 1), (person(SECOND).key, 1, 1)]);
    assert!(!figures.is_cut);
    Ok(())
}

async fn dashboard_05_what_a_partner_or_a_time_leaves_out_is_counted_nowhere<B: Backend>() -> Tested {
    let world = with_work::<B>().await?;
    let now = at(10 * DAY + HOUR);
    world.store.create_customer(create_customer(call(south(), 1), customer(11))).await?;
    let request = post(call(south(), 9 * DAY), 11, Qualification::Education, "");
    world.store.create_qualification(request).await?;
    let opened = |figures: &Figures| figures.inflow.iter().map(|(_, count)| count).sum::<u32>();
    let waiting = |figures: &Figures| figures.backlog.iter().map(|(_, count)| count).sum::<u32>();
    let everybodys = check(&world, &scope(0, 12 * DAY), now).await?;
    assert_eq!((opened(&everybodys), waiting(&everybodys)), (8, 5));
    let of_south = FigureScope { partner: Some(south()), ..scope(0, 12 * DAY) };
    let figures = check(&world, &of_south, now).await?;
    assert_eq!((opened(&figures), waiting(&figures), figures.outcomes.len()), (1, 1, 0));
    let without_south = FigureScope { without_partners: vec![south()], ..scope(0, 12 * DAY) };
    let figures = check(&world, &without_south, now).await?;
    assert_eq!((opened(&figures), waiting(&figures)), (7, 4));
    let of_days = check(&world, &scope(4 * DAY, 6 * DAY), now).await?;
    assert_eq!((opened(&of_days), of_days.inflow.len(), waiting(&of_days)), (2, 2, 5));
    assert_eq!((of_days.by_people.decisions, of_days.by_rules.decisions), (2, 0));
    Ok(())
}

async fn dashboard_05_a_store_without_work_has_pictures_of_nothing<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let figures = check(&world, &scope(0, 2 * DAY), at(DAY)).await?;
    assert!(figures.outcomes.is_empty() && figures.reviewers.is_empty());
    assert_eq!(figures.backlog, BacklogAge::ALL.map(|age| (age, 0)));
    Ok(())
}
