//! The package for Debian.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::archive::Moment;
use crate::{tools, workspace};

/// Commands of maintainer scripts that take the name of a file of the package, and where it has to lie.
const STEPS: [(&str, &str); 2] =
    [("systemd-sysusers", "usr/lib/sysusers.d"), ("systemd-tmpfiles", "usr/lib/tmpfiles.d")];

/// The package for Debian, from the stage; `crates/cli/Cargo.toml` says what goes where.
pub(super) fn debian_package(folder: &Path, moment: Moment) -> anyhow::Result<PathBuf> {
    // cargo-deb reads paths that the manifest fixes: a second build's stage takes the place of the first one's.
    let fixed = workspace::root().join("target/dist/stage");
    if folder.join("stage") != fixed {
        fs::remove_dir_all(&fixed)?;
        fs::rename(folder.join("stage"), &fixed)?;
    }
    let output = folder.join("debian");
    if output.exists() {
        fs::remove_dir_all(&output)?;
    }
    fs::create_dir_all(&output)?;
    let mut command = tools::DEB.command()?;
    command.args(["deb", "--no-build", "--no-strip", "--package", "qualify", "--output"]).arg(&output);
    command.env("SOURCE_DATE_EPOCH", moment.seconds().to_string());
    workspace::run(&mut command)?;
    let mut made = fs::read_dir(&output)?.filter_map(|entry| Some(entry.ok()?.path()));
    let (Some(package), None) = (made.next(), made.next()) else { bail!("cargo-deb makes one package") };
    check_scripts(&package)?;
    let target = folder.join(package.file_name().context("a package has a name")?);
    fs::rename(&package, &target)?;
    Ok(target)
}

/// That the steps which cargo-deb adds to the scripts of a package name files which are in it: one that does not leaves a
/// package that cannot be configured.
fn check_scripts(package: &Path) -> anyhow::Result<()> {
    let listing = workspace::output(workspace::command("dpkg-deb").arg("--contents").arg(package))?;
    for script in ["postinst", "prerm", "postrm", "preinst"] {
        let text = workspace::output(workspace::command("dpkg-deb").arg("--info").arg(package).arg(script));
        // Not every package has each of them.
        let Ok(text) = text else { continue };
        let missing = missing_files(&text, &listing);
        if !missing.is_empty() {
            bail!("{script} of the package reads what is not in it: {}", missing.join(", "));
        }
    }
    Ok(())
}

/// The files that a script hands to a step and that are not in the package, whose list is that of `dpkg-deb --contents`.
fn missing_files(script: &str, listing: &str) -> Vec<String> {
    let has = |path: &str| listing.lines().any(|line| line.ends_with(&format!(" ./{path}")));
    let mut missing = Vec::new();
    for line in script.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some((_, folder)) = words.next().and_then(|word| STEPS.iter().find(|(step, _)| *step == word))
        else {
            continue;
        };
        let files = words.filter(|word| is_configuration(word)).map(|name| format!("{folder}/{name}"));
        missing.extend(files.filter(|path| !has(path)));
    }
    missing
}

/// By its ending, whose letters systemd wants small.
fn is_configuration(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "conf")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTING: &str = "-rw-r--r-- root/root 90 2026-11-30 10:00 ./usr/lib/sysusers.d/qualify.conf\n\
        -rwxr-xr-x root/root 9 2026-11-30 10:00 ./usr/bin/qualify\n";

    #[test]
    fn a_step_that_names_a_file_of_another_name_is_seen() {
        let step =
            |name: &str| format!("set -e\n  systemd-sysusers ${{DPKG_ROOT:+--root=\"$DPKG_ROOT\"}} {name}\n");
        assert_eq!(missing_files(&step("users.conf"), LISTING), ["usr/lib/sysusers.d/users.conf"]);
        assert_eq!(missing_files(&step("qualify.conf"), LISTING), [""; 0]);
        assert_eq!(missing_files("# systemd-sysusers other.conf\n", LISTING), [""; 0]);
        assert_eq!(missing_files("systemd-tmpfiles --create a.conf", LISTING), ["usr/lib/tmpfiles.d/a.conf"]);
    }
}
