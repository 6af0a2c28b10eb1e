//! `qualify context`: services by name.

use std::fs;

use serde::Serialize;

use crate::args::{AddContextArgs, ContextAction, ContextArgs};
use crate::contexts::{self, Context, Side, SignIn};
use crate::exit::Failure;
use crate::output;
use crate::shown::{self, Row, or_dash};

pub(crate) fn run(args: &ContextArgs) -> Result<(), Failure> {
    match &args.action {
        ContextAction::List => {
            let known = contexts::load()?;
            let rows: Vec<ContextLine> = known
                .contexts
                .iter()
                .map(|(name, context)| ContextLine::of(name, context, known.current.as_deref()))
                .collect();
            shown::list(&args.shown, &rows)
        }
        ContextAction::Use { name } => {
            contexts::update(|known| {
                known.get(name)?;
                known.current = Some(name.clone());
                Ok(())
            })?;
            say_in_use(name)
        }
        ContextAction::Show { name } => {
            let known = contexts::load()?;
            let name = name.as_deref().or(known.current.as_deref()).ok_or_else(|| {
                Failure::WrongSettings(
                    "no context is in use; `qualify context list` shows those that there are".to_owned(),
                )
            })?;
            shown::one(
                &args.shown,
                &ContextDetails(ContextLine::of(name, known.get(name)?, known.current.as_deref())),
            )
        }
        ContextAction::Add(args) => add(args),
        ContextAction::Remove { name } => remove(name),
    }
}

fn say_in_use(name: &str) -> Result<(), Failure> {
    let known = contexts::load()?;
    let context = known.get(name)?;
    let kind = if contexts::is_loopback(&context.root_url()) { "" } else { ", production" };
    output::note(&format!("context {name} is in use from now on ({}{kind})", context.root_url()));
    Ok(())
}

/// What is known of how somebody signed in stays, while it is for the same service.
fn add(args: &AddContextArgs) -> Result<(), Failure> {
    contexts::check_name(&args.name)?;
    let mut context = Context::new(&args.service)?;
    let is_first = contexts::update(|known| {
        if let Some(before) = known.contexts.get(&args.name)
            && before.root_url() == context.root_url()
            && before.tenant == context.tenant
            && before.application == context.application
            && before.side == context.side
        {
            context.sign_in = before.sign_in.clone();
        }
        known.contexts.insert(args.name.clone(), context.clone());
        let is_first = known.current.is_none();
        if is_first {
            known.current = Some(args.name.clone());
        }
        Ok(is_first)
    })?;
    output::note(&format!("context {} is {}", args.name, context.root_url()));
    if is_first {
        say_in_use(&args.name)?;
    }
    if context.sign_in == SignIn::Nobody {
        output::note(&format!("`qualify login --context {}` signs in", args.name));
    }
    Ok(())
}

fn remove(name: &str) -> Result<(), Failure> {
    contexts::update(|known| {
        known.get(name)?;
        known.contexts.remove(name);
        if known.current.as_deref() == Some(name) {
            known.current = None;
        }
        Ok(())
    })?;
    forget(name)?;
    output::note(&format!("context {name} is removed, and its sign-in forgotten"));
    Ok(())
}

/// Removes what a sign-in left.
pub(crate) fn forget(name: &str) -> Result<(), Failure> {
    let file = contexts::secret_file(name)?;
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::Failed(format!(
            "the kept sign-in {} cannot be removed: {error}; remove it by hand",
            file.display()
        ))),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A context as it is shown: nothing secret is part of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ContextLine {
    name: String,
    in_use: bool,
    url: String,
    authority: Option<String>,
    audience: Option<String>,
    production: bool,
    side: Side,
    tenant: Option<String>,
    application: Option<String>,
    sign_in: &'static str,
    user: Option<String>,
}

impl ContextLine {
    fn of(name: &str, context: &Context, current: Option<&str>) -> Self {
        let url = context.root_url();
        let cloud = context.cloud();
        let user = match &context.sign_in {
            SignIn::Sandbox { user } => user.clone(),
            _ => None,
        };
        Self {
            name: name.to_owned(),
            in_use: current == Some(name),
            authority: cloud.authority_url().ok(),
            audience: cloud.audience().ok(),
            production: !contexts::is_loopback(&url),
            url,
            side: context.side,
            tenant: context.tenant.clone(),
            application: context.application.clone(),
            sign_in: context.sign_in.name(),
            user,
        }
    }

    fn kind(&self) -> String {
        if self.production { "production" } else { "sandbox" }.to_owned()
    }

    fn side(&self) -> String {
        match self.side {
            Side::Partner => "partner",
            Side::Staff => "staff",
        }
        .to_owned()
    }
}

impl Row for ContextLine {
    const TITLES: &'static [&'static str] = &["USED", "NAME", "URL", "KIND", "FOR", "SIGN-IN"];

    fn cells(&self) -> Vec<String> {
        vec![
            if self.in_use { "*" } else { "" }.to_owned(),
            self.name.clone(),
            self.url.clone(),
            self.kind(),
            self.side(),
            self.sign_in.to_owned(),
        ]
    }
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct ContextDetails(ContextLine);

impl Row for ContextDetails {
    const TITLES: &'static [&'static str] =
        &["NAME", "URL", "KIND", "AUTHORITY", "AUDIENCE", "FOR", "TENANT", "APPLICATION", "SIGN-IN", "USER"];

    fn cells(&self) -> Vec<String> {
        let context = &self.0;
        vec![
            context.name.clone(),
            context.url.clone(),
            context.kind(),
            or_dash(context.authority.as_deref()),
            or_dash(context.audience.as_deref()),
            context.side(),
            or_dash(context.tenant.as_deref()),
            or_dash(context.application.as_deref()),
            context.sign_in.to_owned(),
            or_dash(context.user.as_deref()),
        ]
    }
}
