//! The server that all tests of this workspace share.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::bail;

use super::{is_root, on, programs, shell};

/// The longest that a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts a server in the folder $1 as the programs in $2, and ends it when nobody has held the lock for a while.
const KEEPER: &str = r#"
cd "$1" || exit 1
[ -f data/PG_VERSION ] || "$2/initdb" -D data -U qualify -A trust -E UTF8 --locale=C.UTF-8 -N >init.log 2>&1 || exit 1
"$2/postgres" -D data -k "$1" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off -c max_wal_size=256MB -c min_wal_size=32MB \
    >server.log 2>&1 &
server=$!
idle=0
while [ "$idle" -lt 10 ] && kill -0 "$server" 2>/dev/null; do
    sleep 2
    if flock -n -x users true; then idle=$((idle + 1)); else idle=0; fi
done
kill -INT "$server"
wait "$server"
rm -rf data
"#;

/// The server that this process uses, as long as it runs.
pub(super) struct Server {
    pub(super) folder: PathBuf,
    _users: File,
}

pub(super) fn server() -> anyhow::Result<&'static Server> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    server.as_ref().map_err(|error| anyhow::anyhow!("{error}"))
}

fn start() -> anyhow::Result<Server> {
    let place = format!("{}-{}", env!("CARGO_MANIFEST_DIR"), is_root()).replace(['/', '.'], "-");
    let folder = std::env::temp_dir().join(format!("qpg{place}"));
    fs::create_dir_all(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777))?;
    let users = File::create(folder.join("users"))?;
    users.lock_shared()?;
    let starting = File::create(folder.join("starting"))?;
    starting.lock()?;
    if admin(&folder, "SELECT 1").is_err() {
        keep(&folder)?;
    }
    drop(starting);
    Ok(Server { folder, _users: users })
}

/// Starts the keeper of a server, and waits for it to answer.
fn keep(folder: &Path) -> anyhow::Result<()> {
    let mut command = shell(folder, KEEPER)?;
    command.arg(folder).arg(programs()?);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let started = Instant::now();
    while let Err(error) = admin(folder, "SELECT 1") {
        if started.elapsed() > PATIENCE {
            let log = fs::read_to_string(folder.join("server.log")).unwrap_or_default();
            bail!("the server does not start: {error:#}\n{log}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

pub(super) fn url(folder: &Path, database: &str) -> String {
    format!("postgres:///{database}?host={}&user=qualify", folder.display())
}

/// Carries out a statement on a connection of its own, where it is called.
pub(super) fn admin(folder: &Path, sql: &str) -> anyhow::Result<()> {
    on(&url(folder, "postgres"), |client| {
        let sql = sql.to_owned();
        async move { client.batch_execute(&sql).await }
    })
}
