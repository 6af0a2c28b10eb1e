//! `[store]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::data_folder;

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSection {
    /// The data folder.
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `sqlite::memory:`; none means `qualify.db` in the data folder.
    pub database: Option<String>,
    /// The file with the installation's secret; none means `secret.key` in the data folder, made at the first start.
    pub secret_key_file: Option<PathBuf>,
    /// Set by `--new-secret` only, for one start: goes on without the secret that the database knows.
    #[serde(skip)]
    pub new_secret: bool,
    /// Most pages (of 4 KiB) of the SQLite file; none for no limit.
    pub pages_max: Option<u32>,
    /// How long events are kept in the outbox, in days. Audit records are kept without limit.
    pub event_retention_days: u32,
}

impl StoreSection {
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
            new_secret: false,
            pages_max: None,
            event_retention_days: 30,
        }
    }
}
