//! Files and folders that are not for everybody: what others may read of them counts as known to others.
//!
//! A secret that we keep ourselves is for its owner alone. One that somebody puts elsewhere and names in the configuration
//! may be shared with a group, which is how secrets are handed to services; never with everybody.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::data_folder;
use crate::unusable_place::UnusablePlace;

/// The rights of a folder that its owner alone may enter.
pub(crate) const OWNER_FOLDER: u32 = 0o700;
const GROUP_AND_OTHERS: u32 = 0o077;
const OTHERS: u32 = 0o007;

/// The mark of a folder in which everybody may make files, as in `/tmp`.
const STICKY: u32 = 0o1000;

/// Who may use a file beside its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// Nobody.
    Owner,
    /// The file's group.
    Group,
}

/// Something is open to users that it is not for. The service does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenToOthers {
    /// A file with a secret.
    #[error(
        "{} can be used by other users of this machine (its mode is {mode:03o}), and it holds a secret. Run `chmod {wanted} {}`, \
         and start again. If one of them may have read it, replace it",
        .file.display(),
        .file.display()
    )]
    File {
        file: PathBuf,
        /// Its rights.
        mode: u32,
        /// What to give to `chmod`.
        wanted: &'static str,
    },
    /// The data folder, which is not evidently ours to change.
    #[error(
        "the data folder {} is open to other users of this machine (its mode is {mode:03o}): {problem}. Run `chmod 700 {}`, \
         or name a folder below it by --data-dir, which is then made for its owner alone",
        .folder.display(),
        .folder.display()
    )]
    Folder {
        folder: PathBuf,
        /// Its rights.
        mode: u32,
        /// Why it was not narrowed.
        problem: String,
    },
}

/// Refuses a file with a secret that others may use. One that is not there, or cannot be looked at, is left to whoever
/// reads it.
///
/// # Errors
/// [`OpenToOthers::File`].
pub(crate) fn check(file: &Path, sharing: Sharing) -> Result<(), OpenToOthers> {
    let Ok(metadata) = fs::metadata(file) else { return Ok(()) };
    let mode = metadata.mode() & 0o777;
    let (refused, wanted) = match sharing {
        Sharing::Owner => (GROUP_AND_OTHERS, "600"),
        Sharing::Group => (OTHERS, "640"),
    };
    if mode & refused == 0 {
        return Ok(());
    }
    Err(OpenToOthers::File { file: file.to_owned(), mode, wanted })
}

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderFault {
    /// It cannot be made, or looked at.
    #[error(transparent)]
    File(#[from] UnusablePlace),
    /// It is open to others.
    #[error(transparent)]
    OpenToOthers(#[from] OpenToOthers),
}

/// Makes the data folder, for its owner alone. One that is there and open to others is narrowed, if it is empty or
/// evidently a data folder: another one may be somebody's, or everybody's.
///
/// # Errors
/// It cannot be made, or is open to others and stays so.
pub(crate) fn open_folder(folder: &Path) -> Result<(), FolderFault> {
    let failed = UnusablePlace::at(folder);
    match fs::metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(folder).map_err(|cause| failed(cause).into())
        }
        Err(error) => Err(failed(error).into()),
        Ok(metadata) => Ok(narrow(folder, metadata.mode() & 0o7777)?),
    }
}

fn make(folder: &Path) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::DirBuilder::new().mode(OWNER_FOLDER).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}

fn narrow(folder: &Path, mode: u32) -> Result<(), OpenToOthers> {
    if mode & GROUP_AND_OTHERS == 0 {
        return Ok(());
    }
    let refused = |problem: String| OpenToOthers::Folder { folder: folder.to_owned(), mode, problem };
    if mode & STICKY != 0 || !data_folder::is_evidently_ours(folder) {
        return Err(refused("it may be meant for others, so it was left as it is".to_owned()));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(OWNER_FOLDER))
        .map_err(|error| refused(format!("it could not be narrowed ({error})")))?;
    tracing::warn!(
        folder = %folder.display(),
        was = %format_args!("{mode:03o}"),
        "the data folder was open to other users of this machine and is for its owner alone now (mode 700)"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode_of(place: &Path) -> u32 {
        fs::metadata(place).unwrap().mode() & 0o777
    }

    fn set_mode(place: &Path, mode: u32) {
        fs::set_permissions(place, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn trust_09_a_secret_is_for_its_owner_or_its_group_and_never_for_everybody() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        assert_eq!(check(&file, Sharing::Owner), Ok(()), "it is not there");
        fs::write(&file, [0; 32]).unwrap();
        for mode in 0..=0o777 {
            set_mode(&file, mode);
            let is_refused = check(&file, Sharing::Owner).is_err();
            assert_eq!(is_refused, mode & 0o077 != 0, "{mode:o}");
            assert_eq!(check(&file, Sharing::Group).is_err(), mode & 0o007 != 0, "{mode:o}");
        }
        set_mode(&file, 0o644);
        let text = check(&file, Sharing::Owner).unwrap_err().to_string();
        assert!(text.contains(&format!("`chmod 600 {}`", file.display())) && text.contains("644"), "{text}");
        let text = check(&file, Sharing::Group).unwrap_err().to_string();
        assert!(text.contains("`chmod 640 "), "{text}");
        set_mode(&file, 0o600);
    }

    #[test]
    fn trust_09_the_data_folder_is_made_or_narrowed_for_its_owner_alone() {
        let place = tempfile::tempdir().unwrap();
        let new = place.path().join("a/data");
        open_folder(&new).unwrap();
        assert_eq!(mode_of(&new), 0o700);
        set_mode(&new, 0o755);
        open_folder(&new).unwrap();
        assert_eq!(mode_of(&new), 0o700, "an empty one");
        for name in ["qualify.db", "secret.key", "documents.lock", "lost+found"] {
            let ours = place.path().join(name).join("data");
            open_folder(&ours).unwrap();
            fs::create_dir(ours.join(name)).unwrap();
            set_mode(&ours, 0o770);
            open_folder(&ours).unwrap();
            assert_eq!(mode_of(&ours), 0o700, "{name}");
        }
        let other = place.path().join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("letter.txt"), "").unwrap();
        set_mode(&other, 0o755);
        let text = open_folder(&other).unwrap_err().to_string();
        assert!(text.contains(&format!("`chmod 700 {}`", other.display())), "{text}");
        assert_eq!(mode_of(&other), 0o755, "it is left as it is");
        open_folder(&other.join("qualify")).unwrap();
        set_mode(&other, 0o700);
        open_folder(&other).unwrap();
        let everybodys = place.path().join("everybodys");
        fs::create_dir(&everybodys).unwrap();
        set_mode(&everybodys, 0o1777);
        let text = open_folder(&everybodys).unwrap_err().to_string();
        assert!(text.contains("mode is 1777"), "it is empty, but like /tmp: {text}");
    }
}
