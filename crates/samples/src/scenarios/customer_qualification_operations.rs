//! The synchronous form of the API: the sample CustomerQualificationOperations.

use anyhow::Context as _;
use qualify_sdk::vocabulary::Qualification;

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let school = sample.customer("approve.example").await?;
    say::request(format!("GET /v1/customers/{}/qualification", school.id()));
    let before = school.qualification().get().await?;
    say::answer(&before);
    say::meaning(
        "One word for all of a customer's records: what it has, and None while nothing is approved.",
    );

    say::request(format!("PUT /v1/customers/{}/qualification: 1, which is Education", school.id()));
    let updated = school.qualification().update(Qualification::Education).await?;
    say::answer(&updated);
    say::meaning("Set, unless the answer says that it is in review. It cannot be taken back.");

    // The other price class wants a code, and a customer without a qualification.
    let codes = sample.client.validation_codes().await?;
    let code = codes.iter().find(|code| code.remaining_creates != Some(0));
    let code =
        &code.context("the partner has no validation code with anything left; ask for one")?.validation_id;
    let county = sample.new_customer("county.example").await?;
    say::request(format!("PUT /v1/customers/{}/qualification?code={code}: 3", county.id()));
    let government = Qualification::GovernmentCommunityCloud;
    let cloud = county.qualification().update_with_code(government, code).await?;
    say::answer(&cloud);

    let after = county.qualification().get().await?;
    say::request(format!("GET /v1/customers/{}/qualification", county.id()));
    say::answer(&after);
    say::meaning("The service spells it in several ways; the SDK reads them all as one value.");
    Ok(Outcome::ran(format!("{before}, then {}; {after} with a code", updated.qualification)))
}
