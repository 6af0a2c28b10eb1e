//! `qualify partners` and `qualify codes`: what operators give to partners, and what a partner has.

use qualify_contract::operator::{IssueCode, PartnerStatus, PartnerView, PutPartner};
use qualify_contract::v1::validations::ValidationCode;
use qualify_sdk::{Error, ErrorCategory};
use qualify_vocabulary::PartnerId;

use crate::args::{CodesAction, CodesArgs, PartnersAction, PartnersArgs};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::session::{self, Session};
use crate::shown::Row;

/// What to do where the service does not answer operators.
const HINT: &str = "A service with server.admin_listen answers operators at that address: name it with --url; a token of your \
                    staff is named with --token or QUALIFY_STAFF_TOKEN";

pub(crate) fn partners(args: &PartnersArgs) -> Result<(), Failure> {
    session::run(async {
        let session = Session::open(&args.client, Side::Staff)?;
        match &args.action {
            PartnersAction::List => {
                let partners = session.client.operator().partners().all().await;
                session.list(&partners.map_err(|error| refused("the partners are not shown", error))?)
            }
            PartnersAction::Create { id, name, sandbox_account } => {
                let body = PutPartner {
                    name: name.clone(),
                    sandbox_account: *sandbox_account,
                    status: None,
                    may_create_customers: None,
                };
                create(&session, *id, &body).await
            }
        }
    })
}

pub(crate) fn codes(args: &CodesArgs) -> Result<(), Failure> {
    session::run(async {
        match &args.action {
            CodesAction::List { partner: None } => {
                let session = Session::open(&args.client, Side::Partner)?;
                session.list(&session.client.validation_codes().await?)
            }
            CodesAction::List { partner: Some(partner) } => {
                let session = Session::open(&args.client, Side::Staff)?;
                let codes = session.client.operator().codes(*partner).await;
                session.list(&codes.map_err(|error| refused("the codes are not shown", error))?)
            }
            CodesAction::Issue { partner, organization, max_creates, code } => {
                let session = Session::open(&args.client, Side::Staff)?;
                let body = IssueCode {
                    organization_name: organization.clone(),
                    max_creates: *max_creates,
                    validation_id: code.clone(),
                };
                session.before_change();
                let issued = session.client.operator().issue_code(*partner, &body).await;
                session.row(&issued.map_err(|error| refused("no code was issued", error))?)
            }
        }
    })
}

async fn create(session: &Session, id: PartnerId, body: &PutPartner) -> Result<(), Failure> {
    let operator = session.client.operator();
    match operator.partner(id).await {
        Ok(_) => {
            return Err(Failure::Failed(format!(
                "the partner {id} is there already and stays as it is. `qualify partners list` shows it; `qualify api put \
                 --staff /operator/v1/partners/{id}` changes it"
            )));
        }
        Err(error) if is_unknown(&error) => {}
        Err(error) => return Err(refused("the partner is not looked for", error)),
    }
    session.before_change();
    let created = operator.put_partner(id, body).await;
    session.row(&created.map_err(|error| refused("the partner was not created", error))?)
}

fn is_unknown(error: &Error) -> bool {
    error.service().is_some_and(|refused| refused.category() == ErrorCategory::NotFound)
}

/// The failure with what has not happened before it, and where operators are answered behind it.
fn refused(what: &str, error: Error) -> Failure {
    let is_of_service = error.service().is_some() || matches!(error, Error::SignIn { .. });
    Failure::from(error).map_text(|text| {
        if is_of_service { format!("{what}: {text}. {HINT}") } else { format!("{what}: {text}") }
    })
}

impl Row for PartnerView {
    const TITLES: &'static [&'static str] = &["PARTNER", "ACCOUNT", "STATUS", "NAME"];

    fn cells(&self) -> Vec<String> {
        let status = match self.status {
            PartnerStatus::Active => "active",
            PartnerStatus::Suspended => "suspended",
        };
        vec![
            self.partner_id.to_string(),
            if self.sandbox_account { "sandbox" } else { "production" }.to_owned(),
            status.to_owned(),
            self.name.clone(),
        ]
    }
}

impl Row for ValidationCode {
    const TITLES: &'static [&'static str] = &["CODE", "LEFT", "OF", "ORGANIZATION"];

    fn cells(&self) -> Vec<String> {
        let count = |number: Option<u32>| number.map_or_else(|| "no limit".to_owned(), |it| it.to_string());
        vec![
            self.validation_id.reveal().to_owned(),
            count(self.remaining_creates),
            count(self.max_creates),
            self.organization_name.clone(),
        ]
    }
}
