//! Whose tokens a client sends, and how they were come by (contract 5).

use qualify_wire::endpoints::AuthMode;

use super::note::Note;
use super::seen::{Found, Seen};
use crate::requests::facts::TokenFacts;

fn by(seen: &[Seen<'_>], is_wrong: impl Fn(&Seen<'_>, &TokenFacts) -> bool, note: &Note) -> Vec<Found> {
    let wrong = seen.iter().enumerate().filter(|(_, it)| {
        let token = it.exchange.facts.token.as_ref();
        it.row.auth != AuthMode::None && token.is_some_and(|token| is_wrong(it, token))
    });
    wrong.map(|(index, _)| Found::new(index, note.clone())).collect()
}

/// An application's own token where a user's is needed. One that signs a reseller up is told by the code of its answer.
pub(super) fn app_only(seen: &[Seen<'_>]) -> Vec<Found> {
    let is_refused = |it: &Seen<'_>| it.exchange.error_code.as_deref() == Some("900329");
    by(
        seen,
        |it, token| token.is_app_only && (it.row.auth == AuthMode::User || is_refused(it)),
        &Note::AppOnly,
    )
}

/// Tokens for the Azure AD Graph.
pub(super) fn legacy_audience(seen: &[Seen<'_>]) -> Vec<Found> {
    by(seen, |_, token| token.is_audience_legacy, &Note::LegacyAudience)
}

/// Users who signed in without a second factor.
pub(super) fn without_second_factor(seen: &[Seen<'_>]) -> Vec<Found> {
    by(seen, |_, token| !token.is_app_only && !token.has_mfa, &Note::NoMfa)
}
