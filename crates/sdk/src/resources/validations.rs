//! The partner's validation codes (C5).

use qualify_contract::v1::validations::ValidationCode;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::reading::{json_of, shape};

impl Client {
    /// The partner's validation codes for the Government Community Cloud, with the units that are left (C5).
    ///
    /// # Errors
    /// The call fails, or the answer is no list of codes.
    pub async fn validation_codes(&self) -> Result<Vec<ValidationCode>> {
        let answer = self.send(Call::get("list_validation_codes", "/v1/customers/all/validations")).await?;
        answer.understood(json_of(&answer.body).and_then(|value| shape::list_in(value, &["items"])))
    }
}
