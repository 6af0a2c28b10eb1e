//! A file of organisations: the same rows come out, each with its answer. Row by row, so that a file may be longer than
//! memory, and no row is lost.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Read, Seek, Write};
use std::path::Path;
use std::time::Instant;

use qualify_tables::{Audience, Column, IfNotUnicode, Options, Row, Table, TableFault, TableWriter};
use qualify_vetting::{Decision, decide};
use qualify_vocabulary::counted;
use serde_json::{Map, Value};

use super::Bench;
use super::applicant::Words;
use super::stats::Stats;
use crate::args::CheckArgs;
use crate::exit::Failure;
use crate::output;

/// Bytes that are written at once.
const CHUNK_BYTES: usize = 1 << 16;

/// What is added to each row.
const ADDED: [&str; 4] = ["outcome", "reason_code", "reason", "rule"];

/// How rows come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    JsonLines,
}

pub(super) fn check(file: &Path, bench: &Bench, form: Form, args: &CheckArgs) -> Result<(), Failure> {
    let options = options(args)?;
    let mut stats = Stats::new();
    let stdout = io::stdout();
    let target: Box<dyn Write> = if stdout.is_terminal() {
        Box::new(output::ForTerminal::new(stdout.lock()))
    } else {
        Box::new(stdout.lock())
    };
    let target = BufWriter::with_capacity(CHUNK_BYTES, target);
    let rows = copy(open(file)?, target, bench, form, &options, args.for_spreadsheet, &mut stats)?;
    if args.stats {
        stats.report();
    }
    let rows = counted(rows, "row");
    output::note(&format!("{rows} in, {rows} out"));
    Ok(())
}

/// The file; what comes through a pipe is kept beside, because its beginning is read twice.
fn open(file: &Path) -> Result<File, Failure> {
    if file == Path::new("-") {
        let kept = tempfile::tempfile().and_then(|mut kept| {
            io::copy(&mut io::stdin().lock(), &mut kept)?;
            kept.rewind()?;
            Ok(kept)
        });
        return kept.map_err(|error| Failure::Failed(format!("standard input cannot be read: {error}")));
    }
    File::open(file)
        .map_err(|error| Failure::WrongSettings(format!("{} cannot be opened: {error}", file.display())))
}

fn options(args: &CheckArgs) -> Result<Options, Failure> {
    let encoding = args.encoding.as_deref().map(str::parse).transpose();
    let encoding =
        encoding.map_err(|fault: TableFault| Failure::WrongSettings(format!("--encoding: {fault}")))?;
    let separator = match args.separator.as_deref() {
        None => None,
        Some("tab" | "\t" | "\\t") => Some(b'\t'),
        Some(text) => match text.as_bytes() {
            &[byte] if byte.is_ascii_punctuation() && byte != b'"' => Some(byte),
            _ => {
                let text = "--separator is one character such as ; or the word tab".to_owned();
                return Err(Failure::WrongSettings(text));
            }
        },
    };
    // Nothing is written here because of a cell, so that a guess that is told does no harm.
    let if_not_unicode = IfNotUnicode::Guess;
    Ok(Options { encoding, if_not_unicode, separator, sheet: args.sheet.clone(), ..Options::default() })
}

/// Answers every row, and tells how many there were.
fn copy(
    source: impl Read + Seek,
    target: impl Write,
    bench: &Bench,
    form: Form,
    options: &Options,
    is_for_spreadsheet: bool,
    stats: &mut Stats,
) -> Result<u64, Failure> {
    let mut table = Table::open(source, options).map_err(|fault| unusable(&fault))?;
    say_what_was_chosen(&table);
    let columns = Columns::of(&table)?;
    let audience = if is_for_spreadsheet {
        Audience::Spreadsheet { separator: table.separator().unwrap_or(b',') }
    } else {
        Audience::Program
    };
    let mut rows = Rows::new(target, form, audience, table.header())?;
    loop {
        let row = match table.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(fault) => {
                let answered = rows.finish()?;
                let before = counted(answered, "row");
                return Err(Failure::Failed(format!(
                    "the file cannot be read on: {fault} (answered before it: {before})"
                )));
            }
        };
        let begin = Instant::now();
        let words = columns.words(row);
        let decision = decide(&words.application(), &bench.snapshot, bench.policy, bench.day);
        stats.add(begin.elapsed());
        rows.write(row, &decision)?;
    }
    rows.finish()
}

fn unusable(fault: &TableFault) -> Failure {
    let hint = match fault {
        TableFault::NotUnicode { .. } | TableFault::NotInEncoding { .. } => " (--encoding)",
        TableFault::Ambiguous { .. } => " (--separator)",
        TableFault::NoSuchSheet { .. } => " (--sheet)",
        _ => "",
    };
    Failure::WrongSettings(format!("the file cannot be used: {fault}{hint}"))
}

/// Says first what nobody has told.
fn say_what_was_chosen<R: Read>(table: &Table<R>) {
    if let Some(encoding) = table.guessed() {
        output::note(&format!(
            "The file is not UTF-8; it is read as {encoding}, which is a guess. --encoding names another."
        ));
    }
    if let Some((name, others @ [_, ..])) = table.sheets() {
        output::note(&format!(
            "The sheet {name} is read, and not: {}. --sheet names another.",
            others.join(", ")
        ));
    }
}

/// Where each word stands in a row.
struct Columns {
    places: [Option<Column>; 9],
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
    fn of<R: Read>(table: &Table<R>) -> Result<Self, Failure> {
        let mut places = [None; 9];
        for (names, place) in NAMES.iter().zip(&mut places) {
            *place = table.find_column(names).map_err(|fault| unusable(&fault))?;
        }
        let [name, domain, website, email, ..] = places;
        let mut missing = Vec::new();
        if name.is_none() {
            missing.push("`name`".to_owned());
        }
        if domain.is_none() && website.is_none() && email.is_none() {
            missing.push("one of `domain`, `website`, `email`".to_owned());
        }
        if missing.is_empty() { Ok(Self { places }) } else { Err(unusable(&table.missing(missing))) }
    }

    fn words<'table>(&self, row: Row<'table>) -> Words<'table> {
        let texts = self.places.map(|place| place.map_or("", |column| row.get(column)));
        let [name, domain, website, email, country, segment, requested, code, existing] = texts;
        Words { name, domain, website, email, country, segment, requested, code, existing }
    }
}

/// The rows on their way out.
struct Rows<W: Write> {
    to: Target<W>,
    written: u64,
}

enum Target<W: Write> {
    Csv(Box<TableWriter<W>>),
    JsonLines { target: W, header: Vec<String> },
}

impl<W: Write> Rows<W> {
    fn new(target: W, form: Form, audience: Audience, header: &[String]) -> Result<Self, Failure> {
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

    fn write(&mut self, row: Row<'_>, decision: &Decision) -> Result<(), Failure> {
        let added = [
            decision.outcome.name(),
            decision.reason_code.name(),
            &decision.explanation.partner,
            decision.rule,
        ];
        match &mut self.to {
            Target::Csv(writer) => writer.write_row(row.cells().chain(added))?,
            Target::JsonLines { target, header } => {
                let cells = header.iter().map(String::as_str).zip(row.cells());
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

    fn finish(self) -> Result<u64, Failure> {
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

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
        let options = Options::default();
        copy(Cursor::new(file), &mut target, &bench, form, &options, false, &mut Stats::new())?;
        Ok(String::from_utf8(target).unwrap())
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
    fn a_row_that_cannot_be_read_ends_the_run_with_its_line_and_none_is_swallowed() {
        for (file, part) in [
            (&b"name,domain\nA,b.example\nOnly a name\n"[..], "line 3, column 2: the row has 1 cells"),
            (b"name,domain\nA,b.example,more\n", "line 2, column 3: the row has 3 cells"),
            (b"name,domain\nA,\"b.example\nB,c.example\n", "line 2, column 3: a quote opens"),
            (b"name,domain\nA,b\0.example\n", "line 2, column 4: a NUL"),
            (b"name,domain\n\xff\xfe,\xffx.edu\n", "line 2, column 1: the byte 0xFF"),
        ] {
            let failure = format!("{:?}", answer(file, Form::Csv).unwrap_err());
            assert!(failure.contains(part), "{part}: {failure}");
        }
        let text = answer(b"name,domain\nA,b.example\n\"\",\n", Form::Csv).unwrap();
        assert_eq!(text.lines().count(), 3, "an empty row is answered: {text}");
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
