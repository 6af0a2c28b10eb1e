//! Settings, backups, readiness.

use std::path::Path;

use qualify_domain::ports::{InstallationStore, Outcome};

use crate::Store;
use crate::operations::reads::FindSetting;
use crate::operations::settings::SaveSetting;

impl InstallationStore for Store {
    async fn load_setting(&self, name: &'static str) -> Outcome<Option<Vec<u8>>> {
        self.read(FindSetting { name }).await
    }

    async fn save_setting(&self, name: &'static str, value: Vec<u8>) -> Outcome<()> {
        self.write(SaveSetting { name, value }).await
    }

    async fn back_up(&self, file: &Path) -> Outcome<()> {
        match self {
            Self::Sqlite(store) => store.back_up(file).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.back_up(file)).await,
        }
    }

    async fn check_ready(&self) -> Outcome<()> {
        match self {
            Self::Sqlite(store) => store.check_ready().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.check_ready()).await,
        }
    }
}
