//! How answers come out: as a table for people, as JSON with the members of the API, or as CSV with the table's columns.
//!
//! To show one more kind of thing: implement [`Row`] for it, in the module of the command that shows it.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use qualify_tables::{Audience, TableWriter};
use serde::Serialize;

use crate::args::{ShownArgs, ShownForm};
use crate::exit::Failure;
use crate::{output, table};

/// Rows that are gathered before a table begins, so that its columns fit them.
const FITTED_ROWS: usize = 500;

/// Something that stands in a table.
pub(crate) trait Row: Serialize {
    /// The titles of its columns.
    const TITLES: &'static [&'static str];

    /// How wide the columns are at least, where rows come one by one.
    const WIDTHS: &'static [usize] = &[];

    /// Its cells, one for each title.
    fn cells(&self) -> Vec<String>;
}

type Target = Box<dyn Write>;

/// A list on its way out, however long it is.
pub(crate) struct Listing {
    titles: &'static [&'static str],
    least: &'static [usize],
    sink: Sink,
}

enum Sink {
    Table { target: Target, gathered: Vec<Vec<String>>, widths: Option<Vec<usize>> },
    Json { target: Target, is_begun: bool },
    JsonLines(Target),
    Csv { writer: Box<TableWriter<Target>>, is_begun: bool },
}

fn stdout() -> Target {
    let stdout = io::stdout();
    if stdout.is_terminal() {
        return Box::new(BufWriter::new(output::ForTerminal::new(stdout)));
    }
    Box::new(BufWriter::new(stdout))
}

impl Listing {
    pub(crate) fn begin<T: Row>(args: &ShownArgs) -> Result<Self, Failure> {
        if args.for_spreadsheet && args.output != ShownForm::Csv {
            return Err(Failure::WrongSettings("--for-spreadsheet is for --output csv".to_owned()));
        }
        let target = stdout();
        let sink = match args.output {
            ShownForm::Table => Sink::Table { target, gathered: Vec::new(), widths: None },
            ShownForm::Json => Sink::Json { target, is_begun: false },
            ShownForm::Jsonl => Sink::JsonLines(target),
            ShownForm::Csv => {
                let audience = if args.for_spreadsheet {
                    Audience::Spreadsheet { separator: b',' }
                } else {
                    Audience::Program
                };
                Sink::Csv { writer: Box::new(TableWriter::new(target, audience)?), is_begun: false }
            }
        };
        Ok(Self { titles: T::TITLES, least: T::WIDTHS, sink })
    }

    pub(crate) fn push<T: Row>(&mut self, item: &T) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Table { target, gathered, widths: Some(widths) } => {
                let cells = printable(item.cells());
                debug_assert!(gathered.is_empty(), "they went out with the widths");
                target.write_all(line(&cells, widths).as_bytes())?;
            }
            Sink::Table { gathered, widths: None, .. } => {
                gathered.push(printable(item.cells()));
                if gathered.len() >= FITTED_ROWS {
                    self.fit()?;
                }
            }
            Sink::Json { target, is_begun } => {
                let text = json(item, true)?;
                let begin: &[u8] = if *is_begun { b",\n  " } else { b"[\n  " };
                target.write_all(begin)?;
                target.write_all(text.replace('\n', "\n  ").as_bytes())?;
                *is_begun = true;
            }
            Sink::JsonLines(target) => writeln!(target, "{}", json(item, false)?)?,
            Sink::Csv { .. } => {
                self.begin_csv()?;
                if let Sink::Csv { writer, .. } = &mut self.sink {
                    writer.write_row(item.cells().iter().map(String::as_str))?;
                }
            }
        }
        Ok(())
    }

    /// Shows what was gathered so far, for whoever watches.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        if matches!(self.sink, Sink::Table { widths: None, .. }) {
            self.fit()?;
        }
        match &mut self.sink {
            Sink::Table { target, .. } | Sink::Json { target, .. } | Sink::JsonLines(target) => {
                target.flush()?;
            }
            Sink::Csv { writer, .. } => writer.flush()?,
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.begin_csv()?;
        self.flush()?;
        match self.sink {
            Sink::Json { mut target, is_begun } => {
                target.write_all(if is_begun { b"\n]\n" } else { b"[]\n" })?;
                target.flush()?;
            }
            Sink::Csv { writer, .. } => writer.finish()?,
            Sink::Table { .. } | Sink::JsonLines(_) => {}
        }
        Ok(())
    }

    /// The titles stand before the first row; a list that failed before it has none.
    fn begin_csv(&mut self) -> Result<(), Failure> {
        if let Sink::Csv { writer, is_begun: is_begun @ false } = &mut self.sink {
            let names: Vec<String> = self.titles.iter().map(|title| title.to_lowercase()).collect();
            writer.write_row(names.iter().map(String::as_str))?;
            *is_begun = true;
        }
        Ok(())
    }

    /// Begins the table with columns as wide as what was gathered.
    fn fit(&mut self) -> Result<(), Failure> {
        let Sink::Table { target, gathered, widths } = &mut self.sink else { return Ok(()) };
        let titles: Vec<String> = self.titles.iter().map(|&title| title.to_owned()).collect();
        let width = |column: usize| {
            let cells = gathered.iter().filter_map(|row| row.get(column));
            let widest = cells.chain(titles.get(column)).map(|cell| cell.chars().count()).max();
            widest.unwrap_or_default().max(self.least.get(column).copied().unwrap_or_default())
        };
        let fitted: Vec<usize> = (0..titles.len()).map(width).collect();
        target.write_all(line(&titles, &fitted).as_bytes())?;
        for row in gathered.drain(..) {
            target.write_all(line(&row, &fitted).as_bytes())?;
        }
        *widths = Some(fitted);
        Ok(())
    }
}

/// Shows a list that is there already.
pub(crate) fn list<T: Row>(args: &ShownArgs, items: &[T]) -> Result<(), Failure> {
    let mut listing = Listing::begin::<T>(args)?;
    items.iter().try_for_each(|item| listing.push(item))?;
    listing.finish()
}

/// Shows one thing: its titles one below the other, or its members.
pub(crate) fn one<T: Row>(args: &ShownArgs, item: &T) -> Result<(), Failure> {
    match args.output {
        ShownForm::Table => {
            let width = T::TITLES.iter().map(|title| title.chars().count()).max().unwrap_or_default();
            let mut text = String::new();
            for (title, cell) in T::TITLES.iter().zip(printable(item.cells())) {
                // What has several lines goes on below its first.
                let cell = cell.replace('\n', &format!("\n{:width$}  ", ""));
                text.push_str(format!("{title:<width$}  {cell}").trim_end());
                text.push('\n');
            }
            Ok(output::data(&text)?)
        }
        ShownForm::Json => Ok(output::data(&format!("{}\n", json(item, true)?))?),
        ShownForm::Jsonl | ShownForm::Csv => list(args, std::slice::from_ref(item)),
    }
}

/// Shows one thing as the only row of a table, or its members.
pub(crate) fn row<T: Row>(args: &ShownArgs, item: &T) -> Result<(), Failure> {
    match args.output {
        ShownForm::Table | ShownForm::Jsonl | ShownForm::Csv => list(args, std::slice::from_ref(item)),
        ShownForm::Json => one(args, item),
    }
}

fn json<T: Serialize>(item: &T, is_pretty: bool) -> Result<String, Failure> {
    let text = if is_pretty { serde_json::to_string_pretty(item) } else { serde_json::to_string(item) };
    text.map_err(|error| Failure::Failed(format!("the answer cannot be written as JSON: {error}")))
}

fn printable(cells: Vec<String>) -> Vec<String> {
    let safe = |cell: String| cell.split('\n').map(table::printable).collect::<Vec<_>>().join("\n");
    cells.into_iter().map(safe).collect()
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).map(|(cell, &width)| {
        let cell = cell.replace('\n', " ");
        format!("{cell:<width$}")
    });
    format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
}

/// A text that may be absent.
pub(crate) fn or_dash(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or("-").to_owned()
}
