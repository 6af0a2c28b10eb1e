//! What a receiver may be registered with.

use qualify_contract::v1::webhooks::{EventName, QUALIFICATION_UPDATED, REGISTERED_EVENTS_MAX, TEST_CREATED};
use qualify_domain::event::EventKind;
use qualify_domain::webhook::{EndpointSettings, EventKinds};

use crate::service::error::ServiceRefusal;
use crate::webhooks::Webhooks;

/// Characters of a description.
pub const DESCRIPTION_CHARS_MAX: usize = 200;

/// A receiver in our own form, as a partner describes it.
#[derive(Debug)]
pub struct ReceiverInput {
    pub url: String,
    /// Names of events; all of them if absent.
    pub events: Option<Vec<String>>,
    pub description: Option<String>,
    /// Whether it is told nothing for now.
    pub is_disabled: bool,
}

/// A receiver in Microsoft's form, as a partner describes it.
#[derive(Debug)]
pub struct RegistrationInput {
    pub url: String,
    pub event_names: Vec<String>,
    /// Whether the signature stands in a header of its own.
    pub has_own_signature_header: bool,
}

/// What a receiver in Microsoft's form is registered with (contract 1.17).
///
/// # Errors
/// A name is none of an event, or the URL cannot be used.
pub(super) fn of_registration(
    webhooks: &Webhooks,
    input: RegistrationInput,
) -> Result<EndpointSettings, ServiceRefusal> {
    let registered_names = registered_names(&input.event_names)?;
    let target = checked_target(webhooks, &input.url, "WebhookUrl")?;
    webhooks.note_other_events(&registered_names);
    let registered_names: Vec<_> =
        registered_names.into_iter().map(|name| name.as_str().to_owned()).collect();
    Ok(EndpointSettings {
        url: input.url,
        target,
        events: registered_names.iter().flat_map(|name| kinds_of(name)).collect(),
        registered_names,
        description: None,
        has_own_signature_header: input.has_own_signature_header,
    })
}

/// The names of a registration in their order, each once.
fn registered_names(texts: &[String]) -> Result<Vec<EventName>, ServiceRefusal> {
    if texts.len() > REGISTERED_EVENTS_MAX {
        return Err(ServiceRefusal::TooManyEventNames(texts.len()));
    }
    let mut names: Vec<EventName> = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let name = EventName::read(text).ok_or(ServiceRefusal::EventNameUnusable { place })?;
        if !names.iter().any(|known| known.as_str().eq_ignore_ascii_case(name.as_str())) {
            names.push(name);
        }
    }
    Ok(names)
}

/// What is told under a name of Microsoft's form; nothing under most.
fn kinds_of(name: &str) -> Vec<EventKind> {
    match name {
        TEST_CREATED => vec![EventKind::TestCreated],
        QUALIFICATION_UPDATED => EventKind::ALL.into_iter().filter(|kind| kind.is_record_change()).collect(),
        _ => Vec::new(),
    }
}

/// What a receiver in our own form is registered with.
///
/// # Errors
/// A member cannot be used.
pub(super) fn of_receiver(
    webhooks: &Webhooks,
    input: ReceiverInput,
) -> Result<EndpointSettings, ServiceRefusal> {
    let target = checked_target(webhooks, &input.url, "url")?;
    let events = match &input.events {
        None => EventKinds::ALL,
        Some(names) => {
            let known: Option<EventKinds> = names.iter().map(|name| EventKind::from_name(name)).collect();
            known.ok_or(ServiceRefusal::EventUnknown)?
        }
    };
    let is_long = |text: &String| text.chars().count() > DESCRIPTION_CHARS_MAX;
    if input.description.as_ref().is_some_and(is_long) {
        return Err(ServiceRefusal::DescriptionTooLong);
    }
    Ok(EndpointSettings {
        url: input.url,
        target,
        events,
        registered_names: Vec::new(),
        description: input.description,
        has_own_signature_header: false,
    })
}

fn checked_target(webhooks: &Webhooks, url: &str, member: &'static str) -> Result<String, ServiceRefusal> {
    webhooks.check_target(url).map_err(|fault| ServiceRefusal::TargetUnusable { member, fault })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::webhooks::TargetFault;

    fn webhooks() -> Webhooks {
        Webhooks::open(&Config::default(), "https://qualify.example").expect("there is no file to read")
    }

    fn registration(url: &str, names: &[&str]) -> Result<EndpointSettings, ServiceRefusal> {
        let event_names = names.iter().map(|&name| name.to_owned()).collect();
        let input = RegistrationInput { url: url.to_owned(), event_names, has_own_signature_header: true };
        of_registration(&webhooks(), input)
    }

    const URL: &str = "https://Hooks.partner.example/pc";

    #[tokio::test]
    async fn a_registration_holds_each_name_once_and_is_told_of_what_there_is_to_tell() {
        let settings = registration(URL, &[TEST_CREATED, "Test-Created", "referral-created"]).unwrap();
        assert_eq!(settings.registered_names, [TEST_CREATED, "referral-created"]);
        assert_eq!(settings.events.iter().collect::<Vec<_>>(), [EventKind::TestCreated]);
        assert_eq!(
            (settings.url.as_str(), settings.target.as_str()),
            (URL, "https://hooks.partner.example/pc")
        );
    }

    #[tokio::test]
    async fn names_are_looked_at_before_the_url() {
        let unusable = ServiceRefusal::EventNameUnusable { place: 1 };
        assert_eq!(registration("http://10.0.0.1/", &[TEST_CREATED, "no name"]), Err(unusable));
        let names = vec![TEST_CREATED; REGISTERED_EVENTS_MAX + 1];
        let many = ServiceRefusal::TooManyEventNames(names.len());
        assert_eq!(registration(URL, &names), Err(many));
        let closed = ServiceRefusal::TargetUnusable { member: "WebhookUrl", fault: TargetFault::Private };
        assert_eq!(registration("https://10.0.0.1/", &[TEST_CREATED]), Err(closed));
    }

    #[tokio::test]
    async fn a_receiver_is_told_of_all_events_unless_it_names_some_that_there_are() {
        let receiver = |url: &str, events: Option<&str>, description: String| {
            let events = events.map(|name| vec![name.to_owned()]);
            let input = ReceiverInput {
                url: url.to_owned(),
                events,
                description: Some(description),
                is_disabled: false,
            };
            of_receiver(&webhooks(), input).map(|settings| settings.events)
        };
        let long = || "é".repeat(DESCRIPTION_CHARS_MAX + 1);
        let known = EventKind::TestCreated;
        assert_eq!(receiver(URL, None, String::new()), Ok(EventKinds::ALL));
        assert_eq!(receiver(URL, Some(known.name()), String::new()), Ok([known].into_iter().collect()));
        assert_eq!(receiver(URL, Some("gone"), long()), Err(ServiceRefusal::EventUnknown));
        assert_eq!(receiver(URL, None, long()), Err(ServiceRefusal::DescriptionTooLong));
        let scheme = ServiceRefusal::TargetUnusable { member: "url", fault: TargetFault::Scheme };
        assert_eq!(receiver("ftp://hooks.example", Some("gone"), long()), Err(scheme));
    }
}
