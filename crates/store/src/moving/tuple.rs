//! A row as bytes, the same whichever engine it comes from: the number of its cells, and for each its length and itself. So
//! does PostgreSQL write rows when it copies them in binary, so that they pass it as they are.

use qualify_domain::ports::StoreError;

use super::form::Kind;

/// A value in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    Nothing,
    Integer(i64),
    Flag(bool),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// The length of a cell that is nothing.
const NOTHING: i32 = -1;

/// Begins a row of so many cells.
pub(crate) fn begin(row: &mut Vec<u8>, cells: usize) {
    row.clear();
    row.extend_from_slice(&i16::try_from(cells).unwrap_or(i16::MAX).to_be_bytes());
}

/// Writes the next cell of a row.
pub(crate) fn put(row: &mut Vec<u8>, cell: Cell<'_>) {
    let mut put = |bytes: &[u8]| {
        row.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_be_bytes());
        row.extend_from_slice(bytes);
    };
    match cell {
        Cell::Nothing => row.extend_from_slice(&NOTHING.to_be_bytes()),
        Cell::Integer(value) => put(&value.to_be_bytes()),
        Cell::Flag(value) => put(&[u8::from(value)]),
        Cell::Text(value) => put(value.as_bytes()),
        Cell::Bytes(value) => put(value),
    }
}

/// The bytes of a row at the beginning of these, if all of it is there; none where rows end.
pub(crate) fn first_row(bytes: &[u8]) -> Option<&[u8]> {
    let (cells, mut rest) = bytes.split_first_chunk::<2>()?;
    let cells = i16::from_be_bytes(*cells);
    if cells < 0 {
        return None;
    }
    for _ in 0..cells {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        rest = behind.get(usize::try_from(i32::from_be_bytes(*length)).unwrap_or_default()..)?;
    }
    Some(&bytes[..bytes.len() - rest.len()])
}

/// The cells of a row.
pub(crate) fn cells<'a>(row: &'a [u8], kinds: &[Kind]) -> Result<Vec<Cell<'a>>, StoreError> {
    let damaged = || StoreError::Failed("a row in the stream is not what its table says".into());
    let (count, mut rest) = row.split_first_chunk::<2>().ok_or_else(damaged)?;
    if usize::try_from(i16::from_be_bytes(*count)).ok() != Some(kinds.len()) {
        return Err(damaged());
    }
    let mut cells = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let (length, behind) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            cells.push(Cell::Nothing);
            rest = behind;
            continue;
        };
        let (bytes, behind) = behind.split_at_checked(length).ok_or_else(damaged)?;
        cells.push(cell(*kind, bytes).ok_or_else(damaged)?);
        rest = behind;
    }
    Ok(cells)
}

fn cell(kind: Kind, bytes: &[u8]) -> Option<Cell<'_>> {
    Some(match kind {
        Kind::Integer => Cell::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
        Kind::Flag => match bytes {
            [0] => Cell::Flag(false),
            [1] => Cell::Flag(true),
            _ => return None,
        },
        Kind::Text => Cell::Text(str::from_utf8(bytes).ok()?),
        Kind::Bytes => Cell::Bytes(bytes),
    })
}

/// Rows of one table, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) bytes: Vec<u8>,
    pub(crate) rows: u64,
}

impl Batch {
    pub(crate) fn push(&mut self, row: &[u8]) {
        self.bytes.extend_from_slice(row);
        self.rows += 1;
    }

    /// Its rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes.as_slice();
        std::iter::from_fn(move || {
            let row = first_row(rest)?;
            rest = &rest[row.len()..];
            Some(row)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_and_a_piece_of_one_is_none() {
        let kinds = [Kind::Integer, Kind::Flag, Kind::Text, Kind::Bytes, Kind::Text];
        let cells_of_row =
            [Cell::Integer(-5), Cell::Flag(true), Cell::Text("Żółta"), Cell::Bytes(&[0, 255]), Cell::Nothing];
        let (mut row, mut batch) = (Vec::new(), Batch::default());
        begin(&mut row, cells_of_row.len());
        for cell in cells_of_row {
            put(&mut row, cell);
        }
        for length in 0..row.len() {
            assert_eq!(first_row(&row[..length]), None);
            assert!(cells(&row[..length], &kinds).is_err());
        }
        batch.push(&row);
        batch.push(&row);
        let read: Vec<_> = batch.iter().map(|row| cells(row, &kinds).unwrap()).collect();
        assert_eq!(read, [cells_of_row, cells_of_row]);
        assert!(cells(&row, &kinds[1..]).is_err());
    }
}
