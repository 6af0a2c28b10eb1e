//! As whom a service is asked: a token that was given, a sandbox's users, or whoever signed in to the context.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use qualify_sdk::{Application, ClientCertificate, Credentials, FileSecretStore, SandboxUser};

use crate::args::ClientArgs;
use crate::contexts::{self, Context, Side, SignIn};
use crate::exit::Failure;
use crate::session::Place;

/// Longest secret that is read from standard input, in bytes.
const SECRET_BYTES_MAX: u64 = 64 << 10;

/// The credentials of a command. Nobody is asked anything: that is for `qualify login`.
pub(crate) fn credentials(place: &Place, args: &ClientArgs, side: Side) -> Result<Credentials, Failure> {
    if let Some(token) = place.given_token(args, side) {
        return Ok(Credentials::static_token(token));
    }
    let Some((name, context)) = &place.context else {
        return Ok(Credentials::sandbox(sandbox_user(args.user.as_deref(), side)));
    };
    if let SignIn::Sandbox { user } = &context.sign_in {
        // The user of a context is of the context's side.
        let own = user.as_deref().filter(|_| context.side == side);
        return Ok(Credentials::sandbox(sandbox_user(args.user.as_deref().or(own), side)));
    }
    if args.user.is_some() {
        return Err(Failure::WrongSettings(format!(
            "--user is for sandboxes; in context {name} it is whoever signed in"
        )));
    }
    if context.side != side {
        let (is, wants) = match side {
            Side::Partner => ("the operator's staff", "a partner"),
            Side::Staff => ("a partner", "the operator's staff"),
        };
        return Err(Failure::SignInNeeded(format!(
            "context {name} is for {is}, and this is for {wants}: name another context with --context, or a token with --token"
        )));
    }
    kept(name, context)
}

fn sandbox_user(name: Option<&str>, side: Side) -> SandboxUser {
    SandboxUser { name: name.map(str::to_owned), is_staff: side == Side::Staff }
}

/// Whoever signed in.
fn kept(name: &str, context: &Context) -> Result<Credentials, Failure> {
    match &context.sign_in {
        SignIn::Nobody | SignIn::Sandbox { .. } => Err(Failure::SignInNeeded(format!(
            "nobody is signed in in context {name}: `qualify login --context {name}` does it, or name a token with --token"
        ))),
        SignIn::Browser | SignIn::DeviceCode => {
            let store = FileSecretStore::new(contexts::secret_file(name)?);
            Ok(Credentials::refresh_token(public_application(name, context)?, store))
        }
        SignIn::Secret => {
            let file = contexts::secret_file(name)?;
            let secret = fs::read_to_string(&file).map_err(|error| {
                Failure::SignInNeeded(format!(
                    "the secret of context {name} cannot be read ({}: {error}): `qualify login --context {name} \
                     --secret-stdin` takes it again",
                    file.display()
                ))
            })?;
            Ok(Credentials::client_secret(application_with_secret(name, context, secret.trim())?))
        }
        SignIn::Certificate { certificate, key } => by_certificate(name, context, certificate, key),
    }
}

/// The application of a context as one without a secret.
pub(crate) fn public_application(name: &str, context: &Context) -> Result<Application, Failure> {
    let (tenant, id) = registration(name, context)?;
    Ok(Application::public(tenant, id))
}

pub(crate) fn application_with_secret(
    name: &str,
    context: &Context,
    secret: &str,
) -> Result<Application, Failure> {
    let (tenant, id) = registration(name, context)?;
    Ok(Application::new(tenant, id, secret))
}

fn registration<'a>(name: &str, context: &'a Context) -> Result<(&'a str, &'a str), Failure> {
    let missing = |flag: &str| {
        let of_sandbox = if contexts::is_loopback(&context.root_url()) {
            "; those of a sandbox are in `qualify sandbox seed --print`, and --sandbox signs in without them"
        } else {
            ""
        };
        Failure::WrongSettings(format!(
            "context {name} does not say {flag}: say it with --tenant and --application{of_sandbox}"
        ))
    };
    let tenant = context.tenant.as_deref().ok_or_else(|| missing("which tenant signs in"))?;
    let application = context.application.as_deref().ok_or_else(|| missing("which application signs in"))?;
    Ok((tenant, application))
}

/// An application with the key of its certificate.
pub(crate) fn by_certificate(
    name: &str,
    context: &Context,
    certificate: &Path,
    key: &Path,
) -> Result<Credentials, Failure> {
    let (tenant, id) = registration(name, context)?;
    let read = |file: &Path| {
        fs::read(file)
            .map_err(|error| Failure::WrongSettings(format!("{} cannot be read: {error}", file.display())))
    };
    let certificate = ClientCertificate::from_pem(&read(certificate)?, &read(key)?)?;
    Ok(Credentials::client_certificate(Application::with_certificate(tenant, id, certificate)))
}

/// A secret from standard input: never from the command line, where others see it.
pub(crate) fn secret_from_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    io::stdin().take(SECRET_BYTES_MAX).read_to_string(&mut text).map_err(|error| {
        Failure::WrongSettings(format!("the secret cannot be read from standard input: {error}"))
    })?;
    let secret = text.trim();
    if secret.is_empty() {
        return Err(Failure::WrongSettings(
            "standard input is empty: pipe the application's secret in, such as `qualify login --secret-stdin < FILE`"
                .to_owned(),
        ));
    }
    Ok(secret.to_owned())
}
