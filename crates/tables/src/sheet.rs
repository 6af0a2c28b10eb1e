//! The rows of a workbook's sheet. A thread reads them, and waits when it is ahead: a sheet is never in memory whole.

use std::io::Cursor;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use calamine::{Cell, DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx, XlsxError};
use csv::StringRecord;

use super::fault::TableFault;
use super::limits::Limits;
use super::package;

/// Rows that are handed over at once, and how often before they are taken.
const ROWS_AT_ONCE: usize = 256;
const HANDED_MAX: usize = 4;

/// Whole numbers up to here are written without a fraction or an exponent: a spreadsheet keeps 15 digits.
const WHOLE_MAX: f64 = 1e15;

/// A row with its number, as spreadsheets count.
pub(crate) type NumberedRow = (u64, StringRecord);

type Handed = Result<Vec<NumberedRow>, TableFault>;

/// The rows of a sheet.
#[derive(Debug)]
pub(crate) struct SheetRows {
    /// The sheet that is read, and the others.
    pub(crate) name: String,
    pub(crate) others: Vec<String>,
    handed: Receiver<Handed>,
    rows: std::vec::IntoIter<NumberedRow>,
    is_finished: bool,
}

impl SheetRows {
    /// Begins to read a workbook: the sheet of that name, or the first.
    pub(crate) fn open(bytes: Vec<u8>, sheet: Option<&str>, limits: Limits) -> Result<Self, TableFault> {
        package::inspect(&bytes, limits.unpacked_bytes_max)?;
        let (sender, handed) = sync_channel(HANDED_MAX);
        let (names_sender, names) = sync_channel(1);
        let sheet = sheet.map(str::to_owned);
        thread::Builder::new()
            .name("workbook".to_owned())
            .spawn(move || {
                let opened = open_workbook(bytes, sheet.as_deref());
                let (workbook, name) = match opened {
                    Ok((workbook, name, others)) => {
                        // Whoever opens waits for this.
                        let _ = names_sender.send(Ok((name.clone(), others)));
                        (workbook, name)
                    }
                    Err(fault) => {
                        let _ = names_sender.send(Err(fault));
                        return;
                    }
                };
                hand_rows(workbook, &name, limits, &sender);
            })
            .map_err(TableFault::Io)?;
        let (name, others) = names.recv().map_err(|_| gave_up())??;
        Ok(Self { name, others, handed, rows: Vec::new().into_iter(), is_finished: false })
    }

    /// The next row that is not empty.
    pub(crate) fn next_row(&mut self) -> Result<Option<NumberedRow>, TableFault> {
        loop {
            if let Some(row) = self.rows.next() {
                return Ok(Some(row));
            }
            if self.is_finished {
                return Ok(None);
            }
            let rows = self.handed.recv().map_err(|_| gave_up())??;
            self.is_finished = rows.is_empty();
            self.rows = rows.into_iter();
        }
    }
}

/// The thread ended without a word: the library came upon something that it did not expect.
fn gave_up() -> TableFault {
    TableFault::Workbook("it is damaged".to_owned())
}

fn unreadable(error: XlsxError) -> TableFault {
    TableFault::Workbook(match error {
        XlsxError::Password => "it is protected by a password; save it without".to_owned(),
        other => other.to_string(),
    })
}

type Workbook = Xlsx<Cursor<Vec<u8>>>;

fn open_workbook(
    bytes: Vec<u8>,
    wanted: Option<&str>,
) -> Result<(Workbook, String, Vec<String>), TableFault> {
    let workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let mut names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let place = match wanted {
        None if names.is_empty() => return Err(TableFault::Empty),
        None => 0,
        Some(wanted) => names
            .iter()
            .position(|name| name == wanted)
            .ok_or_else(|| TableFault::NoSuchSheet { name: wanted.to_owned(), sheets: names.join(", ") })?,
    };
    let name = names.remove(place);
    Ok((workbook, name, names))
}

/// Hands over rows until there are no more, something is wrong, or nobody takes them.
fn hand_rows(mut workbook: Workbook, name: &str, limits: Limits, sender: &SyncSender<Handed>) {
    let mut rows = Rows::new(limits, sender);
    let outcome = read_rows(&mut workbook, name, &mut rows);
    let last = match outcome {
        Ok(()) => rows.hand_over().map(|()| Vec::new()),
        Err(stop) => Err(stop),
    };
    match last {
        Err(Stop::NobodyListens) => {}
        Ok(end) => drop(sender.send(Ok(end))),
        Err(Stop::Fault(fault)) => drop(sender.send(Err(fault))),
    }
}

/// Why reading ends early.
enum Stop {
    Fault(TableFault),
    NobodyListens,
}

impl From<TableFault> for Stop {
    fn from(fault: TableFault) -> Self {
        Self::Fault(fault)
    }
}

fn read_rows(workbook: &mut Workbook, name: &str, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(unreadable)? {
        if cell.value == DataRef::Empty && cell.formula.is_some() {
            let problem =
                "a formula stands there without its value; open the workbook in a spreadsheet and save it";
            return Err(cell_fault(cell.pos, problem).into());
        }
        rows.add(Cell::new(cell.pos, cell.value))?;
    }
    rows.end_row()
}

/// Cells become rows.
struct Rows<'sender> {
    limits: Limits,
    sender: &'sender SyncSender<Handed>,
    /// Zero-based, as the library counts.
    row: u32,
    cells: Vec<String>,
    bytes: usize,
    gathered: Vec<NumberedRow>,
}

impl<'sender> Rows<'sender> {
    fn new(limits: Limits, sender: &'sender SyncSender<Handed>) -> Self {
        Self { limits, sender, row: 0, cells: Vec::new(), bytes: 0, gathered: Vec::new() }
    }

    fn add(&mut self, cell: Cell<DataRef<'_>>) -> Result<(), Stop> {
        let (row, column) = cell.get_position();
        if row < self.row {
            return Err(cell_fault((row, column), "it stands behind cells of later rows").into());
        }
        if row > self.row {
            self.end_row()?;
            self.row = row;
        }
        let text = text_of(cell.get_value());
        if text.is_empty() {
            return Ok(());
        }
        if text.contains('\0') {
            return Err(cell_fault((row, column), "it holds a NUL").into());
        }
        let place = column as usize;
        if place >= self.limits.columns_max {
            let columns_max = self.limits.columns_max;
            return Err(TableFault::TooManyColumns { line: u64::from(row) + 1, columns_max }.into());
        }
        if place < self.cells.len() {
            return Err(cell_fault((row, column), "it stands twice, or behind later cells").into());
        }
        self.bytes += text.len();
        if self.bytes > self.limits.row_bytes_max {
            let bytes_max = self.limits.row_bytes_max;
            return Err(TableFault::RowTooLong { line: u64::from(row) + 1, bytes_max }.into());
        }
        self.cells.resize(place, String::new());
        self.cells.push(text);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Stop> {
        if self.cells.is_empty() {
            return Ok(());
        }
        self.gathered.push((u64::from(self.row) + 1, StringRecord::from_iter(&self.cells)));
        self.cells.clear();
        self.bytes = 0;
        if self.gathered.len() == ROWS_AT_ONCE { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> Result<(), Stop> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        self.sender.send(Ok(std::mem::take(&mut self.gathered))).map_err(|_| Stop::NobodyListens)
    }
}

/// What a person sees in the cell, without the format: a number, a day, a text.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < WHOLE_MAX => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(error) => error.to_string(),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match (moment.as_f64() < 1.0, time.as_str()) {
        (true, _) => time,
        (false, "00:00:00") => format!("{year:04}-{month:02}-{day:02}"),
        (false, _) => format!("{year:04}-{month:02}-{day:02}T{time}"),
    }
}

fn cell_fault((row, column): (u32, u32), problem: &'static str) -> TableFault {
    TableFault::Cell { row: row.saturating_add(1), cell: cell_name(row, column), problem }
}

/// The name of a cell, such as `B7`.
fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_that_spreadsheets_show() {
        for (row, column, name) in
            [(0, 0, "A1"), (6, 25, "Z7"), (0, 26, "AA1"), (1, 701, "ZZ2"), (0, 702, "AAA1")]
        {
            assert_eq!(cell_name(row, column), name);
        }
    }
}
