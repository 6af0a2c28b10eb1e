//! Qualifications: read, asked for, looked ahead.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{
    CreateQualification, Outcome, PreviewQualification, Previewed, QualificationStore, SetQualification,
};
use qualify_domain::qualification::{QualificationSet, RecordView};
use qualify_domain::replay::Answer;
use qualify_vocabulary::Qualification;

use crate::Store;
use crate::operations::reads::GetQualifications;

impl QualificationStore for Store {
    async fn get_qualifications(&self, key: CustomerKey) -> Outcome<QualificationSet> {
        self.read(GetQualifications { key }).await
    }

    async fn preview_qualification(&self, command: PreviewQualification) -> Outcome<Previewed> {
        self.read(command).await
    }

    async fn set_qualification(&self, command: SetQualification) -> Outcome<Answer<Qualification>> {
        self.write(command).await
    }

    async fn create_qualification(&self, command: CreateQualification) -> Outcome<Answer<RecordView>> {
        self.write(command).await
    }
}
