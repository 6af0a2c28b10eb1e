//! A sample of what `cargo xtask soak` does hundreds of times.

use std::path::Path;

use qualify_testkit::soak::documents::kill_while_documents_come;
use qualify_testkit::soak::kill_under_load;

use crate::program::PROGRAM;

#[test]
fn nothing_acknowledged_is_lost_over_ten_kills_under_load() {
    let report = kill_under_load(Path::new(PROGRAM), 10, 1).unwrap();
    assert_eq!(report.kills, 10);
    assert!(report.acknowledged > 0, "nothing was written: {report:?}");
    assert!(report.decisions > 0, "nothing was decided: {report:?}");
    assert!(report.duplicates > 0, "nothing was sent twice: {report:?}");
}

#[test]
fn trust_10_no_document_is_lost_over_kills_while_they_come() {
    let report = kill_while_documents_come(Path::new(PROGRAM), 5, 1).unwrap();
    assert_eq!(report.kills, 5);
    assert!(report.acknowledged > 0, "nothing was handed in: {report:?}");
}
