//! Files and folders that settings name, looked at by `check.rs` before anything is begun. Those of TLS and of webhooks are
//! looked at with their sections.

use std::path::Path;

use super::error::ConfigError;
use super::sections::Config;
use crate::datasets;
use crate::private::{self, Sharing};
use crate::secrets::Secrets;

impl Config {
    pub(super) fn check_files(&self, report: &mut impl FnMut(&str, &str)) {
        if let Some(directory) = &self.vetting.datasets_dir
            && let Err(error) = datasets::check_directory(directory)
        {
            report("vetting.datasets_dir", &error.to_string());
        }
        if let Some(file) = &self.store.secret_key_file {
            check_secret(file, report);
        }
    }

    /// Whether the ready file can be written, as far as can be told: its folder may be made by whoever starts the service,
    /// so that only a start looks.
    ///
    /// # Errors
    /// There is no folder for it, or it is one.
    pub(crate) fn check_ready_file(&self) -> Result<(), ConfigError> {
        let Some(file) = &self.server.ready_file else { return Ok(()) };
        let wrong = |text: String| Err(ConfigError::one("server.ready_file", text));
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        match folder {
            _ if file.is_dir() => wrong(format!("{} is a folder; name a file in it", file.display())),
            Some(folder) if !folder.is_dir() => wrong(format!(
                "there is no folder {}; make it, or name another file (--ready-file)",
                folder.display()
            )),
            Some(_) | None => Ok(()),
        }
    }
}

/// One that is not there is made at the first start; what is there has to be a secret, and no secret of everybody.
fn check_secret(file: &Path, report: &mut impl FnMut(&str, &str)) {
    const KEY: &str = "store.secret_key_file";
    if let Err(error) = Secrets::load(file) {
        let text = format!(
            "{}: {error}; name the file that belongs to this installation, or for a new one a file that is not there \
             yet: it is made",
            file.display()
        );
        report(KEY, &text);
    } else if let Err(error) = private::check(file, Sharing::Group) {
        report(KEY, &error.to_string());
    }
}
