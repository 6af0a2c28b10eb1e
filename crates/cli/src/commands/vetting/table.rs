//! A file of organisations: the same rows come out, each with its answer. Row by row, so that a file may be longer than
//! memory, and no row is lost.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::time::Instant;

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use qualify_vetting::{Decision, decide};
use serde_json::{Map, Value};

use super::Bench;
use super::applicant::Words;
use super::stats::Stats;
use crate::exit::Failure;

/// Bytes that are read and written at once.
const CHUNK_BYTES: usize = 1 << 16;

/// What is added to each row.
const ADDED: [&str; 4] = ["outcome", "reason_code", "reason", "rule"];

/// How rows come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    JsonLines,
}

pub(super) fn check(file: &Path, bench: &Bench, form: Form, with_stats: bool) -> Result<(), Failure> {
    let mut stats = Stats::new();
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let opened = File::open(file);
        Box::new(opened.map_err(|error| {
            Failure::WrongSettings(format!("{} cannot be opened: {error}", file.display()))
        })?)
    };
    let stdout = BufWriter::with_capacity(CHUNK_BYTES, io::stdout().lock());
    copy(source, stdout, bench, form, &mut stats)?;
    if with_stats {
        stats.report();
    }
    Ok(())
}

fn copy(
    source: impl Read,
    target: impl Write,
    bench: &Bench,
    form: Form,
    stats: &mut Stats,
) -> Result<(), Failure> {
    let mut reader = ReaderBuilder::new().flexible(true).buffer_capacity(CHUNK_BYTES).from_reader(source);
    let header = reader.byte_headers().map_err(unreadable)?.clone();
    let columns = Columns::new(&header)?;
    let mut rows = Rows::new(target, form, &header)?;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        let begin = Instant::now();
        let decision = columns.with_words(&record, |words| {
            decide(&words.application(), &bench.snapshot, bench.policy, bench.day)
        });
        stats.add(begin.elapsed());
        rows.write(&record, &decision)?;
    }
    rows.finish()
}

fn unreadable(error: csv::Error) -> Failure {
    let place = error.position().map(|position| format!("line {}: ", position.line())).unwrap_or_default();
    Failure::Failed(format!("the file cannot be read on: {place}{error}"))
}

/// Where each word stands in a row.
struct Columns {
    places: [Option<usize>; 9],
}

/// The columns in the order of [`Words`], with their other names.
const NAMES: [&[&str]; 9] = [
    &["name"],
    &["domain", "host"],
    &["website"],
    &["email"],
    &["country"],
    &["segment_if_known", "segment"],
    &["requested"],
    &["code"],
    &["existing"],
];

impl Columns {
    fn new(header: &ByteRecord) -> Result<Self, Failure> {
        let names: Vec<String> = header
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_lowercase())
            .collect();
        let places = NAMES.map(|known| names.iter().position(|name| known.contains(&name.as_str())));
        let [name, domain, website, email, ..] = places;
        if name.is_none() || (domain.is_none() && website.is_none() && email.is_none()) {
            return Err(Failure::WrongSettings(format!(
                "the file has the columns {}; `name` is needed, and one of `domain`, `website`, `email`",
                names.join(", ")
            )));
        }
        Ok(Self { places })
    }

    fn with_words<T>(&self, record: &ByteRecord, then: impl FnOnce(Words<'_>) -> T) -> T {
        let texts = self.places.map(|place| {
            let field = place.and_then(|place| record.get(place)).unwrap_or_default();
            String::from_utf8_lossy(field)
        });
        let [name, domain, website, email, country, segment, requested, code, existing] = &texts;
        then(Words { name, domain, website, email, country, segment, requested, code, existing })
    }
}

/// The rows on their way out.
enum Rows<W: Write> {
    Csv(Box<csv::Writer<W>>),
    JsonLines { target: W, header: Vec<String> },
}

impl<W: Write> Rows<W> {
    fn new(target: W, form: Form, header: &ByteRecord) -> Result<Self, Failure> {
        match form {
            Form::Csv => {
                let mut writer =
                    WriterBuilder::new().flexible(true).buffer_capacity(CHUNK_BYTES).from_writer(target);
                let added = ADDED.iter().map(|name| name.as_bytes());
                writer.write_record(header.iter().chain(added)).map_err(unwritable)?;
                Ok(Self::Csv(Box::new(writer)))
            }
            Form::JsonLines => {
                let name =
                    |field: &[u8]| String::from_utf8_lossy(field).trim_start_matches('\u{feff}').to_owned();
                Ok(Self::JsonLines { target, header: header.iter().map(name).collect() })
            }
        }
    }

    fn write(&mut self, record: &ByteRecord, decision: &Decision) -> Result<(), Failure> {
        let added = [
            decision.outcome.name(),
            decision.reason_code.name(),
            &decision.explanation.partner,
            decision.rule,
        ];
        match self {
            Self::Csv(writer) => {
                let fields = record.iter().chain(added.iter().map(|text| text.as_bytes()));
                writer.write_record(fields).map_err(unwritable)
            }
            Self::JsonLines { target, header } => {
                let mut object = Map::new();
                for (place, field) in record.iter().enumerate() {
                    let name = header.get(place).cloned().unwrap_or_else(|| format!("column {}", place + 1));
                    object.insert(name, Value::from(String::from_utf8_lossy(field)));
                }
                for (name, text) in ADDED.into_iter().zip(added) {
                    object.insert(name.to_owned(), Value::from(text));
                }
                serde_json::to_writer(&mut *target, &object).map_err(io::Error::from)?;
                Ok(target.write_all(b"\n")?)
            }
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Csv(mut writer) => Ok(writer.flush()?),
            Self::JsonLines { mut target, .. } => Ok(target.flush()?),
        }
    }
}

fn unwritable(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Failure::Failed(format!("the output could not be written: {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use qualify_vetting::Policy;
    use qualify_vetting::datasets::Snapshot;

    use super::*;

    fn answer(file: &[u8], form: Form) -> Result<String, Failure> {
        let bench = Bench {
            snapshot: Snapshot::embedded(),
            policy: Policy::default(),
            day: "2026-11-25".parse().unwrap(),
        };
        let mut target = Vec::new();
        copy(file, &mut target, &bench, form, &mut Stats::new())?;
        Ok(String::from_utf8_lossy(&target).into_owned())
    }

    #[test]
    fn the_same_rows_come_out_with_their_answers() {
        let file = b"id,Domain,NAME,country\n1,it@lakeside.k12.wa.us,\"Lakeside, School\",US\n2,gmail.com,Lincoln High School,US\n";
        let text = answer(file, Form::Csv).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "id,Domain,NAME,country,outcome,reason_code,reason,rule");
        assert!(
            lines[1].starts_with("1,it@lakeside.k12.wa.us,\"Lakeside, School\",US,approve,EDU_SUFFIX_A,")
        );
        assert!(lines[2].starts_with("2,gmail.com,Lincoln High School,US,deny,FREE_MAIL,"));
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn rows_that_are_short_long_or_no_text_are_answered_too() {
        let file = b"name,domain\nOnly a name\nA,b.example,more,still more\n\xff\xfe,\xffx.edu\n\"\",\n";
        let text = answer(file, Form::Csv).unwrap();
        assert_eq!(text.lines().count(), 5, "{text}");
        assert!(text.contains("Only a name,needs-human,NO_DOMAIN"), "{text}");
        assert!(text.contains("A,b.example,more,still more,invalid,INPUT_RESERVED"), "{text}");
    }

    #[test]
    fn edge_01_a_row_whose_mailbox_is_none_is_invalid_whatever_stands_beside_it() {
        for email in [
            "a@gmail.com;it@lakeside.k12.wa.us",
            "a@gmail.com|it@lakeside.k12.wa.us",
            "\"a@gmail.com,it@lakeside.k12.wa.us\"",
            "mailto:it@lakeside.k12.wa.us",
            " it@lakeside.k12.wa.us",
            "it@lakeside\u{200b}.k12.wa.us",
            "it\u{ff20}lakeside.k12.wa.us",
        ] {
            for domain in ["", "lakeside.k12.wa.us"] {
                let file = format!("name,email,domain,country\nLakeside School,{email},{domain},US\n");
                let text = answer(file.as_bytes(), Form::Csv).unwrap();
                assert!(text.contains(",US,invalid,INPUT_HOST,"), "{text}");
            }
        }
        let file = "name,host,country\nLakeside School,a@gmail.com;it@lakeside.k12.wa.us,US\n";
        assert!(answer(file.as_bytes(), Form::Csv).unwrap().contains(",US,invalid,INPUT_HOST,"));
        for (email, code) in [
            ("it@lakeside.k12.wa.us", "approve,EDU_SUFFIX_A"),
            ("lakeside.k12.wa.us", "approve,EDU_SUFFIX_A"),
            ("lakeside.k12.wa.us/x@gmail.com", "deny,FREE_MAIL"),
        ] {
            let file = format!("name,email,country\nLakeside School,{email},US\n");
            let text = answer(file.as_bytes(), Form::Csv).unwrap();
            assert!(text.contains(&format!(",US,{code},")), "{text}");
        }
    }

    #[test]
    fn json_lines_hold_the_columns_and_the_answer() {
        let text = answer("\u{feff}name,domain\nA,stanford.edu\n".as_bytes(), Form::JsonLines).unwrap();
        let object: Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(object["name"], "A");
        assert_eq!(object["outcome"], "needs-human");
        assert_eq!(object["rule"], "E11");
    }

    #[test]
    fn a_file_without_the_columns_is_refused_with_those_that_it_has() {
        let Err(Failure::WrongSettings(text)) = answer(b"company,site\na,b\n", Form::Csv) else {
            panic!("it is refused");
        };
        assert!(text.contains("company, site") && text.contains("`name`"), "{text}");
    }
}
