//! Compiles `locales` into Rust: one method for each key, with its arguments, and the same text in every language. A
//! language that lacks a key, has one more, or uses other arguments does not build.

#[path = "build/check.rs"]
mod check;
#[path = "build/pseudo.rs"]
mod pseudo;
#[path = "build/read.rs"]
mod read;
#[path = "build/write.rs"]
mod write;

use std::path::Path;
use std::process::ExitCode;

/// The languages, in the order of `Locale`; the first is the source of all others.
const LANGUAGES: [&str; 6] = ["en", "pl", "hu", "cs", "nl", "pt-PT"];

/// The groups of texts; each becomes one type.
const GROUPS: [&str; 3] = ["catalogue", "dashboard", "vetting"];

fn main() -> ExitCode {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    println!("cargo::rerun-if-changed={}", locales.display());
    println!("cargo::rerun-if-changed=build");
    let out = std::env::var_os("OUT_DIR").expect("cargo says where to write");
    let mut problems = Vec::new();
    for group in GROUPS {
        match compile(&locales, group) {
            Ok(source) => {
                std::fs::write(Path::new(&out).join(format!("{group}.rs")), source)
                    .expect("cargo's folder can be written");
            }
            Err(found) => problems.extend(found),
        }
    }
    for problem in &problems {
        println!("cargo::error={problem}");
    }
    if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The Rust of one group, or everything that is wrong with its texts.
fn compile(locales: &Path, group: &str) -> Result<String, Vec<String>> {
    let mut languages = Vec::new();
    let mut problems = Vec::new();
    for language in LANGUAGES {
        match read::read_group(&locales.join(language), group) {
            Ok(texts) => languages.push((language, texts)),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let problems = check::problems(&languages);
    if problems.is_empty() { Ok(write::group(group, &languages)) } else { Err(problems) }
}
