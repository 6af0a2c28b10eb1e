//! The rows of a register, from a table or from JSON lines: of each row the cells that the manifest names, and no others.

use std::io::{BufRead as _, BufReader, Read, Seek, SeekFrom};

use qualify_tables as tables;
use qualify_tables::{Encoding, Limits, Options};
use serde_json::Value;

use super::super::fault::ParseFault;
use super::columns::RegisterColumns;
use super::places::Places;
use super::row::Row;

/// Most rows. The longest registers that are known hold a tenth of it.
pub(super) const ROWS_MAX: u64 = 1_000_000;

/// Longest row, in bytes.
const ROW_BYTES_MAX: usize = 64 * 1024;

/// Longest list of members in a fault, in characters.
const MEMBERS_CHARS_MAX: usize = 300;

/// How a register's file is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form {
    /// Its encoding, if it was named.
    pub encoding: Option<Encoding>,
    /// What separates its cells, if it was named.
    pub delimiter: Option<u8>,
}

/// Calls `each` for every row.
pub(super) fn read<R: Read + Seek>(
    mut source: R,
    columns: &RegisterColumns,
    form: Form,
    each: &mut dyn FnMut(&Row<'_>),
) -> Result<(), ParseFault> {
    match first_byte(&mut source)? {
        Some(b'{') => json_lines(source, columns, each),
        Some(b'[') => Err(ParseFault::new(
            "it is a JSON array; JSON is read with an object on each line, as `jq -c '.[]'` writes it",
        )),
        Some(b'<') => Err(ParseFault::new(
            "it is XML or a web page; a table (CSV) or JSON with an object on each line is read",
        )),
        Some(_) | None => table(source, columns, form, each),
    }
}

/// The first byte that is neither blank nor of a mark.
fn first_byte(source: &mut (impl Read + Seek)) -> Result<Option<u8>, ParseFault> {
    let mut head = [0; 64];
    let length = source.read(&mut head).map_err(|error| unreadable(&error))?;
    source.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    let head = head.get(..length).unwrap_or_default();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    Ok(head.iter().copied().find(|byte| !byte.is_ascii_whitespace()))
}

fn unreadable(error: &std::io::Error) -> ParseFault {
    ParseFault::new(format!("it cannot be read: {error}"))
}

fn table<R: Read + Seek>(
    source: R,
    columns: &RegisterColumns,
    form: Form,
    each: &mut dyn FnMut(&Row<'_>),
) -> Result<(), ParseFault> {
    let limits = Limits { row_bytes_max: ROW_BYTES_MAX, rows_max: ROWS_MAX, ..Limits::default() };
    let options =
        Options { encoding: form.encoding, separator: form.delimiter, limits, ..Options::default() };
    let mut table = tables::Table::open(source, &options)?;
    let mut missing = Vec::new();
    let places = Places::of(columns, |name| {
        let found = table.find_column(&[name])?;
        if found.is_none() {
            missing.push(format!("`{name}`"));
        }
        Ok(found)
    })?;
    if !missing.is_empty() {
        return Err(table.missing(missing).into());
    }
    while let Some(row) = table.next_row()? {
        let get = |place: &Option<tables::Column>| place.map_or("", |place| row.get(place).trim());
        each(&Row { line: row.line(), cells: places.map(get) });
    }
    Ok(())
}

fn json_lines<R: Read>(
    source: R,
    columns: &RegisterColumns,
    each: &mut dyn FnMut(&Row<'_>),
) -> Result<(), ParseFault> {
    let places = Places::of(columns, |name| Ok(Some(name.to_owned())))?;
    let mut lines = BufReader::with_capacity(ROW_BYTES_MAX, source);
    let (mut bytes, mut line, mut rows) = (Vec::new(), 0_u64, 0_u64);
    let mut seen = SeenMembers::default();
    loop {
        bytes.clear();
        let length = (&mut lines).take(ROW_BYTES_MAX as u64 + 1).read_until(b'\n', &mut bytes);
        if length.map_err(|error| unreadable(&error))? == 0 {
            break;
        }
        line += 1;
        if bytes.len() > ROW_BYTES_MAX {
            return Err(ParseFault::new(format!(
                "line {line}: it is longer than {ROW_BYTES_MAX} bytes; an object stands on each line"
            )));
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
        if text.is_empty() {
            continue;
        }
        rows += 1;
        if rows > ROWS_MAX {
            return Err(ParseFault::new(format!("there are more than {ROWS_MAX} rows; divide the file")));
        }
        let object: Value = serde_json::from_slice(text)
            .ok()
            .filter(Value::is_object)
            .ok_or_else(|| ParseFault::new(format!("line {line}: it is no JSON object")))?;
        seen.note(&object, &places);
        let get =
            |place: &Option<String>| place.as_deref().map_or_else(String::new, |it| text_at(&object, it));
        let cells = places.map(get);
        each(&Row { line, cells: cells.map(|cell| cell.trim()) });
    }
    seen.finish(&places)
}

/// What stands in a member; one of an object inside is named with a dot.
fn text_at(object: &Value, name: &str) -> String {
    match find(object, name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(is_so)) => is_so.to_string(),
        Some(Value::Array(values)) => {
            values.iter().filter_map(Value::as_str).collect::<Vec<&str>>().join("\n")
        }
        Some(Value::Null | Value::Object(_)) | None => String::new(),
    }
}

fn find<'value>(object: &'value Value, name: &str) -> Option<&'value Value> {
    object.get(name).or_else(|| {
        let (head, rest) = name.split_once('.')?;
        find(object.get(head)?, rest)
    })
}

/// Which members the objects have: one that none has is missing.
#[derive(Default)]
struct SeenMembers {
    /// The members of the first object.
    first: Vec<String>,
    found: std::collections::BTreeSet<String>,
    is_begun: bool,
}

impl SeenMembers {
    fn note(&mut self, object: &Value, places: &Places<Option<String>>) {
        if let (false, Some(members)) = (self.is_begun, object.as_object()) {
            self.first = members.keys().cloned().collect();
            self.is_begun = true;
        }
        for name in places.all().flatten() {
            if !self.found.contains(name) && find(object, name).is_some() {
                self.found.insert(name.clone());
            }
        }
    }

    fn finish(&self, places: &Places<Option<String>>) -> Result<(), ParseFault> {
        let is_missing = |name: &&String| !self.found.contains(*name);
        let missing: Vec<String> =
            places.all().flatten().filter(is_missing).map(|name| format!("`{name}`")).collect();
        if missing.is_empty() || !self.is_begun {
            return Ok(());
        }
        let members: String = self.first.join(", ").chars().filter(|c| !c.is_control()).collect();
        let members: String = members.chars().take(MEMBERS_CHARS_MAX).collect();
        Err(ParseFault::new(format!("no object has {}; the first one has {members}", missing.join(", "))))
    }
}
