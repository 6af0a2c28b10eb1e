//! A new customer, its qualification, and its end: the sample CustomerCreation.

use qualify_sdk::QualificationRequest;
use qualify_sdk::vocabulary::EducationSegment;

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let customers = sample.client.customers();

    let new = sample.a_school("approve.example");
    say::request("POST /v1/customers: a company, its tenant's domain, who pays");
    let created = customers.create(&new).await?;
    sample.remember(created.id);
    let domain = &created.company_profile.domain;
    say::answer(format!("customer {} with the domain {domain}", created.id));
    let first_user = created.user_credentials.as_ref().map_or("nobody", |user| user.user_name.as_str());
    say::meaning(format!(
        "The first user, {first_user}, has a password that is shown this once; it is not printed here."
    ));

    let qualification = customers.by_id(created.id).qualification();
    say::request(format!("GET /v1/customers/{}/qualifications", created.id));
    let records = qualification.get_qualifications().await?;
    say::answer(say::records(&records));
    say::meaning("A new customer has no qualification.");

    let education = QualificationRequest::education(EducationSegment::K12).website("www.school.example");
    say::request(format!("POST /v1/customers/{}/qualifications: {education}", created.id));
    let record = qualification.create_qualifications(&education).await?;
    say::answer(say::record(&record));

    say::request(format!("GET /v1/customers/{}", created.id));
    let customer = customers.by_id(created.id).get().await?;
    say::answer(format!("{}, {}", customer.company_profile.domain, customer.relationship_to_partner));
    say::meaning("The customer is the partner's. Only in a sandbox account can it be deleted.");
    Ok(Outcome::ran(format!(
        "a customer with {}, {} asked for",
        say::records(&records),
        record.qualification
    )))
}
