//! Why a sandbox does not start, as the service says it.

use super::seed::SeedError;
use crate::auth::SandboxError;
use crate::start_error::StartError;

/// The seed of the settings is none.
#[derive(Debug, thiserror::Error)]
#[error("the seed cannot be used: {0}. Correct the file of --seed (sandbox.seed_file)")]
struct UnusableSeed(#[source] SeedError);

/// The key in the store is none, or none can be made.
#[derive(Debug, thiserror::Error)]
#[error("sign-in cannot be set up: the sandbox issuer's key is not usable")]
struct UnusableKey(#[source] SandboxError);

impl From<SeedError> for StartError {
    fn from(error: SeedError) -> Self {
        Self::ExtensionSetting(Box::new(UnusableSeed(error)))
    }
}

impl From<SandboxError> for StartError {
    fn from(error: SandboxError) -> Self {
        Self::Extension(Box::new(UnusableKey(error)))
    }
}
