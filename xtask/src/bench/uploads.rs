//! What callers who stop in the middle take of the memory: uploads of documents, and forms without a token.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use qualify_testkit::soak::ServerProcess;
use qualify_testkit::soak::http::Connection;
use serde_json::json;

use super::program::{self, Programs};
use super::starts::resident_mebibytes;
use crate::results::{Bound, Row, Unit};

const UPLOADS: usize = 60;
const UPLOAD_BYTES: usize = 10 << 20;
const FORMS: usize = 200;
const FORM_BYTES: usize = 60 << 10;
const UPLOADS_MAX_MEBIBYTES: f64 = 80.0;
const FORMS_MAX_MEBIBYTES: f64 = 30.0;

/// A customer of the seed whom a person has to decide about.
const CUSTOMER: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04";
const FORM_PATH: &str = "/northlight.example/oauth2/v2.0/token";

/// How long it may take until what was sent has arrived.
const ARRIVAL_LIMIT: Duration = Duration::from_secs(15);

pub(super) fn measure(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let folder = program::new_folder("uploads")?;
    let data_dir = folder.join("data");
    let server = start(programs, &data_dir, &folder.join("server.log"))?;
    let mut partner = program::connect(&server)?;
    let review = open_case(&mut partner)?;
    let path = format!("/partner/v1/customers/{CUSTOMER}/reviews/{review}/documents");
    let authorization = partner.authorization().context("the connection has a token")?.to_owned();
    let before = resident_mebibytes(server.id())?;
    let mut uploads = Vec::with_capacity(UPLOADS);
    for _ in 0..UPLOADS {
        let head = format!("Authorization: {authorization}\r\n");
        uploads.push(send_half(server.url(), &path, &head, UPLOAD_BYTES)?);
    }
    let documents = data_dir.join("documents");
    wait_for("the uploads are on the disk", || {
        unfinished_bytes(&documents) >= (UPLOADS * UPLOAD_BYTES * 9 / 20) as u64
    })?;
    let with_uploads = resident_mebibytes(server.id())?;
    drop(uploads);
    wait_for("the uploads are gone", || unfinished_bytes(&documents) == 0)?;
    let before_forms = resident_mebibytes(server.id())?;
    let forms = (0..FORMS)
        .map(|_| send_half(server.url(), FORM_PATH, "", FORM_BYTES))
        .collect::<anyhow::Result<Vec<_>>>()?;
    // Whoever signs in now is served, behind everything that was sent before.
    partner.another()?.get("/v1/customers?size=1")?;
    thread::sleep(Duration::from_secs(1));
    let with_forms = resident_mebibytes(server.id())?;
    drop(forms);
    server.stop()?;
    Ok(vec![
        Row::new("memory for 60 half-sent uploads of 10 MiB", with_uploads - before, Unit::Mebibytes)
            .must_be(Bound::AtMost(UPLOADS_MAX_MEBIBYTES)),
        Row::new("memory for 200 half-sent anonymous forms", with_forms - before_forms, Unit::Mebibytes)
            .must_be(Bound::AtMost(FORMS_MAX_MEBIBYTES)),
    ])
}

fn start(programs: &Programs, data_dir: &Path, log: &Path) -> anyhow::Result<ServerProcess> {
    let log = fs::File::options().create(true).append(true).open(log)?;
    let mut command = Command::new(&programs.qualify);
    command.args(["serve", "--sandbox", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data_dir);
    command.env("QUALIFY_VETTING__POLICY", "manual").stderr(log);
    ServerProcess::start(&mut command)
}

/// Has a customer ask for Education, and gives the id of its case.
fn open_case(partner: &mut Connection) -> anyhow::Result<String> {
    let body = json!({ "qualification": "Education" });
    partner
        .send("POST", &format!("/v1/customers/{CUSTOMER}/qualifications"), &[], Some(&body))?
        .expect(201)?;
    let cases = partner.get(&format!("/partner/v1/customers/{CUSTOMER}/reviews"))?;
    let first = cases.get(0).or_else(|| cases["items"].get(0));
    first.and_then(|case| case["id"].as_str()).map(str::to_owned).context("the request has no case")
}

/// Sends half of a body, once the server says that it reads it.
fn send_half(url: &str, path: &str, headers: &str, bytes: usize) -> anyhow::Result<TcpStream> {
    let address = url.strip_prefix("http://").context("only plain HTTP is spoken here")?;
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ARRIVAL_LIMIT))?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Expect: 100-continue\r\nContent-Length: {bytes}\r\n\r\n"
    )?;
    let mut interim = [0; 25];
    stream.read_exact(&mut interim)?;
    ensure!(interim.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&interim));
    stream.write_all(&vec![b' '; bytes / 2])?;
    Ok(stream)
}

/// What the documents take that are not complete.
fn unfinished_bytes(documents: &Path) -> u64 {
    let Ok(files) = fs::read_dir(documents) else { return 0 };
    let sizes = files.flatten().filter_map(|file| {
        file.path()
            .extension()
            .is_some_and(|it| it == "part")
            .then(|| file.metadata().map_or(0, |it| it.len()))
    });
    sizes.sum()
}

fn wait_for(what: &str, holds: impl Fn() -> bool) -> anyhow::Result<()> {
    let started = Instant::now();
    while !holds() {
        ensure!(started.elapsed() < ARRIVAL_LIMIT, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
