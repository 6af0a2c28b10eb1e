//! Documents that are handed in until somebody ends it, and whether every one of them is there afterwards.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use qualify_vocabulary::to_hexadecimal;
use serde_json::{Value, json};

use super::customer_body;
use super::http::Connection;
use super::process::ServerProcess;
use super::random::Random;

/// Documents that a case takes.
const DOCUMENTS_OF_A_CASE: usize = 5;
/// Callers that hand in at the same time.
const CALLERS: usize = 4;
/// A kill comes at most this long after the load began.
const LOAD_MAX_MS: u64 = 400;
/// Lines of a document: up to a quarter of a megabyte.
const LINES_MAX: u64 = 4000;

/// A document that was sent.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// The path of its case.
    case: String,
    /// What it is made of.
    seed: u64,
    /// How the service names it, once it was acknowledged.
    id: Option<String>,
}

/// What a soak with documents did; it only exists if everything held.
#[derive(Debug, Clone, Copy, Default)]
pub struct DocumentReport {
    /// Kills while documents came, each followed by a restart and a look at all of them.
    pub kills: u32,
    /// Documents that were acknowledged, each of them there and whole after every kill that followed.
    pub acknowledged: u64,
    /// Documents without an answer,
    pub unanswered: u64,
    /// and those of them that were kept all the same, each of them whole.
    pub unanswered_kept: u64,
}

impl HandedIn {
    /// Whether the service has said that it has the document.
    pub const fn is_acknowledged(&self) -> bool {
        self.id.is_some()
    }

    /// A PDF like no other.
    fn bytes(&self) -> Vec<u8> {
        let mut random = Random::new(self.seed);
        let mut text = format!("%PDF-1.4\n% {:016x}\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", self.seed);
        for _ in 0..random.below(LINES_MAX) {
            writeln!(text, "% {:016x}{:016x}{:016x}", random.bits(), random.bits(), random.bits())
                .expect("a text takes everything");
        }
        text.push_str("startxref\n9\n%%EOF\n");
        text.into_bytes()
    }
}

/// Makes customers whose requests wait for a person, and hands in documents for each, until it is over. Gives what was
/// sent, the last perhaps in vain.
///
/// # Errors
/// A server that runs does not take one of them.
pub fn hand_in_until(
    connection: &Connection,
    mut random: Random,
    is_over: &AtomicBool,
) -> anyhow::Result<Vec<HandedIn>> {
    let mut sent = Vec::new();
    let outcome = hand_in(connection, &mut random, is_over, &mut sent);
    match outcome {
        Err(error) if !is_over.load(Ordering::SeqCst) => {
            Err(error.context("a server that runs takes no document"))
        }
        _ => Ok(sent),
    }
}

fn hand_in(
    connection: &Connection,
    random: &mut Random,
    is_over: &AtomicBool,
    sent: &mut Vec<HandedIn>,
) -> anyhow::Result<()> {
    let mut connection = connection.another()?;
    while !is_over.load(Ordering::SeqCst) {
        let case = open_case(&mut connection, random)?;
        for _ in 0..DOCUMENTS_OF_A_CASE {
            if is_over.load(Ordering::SeqCst) {
                return Ok(());
            }
            sent.push(HandedIn { case: case.clone(), seed: random.bits(), id: None });
            let last = sent.len() - 1;
            sent[last].id = Some(send(&mut connection, &sent[last])?);
        }
    }
    Ok(())
}

/// A customer whose request for Education waits for a person; answers the path of its case.
fn open_case(connection: &mut Connection, random: &mut Random) -> anyhow::Result<String> {
    let domain = format!("soak-{}.onmicrosoft.com", random.guid());
    let body = customer_body(&domain);
    let customer = connection.send("POST", "/v1/customers", &[], Some(&body))?.expect(201)?;
    let customer = customer["id"].as_str().context("the customer has no id")?;
    let body = json!({ "qualification": "Education", "educationSegment": "K12" });
    let path = format!("/v1/customers/{customer}/qualifications");
    connection.send("POST", &path, &[], Some(&body))?.expect(201)?;
    let reviews = format!("/partner/v1/customers/{customer}/reviews");
    let cases = connection.get(&reviews)?;
    let case = cases.as_array().and_then(|cases| cases.first()).context("the request has no case")?;
    Ok(format!("{reviews}/{}", case["id"].as_str().context("the case has no id")?))
}

/// Sends a document; answers its id, by which the case names the one that was not there before.
fn send(connection: &mut Connection, document: &HandedIn) -> anyhow::Result<String> {
    let bytes = document.bytes();
    let path = format!("{}/documents", document.case);
    let shown = connection.send_bytes("POST", &path, &[], &bytes)?.expect(201)?;
    let own = sha256(&bytes);
    let listed = documents_of(&shown)?;
    let found = listed.iter().find(|(_, hash)| **hash == own);
    Ok(found.context("the case does not name the document")?.0.clone())
}

/// Looks for everything that was sent: what was acknowledged is there, what is there is whole, and nothing else is.
///
/// # Errors
/// Something is lost, damaged or foreign.
pub fn check(connection: &mut Connection, sent: &[HandedIn]) -> anyhow::Result<DocumentReport> {
    let mut by_case: BTreeMap<&str, Vec<&HandedIn>> = BTreeMap::new();
    for document in sent {
        by_case.entry(&document.case).or_default().push(document);
    }
    let mut report = DocumentReport::default();
    for (case, sent) in by_case {
        check_case(connection, case, &sent, &mut report).with_context(|| case.to_owned())?;
    }
    Ok(report)
}

fn check_case(
    connection: &mut Connection,
    case: &str,
    sent: &[&HandedIn],
    report: &mut DocumentReport,
) -> anyhow::Result<()> {
    let mut listed = documents_of(&connection.get(case)?)?;
    for document in sent {
        let bytes = document.bytes();
        let hash = sha256(&bytes);
        let id = match &document.id {
            Some(id) => Some(id.clone()),
            None => listed.iter().find(|(_, listed)| **listed == hash).map(|(id, _)| id.clone()),
        };
        report.acknowledged += u64::from(document.id.is_some());
        report.unanswered += u64::from(document.id.is_none());
        let Some(id) = id else { continue };
        report.unanswered_kept += u64::from(document.id.is_none());
        ensure!(
            listed.remove(&id).is_some_and(|listed| listed == hash),
            "document {id} is gone or another one"
        );
        let answer = connection.send("GET", &format!("{case}/documents/{id}"), &[], None)?;
        ensure!(answer.status == 200, "document {id}: {}", answer.status);
        ensure!(answer.body == bytes, "document {id} is not what was handed in");
    }
    ensure!(listed.is_empty(), "nobody handed in {listed:?}");
    Ok(())
}

/// Opens every document of every case of the caller's customers; answers how many there are.
///
/// # Errors
/// One of them does not open, or is not what its case says.
pub fn open_all(connection: &mut Connection) -> anyhow::Result<u64> {
    let mut opened = 0;
    let customers = connection.get("/v1/customers")?;
    for customer in customers["items"].as_array().context("the page has no items")? {
        let customer = customer["id"].as_str().context("a customer has no id")?;
        let reviews = format!("/partner/v1/customers/{customer}/reviews");
        for case in connection.get(&reviews)?.as_array().context("no list of cases")? {
            let path = format!("{reviews}/{}/documents", case["id"].as_str().context("a case has no id")?);
            for (id, hash) in documents_of(case)? {
                let answer = connection.send("GET", &format!("{path}/{id}"), &[], None)?;
                ensure!(answer.status == 200, "document {id}: {}", answer.status);
                ensure!(sha256(&answer.body) == hash, "document {id} is not what its case says");
                opened += 1;
            }
        }
    }
    Ok(opened)
}

/// The documents that a case names, with their hashes.
fn documents_of(case: &Value) -> anyhow::Result<BTreeMap<String, String>> {
    let documents = case["documents"].as_array().context("the case has no documents")?;
    let text = |document: &Value, member: &str| document[member].as_str().map(str::to_owned);
    let named = documents.iter().map(|document| text(document, "id").zip(text(document, "sha256")));
    named.collect::<Option<_>>().context("a document has no id or no hash")
}

fn sha256(bytes: &[u8]) -> String {
    to_hexadecimal(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref())
}

/// Kills `program serve --sandbox` so many times on one data folder, each time while documents are handed in.
///
/// # Errors
/// A document is lost or damaged, or the server did not do what every server does. The message names the seed and the
/// data folder, which is kept.
pub fn kill_while_documents_come(program: &Path, kills: u32, seed: u64) -> anyhow::Result<DocumentReport> {
    let folder = tempfile::Builder::new().prefix("qualify-soak-").tempdir()?;
    let outcome = kill_on(folder.path(), program, kills, seed);
    outcome.map_err(|error| {
        let kept = folder.keep();
        error.context(format!("seed {seed}; data and log are kept in {}", kept.display()))
    })
}

fn kill_on(folder: &Path, program: &Path, kills: u32, seed: u64) -> anyhow::Result<DocumentReport> {
    let (data_dir, log) = (folder.join("data"), folder.join("server.log"));
    let mut random = Random::new(seed);
    let mut sent: Vec<HandedIn> = Vec::new();
    let mut checked = 0;
    for kill in 0..=kills {
        let mut server = ServerProcess::start_sandbox(program, &data_dir, &log)?;
        let mut connection = server.connect_as(&json!({ "expiresInSeconds": 36_000 }))?;
        if kill == kills {
            let report = check(&mut connection, &sent)?;
            server.stop()?;
            return Ok(DocumentReport { kills, ..report });
        }
        // What stood a look stands it again at the end.
        check(&mut connection, &sent[checked..])?;
        checked = sent.len();
        let is_killed = AtomicBool::new(false);
        let seeds: Vec<Random> = (0..CALLERS).map(|_| Random::new(random.bits())).collect();
        let delay = Duration::from_millis(random.below(LOAD_MAX_MS));
        let connection = &connection;
        let outcomes = thread::scope(|scope| {
            let callers: Vec<_> = seeds
                .into_iter()
                .map(|random| scope.spawn(|| hand_in_until(connection, random, &is_killed)))
                .collect();
            thread::sleep(delay);
            is_killed.store(true, Ordering::SeqCst);
            let killed = server.kill();
            let outcomes: Vec<_> = callers.into_iter().map(thread::ScopedJoinHandle::join).collect();
            killed.map(|()| outcomes)
        })?;
        for outcome in outcomes {
            let Ok(documents) = outcome else { bail!("a caller panicked") };
            sent.extend(documents?);
        }
    }
    bail!("the last round returns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_another_one_and_the_same_again() {
        let of = |seed| HandedIn { case: String::new(), seed, id: None }.bytes();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert!(of(1).starts_with(b"%PDF-") && of(1).ends_with(b"%%EOF\n"));
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256(b""), empty);
    }
}
