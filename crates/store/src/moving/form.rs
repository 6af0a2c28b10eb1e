//! What tables there are, with their columns, in the form in which rows pass from store to store.

/// What a column holds. An integer whose name is an assertion is a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Flag,
    Text,
    Bytes,
}

/// How the names of flags begin.
const ASSERTIONS: [&str; 3] = ["is_", "has_", "may_"];

impl Kind {
    /// By the type that the embedded schema gives a column.
    pub(crate) fn of(declared: &str, name: &str) -> Self {
        let is_flag = ASSERTIONS.iter().any(|begin| name.starts_with(begin));
        match declared {
            "INTEGER" if is_flag => Self::Flag,
            "INTEGER" => Self::Integer,
            "TEXT" => Self::Text,
            _ => Self::Bytes,
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<Column>,
    /// The columns by which its rows are told apart.
    pub(crate) key: Vec<String>,
}

impl Table {
    /// The names of its columns, one behind the other.
    pub(crate) fn column_names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        names.join(", ")
    }

    pub(crate) fn kinds(&self) -> Vec<Kind> {
        self.columns.iter().map(|column| column.kind).collect()
    }
}

/// The tables that come first: they have the most rows, and their indexes are made while the others come.
const FIRST: [&str; 3] = ["customer_words", "audit_records", "customers"];

/// Puts tables into the order in which their rows are moved.
pub(crate) fn sort(tables: &mut [Table]) {
    tables.sort_by_key(|table| FIRST.iter().position(|first| *first == table.name).unwrap_or(FIRST.len()));
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn an_integer_whose_name_is_an_assertion_is_a_flag() {
        for (declared, name, kind) in [
            ("INTEGER", "has_ended", Kind::Flag),
            ("INTEGER", "is_lead", Kind::Flag),
            ("INTEGER", "may_create_customers", Kind::Flag),
            ("INTEGER", "revision", Kind::Integer),
            ("TEXT", "is_text", Kind::Text),
            ("BLOB", "hash", Kind::Bytes),
        ] {
            assert_eq!(Kind::of(declared, name), kind, "{name}");
        }
    }
}
