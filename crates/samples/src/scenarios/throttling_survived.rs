//! Too many requests: the SDK waits as long as the service asks, and sends the same request again.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use qualify_sdk::QualificationRequest;

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let customer = sample.customer("grid.example").await?;
    let path = format!("/v1/customers/{}/qualifications", customer.id());
    let sandbox = sample.sandbox()?;
    sandbox.throttle(&path, 2).await?;

    say::request(format!("POST {path}: StateOwnedEntity, while the sandbox answers 429 twice"));
    let begun = Instant::now();
    let created =
        customer.qualification().create_qualifications(&QualificationRequest::state_owned_entity()).await?;
    say::answer(say::record(&created));
    say::meaning(format!(
        "Nothing of it was to be seen but {:.1} s: each 429 asked for a second.",
        begun.elapsed().as_secs_f64()
    ));

    let seen = sandbox.seen(&path).await?;
    for exchange in &seen {
        let (status, id) = (exchange.status.unwrap_or_default(), exchange.request_id.as_deref());
        say::meaning(format!("what the service saw: {status}, MS-RequestId {}", id.unwrap_or("none")));
    }
    let ids: BTreeSet<_> = seen.iter().map(|exchange| &exchange.request_id).collect();
    ensure!(ids.len() == 1, "the tries had different ids");
    say::meaning(
        "The id is the same each time, so that a write is carried out once, however often it is sent.",
    );
    let records = customer.qualification().get_qualifications().await?;
    records.first().context("nothing was declared")?;
    Ok(Outcome::ran(format!("{} tries under one id, done once: {}", seen.len(), created.qualification)))
}
