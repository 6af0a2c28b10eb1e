//! A user's sign-in that is kept: redeemed in turn, and kept anew before it is used.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use qualify_vocabulary::counted;
use tracing::Instrument as _;

use super::application::Application;
use super::grant::{self, Granted, user_scope};
use super::refusal::{passing_error, wants_user, with_advice};
use super::secret_store::{Reservation, SecretStore};
use super::token::{AccessToken, Secret};
use crate::cloud::Service;
use crate::error::{Error, Result};

/// How often it is asked whether the turn has come.
const TURN_INTERVAL: Duration = Duration::from_millis(20);
/// How long the turn is waited for: as long as a request to the authority may take.
const TURN_LIMIT: Duration = Duration::from_mins(3);
/// How often a sign-in is redeemed that others keep changing meanwhile.
const REDEEMS_MAX: usize = 3;

/// An application, and the sign-in of its user. Clones are the same.
#[derive(Clone)]
pub(super) struct KeptSignIn(Arc<Inner>);

struct Inner {
    application: Application,
    store: Box<dyn SecretStore>,
    /// What could not be kept when it came. It is better than what it came from.
    unkept: Mutex<Option<Unkept>>,
}

struct Unkept {
    before: Option<Secret>,
    after: Secret,
}

/// What is kept, and what is redeemed.
struct Current {
    stored: Option<Secret>,
    best: Secret,
}

impl KeptSignIn {
    pub(super) fn new(application: Application, store: impl SecretStore + 'static) -> Self {
        Self(Arc::new(Inner { application, store: Box::new(store), unkept: Mutex::default() }))
    }

    pub(super) fn application(&self) -> &Application {
        &self.0.application
    }

    pub(super) fn describe(&self) -> String {
        self.0.store.describe()
    }

    /// A token by the refresh token that is kept; `None` if none is.
    pub(super) async fn redeem(
        &self,
        http: &reqwest::Client,
        service: &Service,
    ) -> Result<Option<AccessToken>> {
        let (kept, http, service) = (self.clone(), http.clone(), service.clone());
        let redeeming = async move { kept.redeem_in_turn(&http, &service).await };
        // It goes on when its caller goes away: the newer refresh token may be on its way, and the one of before used up.
        #[expect(clippy::disallowed_methods, reason = "bounded by the time limits of its requests")]
        let redeeming = tokio::spawn(redeeming.in_current_span());
        redeeming
            .await
            .unwrap_or_else(|error| Err(Error::local("the kept sign-in was not redeemed to its end", error)))
    }

    async fn redeem_in_turn(&self, http: &reqwest::Client, service: &Service) -> Result<Option<AccessToken>> {
        // Nobody makes a lock, or room, for what is not there.
        if self.on_store(Inner::current).await??.is_none() {
            return Ok(None);
        }
        let reservation = Arc::new(self.reserve().await?);
        let mut tried: Option<(Secret, Error)> = None;
        for _ in 0..REDEEMS_MAX {
            let Some(current) = self.on_store(Inner::current).await?? else {
                return Ok(None);
            };
            if tried.as_ref().is_some_and(|(secret, _)| *secret == current.best) {
                break;
            }
            match self.grant(http, service, &current.best).await {
                Ok(granted) => {
                    let access = granted.access();
                    self.keep(&reservation, current.stored, Some(current.best), granted).await?;
                    return Ok(Some(access));
                }
                // Somebody who takes no turn may have redeemed it meanwhile: then another one is kept by now.
                Err(error) if wants_user(&error) => tried = Some((current.best, error)),
                Err(error) => return Err(error),
            }
        }
        let error = tried.map_or_else(
            || passing_error("the kept sign-in changes all the time", None, None),
            |(_, error)| error,
        );
        Err(with_advice(error, &format!("the kept sign-in ({}) is over: sign in again", self.describe())))
    }

    /// Makes sure that a sign-in can be kept, before anybody is asked for one.
    pub(super) async fn check_room(&self) -> Result<()> {
        self.reserve().await.map(drop)
    }

    /// Keeps a sign-in that a user has just made, in place of any other.
    pub(super) async fn keep_new(&self, granted: Granted) -> Result<AccessToken> {
        let access = granted.access();
        let reservation = Arc::new(self.reserve().await?);
        let stored = self.on_store(|inner| inner.store.load()).await??;
        self.keep(&reservation, stored, None, granted).await?;
        Ok(access)
    }

    /// Keeps the newer refresh token, if one came. One that somebody else kept meanwhile is as good.
    async fn keep(
        &self,
        reservation: &Arc<Reservation>,
        stored: Option<Secret>,
        used: Option<Secret>,
        granted: Granted,
    ) -> Result<()> {
        let newer = granted.refresh_token.filter(|newer| !newer.is_empty()).map(Secret::from);
        // Where none comes, the one that was used stays good; it may not be kept yet.
        let Some(after) = newer.or(used).filter(|after| stored.as_ref() != Some(after)) else {
            return Ok(());
        };
        let reservation = Arc::clone(reservation);
        self.on_store(move |inner| {
            let kept = inner.store.exchange(&reservation, stored.as_ref(), &after);
            let mut unkept = inner.unkept.lock().unwrap_or_else(PoisonError::into_inner);
            // Where nothing is kept any more, somebody signed out, or the folder is gone for a while.
            let is_kept = matches!(kept, Ok(true));
            *unkept = (!is_kept).then_some(Unkept { before: stored, after });
            kept.map(|_| ())
        })
        .await?
    }

    async fn reserve(&self) -> Result<Reservation> {
        let reserved = async {
            loop {
                if let Some(reservation) = self.on_store(|inner| inner.store.try_reserve()).await?? {
                    return Ok(reservation);
                }
                tokio::time::sleep(TURN_INTERVAL).await;
            }
        };
        tokio::time::timeout(TURN_LIMIT, reserved).await.unwrap_or_else(|_| {
            let text = format!(
                "another process has held the kept sign-in ({}) for {}; end it, or try again later",
                self.describe(),
                counted(TURN_LIMIT.as_secs(), "second")
            );
            Err(passing_error(text, None, None))
        })
    }

    async fn grant(&self, http: &reqwest::Client, service: &Service, secret: &Secret) -> Result<Granted> {
        let scope = user_scope(service);
        let form =
            [("grant_type", "refresh_token"), ("refresh_token", secret.reveal()), ("scope", scope.as_str())];
        grant::token(http, service, self.application(), &form).await
    }

    /// Asks the store, which may block.
    async fn on_store<T: Send + 'static>(&self, ask: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T> {
        let inner = Arc::clone(&self.0);
        let asked = tokio::task::spawn_blocking(move || ask(&inner)).await;
        asked.map_err(|error| Error::local("the store of the sign-in did not come to its end", error))
    }
}

impl Inner {
    fn current(&self) -> Result<Option<Current>> {
        let stored = self.store.load()?;
        let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        let better =
            unkept.as_ref().filter(|unkept| unkept.before == stored).map(|unkept| unkept.after.clone());
        Ok(better.or_else(|| stored.clone()).map(|best| Current { stored, best }))
    }
}
