//! The rules of cases, as the configuration sets them.

use std::sync::Arc;

use qualify_domain::calendar::Calendar;
use qualify_domain::review::{AroundTheClock, BusinessTime, FourEyes, ReviewRules};
use qualify_vocabulary::SignedDuration;

use crate::clock::days;
use crate::config::ReviewSection;

/// The rules of this configuration.
pub fn configured(section: &ReviewSection) -> ReviewRules {
    ReviewRules {
        lease: SignedDuration::from_mins(i64::from(section.lease_minutes)),
        preference: days(1),
        attempts_max: Some(section.max_attempts).filter(|max| *max > 0),
        reply_window: days(section.reply_days),
        appeal_window: days(section.appeal_days),
        sla: days(section.sla_business_days),
        revocation_notice: days(section.revocation_notice_days),
        four_eyes: FourEyes {
            revocations: section.four_eyes_revocations,
            appeals: section.four_eyes_appeals,
            flagged_approvals: section.four_eyes_flagged_approvals,
            government: section.four_eyes_government,
        },
        calendar: calendar(&section.country),
    }
}

/// The hours of the offices in a country; the check of the configuration let no other through.
fn calendar(country: &str) -> Arc<dyn BusinessTime> {
    match Calendar::of(country) {
        Some(calendar) => Arc::new(calendar),
        None => Arc::new(AroundTheClock),
    }
}
