//! What a bench or a soak found: a table for people and the same as JSON, on which machine and at which commit.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use qualify_vocabulary::Timestamp;
use serde_json::{Value, json};

use crate::workspace;

/// What a value is measured in; it decides how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Count,
    PerSecond,
    Milliseconds,
    Microseconds,
    Mebibytes,
    Ratio,
}

/// What a value must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
    Below(f64),
}

/// One value of a result.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    what: String,
    value: f64,
    unit: Unit,
    bound: Option<Bound>,
}

/// All that one run found.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) title: &'static str,
    /// How the values came about, in sentences.
    pub(crate) notes: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: Unit) -> Self {
        Self { what: what.into(), value, unit, bound: None }
    }

    pub(crate) fn must_be(self, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self }
    }

    pub(crate) fn passes(&self) -> bool {
        match self.bound {
            None => true,
            Some(Bound::AtLeast(least)) => self.value >= least,
            Some(Bound::AtMost(most)) => self.value <= most,
            Some(Bound::Below(limit)) => self.value < limit,
        }
    }

    fn verdict(&self) -> &'static str {
        match (self.bound, self.passes()) {
            (None, _) => "",
            (Some(_), true) => "pass",
            (Some(_), false) => "FAIL",
        }
    }

    fn required(&self) -> String {
        match self.bound {
            None => String::new(),
            Some(Bound::AtLeast(least)) => format!("at least {}", self.unit.shown(least)),
            Some(Bound::AtMost(most)) => format!("at most {}", self.unit.shown(most)),
            Some(Bound::Below(limit)) => format!("below {}", self.unit.shown(limit)),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "what": self.what, "value": self.value, "unit": self.unit.name(), "required": self.required(),
            "passes": self.passes()
        })
    }
}

impl Unit {
    /// Three decimals for a ratio, so that what is just below its bound does not look like the bound.
    fn shown(self, value: f64) -> String {
        match self {
            Self::Count => format!("{value:.0}"),
            Self::PerSecond => format!("{value:.0}/s"),
            Self::Milliseconds => format!("{value:.2} ms"),
            Self::Microseconds => format!("{value:.3} us"),
            Self::Mebibytes => format!("{value:.1} MiB"),
            Self::Ratio => format!("{value:.3}"),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::PerSecond => "per second",
            Self::Milliseconds => "ms",
            Self::Microseconds => "us",
            Self::Mebibytes => "MiB",
            Self::Ratio => "ratio",
        }
    }
}

impl Results {
    /// Adds what another part found.
    pub(crate) fn take(&mut self, other: Self) {
        if self.rows.is_empty() {
            self.title = other.title;
        }
        self.notes.extend(other.notes);
        self.rows.extend(other.rows);
    }

    /// What did not keep to its bound.
    pub(crate) fn failures(&self) -> Vec<String> {
        let failed = self.rows.iter().filter(|row| !row.passes());
        failed.map(|row| format!("{}: {}, {}", row.what, row.unit.shown(row.value), row.required())).collect()
    }

    /// The table, with columns that line up in a terminal.
    pub(crate) fn table(&self) -> String {
        let cells: Vec<[String; 4]> = [["what", "value", "required", ""].map(str::to_owned)]
            .into_iter()
            .chain(self.rows.iter().map(|row| {
                [row.what.clone(), row.unit.shown(row.value), row.required(), row.verdict().to_owned()]
            }))
            .collect();
        let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2), width(3)];
        let line = |row: &[String; 4]| {
            let [what, value, required, verdict] = row;
            let [w0, w1, w2, w3] = widths;
            format!("| {what:w0$} | {value:>w1$} | {required:w2$} | {verdict:w3$} |")
        };
        let rule = format!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
        let mut lines: Vec<String> = cells.iter().map(line).collect();
        lines.insert(1, rule);
        lines.join("\n")
    }

    /// Writes `bench/results/DATE-COMMIT[-kind].md` and the same as JSON, and says where.
    pub(crate) fn write(&self, kind: &str) -> anyhow::Result<()> {
        let origin = Origin::find()?;
        let folder = workspace::root().join("bench/results");
        fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
        let stem = format!("{}-{}{kind}", origin.date, origin.commit);
        let markdown = format!(
            "# {}\n\n- commit: {}\n- date: {}\n- machine: {}, {} cores, {}\n\n{}\n\n{}\n",
            self.title,
            origin.commit,
            origin.date,
            origin.cpu,
            origin.cores,
            origin.system,
            self.table(),
            self.notes.join("\n")
        );
        let rows: Vec<Value> = self.rows.iter().map(Row::to_json).collect();
        let json = json!({
            "title": self.title, "commit": origin.commit, "date": origin.date, "cpu": origin.cpu,
            "cores": origin.cores, "system": origin.system, "notes": self.notes, "rows": rows
        });
        for (extension, text) in [("md", markdown), ("json", format!("{json:#}\n"))] {
            let file: PathBuf = folder.join(format!("{stem}.{extension}"));
            fs::write(&file, text).with_context(|| format!("{} could not be written", file.display()))?;
            println!("written: {}", file.display());
        }
        Ok(())
    }
}

/// Where and on what a result was found.
struct Origin {
    date: String,
    /// Short, with `-changed` if the work tree is not the commit.
    commit: String,
    cpu: String,
    cores: usize,
    system: String,
}

impl Origin {
    fn find() -> anyhow::Result<Self> {
        let mut git = workspace::command("git");
        let commit = workspace::output(git.args(["rev-parse", "--short=12", "HEAD"]))?;
        let mut git = workspace::command("git");
        let changes = workspace::output(git.args(["status", "--porcelain", "--", ".", ":!bench/results"]))?;
        let mark = if changes.trim().is_empty() { "" } else { "-changed" };
        let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = processors.lines().find_map(|line| line.strip_prefix("model name"));
        let cpu = model.map_or("unknown processor", |line| line.trim_start_matches([':', '\t', ' ']));
        let mut uname = workspace::command("uname");
        Ok(Self {
            date: today(),
            commit: format!("{}{mark}", commit.trim()),
            cpu: cpu.to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            system: workspace::output(uname.args(["-s", "-r"]))?.trim().to_owned(),
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "a result carries the day on which it was found")]
fn today() -> String {
    Timestamp::now().strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_kept_or_not() {
        let row = |value, bound| Row::new("x", value, Unit::Ratio).must_be(bound);
        assert!(row(0.45, Bound::AtLeast(0.45)).passes());
        assert!(!row(0.449, Bound::AtLeast(0.45)).passes());
        assert!(row(1.5, Bound::AtMost(1.5)).passes());
        assert!(!row(40.0, Bound::Below(40.0)).passes());
        assert!(!row(f64::NAN, Bound::AtLeast(0.45)).passes());
    }

    #[test]
    fn the_table_lines_up_and_names_failures() {
        let rows = vec![
            Row::new("GET, bare", 50_000.4, Unit::PerSecond),
            Row::new("GET, ratio", 0.44, Unit::Ratio).must_be(Bound::AtLeast(0.45)),
        ];
        let results = Results { title: "t", notes: vec![], rows };
        assert_eq!(
            results.table(),
            "| what       |   value | required       |      |\n\
             |------------|---------|----------------|------|\n\
             | GET, bare  | 50000/s |                |      |\n\
             | GET, ratio |   0.440 | at least 0.450 | FAIL |"
        );
        assert_eq!(results.failures(), ["GET, ratio: 0.440, at least 0.450"]);
    }
}
