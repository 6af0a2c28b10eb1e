//! Whether a customer's account may buy: the sample GetValidationStatus.

use qualify_sdk::vocabulary::AccountStatus;

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let customer = sample.customer_to_read("shop.example").await?;
    let request = format!("GET /v1/customers/{}/validationStatus?type=account", customer.id());
    say::request(&request);
    let mut status = customer.account_validation_status().await?;
    if status.is_none() {
        say::answer("nothing was recorded (404, code 600074)");
        say::meaning("That is an answer, and blocks nothing: the SDK gives None.");
    }

    // In a sandbox the samples are the operator, too.
    if let (None, Some(sandbox)) = (&status, sample.find_sandbox()) {
        sandbox.record_account_status(customer.id(), AccountStatus::Allowed).await?;
        say::request(&request);
        status = customer.account_validation_status().await?;
    }
    let Some(status) = status else { return Ok(Outcome::ran("nothing was recorded")) };
    say::answer(format!("{} since {}", status.status, status.last_update_date_time));
    say::meaning(match status.status.known() {
        Some(AccountStatus::Allowed) => "the customer may buy",
        Some(
            AccountStatus::Unknown
            | AccountStatus::UnderReview
            | AccountStatus::NotAllowed
            | AccountStatus::NotReady,
        ) => "the customer may not buy",
        None => "a status that a newer service knows: nobody here can say whether the customer may buy",
    });
    Ok(Outcome::ran(status.status.to_string()))
}
