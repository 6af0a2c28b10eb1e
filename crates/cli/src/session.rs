//! A command's way to a service: which one, as whom, and how its answers are shown.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::{Stream, StreamExt as _};
use qualify_sdk::{Client, Cloud, RetryPolicy};

use crate::args::ClientArgs;
use crate::contexts::{self, Context, Side};
use crate::exit::Failure;
use crate::shown::{Listing, Row};
use crate::{config, output, runtime, shown, sign_in};

/// Whether a change was begun: who interrupts it then has to look what came of it.
static CHANGE_BEGUN: AtomicBool = AtomicBool::new(false);

/// A service that is meant.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The name of its context, and what is known of it.
    pub(crate) context: Option<(String, Context)>,
    pub(crate) cloud: Cloud,
    pub(crate) url: String,
    pub(crate) ca: Option<PathBuf>,
    /// Whether a flag of the command line says so. A token of the environment is for another service then.
    is_named_context: bool,
}

impl Place {
    /// By flag, by variable, by the context in use, and at last the sandbox of this folder.
    pub(crate) fn of(args: &ClientArgs) -> Result<Self, Failure> {
        if args.url.is_some() && args.context.is_some() {
            return Err(Failure::WrongSettings(
                "--url and --context name two services; leave one of them out".to_owned(),
            ));
        }
        if let Some(url) = &args.url {
            return Self::at_url(Some(url), args);
        }
        if let Some(name) = &args.context {
            return Self::of_context(name, args, true);
        }
        if let Some(url) = config::variable("QUALIFY_URL") {
            return Self::at_url(Some(&url), args);
        }
        if let Some(name) = config::variable("QUALIFY_CONTEXT") {
            return Self::of_context(&name, args, false);
        }
        match contexts::load()?.current {
            Some(name) => Self::of_context(&name, args, false),
            None => Self::at_url(None, args),
        }
    }

    fn at_url(url: Option<&str>, args: &ClientArgs) -> Result<Self, Failure> {
        let address = config::server_address(url, args.ca.as_deref())?;
        let cloud = Cloud::sandbox(address.url.clone());
        Ok(Self { context: None, cloud, url: address.url, ca: address.ca, is_named_context: false })
    }

    fn of_context(name: &str, args: &ClientArgs, is_named_context: bool) -> Result<Self, Failure> {
        let context = contexts::load()?.get(name)?.clone();
        Ok(Self { is_named_context, ..Self::at_context(name, &context, args)? })
    }

    /// Where a context leads, which need not be kept yet.
    pub(crate) fn at_context(name: &str, context: &Context, args: &ClientArgs) -> Result<Self, Failure> {
        let ca = args.ca.clone().filter(|file| !file.as_os_str().is_empty()).or(context.trust.clone());
        let (cloud, url) = (context.cloud(), context.root_url());
        // A sandbox of this folder has its CA beside its ready file.
        let ca = match ca {
            None if contexts::is_loopback(&url) => config::server_address(Some(&url), None)?.ca,
            ca => ca,
        };
        let context = Some((name.to_owned(), context.clone()));
        Ok(Self { context, cloud, url, ca, is_named_context: true })
    }

    /// Whatever is not on this machine alone.
    pub(crate) fn is_production(&self) -> bool {
        !contexts::is_loopback(&self.url)
    }

    /// What it is called in messages.
    pub(crate) fn name(&self) -> String {
        match &self.context {
            Some((name, context)) => match &context.tenant {
                Some(tenant) => format!("context {name} ({}, tenant {tenant})", self.url),
                None => format!("context {name} ({})", self.url),
            },
            None => self.url.clone(),
        }
    }

    /// The token that was given, by flag or by variable.
    pub(crate) fn given_token(&self, args: &ClientArgs, side: Side) -> Option<String> {
        let named = args.token.as_ref().map(|token| token.trim().to_owned());
        let variable = match side {
            Side::Partner => "QUALIFY_TOKEN",
            Side::Staff => "QUALIFY_STAFF_TOKEN",
        };
        named.or_else(|| config::variable(variable).filter(|_| !self.is_named_context))
    }

    /// A client that asks here with these credentials.
    pub(crate) fn client(
        &self,
        args: &ClientArgs,
        credentials: qualify_sdk::Credentials,
    ) -> Result<Client, Failure> {
        let mut builder = Client::builder(self.cloud.clone(), credentials)
            .application(format!("qualify {}", env!("CARGO_PKG_VERSION")));
        if !self.is_production() {
            builder = builder.without_proxy();
        }
        if args.no_retry {
            builder = builder.retry(RetryPolicy::never());
        }
        if let Some(file) = &self.ca {
            let pem = std::fs::read(file)
                .map_err(|error| Failure::WrongSettings(format!("--ca: {}: {error}", file.display())))?;
            builder = builder.trust_only(pem);
        }
        Ok(builder.build()?)
    }
}

/// A service that is asked.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) place: Place,
    args: ClientArgs,
}

impl Session {
    /// The service that is meant, as whoever is meant.
    pub(crate) fn open(args: &ClientArgs, side: Side) -> Result<Self, Failure> {
        let place = Place::of(args)?;
        let credentials = sign_in::credentials(&place, args, side)?;
        let client = place.client(args, credentials)?;
        Ok(Self { client, place, args: args.clone() })
    }

    /// As the side of the context; as a partner where there is none.
    pub(crate) fn open_as_context(args: &ClientArgs) -> Result<(Self, Side), Failure> {
        let place = Place::of(args)?;
        let side = place.context.as_ref().map_or(Side::Partner, |(_, context)| context.side);
        Ok((Self::open(args, side)?, side))
    }

    /// Called before every change: says where it happens, if that is no sandbox of this machine.
    pub(crate) fn before_change(&self) {
        if self.place.is_production() {
            output::note(&format!("production: {}", self.place.name()));
        }
        CHANGE_BEGUN.store(true, Ordering::Relaxed);
    }

    pub(crate) fn one<T: Row>(&self, item: &T) -> Result<(), Failure> {
        shown::one(&self.args.shown, item)
    }

    pub(crate) fn row<T: Row>(&self, item: &T) -> Result<(), Failure> {
        shown::row(&self.args.shown, item)
    }

    pub(crate) fn list<T: Row>(&self, items: &[T]) -> Result<(), Failure> {
        shown::list(&self.args.shown, items)
    }

    pub(crate) fn listing<T: Row>(&self) -> Result<Listing, Failure> {
        Listing::begin::<T>(&self.args.shown)
    }

    /// Shows a list as it comes, up to so many. What came before an error is shown all the same.
    pub(crate) async fn stream<T: Row>(
        &self,
        items: impl Stream<Item = qualify_sdk::Result<T>>,
        limit: Option<usize>,
    ) -> Result<(), Failure> {
        let mut items = std::pin::pin!(items.take(limit.unwrap_or(usize::MAX)));
        let mut listing = self.listing::<T>()?;
        let mut is_begun = false;
        while let Some(item) = items.next().await {
            match item {
                Ok(item) => {
                    listing.push(&item)?;
                    is_begun = true;
                }
                Err(error) => {
                    if is_begun {
                        listing.flush()?;
                    }
                    return Err(error.into());
                }
            }
        }
        listing.finish()
    }
}

/// Runs a command to its end, or until Ctrl-C.
pub(crate) fn run(act: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    runtime::start_small()?.block_on(async {
        let mut signals = runtime::StopSignals::install()?;
        tokio::select! {
            ended = act => ended,
            () = signals.next() => Err(interrupted()),
        }
    })
}

/// Whether something was to be changed, which may have come about though nobody said so.
pub(crate) fn is_change_begun() -> bool {
    CHANGE_BEGUN.load(Ordering::Relaxed)
}

fn interrupted() -> Failure {
    let text = if is_change_begun() {
        "interrupted while a change was under way: it may have been carried out. Look before you try again"
    } else {
        "interrupted; nothing was changed"
    };
    Failure::Interrupted(text.to_owned())
}
