//! What the fields of a form that was kept are called on the page that shows them again.

use qualify_texts::Dashboard as Texts;

use crate::customers::fields::label_of;

/// What a page says of itself, which nobody has written.
const OWN: [&str; 4] = ["seen", "made-up", "action", "sure"];

/// Whether somebody has written it.
pub(super) fn is_written(name: &str) -> bool {
    !OWN.contains(&name)
}

/// The label of a field; its name where it is known by no other one.
pub(super) fn label(texts: Texts, name: &str) -> &str {
    label_of(texts, name).or_else(|| of_others(texts, name)).unwrap_or(name)
}

fn of_others(texts: Texts, name: &str) -> Option<&'static str> {
    let label = match name {
        "companyProfile.domain" => texts.customers_domain(),
        "companyProfile.organizationRegistrationNumber" => texts.create_registration_number(),
        "qualification" => texts.reviews_qualification(),
        "segment" => texts.request_segment(),
        "website" => texts.request_website(),
        "code" => texts.code_text(),
        "reply-text" => texts.case_reply_field(),
        "appeal-text" => texts.case_appeal_field(),
        "verdict" => texts.review_verdict(),
        "reason" => texts.review_deny_reason(),
        "reason-code" => texts.review_reason_code(),
        "explanation" => texts.review_explanation_field(),
        "evidence" => texts.review_evidence_field(),
        "ask-items" => texts.review_ask_field(),
        "escalate-text" => texts.review_escalate_field(),
        "disagree-text" => texts.review_disagree_field(),
        "note-text" => texts.review_note_field(),
        "description" => texts.webhooks_description(),
        "name" => texts.partner_name(),
        "status" => texts.partner_state(),
        "may-create" => texts.partner_may_create(),
        "sandbox-account" => texts.partner_sandbox_account(),
        "organization" => texts.code_organization(),
        "units" => texts.code_units(),
        "user" => texts.acts_user(),
        "roles" => texts.acts_role_lines(),
        _ => return None,
    };
    Some(label)
}
