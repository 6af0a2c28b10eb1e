//! Every key is used: what nobody says is not translated.

use std::fs;
use std::path::{Path, PathBuf};

use qualify_texts::{Catalogue, Dashboard};

/// All Rust and all templates of the workspace, but for this crate.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path: PathBuf = entry.path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "html") {
            text.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn every_key_of_pages_and_errors_is_used() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut text = String::new();
    for entry in fs::read_dir(crates).unwrap().flatten().filter(|entry| entry.file_name() != "texts") {
        sources(&entry.path(), &mut text);
    }
    let is_used = |key: &str| {
        let function = key.replace(['-', '.'], "_");
        text.contains(&format!(".{function}(")) || text.contains(&format!("::{function}"))
    };
    let unused: Vec<&str> = Catalogue::all()
        .iter()
        .chain(Dashboard::all())
        .map(|message| message.key())
        .filter(|key| !is_used(key))
        .collect();
    assert_eq!(unused, Vec::<&str>::new(), "use them, or take them out of crates/texts/locales");
}
