//! A sandbox for as long as the samples run: `qualify exec` starts it on a free port and this program in it.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::anyhow;

/// The program that has the sandbox.
const PROGRAM: &str = "qualify";

/// Becomes `qualify exec -- ` and this command line; what comes back is why it did not. The second time QUALIFY_URL is set.
pub(crate) fn with_a_sandbox() -> anyhow::Error {
    let Ok(this) = std::env::current_exe() else {
        return anyhow!("this program's own file is not found; name a service with --url");
    };
    let program = find(&this, std::env::var_os("PATH").as_deref());
    let Some(program) = program else {
        return anyhow!(
            "the samples run in a sandbox, and the program {PROGRAM} is neither beside this one nor in PATH. Build it with \
             `cargo build -p qualify`, or name a service with --url"
        );
    };
    let error = Command::new(&program)
        .args(["exec", "--mfa", "enforce", "--"])
        .arg(this)
        .args(std::env::args_os().skip(1))
        .exec();
    anyhow!("{} cannot be run: {error}; name a service with --url", program.display())
}

fn find(this: &Path, path: Option<&std::ffi::OsStr>) -> Option<PathBuf> {
    let beside = this.parent().map(Path::to_owned);
    let in_path = path.map(|path| std::env::split_paths(path).collect::<Vec<_>>()).unwrap_or_default();
    beside.into_iter().chain(in_path).map(|folder| folder.join(PROGRAM)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_program_beside_comes_before_the_one_in_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let (beside, other) = (folder.path().join("beside"), folder.path().join("other"));
        let this = beside.join("qualify-samples");
        let path = std::env::join_paths([folder.path().join("none"), other.clone()]).unwrap();
        for folder in [&beside, &other] {
            fs::create_dir(folder).unwrap();
        }
        assert_eq!(find(&this, Some(&path)), None);
        assert_eq!(find(&this, None), None);
        fs::write(other.join(PROGRAM), "").unwrap();
        assert_eq!(find(&this, Some(&path)), Some(other.join(PROGRAM)));
        fs::write(beside.join(PROGRAM), "").unwrap();
        assert_eq!(find(&this, Some(&path)), Some(beside.join(PROGRAM)));
    }
}
