//! `qualify qualification` and `qualify qualifications`: what a customer has, in both forms of the API.

use std::time::Duration;

use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::{QualificationWord, Word};
use qualify_sdk::{CustomerQualification, Error, QualificationUpdate, Wait};
use qualify_vocabulary::{CustomerId, Qualification, VettingStatus};
use serde::Serialize;

use super::wish;
use crate::args::{
    QualificationAction, QualificationArgs, QualificationsAction, QualificationsArgs, WishArgs,
};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::output;
use crate::session::{self, Session};
use crate::shown::{Row, or_dash};
use crate::spinner;

pub(crate) fn synchronous(args: &QualificationArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        match &args.action {
            QualificationAction::Get { id } => {
                let qualification = of(&session, *id).get().await?;
                session.one(&Has { customer_id: *id, qualification, vetting_status: None })
            }
            QualificationAction::Set(args) => set(&session, args).await,
        }
    })
}

pub(crate) fn asynchronous(args: &QualificationsArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        match &args.action {
            QualificationsAction::List { id, watch } => list(&session, *id, *watch).await,
            QualificationsAction::Create { wish, watch } => create(&session, wish, *watch).await,
            QualificationsAction::Wait { id, qualification, timeout } => {
                wait(&session, *id, *qualification, *timeout).await
            }
        }
    })
}

fn of(session: &Session, customer: CustomerId) -> CustomerQualification {
    session.client.customers().by_id(customer).qualification()
}

async fn set(session: &Session, args: &WishArgs) -> Result<(), Failure> {
    if args.qualification == Qualification::StateOwnedEntity {
        return Err(Failure::WrongSettings(
            "StateOwnedEntity is declared by `qualify qualifications create`; the synchronous form does not know it".to_owned(),
        ));
    }
    let Some(wish) = wish::planned(session, args).await? else { return Ok(()) };
    let customer = of(session, args.id);
    let update = if wish.needs_asynchronous_form() {
        output::note("a segment goes with the asynchronous form alone, which is used");
        let record = customer.create_qualifications(&wish.request()).await?;
        QualificationUpdate { qualification: record.qualification, vetting_status: record.vetting_status }
    } else {
        match &wish.code {
            Some(code) => customer.update_with_code(wish.qualification, code).await?,
            None => customer.update(wish.qualification).await?,
        }
    };
    session.one(&Has {
        customer_id: args.id,
        qualification: update.qualification,
        vetting_status: update.vetting_status.map(|status| status.to_string()),
    })
}

async fn list(session: &Session, customer: CustomerId, is_watched: bool) -> Result<(), Failure> {
    let qualification = of(session, customer);
    let mut records = qualification.get_qualifications().await?;
    if is_watched {
        let open: Vec<Qualification> = records
            .iter()
            .filter(|record| is_open(record))
            .filter_map(|record| record.qualification.known())
            .collect();
        for open in open {
            let wait = Wait::default().for_qualification(open);
            let waited = qualification.wait_until_decided(&wait);
            spinner::during(&format!("{} is in review", open.name()), waited).await?;
        }
        records = qualification.get_qualifications().await?;
    }
    session.list(&records)
}

fn is_open(record: &QualificationRecord) -> bool {
    record.vetting_status.as_ref().is_some_and(|status| status.known() == Some(VettingStatus::InReview))
}

async fn create(session: &Session, args: &WishArgs, is_watched: bool) -> Result<(), Failure> {
    let Some(wish) = wish::planned(session, args).await? else { return Ok(()) };
    let record = of(session, args.id).create_qualifications(&wish.request()).await?;
    if is_watched && is_open(&record) {
        return wait(session, args.id, wish.qualification, None).await;
    }
    session.one(&record)
}

/// Waits, shows what came of it, and ends with 1 if the answer is no.
async fn wait(
    session: &Session,
    customer: CustomerId,
    wanted: Qualification,
    timeout: Option<Duration>,
) -> Result<(), Failure> {
    let wait = Wait::default().for_qualification(wanted);
    let wait = timeout.map_or(wait.clone(), |limit| wait.at_most(limit));
    let qualification = of(session, customer);
    let what = format!("waiting until {} is decided", wanted.name());
    let record = match spinner::during(&what, qualification.wait_until_decided(&wait)).await {
        Err(Error::OutOfTime { limit, .. }) => {
            return Err(Failure::Failed(format!(
                "it was not decided within {limit:?}, and stays in review; the same command goes on waiting"
            )));
        }
        ended => ended?,
    };
    let Some(record) = record else {
        return Err(Failure::Failed(format!(
            "the customer has no request for {}; `qualify qualifications create` asks for it",
            wanted.name()
        )));
    };
    session.one(&record)?;
    let is_denied = record.vetting_status.as_ref().and_then(Word::known) == Some(VettingStatus::Denied);
    if is_denied { Err(Failure::Found) } else { Ok(()) }
}

/// What a customer has, in the synchronous form's one word.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Has {
    customer_id: CustomerId,
    qualification: QualificationWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    vetting_status: Option<String>,
}

impl Row for Has {
    const TITLES: &'static [&'static str] = &["CUSTOMER", "QUALIFICATION", "VETTING"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.customer_id.to_string(),
            self.qualification.to_string(),
            or_dash(self.vetting_status.as_deref()),
        ]
    }
}

impl Row for QualificationRecord {
    const TITLES: &'static [&'static str] = &["QUALIFICATION", "VETTING", "REASON", "SINCE"];

    fn cells(&self) -> Vec<String> {
        let dated = [&self.vetting_create_date, &self.vetting_created_date];
        let since = dated.into_iter().flatten().find(|date| !date.is_empty());
        vec![
            self.qualification.to_string(),
            or_dash(self.vetting_status.as_ref().map(Word::as_str)),
            or_dash(self.vetting_reason.as_ref().map(Word::as_str)),
            or_dash(since.map(String::as_str)),
        ]
    }
}
