//! Qualifications: read, asked for, looked ahead.

use std::future::Future;

use qualify_vocabulary::Qualification;

use super::commands::{CreateQualification, PreviewQualification, Previewed, SetQualification};
use super::outcome::Outcome;
use crate::customer::CustomerKey;
use crate::qualification::{QualificationSet, RecordView};
use crate::replay::Answer;

/// A customer's qualifications. Every operation is walled by the partner's id.
pub trait QualificationStore: Send + Sync {
    /// The records that the customer holds: none is there before it asks. Refused as by
    /// [`check_customer`](super::CustomerStore::check_customer).
    fn get_qualifications(&self, key: CustomerKey) -> impl Future<Output = Outcome<QualificationSet>> + Send;
    /// What a request for a qualification would come to; nothing is written.
    fn preview_qualification(
        &self,
        command: PreviewQualification,
    ) -> impl Future<Output = Outcome<Previewed>> + Send;
    /// `PUT /qualification`: sets the one word that stands for the customer's records. A replay answers as before.
    fn set_qualification(
        &self,
        command: SetQualification,
    ) -> impl Future<Output = Outcome<Answer<Qualification>>> + Send;
    /// `POST /qualifications`: asks for one qualification, whose record may have to wait for vetting or a person.
    fn create_qualification(
        &self,
        command: CreateQualification,
    ) -> impl Future<Output = Outcome<Answer<RecordView>>> + Send;
}
