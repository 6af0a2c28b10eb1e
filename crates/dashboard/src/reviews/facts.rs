//! What is asked for, and by whom, as far as a reviewer needs it.

use qualify_domain::ports::{OperatorStore as _, StoredReview};
use qualify_domain::qualification::ExclusiveRecord;
use qualify_server::service::reviews::of_staff::Surroundings;

use crate::page::StaffPage;
use crate::words::qualification_name;

/// A line of a case.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) is_copyable: bool,
}

/// The facts that are known, in the order of the page. A website is a text: it may be anything that somebody typed.
pub(super) fn of(page: &StaffPage, stored: &StoredReview, around: &Surroundings) -> Vec<Fact> {
    let (texts, subject) = (page.texts(), &stored.review.subject);
    let partner = page.asker().app.store.find_partner(subject.key.partner);
    let customer = around.applicant.as_ref().map(|(customer, _)| customer);
    let record = around.applicant.as_ref().and_then(|(_, records)| match &records.exclusive {
        Some(ExclusiveRecord::Education(record)) => Some(record),
        _ => None,
    });
    let known = [
        (texts.reviews_qualification(), Some(qualification_name(texts, subject.qualification).to_owned())),
        (texts.reviews_reason(), Some(subject.reason_code.name().to_owned())),
        (texts.reviews_partner(), partner.map(|partner| partner.name.clone())),
        (texts.review_microsoft_id(), Some(subject.key.customer.to_string())),
        (texts.review_opened(), Some(page.locale().moment(subject.opened_at))),
        (texts.review_attempt(), Some(page.locale().number(u64::from(subject.attempt)))),
        (texts.review_country(), Some(subject.country.clone())),
        (texts.review_language(), Some(subject.language.clone())),
        (texts.review_domain(), subject.domain.clone()),
        (texts.review_tenant_domain(), customer.map(|customer| customer.domain.to_string())),
        (
            texts.review_email_host(),
            customer.and_then(|customer| Some(customer.billing.email.rsplit_once('@')?.1.to_owned())),
        ),
        (texts.review_website(), record.and_then(|record| record.website.clone())),
        (texts.review_segment(), record.and_then(|record| Some(record.segment?.name().to_owned()))),
        (
            texts.review_registration_number(),
            customer.and_then(|customer| customer.registration_number.clone()),
        ),
    ];
    let known = known.into_iter().filter_map(|(label, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(Fact { label, value, is_copyable: label == texts.review_microsoft_id() })
    });
    known.collect()
}

/// The postal address on one line; empty where nobody decides any more.
pub(super) fn address(around: &Surroundings) -> String {
    let Some((customer, _)) = &around.applicant else { return String::new() };
    let address = &customer.billing.default_address;
    let parts = [
        address.address_line1.as_deref(),
        address.address_line2.as_deref(),
        address.postal_code.as_deref(),
        address.city.as_deref(),
        address.state.as_deref().or(address.region.as_deref()),
        Some(address.country.as_str()),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    parts.join(", ")
}
