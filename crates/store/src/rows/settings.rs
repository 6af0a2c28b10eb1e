//! What the installation keeps for itself.

use qualify_vocabulary::PartnerId;

use super::reading::{Queued, Read};

/// What the installation keeps for itself.
pub(crate) trait SettingRows {
    /// Keeps a value in the place of the one before.
    fn save_setting(&mut self, name: &str, value: &[u8]) -> Queued;
    /// Values whose names begin with a prefix, by their names.
    fn list_settings(&mut self, prefix: &str, rows_max: u32) -> impl Read<Vec<(String, Vec<u8>)>>;
    /// Removes all data. What is the installation's own stays: settings and grants.
    fn delete_all_data(&mut self) -> Queued;
    /// Removes all data of one partner, and the partner.
    fn delete_partner_data(&mut self, partner: PartnerId) -> Queued;
    /// The value under a name.
    fn find_setting(&mut self, name: &str) -> impl Read<Option<Vec<u8>>>;
    /// Removes a value that is there.
    fn remove_setting(&mut self, name: &str) -> Queued;
}
