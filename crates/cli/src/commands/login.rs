//! `qualify login` and `qualify logout`: who signs in to a context, and how.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use qualify_sdk::{Application, Credentials, FileSecretStore, MemorySecretStore, Secret, SecretStore as _};
use qualify_vocabulary::counted;

use super::context;
use crate::args::{LoginArgs, LoginWay, LogoutArgs, NewServiceArgs};
use crate::contexts::{self, Context, Side, SignIn};
use crate::exit::Failure;
use crate::session::{self, Place};
use crate::{browser, config, output, sign_in};

pub(crate) fn login(args: &LoginArgs) -> Result<(), Failure> {
    check(args)?;
    let (name, context) = target(args)?;
    session::run(async {
        let context = if args.way.sandbox {
            Context { sign_in: SignIn::Sandbox { user: args.client.user.clone() }, ..context }
        } else {
            context
        };
        let attempt = attempt(args, &name, &context)?;
        let context = Context { sign_in: attempt.sign_in, ..context };
        let place = Place::at_context(&name, &context, &args.client)?;
        let client = place.client(&args.client, attempt.credentials)?;
        // Until this is good, whoever signed in before stays signed in.
        within(args.timeout, client.sign_in()).await?;
        match attempt.kept.load()? {
            Some(secret) => keep_secret(&name, &secret)?,
            None => context::forget(&name)?,
        }
        keep(&name, context)?;
        output::note(&format!("signed in: {}. `qualify whoami` says as whom", place.name()));
        Ok(())
    })
}

/// Refuses what a sign-in does not take, so that nobody believes it was heeded.
fn check(args: &LoginArgs) -> Result<(), Failure> {
    if args.client.token.is_some() {
        return Err(Failure::WrongSettings(
            "a sign-in takes no --token, and keeps none: name it with --token or QUALIFY_TOKEN where it is used".to_owned(),
        ));
    }
    let LoginWay { browser, device_code, certificate, secret_stdin, sandbox: _ } = &args.way;
    if args.client.user.is_some() && (*browser || *device_code || *secret_stdin || certificate.is_some()) {
        return Err(Failure::WrongSettings(
            "--user is for --sandbox alone: in every other way it is whoever signs in".to_owned(),
        ));
    }
    Ok(())
}

/// Waits for whoever signs in, no longer than this.
async fn within(
    timeout: Option<Duration>,
    sign_in: impl Future<Output = qualify_sdk::Result<()>>,
) -> Result<(), Failure> {
    let Some(limit) = timeout else { return Ok(sign_in.await?) };
    match tokio::time::timeout(limit, sign_in).await {
        Ok(ended) => Ok(ended?),
        Err(_) => Err(Failure::SignInNeeded(format!(
            "nobody signed in within {limit:?}, and whoever was signed in before still is. Sign in again, with more time \
             (--timeout), or with --device-code in a browser of another machine"
        ))),
    }
}

/// The context that is meant: one that there is, with what the flags say otherwise, or a new one.
fn target(args: &LoginArgs) -> Result<(String, Context), Failure> {
    let known = contexts::load()?;
    let url = args.client.url.clone();
    let named = args.client.context.clone().or_else(|| config::variable("QUALIFY_CONTEXT"));
    let says_service =
        args.way.sandbox || url.is_some() || args.service.root.is_some() || args.service.cloud.is_some();
    let name = match named {
        Some(name) => name,
        None if says_service => default_name(args)?,
        None => known.current.clone().ok_or_else(|| {
            Failure::WrongSettings(
                "which service? --sandbox means the one of this folder, --cloud global Microsoft's, --root URL one of your own; \
                 `qualify context list` shows the contexts that there are"
                    .to_owned(),
            )
        })?,
    };
    contexts::check_name(&name)?;
    let context = if says_service {
        Context::new(&service_of(args, url)?)?
    } else {
        with_flags(known.get(&name)?.clone(), &args.service)
    };
    Ok((name, context))
}

/// Where a new context leads to.
fn service_of(args: &LoginArgs, url: Option<String>) -> Result<NewServiceArgs, Failure> {
    let mut service = args.service.clone();
    if args.way.sandbox {
        let url = url.or(service.root.take()).or_else(|| config::variable("QUALIFY_URL"));
        let address = config::server_address(url.as_deref(), args.client.ca.as_deref())?;
        service.root = Some(address.url);
        service.trust = service.trust.or(address.ca);
    } else {
        service.root = url.or(service.root);
    }
    service.trust = service.trust.or(args.client.ca.clone());
    Ok(service)
}

fn default_name(args: &LoginArgs) -> Result<String, Failure> {
    if args.way.sandbox {
        return Ok("sandbox".to_owned());
    }
    let context = Context::new(&service_of(args, args.client.url.clone())?)?;
    let host =
        reqwest::Url::parse(&context.root_url()).ok().and_then(|url| url.host_str().map(str::to_owned));
    Ok(host.unwrap_or_else(|| "service".to_owned()))
}

fn with_flags(mut context: Context, service: &NewServiceArgs) -> Context {
    context.tenant = service.tenant.clone().or(context.tenant);
    context.application = service.application.clone().or(context.application);
    context.authority = service.authority.clone().or(context.authority);
    context.audience = service.audience.clone().or(context.audience);
    if service.staff {
        context.side = Side::Staff;
    }
    context
}

/// A sign-in that is tried.
struct Attempt {
    sign_in: SignIn,
    credentials: Credentials,
    /// What is kept of it, if it is good.
    kept: Arc<MemorySecretStore>,
}

/// How it is signed in, and what does it.
fn attempt(args: &LoginArgs, name: &str, context: &Context) -> Result<Attempt, Failure> {
    let LoginWay { browser, device_code, certificate, secret_stdin, sandbox: _ } = &args.way;
    let nothing = || Arc::new(MemorySecretStore::default());
    if let Some(file) = certificate {
        let (sign_in, credentials) =
            by_certificate(name, context, file, args.key.as_deref().unwrap_or(file))?;
        return Ok(Attempt { sign_in, credentials, kept: nothing() });
    }
    if *secret_stdin {
        let secret = sign_in::secret_from_stdin()?;
        let application = sign_in::application_with_secret(name, context, &secret)?;
        let credentials = Credentials::client_secret(application);
        return Ok(Attempt {
            sign_in: SignIn::Secret,
            credentials,
            kept: Arc::new(MemorySecretStore::with(secret)),
        });
    }
    if let SignIn::Sandbox { user } = &context.sign_in
        && !(*browser || *device_code)
    {
        let user = args.client.user.clone().or_else(|| user.clone());
        let is_staff = context.side == Side::Staff;
        let credentials = Credentials::sandbox(qualify_sdk::SandboxUser { name: user.clone(), is_staff });
        return Ok(Attempt { sign_in: SignIn::Sandbox { user }, credentials, kept: nothing() });
    }
    let application = sign_in::public_application(name, context)?;
    let kept = nothing();
    if *device_code || (!*browser && context.sign_in == SignIn::DeviceCode) {
        let credentials = by_device_code(application, Arc::clone(&kept));
        return Ok(Attempt { sign_in: SignIn::DeviceCode, credentials, kept });
    }
    let credentials = by_browser(application, Arc::clone(&kept), args.timeout);
    Ok(Attempt { sign_in: SignIn::Browser, credentials, kept })
}

/// A secret in the place of whatever was kept.
fn keep_secret(name: &str, secret: &Secret) -> Result<(), Failure> {
    let store = FileSecretStore::new(contexts::secret_file(name)?);
    let is_kept = match store.try_reserve()? {
        Some(turn) => store.exchange(&turn, store.load()?.as_ref(), secret)?,
        None => false,
    };
    if is_kept {
        return Ok(());
    }
    Err(Failure::Failed(format!("somebody else signs in to context {name} at this moment; try again")))
}

fn by_device_code(application: Application, store: Arc<MemorySecretStore>) -> Credentials {
    Credentials::device_code(application, store, |prompt| output::note(&prompt.message))
}

fn by_browser(
    application: Application,
    store: Arc<MemorySecretStore>,
    timeout: Option<Duration>,
) -> Credentials {
    Credentials::browser(application, store, move |prompt| {
        let time = match timeout {
            Some(limit) if limit < prompt.good_for => format!("{limit:?}"),
            Some(_) | None => counted(prompt.good_for.as_secs() / 60, "minute"),
        };
        if browser::opened(&prompt.url) {
            output::note(&format!(
                "Sign in in the browser, within {time}. If it did not open, this is the page:"
            ));
        } else {
            output::note(&format!("Open this page in a browser of this machine, and sign in within {time}:"));
        }
        output::note(&prompt.url);
    })
}

fn by_certificate(
    name: &str,
    context: &Context,
    certificate: &Path,
    key: &Path,
) -> Result<(SignIn, Credentials), Failure> {
    let placed = |file: &Path| {
        std::path::absolute(file)
            .map_err(|error| Failure::WrongSettings(format!("{}: {error}", file.display())))
    };
    let (certificate, key) = (placed(certificate)?, placed(key)?);
    let credentials = sign_in::by_certificate(name, context, &certificate, &key)?;
    Ok((SignIn::Certificate { certificate, key }, credentials))
}

/// Keeps the context, and uses it if none is in use.
fn keep(name: &str, context: Context) -> Result<(), Failure> {
    contexts::update(|known| {
        known.contexts.insert(name.to_owned(), context);
        if known.current.is_none() {
            known.current = Some(name.to_owned());
            output::note(&format!("context {name} is in use from now on"));
        }
        Ok(())
    })
}

pub(crate) fn logout(args: &LogoutArgs) -> Result<(), Failure> {
    let known = contexts::load()?;
    let name = args.context.clone().or_else(|| config::variable("QUALIFY_CONTEXT")).or(known.current);
    let name = name.ok_or_else(|| {
        Failure::WrongSettings("no context is in use; name the one to sign out of with --context".to_owned())
    })?;
    contexts::update(|known| {
        known.get(&name)?;
        if let Some(context) = known.contexts.get_mut(&name) {
            context.sign_in = SignIn::Nobody;
        }
        Ok(())
    })?;
    context::forget(&name)?;
    output::note(&format!("signed out of context {name}; nothing of the sign-in is kept here"));
    Ok(())
}
