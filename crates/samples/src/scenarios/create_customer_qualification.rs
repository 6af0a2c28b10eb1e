//! Asks for Education: the sample CreateCustomerQualification.

use qualify_sdk::QualificationRequest;
use qualify_sdk::vocabulary::EducationSegment;

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let customer = sample.customer("review.example").await?;
    let qualification = customer.qualification();

    let education =
        QualificationRequest::education(EducationSegment::HigherEducation).website("university.example");
    say::request(format!("POST /v1/customers/{}/qualifications: {education}", customer.id()));
    let created = qualification.create_qualifications(&education).await?;
    say::answer(say::record(&created));
    say::meaning(
        "Education is vetted first. The record says InReview until somebody has decided: see WaitForVetting.",
    );

    say::request(format!("GET /v1/customers/{}/qualifications", customer.id()));
    let records = qualification.get_qualifications().await?;
    say::answer(say::records(&records));
    say::meaning("Until then the customer buys as one without a qualification.");

    let status = created.vetting_status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    Ok(Outcome::ran(format!("{}, {status}", created.qualification)))
}
