//! What is to be seen on one exchange: in English in the answer and the command, in the visitor's language on a page.

use std::fmt;

use qualify_dashboard::{Locale, Texts};
use qualify_vocabulary::SignedDuration;
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// What is to be seen on one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Note {
    /// A write without an id.
    NoId,
    /// A write whose id is no GUID.
    IdNoGuid,
    /// A write under an id, with the status of its answer, if there was one.
    SentAs(Uuid, Option<u16>),
    /// The same write so much later, under another id.
    SentAgain(SignedDuration, Uuid),
    /// An answer that asked for a wait.
    AskedToWait(SignedDuration),
    /// A call so long after an answer that had asked for a longer wait.
    CalledEarly { passed: SignedDuration, length: SignedDuration },
    /// The first of several.
    First,
    /// One so much later than the one before.
    AfterAnother(SignedDuration),
    /// A token of an application.
    AppOnly,
    /// A token for the Azure AD Graph.
    LegacyAudience,
    /// A token of somebody who signed in without a second factor.
    NoMfa,
    /// So many items on a page.
    AskedFor(u64),
    /// Members by their names.
    Members(Vec<String>),
}

impl Note {
    /// In the language of a page.
    pub(crate) fn says(&self, texts: Texts) -> String {
        match self {
            Self::NoId => texts.panel_note_no_id().to_owned(),
            Self::IdNoGuid => texts.panel_note_id_no_guid().to_owned(),
            Self::SentAs(id, Some(status)) => texts.panel_note_sent_as(id, status),
            Self::SentAs(id, None) => texts.panel_note_sent_as(id, texts.panel_note_no_answer()),
            Self::SentAgain(passed, id) => texts.panel_note_sent_again(tenths(*passed), id),
            Self::AskedToWait(length) => texts.panel_note_asked_to_wait(whole(*length)),
            Self::CalledEarly { passed, length } => {
                texts.panel_note_called_early(tenths(*passed), whole(*length))
            }
            Self::First => texts.panel_note_first().to_owned(),
            Self::AfterAnother(passed) => texts.panel_note_after_another(tenths(*passed)),
            Self::AppOnly => texts.panel_note_app_only().to_owned(),
            Self::LegacyAudience => texts.panel_note_legacy_audience().to_owned(),
            Self::NoMfa => texts.panel_note_no_mfa().to_owned(),
            Self::AskedFor(size) => texts.panel_note_asked_for(*size),
            Self::Members(names) => names.join(", "),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.says(Texts::in_locale(Locale::En)))
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A length of time to a tenth of a second.
fn tenths(length: SignedDuration) -> String {
    format!("{:.1} s", length.as_secs_f64())
}

/// A length of time in whole seconds.
fn whole(length: SignedDuration) -> String {
    format!("{} s", length.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_is_told_in_every_language() {
        let (short, long) = (SignedDuration::from_millis(1500), SignedDuration::from_secs(60));
        for (note, says) in [
            (Note::NoId, "no id"),
            (Note::IdNoGuid, "its id is no GUID"),
            (Note::SentAs(Uuid::nil(), None), "as 00000000-0000-0000-0000-000000000000: no answer"),
            (
                Note::SentAgain(short, Uuid::nil()),
                "again 1.5 s later, as 00000000-0000-0000-0000-000000000000",
            ),
            (Note::AskedToWait(long), "asked to wait 60 s"),
            (
                Note::CalledEarly { passed: short, length: long },
                "called 1.5 s after it was asked to wait 60 s",
            ),
            (Note::First, "the first one"),
            (Note::AfterAnother(short), "1.5 s after the one before"),
            (Note::AppOnly, "an application's own token"),
            (Note::LegacyAudience, "a token for the Azure AD Graph"),
            (Note::NoMfa, "no second factor"),
            (Note::AskedFor(600), "asked for 600"),
        ] {
            assert_eq!(note.to_string(), says);
            for locale in &Locale::CHOICES[1..] {
                assert_ne!(note.says(Texts::in_locale(*locale)), says, "{note:?} in {}", locale.tag());
            }
        }
        let members = Note::Members(vec!["domian".to_owned(), "nmae".to_owned()]);
        assert_eq!(members.to_string(), "domian, nmae");
        assert_eq!(serde_json::to_value(members).unwrap(), "domian, nmae");
    }
}
