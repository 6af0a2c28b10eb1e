//! The client: where it asks, as whom, and how often it tries.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use qualify_vocabulary::{CorrelationId, RequestId};
use tracing::Instrument as _;

use crate::call::{Answer, Call};
use crate::clock;
use crate::cloud::{Cloud, Service};
use crate::credentials::{Credentials, Secret, Tokens};
use crate::deadline::Deadline;
use crate::error::{Error, Result};
use crate::retry::{RetryBudget, RetryPolicy, is_retried};
use crate::transport::{CallIds, Companions, HttpOptions, StandingHeaders, Transport};

/// Time for one try.
const ATTEMPT_TIMEOUT: Duration = Duration::from_mins(3);
/// Time to reach the service.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// Further tries in a row that all calls of a client together may make.
const BUDGET_TRIES: u32 = 100;

/// A client of the API. Cheap to clone: clones share connections, the token, and the budget for further tries.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
    correlation_id: CorrelationId,
}

struct Core {
    transport: Transport,
    service: Service,
    tokens: Tokens,
    retry: RetryPolicy,
    budget: RetryBudget,
    standing: StandingHeaders,
    writes_words: bool,
}

impl Client {
    /// A client of this cloud, with the default settings.
    ///
    /// # Errors
    /// The parts of the cloud do not belong together, or the HTTP client cannot be set up.
    pub fn new(cloud: &Cloud, credentials: Credentials) -> Result<Self> {
        Self::builder(cloud.clone(), credentials).build()
    }

    /// Settings of a client.
    pub fn builder(cloud: Cloud, credentials: Credentials) -> ClientBuilder {
        ClientBuilder {
            cloud,
            credentials,
            retry: RetryPolicy::default(),
            budget_tries: BUDGET_TRIES,
            http: HttpOptions {
                attempt_timeout: ATTEMPT_TIMEOUT,
                connect_timeout: CONNECT_TIMEOUT,
                ..HttpOptions::default()
            },
            companions: Companions { locale: "en-US".to_owned(), application: None },
            correlation_id: None,
            writes_words: false,
            exchanges_tokens: false,
        }
    }

    /// The same client, whose calls are tied together by this id from here on.
    #[must_use]
    pub fn with_correlation_id(&self, correlation_id: CorrelationId) -> Self {
        Self { core: Arc::clone(&self.core), correlation_id }
    }

    /// The id that ties this client's calls together, in the service's logs and audit records.
    pub fn correlation_id(&self) -> CorrelationId {
        self.correlation_id
    }

    /// Whether the service is Microsoft's own.
    pub(crate) fn is_microsoft(&self) -> bool {
        self.core.service.is_microsoft
    }

    /// Whether the synchronous update writes words, as old clients did, and not integers.
    pub(crate) fn writes_words(&self) -> bool {
        self.core.writes_words
    }

    /// Gets a token now, so that what is wrong with signing in is known before anything is asked.
    ///
    /// # Errors
    /// No token can be got.
    pub async fn sign_in(&self) -> Result<()> {
        self.core.tokens.get(self.core.transport.library(), &self.core.service).await.map(|_| ())
    }

    /// The token in use, or a new one: for a request that somebody else sends, or for a look at what it says.
    ///
    /// # Errors
    /// No token can be got.
    pub async fn access_token(&self) -> Result<Secret> {
        let token = self.core.tokens.get(self.core.transport.library(), &self.core.service).await?;
        Ok(token.reveal().into())
    }

    /// Carries out a call: with a token, and again where that is safe and may help.
    pub(crate) async fn send(&self, call: Call) -> Result<Answer> {
        self.send_as(call, RequestId::from_uuid(clock::new_guid())).await
    }

    /// The same under a request id that the caller keeps.
    pub(crate) async fn send_as(&self, call: Call, request: RequestId) -> Result<Answer> {
        let ids = CallIds { request, correlation: self.correlation_id };
        // Names, methods and ids only: a target may hold a code.
        let span = tracing::debug_span!("qualify_call", name = call.name, method = %call.method, request = %ids.request);
        // Pinned here: a future of this size is not to be moved once more.
        pin!(self.core.tries(&call, ids).instrument(span)).await
    }
}

impl Core {
    async fn tries(&self, call: &Call, ids: CallIds) -> Result<Answer> {
        let deadline = Deadline::after(self.retry.deadline);
        let mut number = 1;
        let mut has_new_token = false;
        let mut is_sent = false;
        loop {
            let token = deadline.bound(self.tokens.get(self.transport.library(), &self.service)).await;
            let token = token.ok_or_else(|| deadline.missed(is_sent))??;
            let bearer = token.bearer()?;
            let tried = self.transport.attempt(call, ids, &self.standing, &bearer, deadline).await;
            let error = match tried {
                Ok(answer) => {
                    tracing::debug!(status = answer.status, number, "answered");
                    self.budget.succeeded();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            tracing::debug!(%error, number, "not answered as hoped");
            if let Error::OutOfTime { is_sent: is_now_sent, .. } = error {
                return Err(deadline.missed(is_sent || is_now_sent));
            }
            is_sent |= !matches!(error, Error::NotSent { .. });
            let status = error.service().map(crate::ServiceError::status);
            if status == Some(401) && !has_new_token && self.tokens.refuse(&token) {
                has_new_token = true;
                continue;
            }
            let Some(wait) = self.wait_before_next(&error, status, number) else {
                return Err(error);
            };
            deadline.bound(tokio::time::sleep(wait)).await.ok_or_else(|| deadline.missed(is_sent))?;
            number += 1;
        }
    }

    /// How long is waited before a call is tried again; `None` if it is not.
    fn wait_before_next(&self, error: &Error, status: Option<u16>, number: usize) -> Option<Duration> {
        let may_help = match error {
            Error::NotSent { .. } | Error::NoAnswer { .. } => true,
            Error::Service(_) => status.is_some_and(is_retried),
            Error::Settings { .. }
            | Error::SignIn { .. }
            | Error::NotUnderstood { .. }
            | Error::OutOfTime { .. }
            | Error::Local { .. } => false,
        };
        let retry_after = error.service().and_then(crate::ServiceError::retry_after);
        let wait = self.retry.wait(number, retry_after, clock::chance()).filter(|_| may_help)?;
        self.budget.take().then_some(wait)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("service", &self.core.service)
            .field("correlation_id", &self.correlation_id)
            .finish_non_exhaustive()
    }
}

/// Settings of a client.
#[derive(Debug)]
pub struct ClientBuilder {
    cloud: Cloud,
    credentials: Credentials,
    retry: RetryPolicy,
    budget_tries: u32,
    http: HttpOptions,
    companions: Companions,
    correlation_id: Option<CorrelationId>,
    writes_words: bool,
    exchanges_tokens: bool,
}

impl ClientBuilder {
    /// How often and how long a call is tried.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How many further tries in a row all calls of the client together may make; 100 unless set. Calls that succeed
    /// bring them back.
    #[must_use]
    pub fn retries_in_a_row_max(mut self, tries: u32) -> Self {
        self.budget_tries = tries;
        self
    }

    /// The time for one try; 180 seconds unless set.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.http.attempt_timeout = timeout;
        self
    }

    /// The time to reach the service; 30 seconds unless set.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.http.connect_timeout = timeout;
        self
    }

    /// Trusts these certificates (PEM) and no others: the CA of a sandbox, or of a company.
    #[must_use]
    pub fn trust_only(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http.trusted_pem = Some(pem.into());
        self
    }

    /// Asks no proxy, whatever the environment says: for a service on this machine.
    #[must_use]
    pub fn without_proxy(mut self) -> Self {
        self.http.without_proxy = true;
        self
    }

    /// The language of the service's texts; `en-US` unless set.
    #[must_use]
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.companions.locale = locale.into();
        self
    }

    /// The name of your application, for the service's logs.
    #[must_use]
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.companions.application = Some(name.into());
        self
    }

    /// The id that ties the client's calls together; a new one unless set.
    #[must_use]
    pub fn correlation_id(mut self, correlation_id: CorrelationId) -> Self {
        self.correlation_id = Some(correlation_id);
        self
    }

    /// Writes the synchronous update's body as a word in snake_case, as clients before 2020 did, and not as the
    /// documented integer.
    #[must_use]
    pub fn update_with_words(mut self) -> Self {
        self.writes_words = true;
        self
    }

    /// Exchanges each token at `/generatetoken` for one of the API, which old deployments insist on (contract 5.5).
    #[must_use]
    pub fn exchange_tokens(mut self) -> Self {
        self.exchanges_tokens = true;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// The parts of the cloud do not belong together, the HTTP client cannot be set up, or the locale or the application's
    /// name has characters that no header may have.
    pub fn build(self) -> Result<Client> {
        let service = self.cloud.resolve()?;
        let core = Core {
            transport: self.http.build(&service.root)?,
            standing: self.companions.headers(&service.root)?,
            service,
            tokens: Tokens::new(self.credentials, self.exchanges_tokens),
            retry: self.retry,
            budget: RetryBudget::for_tries(self.budget_tries),
            writes_words: self.writes_words,
        };
        let correlation_id =
            self.correlation_id.unwrap_or_else(|| CorrelationId::from_uuid(clock::new_guid()));
        Ok(Client { core: Arc::new(core), correlation_id })
    }
}
