//! What clients do that the real service would punish.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_dashboard::{Area, Frame, OpenPage, PageError, Texts};

use crate::requests::checkup::{Checkup, Finding, Shown};
use crate::requests::list::look;
use crate::state::Handle;

#[derive(Template)]
#[template(path = "panel/checkup.html")]
struct CheckupPage<'a> {
    frame: Frame<'a>,
    checkup: Checkup<'a>,
}

impl CheckupPage<'_> {
    /// What a finding says, in the visitor's language; in English where there is no text of its rule.
    fn says(&self, finding: &Finding<'_>) -> &'static str {
        text_of(self.frame.texts, finding.rule).unwrap_or(finding.says)
    }

    /// What is to be seen on an exchange.
    fn note(&self, shown: &Shown<'_>) -> String {
        shown.note.says(self.frame.texts)
    }
}

/// What a page says of a rule.
fn text_of(texts: Texts, rule: &str) -> Option<&'static str> {
    let text = match rule {
        "write-without-request-id" => texts.panel_rule_write_without_request_id(),
        "retry-with-new-request-id" => texts.panel_rule_retry_with_new_request_id(),
        "retry-after-ignored" => texts.panel_rule_retry_after_ignored(),
        "polls-too-fast" => texts.panel_rule_polls_too_fast(),
        "app-only-token" => texts.panel_rule_app_only_token(),
        "legacy-audience" => texts.panel_rule_legacy_audience(),
        "no-mfa" => texts.panel_rule_no_mfa(),
        "page-too-large" => texts.panel_rule_page_too_large(),
        "unknown-member" => texts.panel_rule_unknown_member(),
        _ => return None,
    };
    Some(text)
}

/// The findings in the exchanges that are kept.
pub(crate) async fn show(State(sandbox): State<Handle>, page: OpenPage) -> Result<Response, PageError> {
    let looked = look(&sandbox, &sandbox.requests, None);
    let template = CheckupPage { frame: page.frame(Area::Sandbox), checkup: Checkup::of(&looked, |_| true) };
    page.show(&template)
}

#[cfg(test)]
mod tests {
    use qualify_dashboard::Locale;

    use super::*;
    use crate::requests::checkup::rules;

    #[test]
    fn pages_say_of_each_rule_what_the_answer_says_in_every_language() {
        for (rule, says) in rules() {
            let said = |locale| text_of(Texts::in_locale(locale), rule);
            assert_eq!(said(Locale::En), Some(says), "{rule}");
            for locale in &Locale::CHOICES[1..] {
                assert_ne!(said(*locale), Some(says), "{rule} in {}", locale.tag());
            }
        }
    }
}
