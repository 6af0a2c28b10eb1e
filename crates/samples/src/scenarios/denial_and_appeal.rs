//! A denial, its reason, and the appeal against it. Qualify tells why and takes appeals; Microsoft's service only denies.

use anyhow::Context as _;
use qualify_sdk::vocabulary::EducationSegment;
use qualify_sdk::{QualificationRequest, Wait};

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let customer = sample.customer("deny-not-academic-domain.example").await?;
    let qualification = customer.qualification();
    let education = QualificationRequest::education(EducationSegment::K12).website("www.school.example");
    say::request(format!("POST /v1/customers/{}/qualifications: {education}", customer.id()));
    qualification.create_qualifications(&education).await?;
    let denied = qualification.wait_until_decided(&Wait::default()).await?.context("the request is gone")?;
    say::answer(say::record(&denied));
    let reason = denied.vetting_reason.context("a denial has a reason")?;
    say::meaning("A denied request can be made again. At Qualify it can be appealed, too.");

    let reviews = customer.reviews();
    say::request(format!("GET /partner/v1/customers/{}/reviews", customer.id()));
    let case = reviews.list().all().await?.into_iter().next().context("a denial has a case")?;
    say::answer(format!("{} {}: {}", case.kind, case.state, case.explanation));
    say::meaning(&case.next_step);

    say::request(format!("POST /partner/v1/customers/{}/reviews/{}/appeal", customer.id(), case.id));
    let appeal = reviews.by_id(case.id).appeal("We are a school: see the register of the ministry.").await?;
    say::answer(format!("{} {}", appeal.kind, appeal.state));
    say::meaning("Somebody decides who had no part in the denial. Until then the record stays denied.");

    // In a sandbox the samples are the reviewer, too.
    sample.sandbox()?.reviewer_approves(appeal.id).await?;
    let appeal = reviews.by_id(appeal.id).get().await?;
    say::request(format!("GET /partner/v1/customers/{}/reviews/{}", customer.id(), appeal.id));
    say::answer(format!("{} {}: {}", appeal.kind, appeal.state, appeal.explanation));
    let records = qualification.get_qualifications().await?;
    say::request(format!("GET /v1/customers/{}/qualifications", customer.id()));
    say::answer(say::records(&records));
    let now = records
        .first()
        .and_then(|record| record.vetting_status.as_ref())
        .context("the record has no status")?;
    Ok(Outcome::ran(format!("denied ({reason}), {now} after the appeal")))
}
