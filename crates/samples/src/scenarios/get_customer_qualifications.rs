//! The qualifications of a customer: the sample GetCustomerQualifications.

use qualify_sdk::contract::v1::VettingStatusWord;
use qualify_sdk::vocabulary::{Qualification, VettingStatus};

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let customer = sample.customer_to_read("grid.example").await?;
    if let Some(sandbox) = sample.find_sandbox() {
        sandbox.declare_state_owned(&customer).await?;
    }

    say::request(format!("GET /v1/customers/{}/qualifications", customer.id()));
    let records = customer.qualification().get_qualifications().await?;
    say::answer(say::records(&records));

    for record in &records {
        let what = record.qualification.known();
        let status = record.vetting_status.as_ref().and_then(VettingStatusWord::known);
        say::meaning(match (what, status) {
            (None, _) => "a qualification that a newer service knows; its text is kept",
            (Some(Qualification::StateOwnedEntity), _) => {
                "a declaration, which nobody vets; it stands beside others"
            }
            (Some(_), Some(VettingStatus::Approved)) => "the customer has it",
            (Some(_), Some(VettingStatus::InReview)) => "nobody has decided yet",
            (Some(_), Some(VettingStatus::Denied)) => {
                "not this time; the reason says why, and a new request is possible"
            }
            (Some(_), None) => "a status that a newer service knows; its text is kept",
        });
    }
    if records.is_empty() {
        say::meaning("The customer has no qualification, and none was asked for.");
    }
    let names: Vec<String> = records.iter().map(|record| record.qualification.to_string()).collect();
    Ok(Outcome::ran(if names.is_empty() { "no qualification".to_owned() } else { names.join(", ") }))
}
