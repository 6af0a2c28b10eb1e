//! Where what stands: statements with their rows, business in operations.

use std::path::{Path, PathBuf};

use crate::samples::Tested;

/// How a statement begins.
const STATEMENTS: [&str; 8] =
    ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"WITH ", "\"CREATE ", "\"PRAGMA ", "\"BEGIN"];

/// The folders in which statements may stand.
const WITH_STATEMENTS: [&str; 3] = ["sqlite/rows", "sqlite/engine", "sqlite/files"];

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> Tested {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_below(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[test]
fn statements_stand_with_rows_engine_and_files_alone() -> Tested {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    files_below(&source, &mut files)?;
    let (mut seen, mut strays) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let place = file.strip_prefix(&source)?;
        let statements = text.lines().filter(|line| STATEMENTS.iter().any(|begin| line.contains(begin)));
        if WITH_STATEMENTS.iter().any(|folder| place.starts_with(folder)) {
            seen += statements.count();
        } else {
            strays.extend(statements.map(|line| format!("{}: {}", place.display(), line.trim())));
        }
    }
    assert_eq!(strays, Vec::<String>::new());
    assert!(seen > 100, "only {seen} statements were found: the check looks for the wrong thing");
    Ok(())
}

#[test]
fn operations_and_ports_name_no_engine() -> Tested {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for folder in ["operations", "rows"] {
        files_below(&source.join(folder), &mut files)?;
    }
    assert!(files.len() > 30, "{}", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        for word in ["rusqlite", "sqlite::", "Session"] {
            assert!(!text.contains(word), "{}: {word}", file.display());
        }
    }
    Ok(())
}
