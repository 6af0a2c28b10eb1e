//! The effective settings: flags over everything that the configuration says. The environment is read by
//! `qualify_server::Config` (sections and keys) and by clap (`QUALIFY_URL`), nowhere else.

use std::path::{Path, PathBuf};

use qualify_server::{Config, ConfigError};
use qualify_store::DatabaseLocation;

use crate::args::{BackupArgs, ConfigArgs, ServeArgs};
use crate::exit::Failure;

/// Where a server says which URL it has, as seen from the folder that it was started in.
const READY_FILE: &str = "./qualify-data/ready";

/// File and environment, with the mode that only a flag can set.
pub(crate) fn load(source: &ConfigArgs) -> Result<Config, Failure> {
    let mut config = Config::load(source.config.as_deref()).map_err(|error| wrong(&error))?;
    config.sandbox.enabled = source.sandbox;
    Ok(config)
}

/// What `serve` goes by.
pub(crate) fn for_serve(args: ServeArgs) -> Result<Config, Failure> {
    let mut config = load(&args.source)?;
    let server = &mut config.server;
    server.listen = args.listen.unwrap_or(server.listen);
    server.admin_listen = args.admin_listen.or(server.admin_listen);
    server.public_url = args.public_url.or(server.public_url.take());
    server.ready_file = args.ready_file.or(server.ready_file.take());
    let store = &mut config.store;
    store.data_dir = args.data_dir.unwrap_or(std::mem::take(&mut store.data_dir));
    store.database = args.database.or(store.database.take());
    config.sandbox.seed_file = args.seed.or(config.sandbox.seed_file.take());
    config.check().map_err(|error| wrong(&error))?;
    Ok(config)
}

/// The database file that a service with these settings uses.
pub(crate) fn database_file(args: &BackupArgs) -> Result<PathBuf, Failure> {
    let config = Config::load(args.config.as_deref()).map_err(|error| wrong(&error))?;
    // A folder on the command line means the database in it, whatever the configuration says.
    let configured = config.store.database.filter(|_| args.data_dir.is_none());
    let location = match args.database.as_ref().or(configured.as_ref()) {
        Some(url) => DatabaseLocation::parse(url)
            .map_err(|error| Failure::WrongSettings(format!("--database: {error}")))?,
        None => DatabaseLocation::in_folder(args.data_dir.as_ref().unwrap_or(&config.store.data_dir)),
    };
    match location {
        DatabaseLocation::SqliteFile(file) => Ok(file),
        DatabaseLocation::SqliteTemporary => Err(Failure::WrongSettings(
            "--database: sqlite::memory: is private to the service that has it, and goes with it; name a file by \
             sqlite:PATH"
                .to_owned(),
        )),
    }
}

/// The server that a client command talks to: as named, else as the ready file of this folder says.
pub(crate) fn server_url(named: Option<&str>) -> Result<String, Failure> {
    match named.map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) => Ok(url.trim_end_matches('/').to_owned()),
        None => ready_url(Path::new(READY_FILE)),
    }
}

fn ready_url(file: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::Unreachable(format!(
            "no server is known: {} cannot be read ({error}). Start one here with `qualify serve --sandbox`, or name \
             it with --url or QUALIFY_URL",
            file.display()
        ))
    })?;
    Ok(text.trim().trim_end_matches('/').to_owned())
}

/// A configuration that cannot be used.
pub(crate) fn wrong(error: &ConfigError) -> Failure {
    Failure::WrongSettings(format!("the configuration cannot be used:\n{error}"))
}
