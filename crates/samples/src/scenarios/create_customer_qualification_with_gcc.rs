//! The Government Community Cloud, by a validation code of the partner: the sample CreateCustomerQualificationWithGCC.

use anyhow::Context as _;
use qualify_sdk::QualificationRequest;

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    say::request("GET /v1/customers/all/validations");
    let codes = sample.client.validation_codes().await?;
    say::answer(format!("{} in all", codes.len()));
    // Of those that are not used up, the one with the most left.
    let usable = codes.iter().filter(|code| code.remaining_creates != Some(0));
    let code = usable.max_by_key(|code| code.remaining_creates);
    let code = code.context("the partner has no validation code with anything left; ask for one")?;
    say::meaning(format!("The code {} of {} is not used up.", code.validation_id, code.organization_name));

    let customer = sample.customer("county.example").await?;
    let government = QualificationRequest::government_community_cloud(&code.validation_id);
    say::request(format!("POST /v1/customers/{}/qualifications: {government}", customer.id()));
    let created = customer.qualification().create_qualifications(&government).await?;
    say::answer(say::record(&created));
    say::meaning(
        "An accepted code approves at once. It cannot be undone, and a customer with a qualification gets no other.",
    );

    let validation = customer.gcc_validation().await?;
    say::request(format!("GET /v1/customers/{}/validations", customer.id()));
    let by = validation.map_or_else(|| "nothing".to_owned(), |by| format!("code {}", by.validation_id));
    say::answer(&by);

    let left = sample.client.validation_codes().await?;
    let left = left.iter().find(|other| other.validation_id == code.validation_id);
    let left = left
        .and_then(|code| code.remaining_creates)
        .map_or("without end".to_owned(), |left| left.to_string());
    say::meaning(format!("What is left of the code now: {left}."));
    let status = created.vetting_status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    Ok(Outcome::ran(format!("{}, {status}, by {by}, {left} left", created.qualification)))
}
