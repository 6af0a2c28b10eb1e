//! Where a store is: the database URL of the command line (design 7).

use std::path::{Path, PathBuf};

/// A database URL, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseLocation {
    /// `sqlite:PATH`.
    SqliteFile(PathBuf),
    /// `sqlite::memory:`, a private temporary folder that goes with the process.
    SqliteTemporary,
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
    #[cfg(feature = "postgres")]
    Postgres(PostgresUrl),
}

/// The URL of a database of PostgreSQL. It may hold a password, which it does not show.
#[cfg(feature = "postgres")]
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

#[cfg(feature = "postgres")]
impl PostgresUrl {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "postgres")]
impl std::fmt::Debug for PostgresUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PostgresUrl(..)")
    }
}

/// The URL names no database that this program can open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownDatabase(String);

impl DatabaseLocation {
    /// The file that a data folder holds.
    pub fn in_folder(data_dir: &Path) -> Self {
        Self::SqliteFile(Self::file_in_folder(data_dir))
    }

    /// The path of that file.
    pub fn file_in_folder(data_dir: &Path) -> PathBuf {
        data_dir.join("qualify.db")
    }

    /// A database file.
    pub const fn at(file: PathBuf) -> Self {
        Self::SqliteFile(file)
    }

    /// Whether it goes with the process that opens it.
    pub const fn is_private(&self) -> bool {
        matches!(self, Self::SqliteTemporary)
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::SqliteFile(file) => Some(file),
            Self::SqliteTemporary => None,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => None,
        }
    }

    /// Reads `sqlite:PATH` or `sqlite::memory:`.
    ///
    /// ```
    /// use qualify_store::DatabaseLocation;
    /// assert_eq!(DatabaseLocation::parse("sqlite::memory:"), Ok(DatabaseLocation::SqliteTemporary));
    /// ```
    ///
    /// # Errors
    /// The URL is of another kind. It is not repeated in the text: it may hold a password.
    pub fn parse(url: &str) -> Result<Self, UnknownDatabase> {
        let unknown = |text: &str| Err(UnknownDatabase(text.to_owned()));
        match url.strip_prefix("sqlite:") {
            Some(":memory:") => Ok(Self::SqliteTemporary),
            Some("") => unknown("the database URL names no file; write sqlite:PATH or sqlite::memory:"),
            Some(path) => Ok(Self::SqliteFile(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))),
            #[cfg(feature = "postgres")]
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                match url.parse::<tokio_postgres::Config>() {
                    Ok(_) => Ok(Self::Postgres(PostgresUrl(url.to_owned()))),
                    Err(_) => unknown(
                        "the database URL cannot be read; write postgres://USER:PASSWORD@HOST:PORT/DATABASE, or sqlite:PATH",
                    ),
                }
            }
            None if url.starts_with("postgres") => unknown(
                "this program was built without PostgreSQL; write sqlite:PATH, or leave the setting out to use the data folder",
            ),
            None => unknown("the database URL is of an unknown kind; write sqlite:PATH or sqlite::memory:"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_urls_read_and_others_say_what_to_write() {
        let file = |path: &str| Ok(DatabaseLocation::SqliteFile(PathBuf::from(path)));
        assert_eq!(DatabaseLocation::parse("sqlite:data/q.db"), file("data/q.db"));
        assert_eq!(DatabaseLocation::parse("sqlite:///var/q.db"), file("/var/q.db"));
        let of_server = if cfg!(feature = "postgres") {
            "postgres://user:secret@host:port/db"
        } else {
            "postgres://user:secret@host/db"
        };
        for url in ["sqlite:", of_server, "mysql:x", ""] {
            let text = DatabaseLocation::parse(url).unwrap_err().to_string();
            assert!(text.contains("sqlite:PATH") && !text.contains("secret"), "{text}");
        }
    }
}
