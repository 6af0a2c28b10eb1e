//! A user who signed in without a second factor.

use qualify_sdk::{ListQuery, ServiceError};

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let client = sample.sandbox()?.client_without_second_factor().await?;
    say::request("GET /v1/customers, with a token that shows no second factor");
    match client.customers().list(ListQuery::all()).page().await {
        Ok(page) => {
            say::answer(format!("{} of the partner's customers", page.items.len()));
            Ok(Outcome::LeftOut("this sandbox lets everybody in; start it with --mfa enforce".to_owned()))
        }
        Err(error) if error.service().is_some_and(ServiceError::is_mfa_missing) => {
            say::answer(&error);
            say::meaning(
                "The service says it with a 401 and no body. The SDK tells it from a token that is over.",
            );
            say::meaning("What to do: sign in once more, with a second factor; nothing else helps.");
            Ok(Outcome::ran("a 401 that is known for what it is"))
        }
        Err(error) => Err(error.into()),
    }
}
