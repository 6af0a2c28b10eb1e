//! A bar chart: plotters finds the places, a template writes them.

use plotters::chart::ChartBuilder;
use plotters::drawing::IntoDrawingArea as _;
use plotters::element::Rectangle;
use plotters::style::{BLACK, Color as _};

use super::shapes::{Area, IntoShapes, Label, Shapes};

/// The size of a chart in units of its own; it is as wide as there is room.
pub(crate) const SIZE: (u32, u32) = (640, 220);

/// Names below the axis, where there are many bars.
const NAMES_MAX: usize = 8;

/// Parts of the axis of values.
const VALUES_MAX: usize = 5;

/// Where the lines of a name stand, below the bars.
const NAMES_AT: [i32; 2] = [192, 207];

/// About how wide a letter is.
const LETTER_WIDTH: usize = 7;

/// Letters of a name that stand there in any case.
const LETTERS_MIN: usize = 4;

/// How much of its room a bar leaves free on each side.
const GAP: f64 = 0.12;

/// Something that is counted, with the list that it counts.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    /// What it is called below the axis, in two lines at most.
    pub(crate) name: String,
    /// What it is called in the table; the same if it is empty.
    pub(crate) long_name: String,
    pub(crate) count: u64,
    /// As people read it.
    pub(crate) shown: String,
    pub(crate) list: String,
}

/// A value as a bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) area: Area,
    pub(crate) list: String,
    /// What the bar says to who points at it, or hears it.
    pub(crate) says: String,
}

/// What a template writes.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    pub(crate) bars: Vec<Bar>,
    pub(crate) shapes: Shapes,
    pub(crate) size: (u32, u32),
}

impl Chart {
    /// Draws values. What cannot be drawn has no bars: its table says everything.
    pub(crate) fn of(values: &[Value]) -> Self {
        let mut shapes = Shapes::default();
        if draw(values, &mut shapes).is_none() || shapes.areas.len() != values.len() {
            shapes = Shapes::default();
        }
        let bar = |(value, area): (&Value, &Area)| Bar {
            area: area.clone(),
            list: value.list.clone(),
            says: format!("{}: {}", value.name_in_table(), value.shown),
        };
        let bars = values.iter().zip(&shapes.areas).map(bar).collect();
        Self { bars, shapes, size: SIZE }
    }
}

impl Value {
    /// Its name in the table.
    pub(crate) fn name_in_table(&self) -> &str {
        if self.long_name.is_empty() { &self.name } else { &self.long_name }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a chart is drawn in pixels")]
fn draw(values: &[Value], shapes: &mut Shapes) -> Option<()> {
    let most = values.iter().map(|value| value.count).max().unwrap_or(0).max(1);
    let room = IntoShapes { shapes: &mut *shapes, size: SIZE }.into_drawing_area();
    let width = values.len().max(1) as f64;
    let mut chart = ChartBuilder::on(&room)
        .margin(8)
        .x_label_area_size(36)
        .y_label_area_size(48)
        .build_cartesian_2d(0_f64..width, 0_f64..(most as f64 * 1.05))
        .ok()?;
    // Names stand in the middle of their bars, so that the library's own labels of the axis are left out.
    chart
        .configure_mesh()
        .disable_x_mesh()
        .max_light_lines(1)
        .x_labels(0)
        .y_labels(VALUES_MAX.min(usize::try_from(most).unwrap_or(VALUES_MAX) + 1))
        .y_label_formatter(&|value| format!("{value:.0}"))
        .draw()
        .ok()?;
    let bars = values.iter().enumerate().map(|(index, value)| {
        let (left, right) = (index as f64 + GAP, (index + 1) as f64 - GAP);
        Rectangle::new([(left, 0.0), (right, value.count as f64)], BLACK.filled())
    });
    chart.draw_series(bars).ok()?;
    drop(chart);
    drop(room);
    name(values, shapes);
    Some(())
}

/// Writes names below the bars: each, or every so many, as far as there is room for them.
fn name(values: &[Value], shapes: &mut Shapes) {
    let step = values.len().div_ceil(NAMES_MAX).max(1);
    let room = usize::try_from(SIZE.0).unwrap_or(usize::MAX) / values.len().max(1) * step;
    let letters_max = (room / LETTER_WIDTH).max(LETTERS_MIN);
    let named = values.iter().zip(&shapes.areas).step_by(step);
    let labels = named.flat_map(|(value, area)| {
        let middle = area.x + area.width / 2;
        let lines = value.name.lines().zip(NAMES_AT);
        lines.map(move |(line, y)| Label { text: cut(line, letters_max), at: (middle, y), anchor: "middle" })
    });
    let labels: Vec<Label> = labels.collect();
    shapes.labels.extend(labels);
}

/// The beginning of a text, with a mark where it goes on.
fn cut(text: &str, letters_max: usize) -> String {
    if text.chars().count() <= letters_max {
        return text.to_owned();
    }
    text.chars().take(letters_max - 1).chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(counts: &[u64]) -> Vec<Value> {
        let value = |(index, count): (usize, &u64)| Value {
            name: format!("<{index}>"),
            long_name: String::new(),
            count: *count,
            shown: count.to_string(),
            list: format!("/list?{index}"),
        };
        counts.iter().enumerate().map(value).collect()
    }

    #[test]
    fn dashboard_05_every_value_has_its_bar_in_proportion_and_its_list() {
        for counts in [&[0][..], &[1], &[0, 0, 0], &[5, 10, 0, 20], &[7; 92], &[u32::MAX.into(), 1]] {
            let values = values(counts);
            let chart = Chart::of(&values);
            assert_eq!(chart.bars.len(), counts.len(), "{counts:?}");
            let most = *counts.iter().max().unwrap();
            let highest = chart.bars.iter().map(|bar| bar.area.height).max().unwrap();
            for (bar, (count, value)) in chart.bars.iter().zip(counts.iter().zip(&values)) {
                assert_eq!(bar.list, value.list);
                let expected =
                    if most == 0 { 0 } else { i128::from(highest) * i128::from(*count) / i128::from(most) };
                assert!((i128::from(bar.area.height) - expected).abs() <= 1, "{counts:?}: {bar:?}");
                assert!(bar.area.x >= 0 && bar.area.y >= 0);
            }
            let names = chart.shapes.labels.iter().filter(|label| label.text.starts_with('<')).count();
            assert!((1..=NAMES_MAX).contains(&names), "{counts:?}: {names}");
        }
        assert_eq!(Chart::of(&[]).bars.len(), 0);
        assert_eq!((cut("Szkoła", 6), cut("Szkoła", 5)), ("Szkoła".to_owned(), "Szko\u{2026}".to_owned()));
    }
}
