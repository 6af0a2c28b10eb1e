//! A validation code with nothing left: how an error of the service is read.

use anyhow::{Context as _, bail};
use qualify_sdk::{Effect, QualificationRequest};

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let codes = sample.client.validation_codes().await?;
    let code = codes.iter().find(|code| code.remaining_creates == Some(0));
    let code = &code.context("no code of the partner is used up")?.validation_id;
    let customer = sample.customer("county.example").await?;
    let government = QualificationRequest::government_community_cloud(code);
    say::request(format!("POST /v1/customers/{}/qualifications: {government}", customer.id()));
    let Err(error) = customer.qualification().create_qualifications(&government).await else {
        bail!("a code with nothing left was taken");
    };

    // What the service said; an error without it says that it was not reached, or not understood.
    let Some(refused) = error.service() else { return Err(error.into()) };
    say::answer(refused);
    say::meaning(format!("category {:?}, code {:?}", refused.category(), refused.code()));
    say::meaning(if error.is_retryable() {
        "The same call may work later."
    } else {
        "The same call fails each time."
    });
    say::meaning(match error.effect() {
        Effect::None => "Nothing happened at the service.",
        Effect::Unknown => "It may have happened: ask before it is sent again.",
        Effect::Done => "It happened.",
    });
    say::meaning(format!("What support asks for: request {}.", refused.request_id()));

    say::request(format!("GET /v1/customers/{}/qualifications", customer.id()));
    let records = customer.qualification().get_qualifications().await?;
    say::answer(say::records(&records));
    let code = refused.code().context("the error has no code")?;
    Ok(Outcome::ran(format!("refused with code {code}, {}", say::records(&records))))
}
