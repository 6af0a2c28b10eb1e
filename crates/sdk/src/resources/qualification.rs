//! A customer's qualification, in both forms of the API (C1 to C4).

use std::fmt;

use qualify_contract::partner::QualificationPreview;
use qualify_contract::v1::qualifications::{CreateQualificationRequest, QualificationRecord};
use qualify_contract::v1::{QualificationWord, VettingStatusWord};
use qualify_vocabulary::{CustomerId, EducationSegment, Qualification, ValidationCodeId, VettingStatus};
use serde_json::Value;

use crate::call::{Answer, Call};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::reading::{ReadError, json_of, read_value, shape};

/// The names that a list of records, or a record, may be wrapped in (contract X7, X8).
const WRAPPERS: &[&str] = &["qualifications", "items"];

/// The qualification of a customer: `client.customers().by_id(id).qualification()`.
#[derive(Debug, Clone)]
pub struct CustomerQualification {
    client: Client,
    customer: CustomerId,
}

/// What is asked for in [`CustomerQualification::create_qualifications`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualificationRequest(CreateQualificationRequest);

impl QualificationRequest {
    /// Education, for a school or a university. It is vetted.
    pub fn education(segment: EducationSegment) -> Self {
        Self(CreateQualificationRequest {
            qualification: Some(Qualification::Education.name().to_owned()),
            education_segment: Some(segment.name().to_owned()),
            ..CreateQualificationRequest::default()
        })
    }

    /// Education without a segment, as clients asked for it before there were any. A service may refuse it.
    pub fn education_without_segment() -> Self {
        Self(CreateQualificationRequest {
            qualification: Some(Qualification::Education.name().to_owned()),
            ..CreateQualificationRequest::default()
        })
    }

    /// The Government Community Cloud, by a validation code of the partner.
    pub fn government_community_cloud(code: &ValidationCodeId) -> Self {
        Self(CreateQualificationRequest {
            qualification: Some(Qualification::GovernmentCommunityCloud.name().to_owned()),
            validation_code: Some(code.reveal().to_owned()),
            ..CreateQualificationRequest::default()
        })
    }

    /// A state-owned entity, which is declared and not vetted.
    pub fn state_owned_entity() -> Self {
        Self(CreateQualificationRequest {
            qualification: Some(Qualification::StateOwnedEntity.name().to_owned()),
            ..CreateQualificationRequest::default()
        })
    }

    /// The organisation's website, by which Education is vetted.
    #[must_use]
    pub fn website(mut self, website: impl Into<String>) -> Self {
        self.0.website = Some(website.into());
        self
    }

    pub(crate) fn body(&self) -> &CreateQualificationRequest {
        &self.0
    }
}

/// The JSON that is sent, with the last two digits of a code alone.
impl fmt::Display for QualificationRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.0.validation_code.as_deref().and_then(ValidationCodeId::from_input);
        let validation_code = code.map(|code| code.to_string());
        let shown = CreateQualificationRequest { validation_code, ..self.0.clone() };
        formatter.write_str(&serde_json::to_string(&shown).map_err(|_| fmt::Error)?)
    }
}

/// What an update came to. As a rule it is done; a service that vets first says that it is in review (contract X22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualificationUpdate {
    /// The qualification that was asked for, or that the service says.
    pub qualification: QualificationWord,
    /// Where its vetting stands, if the service said so.
    pub vetting_status: Option<VettingStatusWord>,
}

impl CustomerQualification {
    pub(crate) fn new(client: Client, customer: CustomerId) -> Self {
        Self { client, customer }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn customer(&self) -> CustomerId {
        self.customer
    }

    /// The qualification that the customer has (C1). What a newer service says and nobody knows here is kept as its text.
    ///
    /// # Errors
    /// The call fails, or the answer names no qualification.
    pub async fn get(&self) -> Result<QualificationWord> {
        let answer = self.client.send(Call::get("get_qualification", self.path("qualification"))).await?;
        answer.understood(json_of(&answer.body).and_then(word_in))
    }

    /// Sets Education (C2). It cannot be undone. A validation code goes with [`Self::update_with_code`].
    ///
    /// # Errors
    /// The call fails. A value that this call cannot set is an error before anything is sent.
    pub async fn update(&self, qualification: Qualification) -> Result<QualificationUpdate> {
        match qualification {
            Qualification::Education => self.put(qualification, None).await,
            Qualification::GovernmentCommunityCloud => Err(Error::settings(
                "the Government Community Cloud needs a validation code: use update_with_code",
            )),
            Qualification::None | Qualification::Nonprofit | Qualification::StateOwnedEntity => {
                Err(not_settable(qualification))
            }
        }
    }

    /// Sets the Government Community Cloud by a validation code (C2). It cannot be undone, and uses a unit of the code.
    ///
    /// # Errors
    /// The call fails. A value that this call cannot set is an error before anything is sent.
    pub async fn update_with_code(
        &self,
        qualification: Qualification,
        code: &ValidationCodeId,
    ) -> Result<QualificationUpdate> {
        match qualification {
            Qualification::Education | Qualification::GovernmentCommunityCloud => {
                self.put(qualification, Some(code)).await
            }
            Qualification::None | Qualification::Nonprofit | Qualification::StateOwnedEntity => {
                Err(not_settable(qualification))
            }
        }
    }

    /// The customer's qualification records (C3): what it has, what is in review, what was denied and why.
    ///
    /// # Errors
    /// The call fails, or the answer is no list of records.
    pub async fn get_qualifications(&self) -> Result<Vec<QualificationRecord>> {
        let answer = self.client.send(Call::get("list_qualifications", self.path("qualifications"))).await?;
        answer.understood(json_of(&answer.body).and_then(|value| shape::list_in(value, WRAPPERS)))
    }

    /// Asks for a qualification (C4). Education is in review at first; see [`Self::wait_until_decided`]. The Government
    /// Community Cloud uses a unit of the code.
    ///
    /// # Errors
    /// The call fails, or the answer is no record.
    pub async fn create_qualifications(&self, request: &QualificationRequest) -> Result<QualificationRecord> {
        let call = Call::post("create_qualification", self.path("qualifications")).json(request.body())?;
        let answer = self.client.send(call).await?;
        answer.understood(json_of(&answer.body).and_then(|value| shape::one_in(value, WRAPPERS)))
    }

    /// What the same request to [`Self::create_qualifications`] would come to (Qualify). Nothing is stored, and no code is
    /// used.
    ///
    /// # Errors
    /// The call fails, or the answer is no preview.
    pub async fn preview(&self, request: &QualificationRequest) -> Result<QualificationPreview> {
        let target = format!("/partner/v1/customers/{}/qualifications/preview", self.customer);
        self.client.send(Call::post("preview_qualification", target).json(request.body())?).await?.object()
    }

    async fn put(
        &self,
        qualification: Qualification,
        code: Option<&ValidationCodeId>,
    ) -> Result<QualificationUpdate> {
        let call = Call::put("update_qualification", self.path("qualification"))
            .query("code", code.map(ValidationCodeId::reveal));
        let call = if self.client.writes_words() {
            call.json(&old_word(qualification))
        } else {
            call.json(&integer(qualification))
        }?;
        let answer = self.client.send(call).await?;
        answer.understood(update_in(&answer, qualification))
    }

    fn path(&self, last: &str) -> String {
        format!("/v1/customers/{}/{last}", self.customer)
    }
}

fn not_settable(qualification: Qualification) -> Error {
    Error::settings(format!(
        "{} cannot be set by the synchronous update: Education and GovernmentCommunityCloud can; a state-owned entity is \
         declared by create_qualifications",
        qualification.name()
    ))
}

/// The documented integer (contract X3).
fn integer(qualification: Qualification) -> usize {
    Qualification::ALL.iter().position(|value| *value == qualification).unwrap_or_default()
}

/// The word that clients before 2020 sent.
fn old_word(qualification: Qualification) -> &'static str {
    match qualification {
        Qualification::None => "none",
        Qualification::Education => "education",
        Qualification::Nonprofit => "nonprofit",
        Qualification::GovernmentCommunityCloud => "government_community_cloud",
        Qualification::StateOwnedEntity => "state_owned_entity",
    }
}

/// The qualification in a body: a word, an integer, or an object with one.
fn word_in(value: Value) -> std::result::Result<QualificationWord, ReadError> {
    match value {
        Value::Object(_) | Value::Array(_) => {
            shape::one_in::<QualificationRecord>(value, WRAPPERS).map(|record| record.qualification)
        }
        Value::Null => Err(ReadError::new("a qualification is expected, and not null")),
        Value::String(text) if text.trim().is_empty() => {
            Err(ReadError::new("a qualification is expected, and not an empty text"))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => read_value(value),
    }
}

/// What a successful update says: nothing, a word, or the record in review.
fn update_in(answer: &Answer, asked: Qualification) -> std::result::Result<QualificationUpdate, ReadError> {
    let in_review = VettingStatusWord::Known(VettingStatus::InReview);
    let accepted = (answer.status == 202).then_some(in_review.clone());
    let value = match json_of(&answer.body) {
        Ok(value) if !value.is_null() => value,
        // It was done: what the service leaves out was what was asked for.
        Ok(_) | Err(_) => {
            return Ok(QualificationUpdate { qualification: asked.into(), vetting_status: accepted });
        }
    };
    if let Value::Object(_) | Value::Array(_) = value {
        return match shape::one_in::<QualificationRecord>(value, WRAPPERS) {
            Ok(record) => Ok(QualificationUpdate {
                qualification: record.qualification,
                vetting_status: record.vetting_status.or(Some(in_review)),
            }),
            Err(_) => {
                Ok(QualificationUpdate { qualification: asked.into(), vetting_status: Some(in_review) })
            }
        };
    }
    Ok(QualificationUpdate { qualification: word_in(value)?, vetting_status: accepted })
}

impl fmt::Display for QualificationUpdate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.vetting_status {
            None => write!(formatter, "{}", self.qualification),
            Some(status) => write!(formatter, "{} ({status})", self.qualification),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_shows_what_is_sent_without_the_code() {
        let education = QualificationRequest::education(EducationSegment::K12).website("school.example");
        assert_eq!(
            education.to_string(),
            r#"{"qualification":"Education","educationSegment":"K12","website":"school.example"}"#
        );
        let code = ValidationCodeId::parse_issued("481516").unwrap();
        let shown = QualificationRequest::government_community_cloud(&code).to_string();
        assert_eq!(shown, r#"{"qualification":"GovernmentCommunityCloud","validationCode":"****16"}"#);
    }
}
