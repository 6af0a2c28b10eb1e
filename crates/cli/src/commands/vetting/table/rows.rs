//! The rows on their way out, each with its answer.

use std::borrow::Cow;
use std::io::{self, Write};

use qualify_tables::{Audience, TableWriter};
use qualify_vetting::Decision;
use qualify_vetting::vocabulary::Outcome;
use serde_json::{Map, Value};

use super::Form;
use crate::exit::Failure;

/// What is added to each row.
const ADDED: [&str; 4] = ["vetting_outcome", "vetting_reason_code", "vetting_reason", "vetting_rule"];

/// The reason code of a row that does not read, which is none of the engine's.
const UNREADABLE: &str = "INPUT_ROW";

/// What stands where no rule was asked.
const NO_RULE: &str = "-";

/// The rows on their way out.
pub(super) struct Rows<W: Write> {
    to: Target<W>,
    written: u64,
}

/// What is added to a row.
#[derive(Debug)]
pub(super) struct Answer<'text> {
    outcome: &'text str,
    reason_code: &'text str,
    reason: Cow<'text, str>,
    rule: &'text str,
}

impl<'text> Answer<'text> {
    pub(super) fn of(decision: &'text Decision) -> Self {
        Self {
            outcome: decision.outcome.name(),
            reason_code: decision.reason_code.name(),
            reason: decision.explanation.whole().into(),
            rule: decision.rule,
        }
    }

    /// Of a row that has more or fewer cells than the header: no rule looks at it, because nobody knows which is which.
    pub(super) fn unreadable(fault: &'text str) -> Self {
        Self {
            outcome: Outcome::Invalid.name(),
            reason_code: UNREADABLE,
            reason: fault.into(),
            rule: NO_RULE,
        }
    }
}

enum Target<W: Write> {
    Csv(Box<TableWriter<W>>),
    JsonLines { target: W, header: Vec<String> },
}

impl<W: Write> Rows<W> {
    pub(super) fn new(target: W, form: Form, audience: Audience, header: &[String]) -> Result<Self, Failure> {
        let to = match form {
            Form::Csv => {
                let mut writer = TableWriter::new(target, audience)?;
                writer.write_row(header.iter().map(String::as_str).chain(ADDED))?;
                Target::Csv(Box::new(writer))
            }
            Form::JsonLines => Target::JsonLines { target, header: member_names(header)? },
        };
        Ok(Self { to, written: 0 })
    }

    pub(super) fn write<'cell>(
        &mut self,
        cells: impl Iterator<Item = &'cell str>,
        answer: &'cell Answer<'cell>,
    ) -> Result<(), Failure> {
        let Answer { outcome, reason_code, reason, rule } = answer;
        let added: [&str; 4] = [outcome, reason_code, reason, rule];
        match &mut self.to {
            Target::Csv(writer) => writer.write_row(cells.chain(added))?,
            Target::JsonLines { target, header } => {
                let cells = header.iter().map(String::as_str).zip(cells);
                let members = cells.chain(ADDED.into_iter().zip(added));
                let object: Map<String, Value> =
                    members.map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
                serde_json::to_writer(&mut *target, &object).map_err(io::Error::from)?;
                target.write_all(b"\n")?;
            }
        }
        self.written += 1;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<u64, Failure> {
        match self.to {
            Target::Csv(writer) => writer.finish()?,
            Target::JsonLines { mut target, .. } => target.flush()?,
        }
        Ok(self.written)
    }
}

/// The names of an object's members: all different, or one would take the place of another.
fn member_names(header: &[String]) -> Result<Vec<String>, Failure> {
    for (place, name) in header.iter().enumerate() {
        let stands_before = header.iter().take(place).any(|other| other == name);
        if stands_before || ADDED.contains(&name.as_str()) {
            return Err(Failure::WrongSettings(format!(
                "the column {name:?} would stand twice in an object; rename it, or take --output csv"
            )));
        }
    }
    Ok(header.to_vec())
}
