//! `[store]`.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize, Serializer};

use crate::data_folder;

/// Where the data is. `Debug` shows a database URL without its password.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSection {
    /// The data folder.
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `sqlite::memory:`, or a database of PostgreSQL where the program was built with it; none means
    /// `qualify.db` in the data folder.
    #[serde(serialize_with = "without_password")]
    pub database: Option<String>,
    /// The file with the installation's secret; none means `secret.key` in the data folder, made at the first start.
    pub secret_key_file: Option<PathBuf>,
    /// Where the bytes of documents are; none means in the database where that is PostgreSQL, else in the data folder.
    pub documents: Option<DocumentsIn>,
    /// Set by `--new-secret` only, for one start: goes on without the secret that the database knows.
    #[serde(skip)]
    pub new_secret: bool,
    /// Most pages (of 4 KiB) of the SQLite file; none for no limit.
    pub pages_max: Option<u32>,
    /// How long events are kept in the outbox, in days. Audit records are kept without limit.
    pub event_retention_days: u32,
}

/// Where the bytes of documents are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentsIn {
    /// In the data folder.
    Folder,
    /// In the database.
    Database,
}

impl StoreSection {
    /// Whether documents can be where they are wanted.
    pub(super) fn has_place_for_documents(&self) -> bool {
        let is_server = self.database.as_deref().is_some_and(|url| url.starts_with("postgres"));
        is_server || self.documents != Some(DocumentsIn::Database)
    }

    /// Where the installation's secret is.
    pub fn secret_key_place(&self) -> PathBuf {
        self.secret_key_file.clone().unwrap_or_else(|| data_folder::secret_key(&self.data_dir))
    }
}

impl Default for StoreSection {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./qualify-data"),
            database: None,
            secret_key_file: None,
            documents: None,
            new_secret: false,
            pages_max: None,
            event_retention_days: 30,
        }
    }
}

impl fmt::Debug for StoreSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreSection")
            .field("data_dir", &self.data_dir)
            .field("database", &self.database.as_deref().map(shown))
            .field("secret_key_file", &self.secret_key_file)
            .finish_non_exhaustive()
    }
}

/// A database URL as it is shown: without its password.
fn without_password<S: Serializer>(
    url: &(impl Clone + Into<Option<String>>),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let url: Option<String> = url.clone().into();
    url.as_deref().map(shown).serialize(serializer)
}

fn shown(url: &str) -> String {
    let (before, after) = url.split_once('?').map_or((url, None), |(before, after)| (before, Some(after)));
    let before = match before.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
        Some((scheme, Some((who, place)))) => {
            let user = who.split_once(':').map_or(who.to_owned(), |(user, _)| format!("{user}:***"));
            format!("{scheme}://{user}@{place}")
        }
        Some((_, None)) | None => before.to_owned(),
    };
    let Some(after) = after else { return before };
    let members = after.split('&').map(|member| match member.split_once('=') {
        Some(("password", _)) => "password=***",
        Some(_) | None => member,
    });
    format!("{before}?{}", members.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_url_is_shown_without_its_password() {
        for (url, expected) in [
            ("sqlite:/var/lib/q.db", "sqlite:/var/lib/q.db"),
            ("postgres://q@db/qualify", "postgres://q@db/qualify"),
            (
                "postgres://q:s3cret@db:5432/qualify?sslmode=require",
                "postgres://q:***@db:5432/qualify?sslmode=require",
            ),
            ("postgres://q:s3/c@ret@db/qualify", "postgres://q:***@db/qualify"),
            ("postgres:///qualify?host=/run&password=s3cret", "postgres:///qualify?host=/run&password=***"),
        ] {
            assert_eq!(shown(url), expected);
        }
        let section = StoreSection {
            database: Some("postgres://q:s3cret@db/qualify".to_owned()),
            ..StoreSection::default()
        };
        let text = toml::to_string(&section).unwrap();
        for text in [text, format!("{section:?}")] {
            assert!(text.contains("q:***@db") && !text.contains("s3cret"), "{text}");
        }
    }
}
