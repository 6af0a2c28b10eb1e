//! `qualify api`: any request, signed in, for what has no command of its own.

use std::io::{self, IsTerminal as _, Write as _};

use qualify_sdk::{Error, Method, RawAnswer, RawRequest};

use super::input;
use crate::args::{ApiAction, ApiArgs, RequestArgs};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::output;
use crate::session::{self, Session};

pub(crate) fn run(args: &ApiArgs) -> Result<(), Failure> {
    let (method, request) = match &args.action {
        ApiAction::Get(request) => (Method::Get, request),
        ApiAction::Post(request) => (Method::Post, request),
        ApiAction::Put(request) => (Method::Put, request),
        ApiAction::Patch(request) => (Method::Patch, request),
        ApiAction::Delete(request) => (Method::Delete, request),
    };
    session::run(async {
        let session = if request.staff {
            Session::open(&args.client, Side::Staff)?
        } else {
            Session::open_as_context(&args.client)?.0
        };
        let call = prepared(&session, method, request)?;
        if method != Method::Get {
            session.before_change();
        }
        match call.send().await {
            Ok(answer) => show(&answer, request.include),
            Err(Error::Service(refused)) => {
                let answer = RawAnswer {
                    status: refused.status(),
                    headers: refused.headers().to_vec(),
                    body: refused.body().to_vec(),
                    request_id: refused.request_id(),
                };
                show(&answer, request.include)?;
                Err(Error::Service(refused).into())
            }
            Err(error) => Err(error.into()),
        }
    })
}

fn prepared(session: &Session, method: Method, args: &RequestArgs) -> Result<RawRequest, Failure> {
    let mut call = session.client.request(method, &args.path)?;
    let mut media_type = "application/json".to_owned();
    for header in &args.headers {
        let (name, value) = header.split_once(':').ok_or_else(|| {
            Failure::WrongSettings(format!("--header {header:?} has no colon; write it as 'Name: value'"))
        })?;
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("content-type") {
            value.clone_into(&mut media_type);
        } else {
            call = call.header(name, value)?;
        }
    }
    Ok(match &args.input {
        Some(file) => call.body(&media_type, input::read(file)?),
        None => call,
    })
}

/// The body as it came; on a terminal what would control it is shown as numbers.
fn show(answer: &RawAnswer, with_head: bool) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    if with_head {
        writeln!(bytes, "HTTP {}", answer.status)?;
        for (name, value) in &answer.headers {
            writeln!(bytes, "{name}: {value}")?;
        }
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(&answer.body);
    if !answer.body.is_empty() && !answer.body.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    let stdout = io::stdout();
    if stdout.is_terminal() {
        return Ok(output::data(&String::from_utf8_lossy(&bytes))?);
    }
    let mut stdout = stdout.lock();
    stdout.write_all(&bytes)?;
    Ok(stdout.flush()?)
}
