//! Webhooks: where receivers may be, what they are sent, and how it gets there. Who is told of what is the domain's and
//! the store's; the dispatcher is a job.

mod address;
mod message;
mod other_events;
mod polls;
mod present;
pub(crate) mod signer;
mod target;
mod transport;

use std::sync::Arc;

use qualify_contract::v1::webhooks::EventName;
use qualify_domain::ports::{InstallationStore as _, StoreError};
use qualify_store::Store;
use tokio::sync::OnceCell;

pub(crate) use message::event_view;
use other_events::OtherEvents;
pub(crate) use polls::Polls;
pub(crate) use present::{delivery_view, webhook_view};
pub(crate) use signer::Signer;
pub use signer::SignerError;
pub use target::TargetFault;
pub(crate) use target::TargetRules;
#[cfg(test)]
pub(crate) use transport::Message;
pub(crate) use transport::{HttpTransport, Sent, Transport};

use crate::config::{Config, WebhookTargets};
use crate::start_error::StartError;

/// Why there is no key to sign with at the moment.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoSigner {
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// None can be made, or what is kept is none.
    #[error(transparent)]
    Key(#[from] SignerError),
}

/// The signing key of Microsoft's form, kept in the store unless there is a file.
const SIGNING_KEY_SETTING: &str = "webhooks.signing_key";

/// Everything that webhooks need beside the store.
#[derive(Debug)]
pub(crate) struct Webhooks {
    /// The URL by which receivers find our certificate and our resources.
    public_url: String,
    rules: TargetRules,
    pub(crate) transport: Arc<dyn Transport>,
    /// Made when somebody needs it first.
    signer: OnceCell<Arc<Signer>>,
    pub(crate) polls: Polls,
    other_events: OtherEvents,
}

impl Webhooks {
    /// Sets up the sender, and the signing key if it is in a file.
    ///
    /// # Errors
    /// A file cannot be used.
    pub(crate) fn open(config: &Config, public_url: &str) -> Result<Self, StartError> {
        let allows_any = match config.webhooks.targets {
            Some(targets) => targets == WebhookTargets::Any,
            None => config.sandbox.enabled,
        };
        let rules = TargetRules { allows_any };
        let trusted = config.webhooks.trusted_certificates()?;
        let signer = match &config.webhooks.signing_key_file {
            Some(file) => {
                let certificate = config.webhooks.signing_certificate_file.as_deref();
                OnceCell::new_with(Some(Arc::new(Signer::from_files(file, certificate)?)))
            }
            None => OnceCell::new(),
        };
        Ok(Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            rules,
            transport: Arc::new(HttpTransport::new(rules, trusted)),
            signer,
            polls: Polls::default(),
            other_events: OtherEvents::default(),
        })
    }

    /// The normal form of a URL to which webhooks may be sent.
    ///
    /// # Errors
    /// They may not be sent there.
    pub(crate) fn check_target(&self, url: &str) -> Result<String, TargetFault> {
        self.rules.check(url).map(Into::into)
    }

    /// Says once in the log which events somebody registers for that this service does not know.
    pub(crate) fn note_other_events(&self, names: &[EventName]) {
        for name in names {
            if let EventName::Other(name) = name
                && self.other_events.is_first(name)
            {
                tracing::info!(event_name = %name, "a partner registered for an event that this service does not know");
            }
        }
    }

    /// The key with which Microsoft's form is signed, made and kept at the first need.
    ///
    /// # Errors
    /// The store does not answer, or what it keeps is no key.
    pub(crate) async fn signer(&self, store: &Store) -> Result<Arc<Signer>, NoSigner> {
        let signer = self.signer.get_or_try_init(|| async {
            let kept = store.load_setting(SIGNING_KEY_SETTING).await?;
            let is_new = kept.is_none();
            let made = tokio::task::spawn_blocking(move || {
                let pkcs8 = kept.map_or_else(Signer::generate, Ok)?;
                Signer::from_key(&pkcs8).map(|signer| (signer, pkcs8))
            });
            let (signer, pkcs8) =
                made.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
            if is_new {
                store.save_setting(SIGNING_KEY_SETTING, pkcs8).await?;
            }
            Ok::<_, NoSigner>(Arc::new(signer))
        });
        signer.await.cloned()
    }
}
