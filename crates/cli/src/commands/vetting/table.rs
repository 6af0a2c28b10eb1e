//! A file of organisations: the same rows come out, each with its answer. Row by row, so that a file may be longer than
//! memory. Rows in are rows out, whatever they hold and whatever ends the run, and the last line on stderr counts them.

mod columns;
mod rows;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Read, Seek, Write};
use std::path::Path;
use std::time::Instant;

use qualify_tables::{Audience, IfNotUnicode, Options, Table, TableFault};
use qualify_vetting::decide;
use qualify_vocabulary::counted;

use self::columns::Columns;
use self::rows::{Answer, Rows};
use super::Bench;
use super::stats::Stats;
use crate::args::CheckArgs;
use crate::exit::Failure;
use crate::{output, runtime};

/// Bytes that are written at once.
const CHUNK_BYTES: usize = 1 << 16;

/// How rows come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    JsonLines,
}

pub(super) fn check(file: &Path, bench: &Bench, form: Form, args: &CheckArgs) -> Result<(), Failure> {
    let options = options(args)?;
    let mut stats = Stats::new();
    let source = open(file)?;
    let is_stopped = runtime::watch_for_stop()?;
    let stdout = io::stdout();
    let target: Box<dyn Write> = if stdout.is_terminal() {
        Box::new(output::ForTerminal::new(stdout.lock()))
    } else {
        Box::new(stdout.lock())
    };
    let target = BufWriter::with_capacity(CHUNK_BYTES, target);
    let form = OutForm { form, is_for_spreadsheet: args.for_spreadsheet };
    let answered = copy(source, target, bench, form, &options, &mut stats, is_stopped)?;
    if args.stats {
        stats.report();
    }
    answered.report()
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

/// How rows come out, and for whom.
#[derive(Debug, Clone, Copy)]
struct OutForm {
    form: Form,
    is_for_spreadsheet: bool,
}

/// What became of a file.
#[derive(Debug)]
struct Answered {
    rows_in: u64,
    rows_out: u64,
    /// Rows that have not the cells of the header, and what is wrong with the first.
    uneven: Option<(u64, TableFault)>,
    end: End,
}

/// Why a run came to its end.
#[derive(Debug)]
enum End {
    /// The file did.
    Whole,
    /// Nothing can be read behind what stands there.
    Unreadable(TableFault),
    /// Somebody wanted no more.
    Stopped,
}

impl Answered {
    /// Says what was wrong, and in the last line how many rows went in and out.
    fn report(self) -> Result<(), Failure> {
        let Self { rows_in, rows_out, uneven, end } = self;
        if let Some((rows, first)) = &uneven {
            let others = if *rows > 1 { format!(", and {} more like it", rows - 1) } else { String::new() };
            output::note(&format!("error: answered as invalid, because it does not read: {first}{others}"));
        }
        let beyond = match &end {
            End::Whole => "",
            End::Unreadable(fault) => {
                output::note(&format!("error: the file cannot be read on: {fault}"));
                "; what follows was not read"
            }
            End::Stopped => {
                output::note("error: interrupted");
                "; what follows was not read"
            }
        };
        output::note(&format!("{} in, {} out{beyond}", counted(rows_in, "row"), counted(rows_out, "row")));
        match end {
            End::Whole if uneven.is_none() => Ok(()),
            End::Whole | End::Unreadable(_) => Err(Failure::Found),
            End::Stopped => Err(Failure::InterruptedAsSaid),
        }
    }
}

/// Answers every row.
fn copy(
    source: impl Read + Seek,
    target: impl Write,
    bench: &Bench,
    form: OutForm,
    options: &Options,
    stats: &mut Stats,
    is_stopped: impl Fn() -> bool,
) -> Result<Answered, Failure> {
    let mut table = Table::open(source, options).map_err(|fault| unusable(&fault))?;
    say_what_was_chosen(&table);
    let columns = Columns::of(&table)?;
    let audience = if form.is_for_spreadsheet {
        Audience::Spreadsheet { separator: table.separator().unwrap_or(b',') }
    } else {
        Audience::Program
    };
    let mut rows = Rows::new(target, form.form, audience, table.header())?;
    let mut uneven: Option<(u64, TableFault)> = None;
    let mut rows_in = 0;
    let end = loop {
        if is_stopped() {
            break End::Stopped;
        }
        match table.next_row() {
            Ok(Some(row)) => {
                rows_in += 1;
                let begin = Instant::now();
                let decision =
                    decide(&columns.words(row).application(), &bench.snapshot, bench.policy, bench.day);
                stats.add(begin.elapsed());
                rows.write(row.cells(), &Answer::of(&decision))?;
            }
            Ok(None) => break End::Whole,
            Err(fault @ TableFault::Uneven { .. }) => {
                rows_in += 1;
                let cells = table.uneven_cells();
                rows.write(cells.iter().map(|cell| &**cell), &Answer::unreadable(&fault.to_string()))?;
                uneven = Some(uneven.map_or((1, fault), |(rows, first)| (rows + 1, first)));
            }
            Err(fault) => break End::Unreadable(fault),
        }
    };
    Ok(Answered { rows_in, rows_out: rows.finish()?, uneven, end })
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

#[cfg(test)]
mod tests;
