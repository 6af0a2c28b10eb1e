//! The effective settings: flags over everything that the configuration says. The environment is read by
//! `qualify_server::Config` (sections and keys), by clap (`QUALIFY_URL`, `QUALIFY_CA`) and here (the user's folders, and
//! what client commands go by), nowhere else.

use std::path::{Path, PathBuf};

use qualify_server::auth::MfaMode;
use qualify_server::backup::Source;
use qualify_server::config::{DocumentsIn, ServerSection, StoreSection, TlsMode};
use qualify_server::{Config, ConfigError};
use qualify_store::{DatabaseLocation, DocumentPlace};

use crate::args::{self, ConfigArgs, DatabaseArgs, ExecArgs, FetchDatasetsArgs, ServeArgs, TakeBackupArgs};
use crate::commands::datasets::fetch::Into as DatasetsFolder;
use crate::exit::Failure;

/// Where a server says which URL it has, as seen from the folder that it was started in.
const READY_FILE: &str = "./qualify-data/ready";

/// Once the command of `exec` has ended, nobody waits for an answer.
const EXEC_GRACE_SECONDS: u64 = 1;

/// File and environment, with the mode that only a flag can set.
pub(crate) fn load(source: &ConfigArgs) -> Result<Config, Failure> {
    let mut config = Config::load(source.config.as_deref()).map_err(|error| wrong(&error))?;
    config.sandbox.enabled = source.sandbox;
    Ok(config)
}

/// What `serve` goes by.
pub(crate) fn for_serve(args: ServeArgs) -> Result<Config, Failure> {
    let mut config = load(&args.source)?;
    apply_tls(&mut config.server, &args);
    let server = &mut config.server;
    server.listen = args.listen.unwrap_or(server.listen);
    server.admin_listen = args.admin_listen.or(server.admin_listen);
    server.public_url = args.public_url.or(server.public_url.take());
    server.ready_file = args.ready_file.or(server.ready_file.take());
    let store = &mut config.store;
    store.data_dir = args.data_dir.unwrap_or(std::mem::take(&mut store.data_dir));
    store.database = args.database.or(store.database.take());
    store.new_secret = args.new_secret;
    config.sandbox.seed_file = args.seed.or(config.sandbox.seed_file.take());
    apply_mfa(&mut config, args.mfa);
    config.check().map_err(|error| wrong(&error))?;
    Ok(config)
}

/// What the sandbox of `exec` goes by: nobody else finds it, and nothing of it stays outside the folder.
pub(crate) fn for_exec(args: &ExecArgs, folder: &Path) -> Result<Config, Failure> {
    let mut config = load(&ConfigArgs { config: args.config.clone(), sandbox: true })?;
    let server = &mut config.server;
    let own = ServerSection::default();
    server.listen = own.listen;
    server.listen.set_port(0);
    (server.admin_listen, server.public_url, server.ready_file) = (None, None, None);
    (server.tls_cert_file, server.tls_key_file) = (None, None);
    server.tls = if args.tls { TlsMode::SelfSigned } else { TlsMode::Off };
    if !args.tls {
        server.tls_names.clear();
    }
    server.shutdown_grace_seconds = EXEC_GRACE_SECONDS;
    folder.clone_into(&mut config.store.data_dir);
    (config.store.database, config.store.secret_key_file) = (None, None);
    config.sandbox.seed_file = args.seed.clone().or(config.sandbox.seed_file.take());
    apply_mfa(&mut config, args.mfa);
    config.check().map_err(|error| wrong(&error))?;
    Ok(config)
}

fn apply_mfa(config: &mut Config, flag: Option<args::Mfa>) {
    config.auth.mfa = match flag {
        None => config.auth.mfa,
        Some(args::Mfa::Off) => MfaMode::Off,
        Some(args::Mfa::Report) => MfaMode::Report,
        Some(args::Mfa::Enforce) => MfaMode::Enforce,
    };
}

/// A flag takes the place of all that the configuration says about the certificate.
fn apply_tls(server: &mut ServerSection, args: &ServeArgs) {
    let has_files = args.tls_cert.is_some() || args.tls_key.is_some();
    if let Some(mode) = args.tls {
        server.tls = match mode {
            args::Tls::Off => TlsMode::Off,
            args::Tls::SelfSigned => TlsMode::SelfSigned,
        };
        (server.tls_cert_file, server.tls_key_file) = (None, None);
    } else if has_files {
        server.tls = TlsMode::Off;
        server.tls_cert_file = args.tls_cert.clone().or(server.tls_cert_file.take());
        server.tls_key_file = args.tls_key.clone().or(server.tls_key_file.take());
    }
    if !args.tls_name.is_empty() {
        server.tls_names.clone_from(&args.tls_name);
    } else if has_files || args.tls == Some(args::Tls::Off) {
        server.tls_names.clear();
    }
}

/// Where `datasets fetch` puts things unless it is told or configured.
const DATASETS_FOLDER: &str = "./qualify-datasets";

/// The folder that `datasets fetch` fills.
pub(crate) fn datasets_folder(args: &FetchDatasetsArgs) -> Result<DatasetsFolder, Failure> {
    let configured =
        Config::load(args.config.as_deref()).map_err(|error| wrong(&error))?.vetting.datasets_dir;
    let path = args.into.clone().or_else(|| configured.clone());
    let path = path.unwrap_or_else(|| PathBuf::from(DATASETS_FOLDER));
    let is_configured = configured.as_ref() == Some(&path);
    Ok(DatasetsFolder { path, is_configured })
}

/// What `backup` takes.
pub(crate) fn backup_source(args: &TakeBackupArgs) -> Result<Source, Failure> {
    let config = Config::load(args.config.as_deref()).map_err(|error| wrong(&error))?;
    let store = named_store(config, args.data_dir.as_ref(), args.database.as_ref());
    let database = location_of(&store)?;
    let documents = match (store.documents, database.file()) {
        (Some(DocumentsIn::Folder), _) | (_, Some(_)) => DocumentPlace::Folder,
        (Some(DocumentsIn::Database) | None, None) => DocumentPlace::Database,
    };
    Ok(Source { database, documents, secret_key: store.secret_key_place(), data_dir: store.data_dir })
}

/// A folder on the command line means the database in it, whatever the configuration says.
fn named_store(config: Config, data_dir: Option<&PathBuf>, database: Option<&String>) -> StoreSection {
    let mut store = config.store;
    if let Some(data_dir) = data_dir {
        data_dir.clone_into(&mut store.data_dir);
        store.database = None;
    }
    store.database = database.cloned().or(store.database);
    store
}

/// The database that a service with these settings uses, wherever it is.
pub(crate) fn database_location(args: &DatabaseArgs) -> Result<DatabaseLocation, Failure> {
    let config = Config::load(args.config.as_deref()).map_err(|error| wrong(&error))?;
    let store = named_store(config, args.data_dir.as_ref(), args.database.as_ref());
    location_of(&store)
}

/// A database by its URL on the command line.
pub(crate) fn parse_database(flag: &str, url: &str) -> Result<DatabaseLocation, Failure> {
    DatabaseLocation::parse(url).map_err(|error| Failure::WrongSettings(format!("{flag}: {error}")))
}

/// A database that others than its service can reach.
fn location_of(store: &StoreSection) -> Result<DatabaseLocation, Failure> {
    let location = match &store.database {
        Some(url) => parse_database("--database", url)?,
        None => DatabaseLocation::in_folder(&store.data_dir),
    };
    if location.is_private() { Err(Failure::WrongSettings(PRIVATE.to_owned())) } else { Ok(location) }
}

/// A database of a server by its URL on the command line.
pub(crate) fn parse_server(flag: &str, url: &str) -> Result<DatabaseLocation, Failure> {
    let location = parse_database(flag, url)?;
    if location.is_private() || location.file().is_some() {
        let text = format!("{flag}: a file is restored by --data-dir alone; name a server by postgres://...");
        return Err(Failure::WrongSettings(text));
    }
    Ok(location)
}

/// What is said of a database that goes with its service.
const PRIVATE: &str = "--database: sqlite::memory: is private to the service that has it, and goes with it; name a file by \
                       sqlite:PATH, or a server";

/// A database as it is shown: a URL of a server may hold a password.
pub(crate) fn shown_database(location: &DatabaseLocation) -> String {
    location.file().map_or_else(|| "the database".to_owned(), |file| file.display().to_string())
}

/// Where the user's programs keep what they want to find again (XDG base directories); none where nobody is at home.
pub(crate) fn state_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))
}

/// Where contexts and sign-ins are kept; none where nobody is at home.
pub(crate) fn config_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    folder("QUALIFY_CONFIG_HOME")
        .or_else(|| Some(folder("XDG_CONFIG_HOME")?.join("qualify")))
        .or_else(|| Some(folder("HOME")?.join(".config/qualify")))
}

/// What an environment variable of the client commands says: `QUALIFY_URL`, `QUALIFY_CONTEXT`, `QUALIFY_TOKEN` and
/// `QUALIFY_STAFF_TOKEN`, which count only where no flag takes their place; `BROWSER`, as every program reads it.
pub(crate) fn variable(name: &str) -> Option<String> {
    let text = std::env::var_os(name)?.into_string().ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A server, and the authority that its certificate has to be from; without one, the system's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServerAddress {
    pub(crate) url: String,
    pub(crate) ca: Option<PathBuf>,
}

/// The server that a client command talks to: as named, else as the ready file of this folder says.
pub(crate) fn server_address(named: Option<&str>, ca: Option<&Path>) -> Result<ServerAddress, Failure> {
    let ca = ca.filter(|file| !file.as_os_str().is_empty()).map(Path::to_owned);
    let of_this_folder = ready_url(Path::new(READY_FILE));
    let url = match named.map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => of_this_folder.clone()?,
    };
    // What a self-signed server leaves beside the ready file; it is for that server only.
    let beside = Path::new(READY_FILE).with_file_name(qualify_server::CA_FILE);
    let is_of_this_folder = of_this_folder.is_ok_and(|ready| ready == url);
    let is_needed = is_of_this_folder && url.starts_with("https://") && beside.exists();
    Ok(ServerAddress { url, ca: ca.or(is_needed.then_some(beside)) })
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
