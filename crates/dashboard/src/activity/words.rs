//! What a record says, in the visitor's language.

use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{Qualification, VettingStatus};
use serde_json::Value;

use crate::words::status_badge;

/// What was done.
pub(super) fn operation_name(texts: Texts, operation: AuditOperation) -> &'static str {
    match operation {
        AuditOperation::UpdateCustomerQualification => texts.activity_qualification(),
        AuditOperation::AddCustomer => texts.activity_customer_added(),
        AuditOperation::UpdateCustomerBillingProfile => texts.activity_billing(),
        AuditOperation::DeleteCustomer => texts.activity_customer_deleted(),
        // Partners read no other ones.
        other => other.name(),
    }
}

/// What there was of a qualification and what there is, where that is what changed; else nothing.
pub(super) fn change(texts: Texts, fact: &AuditFact) -> Option<String> {
    if fact.operation != AuditOperation::UpdateCustomerQualification {
        return None;
    }
    let old = fact.old_value.as_deref().and_then(|text| record(texts, text))?;
    match fact.new_value.as_deref().and_then(|text| record(texts, text)) {
        Some(new) if new != old => Some(texts.activity_change(old, new)),
        Some(_) | None => Some(old),
    }
}

fn record(texts: Texts, json: &str) -> Option<String> {
    let value: Value = serde_json::from_str(json).ok()?;
    let member = |name: &str| value.get(name).and_then(Value::as_str);
    let qualification =
        Qualification::ALL.into_iter().find(|one| Some(one.name()) == member("Qualification"))?;
    let status = VettingStatus::ALL.into_iter().find(|one| Some(one.name()) == member("VettingStatus"));
    let text = status_badge(texts, qualification, status).text;
    Some(match member("VettingReason") {
        Some(reason) => format!("{text} ({reason})"),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use qualify_texts::Locale;

    use super::*;

    #[test]
    fn a_record_reads_as_its_customer_shows_it() {
        let texts = Texts::in_locale(Locale::En);
        for (json, expected) in [
            (r#"{"Qualification":"None"}"#, Some("None")),
            (r#"{"Qualification":"Education","VettingStatus":"InReview"}"#, Some("Education: In review")),
            (
                r#"{"Qualification":"Education","VettingStatus":"Denied","VettingReason":"Not an eligible Library"}"#,
                Some("Education: Denied (Not an eligible Library)"),
            ),
            (r#"{"Qualification":"StateOwnedEntity"}"#, Some("State-owned entity")),
            (r#"{"Qualification":"Gold"}"#, None),
            ("[]", None),
            ("", None),
        ] {
            assert_eq!(record(texts, json).as_deref(), expected, "{json}");
        }
    }
}
