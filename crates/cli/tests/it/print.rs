//! `qualify print`: the documents that are made from code.

use std::fs;

use qualify_contract::errors::CODES;

use crate::program::{Desk, root};

#[test]
fn the_printed_description_of_the_api_is_the_committed_one() {
    let ended = Desk::new().run(&["print", "openapi"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let committed = fs::read_to_string(root().join("docs/openapi.json")).unwrap();
    assert!(ended.stdout == committed, "docs/openapi.json is old; run cargo xtask openapi");
}

#[test]
fn the_printed_errors_are_a_document_with_every_code() {
    let ended = Desk::new().run(&["print", "errors"]);
    assert!(ended.stdout.starts_with("# Error codes\n\n"), "{}", ended.stdout);
    for row in CODES {
        let line = format!("| {} | {} | {} |", row.status, row.code, row.name);
        assert!(ended.stdout.contains(&line), "{line}");
    }
}

#[test]
fn the_help_names_every_exit_code_and_hides_what_is_for_the_build() {
    let ended = Desk::new().run(&["--help"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    for line in ["  0    done", "  1    failed", "  2    wrong", "  3    the server", "  130  interrupted"] {
        assert!(ended.stdout.contains(line), "{line}");
    }
    assert!(!ended.stdout.contains("print "), "{}", ended.stdout);
    assert!(!ended.stdout.contains('\u{1b}'), "colour");
}
