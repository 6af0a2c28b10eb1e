//! The folder that keeper and runner share, and how one learns from it what became of the other.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, mkfifoat};
use tokio::net::unix::pipe;

use super::follower::Follower;
use crate::exit::Failure;

/// The folder of one call.
#[derive(Debug, Clone)]
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// The data folder of the sandbox.
    pub(super) fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// A pipe that the keeper holds open: it ends with the keeper, however that ends.
    fn keeper_pipe(&self) -> PathBuf {
        self.0.join("keeper")
    }

    /// The file that says who the command is.
    fn command(&self) -> PathBuf {
        self.0.join("command")
    }

    /// Shows that the keeper is there, for as long as the value lives. No other process gets it.
    pub(super) fn show_keeper(&self) -> io::Result<File> {
        let pipe = self.keeper_pipe();
        mkfifoat(CWD, &pipe, Mode::RUSR | Mode::WUSR)?;
        // Opened for both directions, so that it does not wait for a reader.
        OpenOptions::new().read(true).write(true).open(pipe)
    }

    /// Begins to watch the keeper. Within a runtime only.
    pub(super) fn watch_keeper(&self) -> Result<KeeperWatch, Failure> {
        self.open_watch().map_err(|error| {
            Failure::Failed(format!("{} cannot be read: {error}; call exec again", self.0.display()))
        })
    }

    fn open_watch(&self) -> io::Result<KeeperWatch> {
        let flags = OFlags::NONBLOCK.bits().cast_signed();
        let mut pipe = OpenOptions::new().read(true).custom_flags(flags).open(self.keeper_pipe())?;
        // Nobody is told of the end of a pipe that had ended before it was opened, so that is looked for here.
        match pipe.read(&mut [0]) {
            Ok(0) => Ok(KeeperWatch(None)),
            Ok(1..) => Ok(KeeperWatch(Some(pipe::Receiver::from_file(pipe)?))),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Ok(KeeperWatch(Some(pipe::Receiver::from_file(pipe)?)))
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn note_command(&self, command: Follower) -> io::Result<()> {
        fs::write(self.command(), command.to_text())
    }

    /// The command, if it was started.
    pub(super) fn find_command(&self) -> Option<Follower> {
        Follower::parse(&fs::read_to_string(self.command()).ok()?)
    }

    /// Removes the folder; one that is gone already is none the worse for it.
    pub(super) fn remove(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            ended => ended,
        }
    }
}

/// Sees the keeper end; none, if it had ended before.
#[derive(Debug)]
pub(super) struct KeeperWatch(Option<pipe::Receiver>);

impl KeeperWatch {
    /// Waits until the keeper is gone.
    pub(super) async fn gone(&self) {
        let Some(pipe) = &self.0 else { return };
        loop {
            match pipe.try_read(&mut [0]) {
                Ok(1..) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if pipe.readable().await.is_err() {
                        return;
                    }
                }
                Ok(0) | Err(_) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn a_keeper_is_missed_whenever_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::at(folder.path());
        let keeper = place.show_keeper().unwrap();
        let watch = place.watch_keeper().unwrap();
        assert!(timeout(Duration::from_millis(50), watch.gone()).await.is_err(), "it is there");
        drop(keeper);
        timeout(SOON, watch.gone()).await.expect("it goes while it is watched");
        let watch = place.watch_keeper().unwrap();
        timeout(SOON, watch.gone()).await.expect("it had gone before");
    }

    #[test]
    fn a_folder_is_removed_once_or_twice() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::at(folder.path().join("call"));
        fs::create_dir(place.folder()).unwrap();
        place.remove().unwrap();
        place.remove().unwrap();
        assert!(!place.folder().exists());
    }
}
