//! The page of the pictures.

use askama::Template;
use axum::response::Response;
use qualify_domain::figures::{BacklogAge, Figures, TimeToDecision};
use qualify_server::service::figures;
use qualify_vocabulary::SignedDuration;

use super::chart::{Chart, Value};
use super::scope::{Scope, written};
use super::{codes, people};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::reviews::words::{length, outcome_name};

/// Reviewers that are shown.
const REVIEWERS_MAX: usize = 20;

/// Letters of a code that stand on one line.
const LINE_LETTERS_MAX: usize = 10;

/// Reasons that are drawn; the table has all of them.
const REASONS_DRAWN_MAX: usize = 12;

#[derive(Template)]
#[template(path = "figures/page.html")]
struct FiguresPage<'a> {
    frame: Frame<'a>,
    scope: Scope,
    is_cut: bool,
    pictures: Vec<Picture>,
    times: Vec<TimeRow>,
}

/// A chart with its table.
pub(crate) struct Picture {
    id: &'static str,
    title: &'static str,
    /// What is counted.
    what: &'static str,
    /// What one has to know of the bars.
    hint: &'static str,
    chart: Chart,
    /// Those of the table: some charts leave a few out.
    rows: Vec<Value>,
    total: Option<(String, String)>,
}

/// How long decisions took.
struct TimeRow {
    name: &'static str,
    list: String,
    decisions: String,
    half: String,
    nine_tenths: String,
}

/// The pictures of some days.
pub(crate) async fn show(page: StaffPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let scope = Scope::of(&page, &query);
    let figures = figures::read(&page.asker(), scope.picture()).await?;
    let (used, is_cut_codes) = codes::used(&page, &scope).await?;
    let texts = page.texts();
    let pictures = vec![
        inflow(&page, &scope, &figures),
        backlog(&page, &scope, &figures),
        times_drawn(&page, &scope, &figures),
        outcomes(&page, &scope, &figures),
        picture("codes", (texts.figures_codes(), texts.figures_units()), used, None),
        reviewers(&page, &scope, &figures),
    ];
    let times = [
        (texts.decisions_by_people(), "people", figures.by_people),
        (texts.decisions_by_rules(), "rules", figures.by_rules),
    ];
    let template = FiguresPage {
        frame: page.frame(Area::Figures),
        times: times.into_iter().map(|(name, by, time)| time_row(&page, &scope, name, by, time)).collect(),
        is_cut: figures.is_cut || is_cut_codes,
        pictures,
        scope,
    };
    page.show(&template)
}

fn picture(
    id: &'static str,
    (title, what): (&'static str, &'static str),
    values: Vec<Value>,
    total: Option<(String, String)>,
) -> Picture {
    let drawn = if id == "outcomes" { values.len().min(REASONS_DRAWN_MAX) } else { values.len() };
    Picture { id, title, what, hint: "", chart: Chart::of(&values[..drawn]), rows: values, total }
}

fn value(page: &StaffPage, name: String, count: u32, list: String) -> Value {
    let shown = page.locale().number(u64::from(count));
    Value { name, long_name: String::new(), count: u64::from(count), shown, list }
}

fn cases(scope: &Scope, what: &[(&str, &str)]) -> String {
    format!("/dashboard/figures/cases?{}&{}", scope.address(), written(what))
}

fn decisions(scope: &Scope, what: &[(&str, &str)]) -> String {
    format!("/dashboard/decisions?{}&{}", scope.address(), written(what))
}

fn inflow(page: &StaffPage, scope: &Scope, figures: &Figures) -> Picture {
    let days = figures.inflow.iter().map(|(day, count)| {
        let text = day.to_string();
        let name = day.strftime("%d.%m.").to_string();
        let list = cases(scope, &[("of", "day"), ("day", &text)]);
        Value { long_name: text, ..value(page, name, *count, list) }
    });
    let all: u64 = figures.inflow.iter().map(|(_, count)| u64::from(*count)).sum();
    let total = Some((page.locale().number(all), cases(scope, &[("of", "opened")])));
    let texts = page.texts();
    picture("inflow", (texts.figures_inflow(), texts.figures_cases()), days.collect(), total)
}

fn backlog(page: &StaffPage, scope: &Scope, figures: &Figures) -> Picture {
    let texts = page.texts();
    let ages = figures.backlog.iter().map(|(age, count)| {
        let (name, text) = age_words(page, *age);
        let list = cases(scope, &[("of", "age"), ("age", name)]);
        let days = match age {
            BacklogAge::Day => "0\u{2013}1",
            BacklogAge::ThreeDays => "1\u{2013}3",
            BacklogAge::Week => "3\u{2013}7",
            BacklogAge::Month => "7\u{2013}30",
            BacklogAge::Longer => "30+",
        };
        Value { long_name: text.to_owned(), ..value(page, days.to_owned(), *count, list) }
    });
    let titles = (texts.figures_backlog(), texts.figures_cases());
    Picture { hint: texts.figures_in_days(), ..picture("backlog", titles, ages.collect(), None) }
}

/// An age in an address, and in words.
pub(super) fn age_words(page: &StaffPage, age: BacklogAge) -> (&'static str, &'static str) {
    let texts = page.texts();
    match age {
        BacklogAge::Day => ("day", texts.figures_age_day()),
        BacklogAge::ThreeDays => ("three-days", texts.figures_age_three_days()),
        BacklogAge::Week => ("week", texts.figures_age_week()),
        BacklogAge::Month => ("month", texts.figures_age_month()),
        BacklogAge::Longer => ("longer", texts.figures_age_longer()),
    }
}

/// The times as bars, in hours: what the table beside it says in words.
fn times_drawn(page: &StaffPage, scope: &Scope, figures: &Figures) -> Picture {
    let texts = page.texts();
    let bar = |name: &str, (part, long_part): (&str, &str), by: &str, time: SignedDuration| {
        let hours = time.as_hours().unsigned_abs();
        Value {
            name: format!("{name}\n{part}"),
            long_name: format!("{name}, {long_part}"),
            count: hours,
            shown: length(texts, time),
            list: decisions(scope, &[("by", by)]),
        }
    };
    let (half, most) = (("50 %", texts.figures_half()), ("90 %", texts.figures_nine_tenths()));
    let (people, rules) = (texts.decisions_by_people(), texts.decisions_by_rules());
    let values = vec![
        bar(people, half, "people", figures.by_people.half),
        bar(people, most, "people", figures.by_people.nine_tenths),
        bar(rules, half, "rules", figures.by_rules.half),
        bar(rules, most, "rules", figures.by_rules.nine_tenths),
    ];
    let titles = (texts.figures_times(), texts.figures_time());
    Picture { hint: texts.figures_in_hours(), ..picture("times", titles, values, None) }
}

fn time_row(page: &StaffPage, scope: &Scope, name: &'static str, by: &str, time: TimeToDecision) -> TimeRow {
    let shown = |time| length(page.texts(), time);
    TimeRow {
        name,
        list: decisions(scope, &[("by", by)]),
        decisions: page.locale().number(u64::from(time.decisions)),
        half: shown(time.half),
        nine_tenths: shown(time.nine_tenths),
    }
}

/// A long code, parted behind the underscore that is nearest to its middle.
fn on_two_lines(code: &str) -> String {
    let middle = code.len() / 2;
    let places = code.match_indices('_').map(|(place, _)| place + 1);
    match places.min_by_key(|place| place.abs_diff(middle)) {
        Some(place) if code.len() > LINE_LETTERS_MAX => format!("{}\n{}", &code[..place], &code[place..]),
        _ => code.to_owned(),
    }
}

fn outcomes(page: &StaffPage, scope: &Scope, figures: &Figures) -> Picture {
    let texts = page.texts();
    let values = figures.outcomes.iter().map(|((outcome, reason), count)| {
        let list = decisions(scope, &[("outcome", outcome.name()), ("reason", reason.name())]);
        let long_name = format!("{}: {}", outcome_name(texts, *outcome), reason.name());
        Value { long_name, ..value(page, on_two_lines(reason.name()), *count, list) }
    });
    let all: u64 = figures.outcomes.iter().map(|(_, count)| u64::from(*count)).sum();
    let total = Some((page.locale().number(all), decisions(scope, &[])));
    picture("outcomes", (texts.figures_outcomes(), texts.figures_decisions()), values.collect(), total)
}

fn reviewers(page: &StaffPage, scope: &Scope, figures: &Figures) -> Picture {
    let texts = page.texts();
    let mut values = Vec::new();
    for load in figures.reviewers.iter().take(REVIEWERS_MAX) {
        let name = people::shown(page, &load.person, load.name.clone());
        let key = load.person.as_str();
        let decided = texts.figures_decided_by(&name);
        values.push(Value {
            long_name: decided,
            ..value(
                page,
                format!("{name}\n{}", texts.figures_decided()),
                load.decided,
                decisions(scope, &[("person", key)]),
            )
        });
        values.push(Value {
            long_name: texts.figures_held_by(&name),
            ..value(
                page,
                format!("{name}\n{}", texts.review_state_claimed()),
                load.held,
                cases(scope, &[("of", "holder"), ("person", key)]),
            )
        });
    }
    picture("reviewers", (texts.figures_reviewers(), texts.figures_number()), values, None)
}
