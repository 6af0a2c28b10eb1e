//! Waits until Education is decided.

use std::time::Duration;

use qualify_sdk::vocabulary::EducationSegment;
use qualify_sdk::{Error, QualificationRequest, Wait};

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    let customer = sample.customer("slow-7200.example").await?;
    let qualification = customer.qualification();

    let education = QualificationRequest::education(EducationSegment::K12).website("www.school.example");
    say::request(format!("POST /v1/customers/{}/qualifications: {education}", customer.id()));
    let created = qualification.create_qualifications(&education).await?;
    say::answer(say::record(&created));

    let wait = Wait::default().at_most(Duration::from_mins(1));
    say::request(
        "wait until it is decided: by events where the service has them, else by asking now and then",
    );
    // In a sandbox two hours pass meanwhile.
    let (decided, passed) = tokio::join!(qualification.wait_until_decided(&wait), sample.let_pass("3h"));
    passed?;
    match decided {
        Ok(Some(record)) => {
            say::answer(say::record(&record));
            say::meaning("Decided. Waiting again would answer at once.");
            let status =
                record.vetting_status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
            Ok(Outcome::ran(format!("{} is {status}", record.qualification)))
        }
        Ok(None) => {
            say::answer("there is no such record");
            say::meaning("Somebody took the request back.");
            Ok(Outcome::ran("the request was taken back"))
        }
        Err(Error::OutOfTime { limit, .. }) => {
            say::answer(format!("no decision within {} s", limit.as_secs()));
            say::meaning(
                "The request stays. Whoever waits again, today or tomorrow, goes on where this stopped.",
            );
            Ok(Outcome::ran("still in review"))
        }
        Err(error) => Err(error.into()),
    }
}
