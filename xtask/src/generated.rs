//! Files that are made from code and committed, so that a change of the wire shows in review.
//!
//! To add one: let `qualify print` print it, and give it a row in [`FILES`].

use std::fs;

use anyhow::{Context, bail};

use crate::workspace;

/// The file, and what to ask `qualify print` for.
const FILES: [(&str, &str); 3] = [
    ("docs/openapi.json", "openapi"),
    ("docs/errors.md", "errors"),
    ("docs/vetting-rules.md", "vetting-rules"),
];

/// Writes the files anew.
pub(crate) fn write() -> anyhow::Result<()> {
    for (path, what) in FILES {
        let file = workspace::root().join(path);
        let directory = file.parent().expect("each path of the table has a folder");
        fs::create_dir_all(directory)
            .with_context(|| format!("{} could not be made", directory.display()))?;
        fs::write(&file, print(what)?).with_context(|| format!("{path} could not be written"))?;
        println!("{path} is written.");
    }
    Ok(())
}

/// Fails if a committed file differs from what the code says now.
pub(crate) fn check() -> anyhow::Result<()> {
    let mut stale = Vec::new();
    for (path, what) in FILES {
        let fresh = print(what)?;
        // A missing file is a stale one: the way out is the same.
        let committed = fs::read_to_string(workspace::root().join(path)).unwrap_or_default();
        match first_difference(&committed, &fresh) {
            None => println!("{path} is what the code says."),
            Some(line) => stale.push(format!("{path} differs from line {line} on")),
        }
    }
    if !stale.is_empty() {
        bail!("{}. Run `cargo xtask openapi`, read the difference, and commit it", stale.join("; "));
    }
    Ok(())
}

fn print(what: &str) -> anyhow::Result<String> {
    let mut qualify = workspace::cargo();
    qualify.args(["run", "--quiet", "--package", "qualify", "--", "print", what]);
    workspace::output(&mut qualify)
}

/// The number of the first line in which two texts differ.
fn first_difference(left: &str, right: &str) -> Option<usize> {
    if left == right {
        return None;
    }
    let same = left.lines().zip(right.lines()).take_while(|(left, right)| left == right).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
    }

    #[test]
    fn a_missing_line_end_is_a_difference() {
        assert_eq!(first_difference("a\n", "a"), Some(2));
    }
}
