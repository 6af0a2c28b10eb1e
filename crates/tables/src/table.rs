//! A table that is read row by row, whatever it is written in.

use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::encoding::Encoding;
use super::fault::TableFault;
use super::foreign;
use super::guard::Guard;
use super::limits::{Limits, WORKBOOK_BYTES_MAX};
use super::separator;
use super::sheet::SheetRows;
use super::spreadsheet::unshield;
use super::text::{CHUNK_BYTES, TextSource, find_other_encoding, read_up_to};

/// Bytes by which a kind of file is told.
const HEAD_BYTES: usize = 64;

/// Longest list of columns in a fault, in characters.
const HEADER_CHARS_MAX: usize = 300;

/// What becomes of text that is not UTF-8 and whose encoding nobody has named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IfNotUnicode {
    /// It is refused: whatever is written because of it would be wrong for good.
    #[default]
    Refuse,
    /// It is read as what it looks like; [`Table::guessed`] tells, and the caller says so first.
    Guess,
}

/// How a table is read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The encoding, if it was named. A byte order mark wins.
    pub encoding: Option<Encoding>,
    /// What else becomes of 8-bit text.
    pub if_not_unicode: IfNotUnicode,
    /// The separator, if it was named.
    pub separator: Option<u8>,
    /// The sheet of a workbook, if it is not the first.
    pub sheet: Option<String>,
    /// The bounds.
    pub limits: Limits,
}

/// A table.
#[derive(Debug)]
pub struct Table<R: Read> {
    rows: Rows<R>,
    header: Vec<String>,
    record: StringRecord,
    limits: Limits,
    rows_read: u64,
    /// The line of the row that was read last.
    line: u64,
    guessed: Option<Encoding>,
    separator: Option<u8>,
}

/// Where rows come from.
#[derive(Debug)]
enum Rows<R: Read> {
    Text(Box<TextRows<R>>),
    Sheet(SheetRows),
}

#[derive(Debug)]
struct TextRows<R: Read> {
    reader: csv::Reader<TextSource<R>>,
    /// There was a fault: what the parser holds of the row in which it stands is no row.
    is_broken: bool,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column(usize);

impl<R: Read + Seek> Table<R> {
    /// Reads the header. Where a workbook is read, its packed bytes are taken into memory.
    ///
    /// # Errors
    /// It is no table, has no header, or one that cannot be one.
    pub fn open(source: R, options: &Options) -> Result<Self, TableFault> {
        Self::open_by_chunks(source, options, CHUNK_BYTES)
    }

    /// The same, with text read by so many bytes at once.
    fn open_by_chunks(mut source: R, options: &Options, chunk_bytes: usize) -> Result<Self, TableFault> {
        let mut head = [0; HEAD_BYTES];
        // What stops it here stops it again, behind what can be read.
        let (length, _) = read_up_to(&mut source, &mut head);
        let head = head.get(..length).unwrap_or_default();
        source.seek(SeekFrom::Start(0))?;
        foreign::refuse(head)?;
        if foreign::is_archive(head) {
            return Self::open_workbook(source, options);
        }
        let (encoding, mark_bytes, guessed) = find_encoding(&mut source, head, options)?;
        source.seek(SeekFrom::Start(mark_bytes as u64))?;
        let mut text = TextSource::new(source, encoding, options.limits.file_bytes_max, chunk_bytes);
        let row_bytes_max = options.limits.row_bytes_max;
        let (head, is_whole) = text.head();
        let (told, skipped) = match separator::told(head) {
            Some((separator, bytes)) => (Some(separator), bytes),
            None => (None, 0),
        };
        let head = head.get(skipped..).unwrap_or_default();
        let separator = match options.separator.or(told) {
            Some(separator) => separator,
            None => separator::find(head, is_whole, row_bytes_max)?,
        };
        let first_line = if skipped > 0 { 2 } else { 1 };
        text.begin(skipped, Guard::new(separator, first_line, row_bytes_max));
        let reader = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(separator)
            .terminator(Terminator::CRLF)
            .buffer_capacity(chunk_bytes)
            .from_reader(text);
        let rows = Rows::Text(Box::new(TextRows { reader, is_broken: false }));
        Self { guessed, separator: Some(separator), ..Self::new(rows, options.limits) }.with_header()
    }

    fn open_workbook(source: R, options: &Options) -> Result<Self, TableFault> {
        let bytes_max = options.limits.file_bytes_max.min(WORKBOOK_BYTES_MAX);
        let mut bytes = Vec::new();
        source.take(bytes_max + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bytes_max {
            return Err(TableFault::TooLong { bytes_max });
        }
        let rows = SheetRows::open(bytes, options.sheet.as_deref(), options.limits)?;
        Self::new(Rows::Sheet(rows), options.limits).with_header()
    }
}

/// The encoding, the bytes of its mark, and whether it was guessed.
fn find_encoding(
    source: &mut (impl Read + Seek),
    head: &[u8],
    options: &Options,
) -> Result<(Encoding, usize, Option<Encoding>), TableFault> {
    if let Some((encoding, mark_bytes)) = Encoding::of_mark(head) {
        return Ok((encoding, mark_bytes, None));
    }
    if let Some(encoding) = options.encoding {
        return Ok((encoding, 0, None));
    }
    match (find_other_encoding(source, options.limits.file_bytes_max)?, options.if_not_unicode) {
        (None, _) => Ok((Encoding::UTF_8, 0, None)),
        (Some(TableFault::NotUnicode { guess: Some(guess), .. }), IfNotUnicode::Guess) => {
            Ok((guess, 0, Some(guess)))
        }
        (Some(fault), _) => Err(fault),
    }
}

impl<R: Read> Table<R> {
    fn new(rows: Rows<R>, limits: Limits) -> Self {
        Self {
            rows,
            header: Vec::new(),
            record: StringRecord::new(),
            limits,
            rows_read: 0,
            line: 0,
            guessed: None,
            separator: None,
        }
    }

    fn with_header(mut self) -> Result<Self, TableFault> {
        let line = self.read()?.ok_or(TableFault::Empty)?;
        if self.record.len() > self.limits.columns_max {
            return Err(TableFault::TooManyColumns { line, columns_max: self.limits.columns_max });
        }
        self.header = self.record.iter().map(|name| unshield(name).to_owned()).collect();
        Ok(self)
    }

    /// Reads a record of any length, and tells its line.
    fn read(&mut self) -> Result<Option<u64>, TableFault> {
        match &mut self.rows {
            Rows::Text(text) => text.read(&mut self.record),
            Rows::Sheet(sheet) => Ok(sheet.next_row()?.map(|(line, record)| {
                self.record = record;
                line
            })),
        }
    }

    /// The names of the columns as they stand.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The encoding, if it was guessed.
    pub const fn guessed(&self) -> Option<Encoding> {
        self.guessed
    }

    /// What separates the cells; none in a workbook.
    pub const fn separator(&self) -> Option<u8> {
        self.separator
    }

    /// The sheet that is read and the others of its workbook.
    pub fn sheets(&self) -> Option<(&str, &[String])> {
        match &self.rows {
            Rows::Text(_) => None,
            Rows::Sheet(sheet) => Some((&sheet.name, &sheet.others)),
        }
    }

    /// Rows that were read, the header not counted.
    pub const fn rows_read(&self) -> u64 {
        self.rows_read
    }

    /// The column with one of these names, without regard to case and blanks around; none if there is none.
    ///
    /// # Errors
    /// There are several.
    pub fn find_column(&self, names: &[&str]) -> Result<Option<Column>, TableFault> {
        for known in names {
            let is_it = |name: &String| {
                name.trim_start_matches('\u{feff}').trim().to_lowercase() == known.to_lowercase()
            };
            let mut places = self.header.iter().enumerate().filter(|(_, name)| is_it(name));
            match (places.next(), places.next()) {
                (None, _) => {}
                (Some((place, _)), None) => return Ok(Some(Column(place))),
                (Some(_), Some(_)) => return Err(TableFault::DoubledColumn { name: (*known).to_owned() }),
            }
        }
        Ok(None)
    }

    /// These columns, each by one of its names.
    ///
    /// # Errors
    /// Some are missing, all of which are named, or one stands several times.
    pub fn columns<const N: usize>(&self, columns: [&[&str]; N]) -> Result<[Column; N], TableFault> {
        let mut missing = Vec::new();
        let mut found = [Column(0); N];
        for (names, place) in columns.iter().zip(&mut found) {
            match self.find_column(names)? {
                Some(column) => *place = column,
                None => missing.push(format!("`{}`", names.join("` or `"))),
            }
        }
        if missing.is_empty() { Ok(found) } else { Err(self.missing(missing)) }
    }

    /// The fault of a table without these columns.
    pub fn missing(&self, names: Vec<String>) -> TableFault {
        let header: String = self.header.join(", ").chars().filter(|c| !c.is_control()).collect();
        let cut = header.char_indices().nth(HEADER_CHARS_MAX).map(|(end, _)| end);
        let header = match cut.and_then(|end| header.get(..end)) {
            Some(start) => format!("{start}..."),
            None => header,
        };
        TableFault::MissingColumns { names, header }
    }

    /// The next row. Lines without anything are none; rows of a workbook that are shorter than its header end in empty
    /// cells.
    ///
    /// # Errors
    /// What comes next is no row of this table; all rows before it were given. Nothing can be read behind it, unless it is
    /// [`TableFault::Uneven`]: then the row is a row of another length, which [`Self::uneven_cells`] has, and the next one
    /// can be read.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, TableFault> {
        let Some(line) = self.read()? else { return Ok(None) };
        self.rows_read += 1;
        if self.rows_read > self.limits.rows_max {
            return Err(TableFault::TooManyRows { line, rows_max: self.limits.rows_max });
        }
        // The guard bounds what is gathered; a row that it saw at once is measured here.
        if self.record.as_slice().len() > self.limits.row_bytes_max {
            return Err(TableFault::RowTooLong { line, bytes_max: self.limits.row_bytes_max });
        }
        let (cells, expected) = (self.record.len(), self.header.len());
        let may_be_short = matches!(self.rows, Rows::Sheet(_));
        if cells > expected || (cells < expected && !may_be_short) {
            return Err(TableFault::Uneven { line, column: cells.min(expected) + 1, cells, expected });
        }
        self.line = line;
        Ok(self.row())
    }

    /// The cells of a row that was refused as [`TableFault::Uneven`], as many as the header has: missing ones are empty, and
    /// those too many stand in the last one, between separators as in the file.
    pub fn uneven_cells(&self) -> Vec<Cow<'_, str>> {
        let separator = char::from(self.separator.unwrap_or(b',')).to_string();
        let expected = self.header.len();
        let cell = |place: usize| unshield(self.record.get(place).unwrap_or_default());
        let mut cells: Vec<Cow<'_, str>> = (0..expected).map(|place| cell(place).into()).collect();
        if let Some(last) = cells.last_mut() {
            let surplus = (expected..self.record.len()).map(|place| format!("{separator}{}", cell(place)));
            let surplus: String = surplus.collect();
            if !surplus.is_empty() {
                last.to_mut().push_str(&surplus);
            }
        }
        cells
    }

    /// The row that was read last.
    pub fn row(&self) -> Option<Row<'_>> {
        let Self { record, header, line, .. } = self;
        (self.rows_read > 0).then_some(Row { record, columns: header.len(), line: *line })
    }
}

impl<R: Read> TextRows<R> {
    fn read(&mut self, record: &mut StringRecord) -> Result<Option<u64>, TableFault> {
        if self.is_broken {
            return Ok(None);
        }
        match self.reader.read_record(record) {
            Ok(false) => Ok(None),
            // The guard saw the end of the row before the parser did.
            Ok(true) => Ok(Some(self.reader.get_mut().take_line().expect("a row that has ended has a line"))),
            Err(error) => {
                self.is_broken = true;
                Err(match error.into_kind() {
                    csv::ErrorKind::Io(error) => error.into(),
                    // The source gives UTF-8, and rows may have any length: nothing else can be.
                    other => TableFault::Io(std::io::Error::other(format!("{other:?}"))),
                })
            }
        }
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'table> {
    record: &'table StringRecord,
    columns: usize,
    line: u64,
}

impl<'table> Row<'table> {
    /// The cell as it stands, without an apostrophe that shields it from spreadsheets.
    pub fn get(&self, column: Column) -> &'table str {
        unshield(self.record.get(column.0).unwrap_or_default())
    }

    /// All cells, as many as the header has.
    pub fn cells(&self) -> impl Iterator<Item = &'table str> + use<'table> {
        let record = self.record;
        (0..self.columns).map(move |place| unshield(record.get(place).unwrap_or_default()))
    }

    /// The line on which it begins; of a workbook, its row.
    pub const fn line(&self) -> u64 {
        self.line
    }
}

#[cfg(test)]
mod tests;
