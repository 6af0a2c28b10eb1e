//! What holds of every template, whatever page it is for.

use std::fs;
use std::path::{Path, PathBuf};

/// The templates of the dashboard and of a sandbox's panel.
fn templates() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates are beside each other");
    let mut folders = vec![crates.join("dashboard/templates"), crates.join("sandbox/templates/panel")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of templates") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("a template is text");
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn dashboard_20_what_scrolls_sideways_is_scrolled_by_keys() {
    let templates = templates();
    let regions = templates.iter().flat_map(|(path, text)| {
        text.match_indices("class=\"wide\"").map(move |(at, _)| (path, &text[at..]))
    });
    let mut count = 0;
    for (path, region) in regions {
        count += 1;
        assert!(region.starts_with("class=\"wide\" tabindex=\"0\""), "{}", path.display());
    }
    assert!(count > 20, "{count} of {} templates", templates.len());
}
