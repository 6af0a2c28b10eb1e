//! The same calls under the same names, without `.await`: for programs that are not async.
//!
//! ```no_run
//! use qualify_sdk::blocking::Client;
//! use qualify_sdk::{Cloud, Credentials};
//!
//! # fn main() -> qualify_sdk::Result<()> {
//! let client = Client::new(&Cloud::sandbox("http://127.0.0.1:7180"), Credentials::static_token("..."))?;
//! for customer in client.customers().list(Default::default()).items() {
//!     println!("{:?}", customer?.company_profile.company_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A client holds one thread on which its connections live. Its calls must not be made on a thread of an async runtime,
//! which they would block: they panic there.

mod list;
mod macros;
#[cfg(feature = "operator")]
mod operator;
mod partner;

use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::client::{Client as AsyncClient, ClientBuilder};
use crate::cloud::Cloud;
use crate::credentials::Credentials;
use crate::error::{Error, Result};

pub use list::List;
#[cfg(feature = "operator")]
pub use operator::{Operator, Review, Reviews};
pub use partner::{
    CustomerQualification, CustomerReview, CustomerReviews, CustomerScope, Customers, Endpoints, Events,
    Webhooks,
};

/// A client whose calls return when they are done. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    inner: AsyncClient,
    runtime: Arc<Runtime>,
}

impl Client {
    /// A client of this cloud, with the default settings.
    ///
    /// # Errors
    /// The parts of the cloud do not belong together, or the client cannot be set up.
    pub fn new(cloud: &Cloud, credentials: Credentials) -> Result<Self> {
        Self::build(AsyncClient::builder(cloud.clone(), credentials))
    }

    /// A client with settings: [`crate::Client::builder`].
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn build(settings: ClientBuilder) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("qualify-sdk")
            .enable_all()
            .build()
            .map_err(|error| Error::local("the thread of the client cannot be started", error))?;
        Ok(Self { inner: settings.build()?, runtime: Arc::new(runtime) })
    }
}
