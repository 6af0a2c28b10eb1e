//! What the samples say on the terminal: what is asked, what is answered, and what that means.

use std::fmt::Display;
use std::io::Write as _;

use qualify_sdk::contract::v1::qualifications::QualificationRecord;

/// A line of the program's own. Whoever stops reading has heard enough.
pub(crate) fn line(text: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{}", printable(&text.to_string()));
}

/// What went wrong, beside the data.
pub(crate) fn problem(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{}", printable(&text.to_string()));
}

/// What a service says may hold characters that command a terminal: they are shown as their numbers.
fn printable(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' => "\n".to_owned(),
        control if control.is_control() => control.escape_unicode().to_string(),
        other => other.to_string(),
    };
    text.chars().map(shown).collect()
}

/// What is asked for: the request, and what it carries.
pub(crate) fn request(request: impl Display) {
    line(format!("-> {request}"));
}

/// What the service answered.
pub(crate) fn answer(answer: impl Display) {
    line(format!("<- {answer}"));
}

/// What that means.
pub(crate) fn meaning(text: impl Display) {
    line(format!("   {text}"));
}

/// What the samples do on the other side, where no partner's program is.
pub(crate) fn behind_the_scenes(text: impl Display) {
    line(format!("   [in the sandbox: {text}]"));
}

/// A qualification record in a line.
pub(crate) fn record(record: &QualificationRecord) -> String {
    let mut text = record.qualification.to_string();
    let status = record.vetting_status.as_ref().map(ToString::to_string);
    let reason = record.vetting_reason.as_ref().map(|reason| format!("{:?}", reason.as_str()));
    let since = record.vetting_create_date.as_ref().or(record.vetting_created_date.as_ref());
    for part in [status, reason, since.map(|date| format!("since {date}"))].into_iter().flatten() {
        text.push_str(", ");
        text.push_str(&part);
    }
    text
}

/// Several records, or that there are none.
pub(crate) fn records(records: &[QualificationRecord]) -> String {
    match records {
        [] => "no qualification".to_owned(),
        records => records.iter().map(record).collect::<Vec<_>>().join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_service_says_commands_no_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb\nc");
    }

    #[test]
    fn a_record_is_shown_with_what_it_says() {
        let record = |json| serde_json::from_str::<QualificationRecord>(json).unwrap();
        let denied = record(
            r#"{"qualification":"Education","vettingStatus":"Denied","vettingReason":"Not an Academic Domain",
                "vettingCreatedDate":"2024-03-05T09:12:44Z"}"#,
        );
        let declared = record(r#"{"qualification":"StateOwnedEntity"}"#);
        assert_eq!(
            records(&[denied, declared]),
            "Education, Denied, \"Not an Academic Domain\", since 2024-03-05T09:12:44Z; StateOwnedEntity"
        );
        assert_eq!(records(&[]), "no qualification");
    }
}
