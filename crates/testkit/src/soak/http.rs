//! HTTP/1.1 over a plain socket: a client without a runtime, which sees every byte and can be cut at any moment.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

/// Longer than any answer should take; a server that hangs must not hang the soak.
const ANSWER_LIMIT: Duration = Duration::from_mins(1);
const HEADERS_MAX: usize = 100;

/// One connection, used for one request after the other.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    authorization: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Connection {
    /// Connects to the server at `http://HOST:PORT`.
    pub fn open(url: &str) -> anyhow::Result<Self> {
        let host =
            url.strip_prefix("http://").context("only plain HTTP is spoken here")?.trim_end_matches('/');
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_LIMIT))?;
        Ok(Self { stream: BufReader::new(stream), host: host.to_owned(), authorization: None })
    }

    /// The same connection, with a bearer token on every request from now on.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        Self { authorization: Some(format!("Bearer {token}")), ..self }
    }

    /// Another connection to the same server with the same token.
    pub fn another(&self) -> anyhow::Result<Self> {
        let other = Self::open(&format!("http://{}", self.host))?;
        Ok(Self { authorization: self.authorization.clone(), ..other })
    }

    /// The header that [`with_token`](Self::with_token) put on.
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }

    /// Sends one request and reads its answer to the end.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.send_bytes(method, path, headers, body.as_bytes())
    }

    /// The same with a body that need not be JSON.
    pub fn send_bytes(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> anyhow::Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.host);
        let authorization = self.authorization.iter().map(|token| ("Authorization", token.as_str()));
        for (name, value) in headers.iter().copied().chain(authorization) {
            request.extend([name, ": ", value, "\r\n"]);
        }
        let length = body.len().to_string();
        request.extend(["Content-Type: application/json\r\nContent-Length: ", &length, "\r\n\r\n"]);
        let mut request = request.into_bytes();
        request.extend(body);
        self.stream.get_mut().write_all(&request)?;
        self.read_answer()
    }

    /// `GET`, and the JSON of its 200.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Value> {
        self.send("GET", path, &[], None)?.expect(200).with_context(|| format!("GET {path}"))
    }

    fn read_answer(&mut self) -> anyhow::Result<Answer> {
        let status_line = self.read_line()?;
        let status = status_line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("no status line: {status_line:?}"))?;
        let mut headers = Vec::new();
        loop {
            let line = self.read_line()?;
            if line.is_empty() {
                break;
            }
            ensure!(headers.len() < HEADERS_MAX, "more than {HEADERS_MAX} headers");
            let (name, value) = line.split_once(':').with_context(|| format!("no header: {line:?}"))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        if let Some(length) = answer.header("content-length") {
            answer.body = vec![0; length.parse().context("content-length is no number")?];
            self.stream.read_exact(&mut answer.body)?;
        } else if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = self.read_chunks()?;
        }
        Ok(answer)
    }

    fn read_chunks(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.read_line()?;
            let size = u64::from_str_radix(&line, 16).with_context(|| format!("no chunk size: {line:?}"))?;
            let read = Read::take(&mut self.stream, size).read_to_end(&mut body)?;
            ensure!(read as u64 == size, "the connection ended inside a chunk");
            self.read_line()?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    /// One line of the head, without its end. A connection that ends here was cut.
    fn read_line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        match line.strip_suffix("\r\n") {
            Some(line) => Ok(line.to_owned()),
            None => bail!("the connection ended before the answer did"),
        }
    }
}

impl Answer {
    /// The first header of this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if the status is this one.
    pub fn expect(&self, status: u16) -> anyhow::Result<Value> {
        if self.status != status {
            let body = String::from_utf8_lossy(&self.body);
            bail!("{} instead of {status}: {body}", self.status);
        }
        serde_json::from_slice(&self.body).context("the body is no JSON")
    }
}
