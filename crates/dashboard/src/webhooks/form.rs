//! The form of a receiver in our own form. It carries the state that its writer has seen: where somebody else has changed it
//! meanwhile, nothing is overwritten, and the form shows both.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::Refusal;
use qualify_domain::event::EventKind;
use qualify_domain::webhook::{Endpoint, EndpointForm, EventKinds};
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::webhooks::{self, DESCRIPTION_CHARS_MAX, ReceiverInput};
use qualify_vocabulary::to_hexadecimal;
use sha2::{Digest as _, Sha256};

use super::receiver_in_path::ReceiverInPath;
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;

const SEEN: &str = "seen";
const URL: &str = "url";
const EVENT: &str = "event";
const DESCRIPTION: &str = "description";
const DISABLED: &str = "disabled";

#[derive(Template)]
#[template(path = "webhooks/form.html")]
struct FormPage<'a> {
    frame: Frame<'a>,
    /// Which one; none where a new one is registered.
    id: Option<String>,
    seen: &'a str,
    url: &'a str,
    events: Vec<(&'static str, bool)>,
    description: &'a str,
    is_disabled: bool,
    notice: Option<String>,
    problem: Option<Problem>,
    /// What is there now, where somebody has changed it meanwhile.
    there_now: Option<Values>,
}

#[derive(Template)]
#[template(path = "webhooks/created.html")]
struct CreatedPage<'a> {
    frame: Frame<'a>,
    id: String,
    url: &'a str,
    secret: String,
}

/// What is wrong with a field.
struct Problem {
    field: &'static str,
    text: String,
}

/// What a receiver is registered with, as the form has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Values {
    url: String,
    /// None for all.
    events: Vec<&'static str>,
    description: String,
    is_disabled: bool,
}

impl Values {
    fn of(endpoint: &Endpoint) -> Self {
        let events = match endpoint.settings.events {
            EventKinds::ALL => Vec::new(),
            events => events.iter().map(EventKind::name).collect(),
        };
        Self {
            url: endpoint.settings.url.clone(),
            events,
            description: endpoint.settings.description.clone().unwrap_or_default(),
            is_disabled: endpoint.health.disabled.is_some(),
        }
    }

    fn sent(form: &SentForm) -> Self {
        let is_sent = |name: &&str| form.all(EVENT).any(|sent| sent == *name);
        Self {
            url: form.text(URL).to_owned(),
            events: EventKind::ALL.map(EventKind::name).into_iter().filter(is_sent).collect(),
            description: form.text(DESCRIPTION).to_owned(),
            is_disabled: form.find(DISABLED).is_some(),
        }
    }

    /// What tells it from another state.
    fn mark(&self) -> String {
        to_hexadecimal(&Sha256::digest(format!("{self:?}")))
    }

    fn input(&self) -> ReceiverInput {
        let events = self.events.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        ReceiverInput {
            url: self.url.clone(),
            events: Some(events).filter(|events| !events.is_empty()),
            description: Some(self.description.clone()).filter(|text| !text.is_empty()),
            is_disabled: self.is_disabled,
        }
    }
}

impl FormPage<'_> {
    fn problem_of(&self, field: &str) -> Option<&str> {
        self.problem.as_ref().filter(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}

/// What stands on the form beside its values.
#[derive(Default)]
struct Shown {
    status: StatusCode,
    seen: String,
    notice: Option<String>,
    problem: Option<Problem>,
    there_now: Option<Values>,
}

/// The form, with nothing in it.
pub(crate) async fn show_new(page: PartnerPage) -> Result<Response, PageError> {
    render(&page, None, &Values::sent(&SentForm::default()), Shown::default())
}

/// The form with what is there.
pub(crate) async fn show(
    page: PartnerPage,
    ReceiverInPath(endpoint): ReceiverInPath,
) -> Result<Response, PageError> {
    require_standard(&endpoint)?;
    let values = Values::of(&endpoint);
    render(&page, Some(&endpoint), &values, Shown { seen: values.mark(), ..Shown::default() })
}

/// Registers a receiver: the page shows its secret this once.
pub(crate) async fn create(page: PartnerPage, form: SentForm) -> Result<Response, PageError> {
    let values = Values { is_disabled: false, ..Values::sent(&form) };
    match webhooks::create(&page.asker(), Some(page.replay(&form)), values.input()).await {
        Ok(created) => {
            let endpoint = &created.outcome;
            let template = CreatedPage {
                frame: page.frame(Area::Webhooks),
                id: endpoint.id.to_string(),
                url: &endpoint.settings.url,
                secret: webhooks::signing_secret(page.asker().app, endpoint),
            };
            page.show_as(StatusCode::CREATED, &template)
        }
        Err(error) => refuse(&page, None, (&values, String::new()), error),
    }
}

/// Registers it anew, or says what is in the way.
pub(crate) async fn submit(
    page: PartnerPage,
    ReceiverInPath(endpoint): ReceiverInPath,
    form: SentForm,
) -> Result<Response, PageError> {
    require_standard(&endpoint)?;
    let (values, there) = (Values::sent(&form), Values::of(&endpoint));
    let address = format!("/dashboard/webhooks/{}?done=saved", endpoint.id);
    if values == there {
        // It is as it was wished for: by a second click, or by somebody who wished for the same.
        return Ok(page.lead_to(&address));
    }
    if form.text(SEEN) != there.mark() {
        let notice = Some(page.texts().webhooks_overtaken().to_owned());
        let (status, seen) = (StatusCode::CONFLICT, there.mark());
        let shown = Shown { status, seen, notice, there_now: Some(there), problem: None };
        return render(&page, Some(&endpoint), &values, shown);
    }
    let replaced =
        webhooks::replace(&page.asker(), Some(page.replay(&form)), endpoint.id, values.input()).await;
    match replaced {
        Ok(_) => Ok(page.lead_to(&address)),
        Err(error) => refuse(&page, Some(&endpoint), (&values, there.mark()), error),
    }
}

/// A receiver in Microsoft's form is changed where it was registered.
fn require_standard(endpoint: &Endpoint) -> Result<(), PageError> {
    match endpoint.form {
        EndpointForm::Standard => Ok(()),
        EndpointForm::PartnerCenter => {
            Err(ServiceError::from(ServiceRefusal::WebhookOfMicrosoftsForm).into())
        }
    }
}

/// The form with what is wrong; what is about no field is a page of its own.
fn refuse(
    page: &PartnerPage,
    endpoint: Option<&Endpoint>,
    (values, seen): (&Values, String),
    error: ServiceError,
) -> Result<Response, PageError> {
    let texts = page.texts();
    let of_field = |field, text: String| Shown {
        status: StatusCode::BAD_REQUEST,
        notice: Some(texts.form_wrong().to_owned()),
        problem: Some(Problem { field, text }),
        ..Shown::default()
    };
    let shown = match &error {
        ServiceError::Refused(ServiceRefusal::TargetUnusable { fault, .. }) => {
            of_field(URL, super::words::target_problem(texts, *fault).to_owned())
        }
        ServiceError::Refused(ServiceRefusal::DescriptionTooLong) => {
            of_field(DESCRIPTION, texts.webhooks_description_too_long(DESCRIPTION_CHARS_MAX))
        }
        other => match PageError::refusal_of(other) {
            Some(Refusal::TooManyWebhooks(count)) => Shown {
                status: StatusCode::CONFLICT,
                notice: Some(texts.webhooks_too_many(*count)),
                ..Shown::default()
            },
            _ => return Err(error.into()),
        },
    };
    render(page, endpoint, values, Shown { seen, ..shown })
}

fn render(
    page: &PartnerPage,
    endpoint: Option<&Endpoint>,
    values: &Values,
    shown: Shown,
) -> Result<Response, PageError> {
    let template = FormPage {
        frame: page.frame(Area::Webhooks),
        id: endpoint.map(|endpoint| endpoint.id.to_string()),
        seen: &shown.seen,
        url: &values.url,
        events: EventKind::ALL.map(|kind| (kind.name(), values.events.contains(&kind.name()))).into(),
        description: &values.description,
        is_disabled: values.is_disabled,
        notice: shown.notice,
        problem: shown.problem,
        there_now: shown.there_now,
    };
    page.show_as(shown.status, &template)
}
