//! How much of a file is read.

/// The bounds of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the file.
    pub file_bytes_max: u64,
    /// Most bytes of a row, with its quotes and separators.
    pub row_bytes_max: usize,
    /// Most rows, the header not counted.
    pub rows_max: u64,
    /// Most columns.
    pub columns_max: usize,
    /// Most bytes that a workbook may unpack to, all parts together; the texts that its cells share, which are held in
    /// memory, may have a quarter of them.
    pub unpacked_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 1 << 30,
            row_bytes_max: 1 << 20,
            rows_max: 10_000_000,
            columns_max: 1024,
            unpacked_bytes_max: 512 << 20,
        }
    }
}

/// Most bytes of a workbook as it is packed: it is held in memory.
pub(crate) const WORKBOOK_BYTES_MAX: u64 = 64 << 20;

/// Most parts of a workbook.
pub(crate) const PARTS_MAX: usize = 10_000;
