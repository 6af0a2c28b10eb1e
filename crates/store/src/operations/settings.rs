//! What the installation keeps for itself.

use super::Operation;
use crate::rows::Rows;
use crate::undone::Done;

/// Keeps a value in the place of the one before.
#[derive(Clone)]
pub(crate) struct SaveSetting {
    pub(crate) name: &'static str,
    pub(crate) value: Vec<u8>,
}

impl Operation for SaveSetting {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        rows.save_setting(self.name, &self.value)
    }
}
