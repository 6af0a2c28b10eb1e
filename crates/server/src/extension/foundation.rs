//! What an extension is given to stand on.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::review::ReviewRules;
use qualify_store::Store;
use tokio::sync::Notify;

use crate::api::body::Bodies;
use crate::clock::Clock;
use crate::config::Config;
use crate::looks::Looks;
use crate::service::reviews::rules;

/// The parts of a service that are there before its extension is.
#[derive(Debug, Clone)]
pub struct Foundation {
    /// The settings of the service.
    pub config: Config,
    /// The open store.
    pub store: Arc<Store>,
    /// The service's clock.
    pub clock: Arc<Clock>,
    /// The URL by which the service is asked, unless by another one of its names.
    pub public_url: String,
    /// How bodies are read.
    pub bodies: Bodies,
    /// Who waits for service time.
    pub wakes: Wakes,
    /// How often each job has looked for something to do.
    pub looks: Looks,
    /// The configured rules of cases.
    pub review_rules: Arc<ReviewRules>,
}

impl Foundation {
    /// The foundation on an open store. Only a sandbox's clock can be moved.
    pub(crate) fn of(config: Config, store: Arc<Store>, public_url: &str) -> Self {
        let clock = if config.sandbox.enabled {
            Clock::virtual_from(config.sandbox.clock_start)
        } else {
            Clock::real()
        };
        let stall = Duration::from_secs(config.server.body_stall_seconds);
        Self {
            store,
            clock: Arc::new(clock),
            public_url: public_url.to_owned(),
            bodies: Bodies::new(config.server.body_bytes_under_way_max, stall),
            wakes: Wakes::default(),
            looks: Looks::default(),
            review_rules: Arc::new(rules::configured(&config.reviews)),
            config,
        }
    }
}

/// Those who wait for something to fall due.
#[derive(Debug, Clone, Default)]
pub struct Wakes {
    /// A worker that decides about records.
    pub(crate) decisions: Arc<Notify>,
    /// The dispatcher of webhooks.
    pub(crate) deliveries: Arc<Notify>,
    /// What time does to reviews.
    pub(crate) reviews: Arc<Notify>,
    /// Who questions approvals that are old.
    pub(crate) reverification: Arc<Notify>,
    /// Who deletes documents whose time is over.
    pub(crate) documents: Arc<Notify>,
}

impl Wakes {
    /// Wakes everybody for whom something may be due, because service time was moved.
    pub fn time_moved(&self) {
        for job in [&self.decisions, &self.deliveries, &self.reviews, &self.reverification, &self.documents] {
            job.notify_one();
        }
    }
}
