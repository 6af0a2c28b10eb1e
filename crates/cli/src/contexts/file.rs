//! The files of contexts: one with all of them, and one a sign-in. Nobody else reads them, and each is replaced as a whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::Contexts;
use crate::config;
use crate::exit::Failure;

const FILE: &str = "contexts.json";
const LOCK: &str = "contexts.lock";
/// The folder of secrets, a file for each context.
const SECRETS: &str = "sign-in";

/// The contexts that there are; none before the first is added.
pub(crate) fn load() -> Result<Contexts, Failure> {
    match config::config_folder() {
        Some(folder) => read(&folder.join(FILE)),
        None => Ok(Contexts::default()),
    }
}

/// Changes the contexts. Two that change them at once come one after the other.
pub(crate) fn update<T>(change: impl FnOnce(&mut Contexts) -> Result<T, Failure>) -> Result<T, Failure> {
    let folder = made(home()?)?;
    let lock = private(OpenOptions::new().create(true).truncate(false)).open(folder.join(LOCK));
    let lock = lock.and_then(|lock| lock.lock().map(|()| lock));
    let _lock = lock.map_err(|error| unusable(&folder.join(LOCK), &error))?;
    let file = folder.join(FILE);
    let mut contexts = read(&file)?;
    let changed = change(&mut contexts)?;
    let text = serde_json::to_string_pretty(&contexts)
        .map_err(|error| Failure::Failed(format!("the contexts cannot be written: {error}")))?;
    replace(&file, &format!("{text}\n")).map_err(|error| unusable(&file, &error))?;
    Ok(changed)
}

/// The file of a context's secret; its folder is made.
pub(crate) fn secret_file(name: &str) -> Result<PathBuf, Failure> {
    Ok(made(made(home()?)?.join(SECRETS))?.join(name))
}

fn home() -> Result<PathBuf, Failure> {
    config::config_folder().ok_or_else(|| {
        Failure::WrongSettings(
            "there is no folder for contexts: set HOME, XDG_CONFIG_HOME or QUALIFY_CONFIG_HOME to an absolute path"
                .to_owned(),
        )
    })
}

fn made(folder: PathBuf) -> Result<PathBuf, Failure> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
    made.map(|()| folder.clone()).map_err(|error| unusable(&folder, &error))
}

fn read(file: &Path) -> Result<Contexts, Failure> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Contexts::default()),
        Err(error) => return Err(unusable(file, &error)),
    };
    serde_json::from_str(&text).map_err(|error| {
        Failure::WrongSettings(format!(
            "{} is no file of contexts: {error}. Mend it, or move it away and begin anew",
            file.display()
        ))
    })
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.write(true).mode(0o600)
}

/// Writes a new file beside the old one and then over it: a full disk, or an end in the middle, leaves the old one.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let new = file.with_extension("new");
    let written = write_new(&new, text).and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

fn write_new(file: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file: File = private(OpenOptions::new().create_new(true)).open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn unusable(file: &Path, error: &io::Error) -> Failure {
    Failure::Failed(format!(
        "{}: {error}. Nothing was changed; the folder has to be yours (QUALIFY_CONFIG_HOME names another one)",
        file.display()
    ))
}
