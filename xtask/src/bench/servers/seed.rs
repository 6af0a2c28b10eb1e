//! Databases full of customers, made by SQL; they stay for the next run, which takes back what the one before wrote.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::AtomicUsize;

use anyhow::{Context, ensure};
use qualify_testkit::soak::ServerProcess;
use qualify_throwaway::Cluster;
use serde_json::json;

use crate::workspace;

/// The three databases.
pub(super) const THOUSAND: &str = "thousand";
pub(super) const POSTS: &str = "posts";
pub(super) const MILLIONS: &str = "millions";

/// The first customers, whose requests are heard.
pub(super) const HEARD: usize = 4;
/// Partners beside the one.
const PARTNERS: usize = 100;
const PARTNER: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";

/// One of them.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) database: &'static str,
    /// Customers of the one partner.
    pub(super) customers: usize,
    pub(super) nodes: usize,
    pub(super) used_of_many: AtomicUsize,
    folder: PathBuf,
}

impl Filled {
    /// The customers of the one partner, a GUID in a line.
    pub(super) fn ids(&self) -> PathBuf {
        self.folder.join("ids.txt")
    }

    /// Those of the hundred, in turn,
    pub(super) fn ids_of_many(&self) -> PathBuf {
        self.folder.join("ids-of-many.txt")
    }

    /// and the header of each partner.
    pub(super) fn tokens(&self) -> PathBuf {
        self.folder.join("tokens.txt")
    }
}

/// Makes what is not there.
pub(super) fn fill(
    cluster: &Cluster,
    program: &Path,
    folder: &Path,
    customers_max: usize,
) -> anyhow::Result<[Filled; 3]> {
    let filled = [(THOUSAND, 1000, 1), (POSTS, 400_000, 2), (MILLIONS, customers_max, 1)].map(
        |(database, customers, nodes)| Filled {
            database,
            customers,
            nodes,
            used_of_many: AtomicUsize::new(0),
            folder: folder.join(database),
        },
    );
    for it in &filled {
        let done = it.folder.join("filled");
        if fs::read_to_string(&done).is_ok_and(|count| count == it.customers.to_string()) {
            cluster.execute(it.database, TAKE_BACK)?;
        } else {
            println!("inserting {} customers into the database {}", it.customers, it.database);
            fill_one(cluster, program, it)?;
            fs::write(done, it.customers.to_string())?;
        }
        if it.database == POSTS {
            tokens(cluster, program, it)?;
        }
    }
    Ok(filled)
}

/// Starts a process on a database.
pub(super) fn start(
    program: &Path,
    url: &str,
    folder: &Path,
    number: usize,
) -> anyhow::Result<ServerProcess> {
    let log = File::options().create(true).append(true).open(folder.join(format!("node-{number}.log")))?;
    let mut command = workspace::command(program);
    command.args(["serve", "--sandbox", "--listen", "127.0.0.1:0", "--database", url, "--data-dir"]);
    command.arg(folder.join(format!("node-{number}"))).stderr(Stdio::from(log));
    command.env("QUALIFY_VETTING__POLICY", "manual");
    command.env("QUALIFY_STORE__SECRET_KEY_FILE", folder.join("node-0/secret.key"));
    ServerProcess::start(&mut command).with_context(|| format!("see the logs in {}", folder.display()))
}

fn fill_one(cluster: &Cluster, program: &Path, it: &Filled) -> anyhow::Result<()> {
    if it.folder.exists() {
        fs::remove_dir_all(&it.folder)?;
    }
    fs::create_dir_all(&it.folder)?;
    cluster.execute("postgres", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", it.database))?;
    cluster.execute("postgres", &format!("CREATE DATABASE {}", it.database))?;
    start(program, &cluster.url_of(it.database), &it.folder, 0)?.stop()?;
    let one = format!("'\\x{}'::bytea", PARTNER.replace('-', ""));
    cluster.execute(it.database, &insert(&one, "bench", it.customers))?;
    for table in ["customers", "customer_details", "tenant_domains"] {
        cluster.execute(it.database, &format!("VACUUM ANALYZE {table}"))?;
    }
    let ids = format!(
        "SELECT encode(decode(md5('bench' || n), 'hex'), 'hex')::uuid FROM generate_series(1, {}) n",
        it.customers
    );
    list(cluster, it.database, &ids, &it.ids())?;
    Ok(())
}

/// Has the sandbox make a hundred partners, with their customers and a token for each.
fn tokens(cluster: &Cluster, program: &Path, it: &Filled) -> anyhow::Result<()> {
    let node = start(program, &cluster.url_of(it.database), &it.folder, 0)?;
    let mut connection = super::super::program::connect(&node)?;
    let (mut tokens, mut ids) = (Vec::new(), Vec::new());
    let each = it.customers / PARTNERS;
    for number in 0..PARTNERS {
        let made = connection
            .send("POST", "/sandbox/partners", &[], Some(&json!({ "seed": false })))?
            .expect(201)?;
        let text = |name: &str| made[name].as_str().with_context(|| format!("no {name}: {made}"));
        let wish = json!({ "partner": text("tenant")?, "expiresInSeconds": 36_000 });
        let token = connection.send("POST", "/sandbox/token", &[], Some(&wish))?.expect(200)?;
        tokens.push(format!("Bearer {}", token["access_token"].as_str().context("a token")?));
        let partner = format!("'\\x{}'::bytea", text("tenant")?.replace('-', ""));
        let name = format!("p{}-{number}-", text("tenant")?);
        cluster.execute(it.database, &insert(&partner, &name, each))?;
        let sql = format!(
            "SELECT encode(decode(md5('{name}' || n), 'hex'), 'hex')::uuid FROM generate_series(1, {each}) n"
        );
        let file = it.folder.join("ids-of-one.txt");
        list(cluster, it.database, &sql, &file)?;
        ids.push(fs::read_to_string(file)?.lines().map(str::to_owned).collect::<Vec<_>>());
    }
    node.stop()?;
    fs::write(it.tokens(), tokens.join("\n") + "\n")?;
    let mut turns = String::new();
    for place in 0..each {
        for of_one in &ids {
            turns.push_str(&of_one[place]);
            turns.push('\n');
        }
    }
    Ok(fs::write(it.ids_of_many(), turns)?)
}

fn list(cluster: &Cluster, database: &str, sql: &str, file: &Path) -> anyhow::Result<()> {
    let mut psql = workspace::command("psql");
    psql.args(["--quiet", "--tuples-only", "--no-align", "--command", sql, &cluster.url_of(database)]);
    let ended = psql.stdout(File::create(file)?).status()?;
    ensure!(ended.success(), "psql ended with {ended}");
    Ok(())
}

/// Customers of a partner, as the service would have made them, but for the words to search by.
fn insert(partner: &str, name: &str, count: usize) -> String {
    INSERT.replace("PARTNER", partner).replace("NAME", name).replace("COUNT", &count.to_string())
}

const INSERT: &str = r#"SET synchronous_commit = off;
INSERT INTO customers (partner_id, id, name_key, company_name, domain, domain_key, has_ended, created_at)
SELECT PARTNER, decode(md5('NAME' || n), 'hex'), 'bench school ' || n, 'Bench School ' || n,
    'NAME' || n || '.onmicrosoft.com', 'NAME' || n || '.onmicrosoft.com', false, 1790000000000000
FROM generate_series(1, COUNT) n;
INSERT INTO customer_details (partner_id, customer_id, commerce_id, billing_profile_id, billing_profile, created_at, revision)
SELECT PARTNER, decode(md5('NAME' || n), 'hex'), decode(md5('c' || n), 'hex'), decode(md5('b' || n), 'hex'),
    '{"first_name":"Ana","last_name":"Berg","email":"it@bench' || n || '.example","culture":"en-US","language":"en",' ||
    '"company_name":"Bench School ' || n || '","default_address":{"country":"US","region":null,"city":"Redmond",' ||
    '"state":"WA","address_line1":"15 Lake St","address_line2":null,"postal_code":"98052","first_name":"Ana",' ||
    '"middle_name":null,"last_name":"Berg","phone_number":"4255550100"}}', 1790000000000000, 0
FROM generate_series(1, COUNT) n;
INSERT INTO tenant_domains (world, domain, partner_id, customer_id, created_at)
SELECT world, 'NAME' || n || '.onmicrosoft.com', PARTNER, decode(md5('NAME' || n), 'hex'), 1790000000000000
FROM generate_series(1, COUNT) n, partners WHERE partners.id = PARTNER;"#;

/// What runs before wrote.
const TAKE_BACK: &str = "TRUNCATE audit_records, events, replays, reviews, event_horizons CASCADE;
UPDATE customers SET qualification = NULL, status = NULL, reason = NULL, segment = NULL, opened_at = NULL, due_at = NULL,
    attempts = 0 WHERE qualification IS NOT NULL;";
