//! The public names, so that none changes unseen.

use std::path::Path;

/// Every declaration under `src` that begins with `pub`, without its documentation; of enumerations, the variants too.
#[test]
fn the_public_api_is_as_it_was() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lines = Vec::new();
    walk(&source, &mut |file, text| {
        let place = file.strip_prefix(&source).expect("below").display().to_string();
        let code: Vec<_> = text
            .lines()
            .take_while(|line| *line != "#[cfg(test)]" || place == "lib.rs")
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        for (index, line) in code.iter().enumerate() {
            if line.trim_start().starts_with("pub ") {
                lines.push(format!("{place}: {}", declaration(&code[index..])));
            }
        }
    });
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

/// The declaration that the first line begins, in one line.
fn declaration(code: &[&str]) -> String {
    let text = code.join("\n");
    let begun = text.trim_start();
    let end = if begun.starts_with("pub enum") {
        begun.find("\n}")
    } else if begun.starts_with("pub use ")
        || begun.starts_with("pub type ")
        || begun.starts_with("pub const ")
    {
        begun.find(';')
    } else if ["pub fn", "pub async fn", "pub const fn", "pub struct", "pub trait", "pub mod"]
        .iter()
        .any(|word| begun.starts_with(word))
    {
        begun.find([';', '{'])
    } else {
        begun.find(',')
    };
    let words = begun[..end.unwrap_or(begun.len())].split_whitespace();
    words.filter(|word| !word.starts_with("#[")).collect::<Vec<_>>().join(" ")
}

fn walk(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, look);
        } else {
            look(&path, &std::fs::read_to_string(&path).expect("text"));
        }
    }
}

/// Whoever uses the SDK never meets the libraries below it, so that they can be replaced.
#[test]
fn no_type_of_the_libraries_below_is_public() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walk(&source, &mut |file, text| {
        let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for (index, line) in code.iter().enumerate() {
            let line = line.trim_start();
            let declared = if line.starts_with("pub ") {
                declaration(&code[index..])
            } else if line.starts_with("impl") {
                code[index..].join(" ").split('{').next().unwrap_or_default().to_owned()
            } else {
                continue;
            };
            for library in ["reqwest::", " http::", "<http::", "&http::", "hyper", "rustls"] {
                assert!(!declared.contains(library), "{}: {declared}", file.display());
            }
        }
    });
}
