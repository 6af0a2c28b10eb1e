//! Labelled rows: what is asked, and what the label wants.

use std::fs;
use std::path::Path;

use qualify_tables::{Options, Table};
use qualify_vetting::vocabulary::{EducationSegment, Outcome, Qualification};
use qualify_vetting::{Application, CodeInput, CountryInput, SegmentInput};

/// What is read of each row.
const COLUMNS: [&str; 9] =
    ["name", "domain", "country", "segment_if_known", "expected", "requested", "code", "existing", "reason"];

/// A set of rows with its name.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) application: Application,
    /// What the label wants: an outcome, `not-approve` or `not-deny`.
    pub(crate) expected: String,
    /// The reason that the label wants, if it names one.
    pub(crate) reason: String,
}

impl Row {
    pub(crate) fn is_approved_wrongly(&self, outcome: Outcome) -> bool {
        let wants_none = matches!(self.expected.as_str(), "deny" | "needs-human" | "invalid" | "not-approve");
        outcome == Outcome::Approve && wants_none
    }

    pub(crate) fn is_denied_wrongly(&self, outcome: Outcome) -> bool {
        let wants_none = matches!(self.expected.as_str(), "approve" | "not-deny" | "needs-human");
        outcome == Outcome::Deny && wants_none
    }

    /// Whether everything was there to approve it.
    pub(crate) fn is_decidable(&self) -> bool {
        self.expected == "approve"
    }
}

impl Set {
    /// Reads a file.
    pub(crate) fn read(file: &Path) -> Self {
        let name = file.file_stem().expect("a file").to_string_lossy().into_owned();
        let bytes = fs::read(file).expect("the rows");
        let mut table =
            Table::open(std::io::Cursor::new(bytes.as_slice()), &Options::default()).expect("a table");
        let columns = COLUMNS.map(|name| table.find_column(&[name]).expect("readable"));
        let mut rows = Vec::new();
        while let Some(row) = table.next_row().expect("a row") {
            let cell = |at: usize| columns[at].map(|column| row.get(column)).unwrap_or_default();
            rows.push(Row {
                application: application(&cell),
                expected: cell(4).to_owned(),
                reason: cell(8).to_owned(),
            });
        }
        Self { name, rows }
    }
}

fn application<'row>(cell: &dyn Fn(usize) -> &'row str) -> Application {
    let asked_for = match cell(5) {
        "GovernmentCommunityCloud" => Qualification::GovernmentCommunityCloud,
        "StateOwnedEntity" => Qualification::StateOwnedEntity,
        _ => Qualification::Education,
    };
    let name = cell(0);
    Application {
        domain: Some(cell(1).to_owned()),
        country: CountryInput::parse(cell(2)),
        segment: match cell(3) {
            "" => SegmentInput::Absent,
            text => EducationSegment::parse(text).map_or(SegmentInput::Unknown, SegmentInput::Known),
        },
        code: match cell(6) {
            "ok" => CodeInput::Good { organization: name.to_owned() },
            "unknown" => CodeInput::Unknown,
            "exhausted" => CodeInput::Exhausted,
            "mismatch" => CodeInput::Good { organization: "Harbor County Board of Elections".to_owned() },
            _ => CodeInput::Missing,
        },
        held: match cell(7) {
            "Education" => vec![Qualification::Education],
            "GovernmentCommunityCloud" => vec![Qualification::GovernmentCommunityCloud],
            _ => Vec::new(),
        },
        ..Application::new(asked_for, name)
    }
}
