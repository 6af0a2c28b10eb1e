//! Where what stands: statements with their rows, business in operations.

use std::path::{Path, PathBuf};

use crate::samples::Tested;

/// How a statement begins.
const STATEMENTS: [&str; 8] =
    ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"WITH ", "\"CREATE ", "\"PRAGMA ", "\"BEGIN"];

/// The folders in which statements may stand.
const WITH_STATEMENTS: [&str; 6] =
    ["sqlite/rows", "sqlite/engine", "sqlite/files", "postgres/rows", "postgres/engine", "postgres/files"];

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
        for word in ["rusqlite", "sqlite::", "tokio_postgres", "postgres::", "session::Session"] {
            assert!(!text.contains(word), "{}: {word}", file.display());
        }
    }
    Ok(())
}

/// What only those name that put a service together.
const OF_ENGINES: [&str; 6] =
    ["SqliteStore", "SqliteOptions", "SqliteFile", "SqliteTemporary", "PostgresStore", "PostgresUrl"];

/// The one file outside of this crate that names them.
const COMPOSITION: &str = "server/src/opened.rs";

#[test]
fn one_file_of_the_service_names_an_engine() -> Tested {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["server", "sandbox", "cli", "testkit", "domain", "contract", "wire"] {
        files_below(&crates.join(folder).join("src"), &mut files)?;
        let tests = crates.join(folder).join("tests");
        if tests.is_dir() {
            files_below(&tests, &mut files)?;
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    assert!(files.len() > 500, "{}", files.len());
    let mut naming = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        if OF_ENGINES.iter().any(|word| text.contains(word)) {
            naming.push(file.strip_prefix(&crates)?.display().to_string());
        }
    }
    assert_eq!(naming, [COMPOSITION]);
    Ok(())
}

#[test]
fn what_keeps_documents_is_named_where_it_is_chosen() -> Tested {
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src");
    let mut files = Vec::new();
    files_below(&server, &mut files)?;
    let mut naming = Vec::new();
    for file in files {
        if std::fs::read_to_string(&file)?.contains("DocumentBytes") {
            naming.push(file.strip_prefix(&server)?.display().to_string());
        }
    }
    naming.sort_unstable();
    assert_eq!(naming, ["compose.rs", "documents/room.rs"]);
    Ok(())
}

/// A statement that changes rows says how many: one (`execute_one`), however many there are (`execute_any`), or the number
/// is what the verb answers.
#[test]
fn how_many_rows_a_statement_has_changed_is_never_dropped() -> Tested {
    let mut files = Vec::new();
    files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sqlite/rows"), &mut files)?;
    let (mut seen, mut dropped) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        if text.contains(".map(|_| ())") && text.contains(".execute(") {
            dropped.push(format!("{}: map", file.display()));
        }
        for (start, call) in text.match_indices("session.execute(") {
            seen += 1;
            let begins_statement = text[..start].trim_end().ends_with([';', '{', '}']);
            let rest = &text[start + call.len()..];
            let mut depth = 1;
            let end = rest.find(|character| {
                depth += i32::from(character == '(') - i32::from(character == ')');
                depth == 0
            });
            let is_dropped = end.is_some_and(|end| rest[end..].starts_with(")?;"));
            if begins_statement && is_dropped {
                dropped.push(format!("{}: {}", file.display(), rest.lines().nth(1).unwrap_or(rest)));
            }
        }
    }
    assert_eq!(dropped, Vec::<String>::new());
    assert!(seen > 8, "only {seen} statements were found: the check looks for the wrong thing");
    Ok(())
}
