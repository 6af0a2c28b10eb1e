//! A port of this machine to which a browser is sent back (RFC 8252 7.3).

use std::net::Ipv4Addr;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use reqwest::Url;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::refusal::{described, known_code};
use super::token::Secret;
use crate::error::{Error, Result};

/// So many connections are looked at at once. Browsers open some that they do not use.
const CONNECTIONS_MAX: usize = 32;
/// How long a connection has to send its request, and to take its answer.
const CONNECTION_LIMIT: Duration = Duration::from_secs(10);
/// The longest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 32 << 10;
/// How long no connection is taken after one could not be.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What a browser brought back.
pub(super) enum Answer {
    Code(Secret),
    Refused { code: Option<String>, words: String },
}

/// A port that is open until this value goes.
pub(super) struct Loopback {
    listener: TcpListener,
    port: u16,
}

impl Loopback {
    pub(super) async fn open() -> Result<Self> {
        const TEXT: &str =
            "no port of this machine could be opened for the browser to come back to; sign in by device code";
        let failed = |error| Error::local(TEXT, error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, port })
    }

    /// Where the browser is sent back to.
    pub(super) fn redirect_uri(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Waits until a browser brings the answer to the request with this state. Whatever else comes is answered and
    /// forgotten: it cannot end the wait.
    pub(super) async fn wait_for_answer(&self, state: &Secret) -> Answer {
        let mut connections = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if connections.len() < CONNECTIONS_MAX => match accepted {
                    Ok((stream, _)) => connections.push(self.serve(stream, state)),
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
                Some(served) = connections.next(), if !connections.is_empty() => {
                    if let Some(answer) = served {
                        return answer;
                    }
                }
            }
        }
    }

    async fn serve(&self, mut stream: TcpStream, state: &Secret) -> Option<Answer> {
        let head = tokio::time::timeout(CONNECTION_LIMIT, read_head(&mut stream)).await.ok()??;
        let (page, answer) = self.read(&head, state);
        let answering = async {
            stream.write_all(page.response().as_bytes()).await?;
            stream.shutdown().await
        };
        // Whether the page is seen or not, the answer is here.
        let _ = tokio::time::timeout(CONNECTION_LIMIT, answering).await;
        answer
    }

    fn read(&self, head: &str, state: &Secret) -> (Page, Option<Answer>) {
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some("GET"), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return (Page::Odd, None);
        };
        // Another site's name may lead to this port (DNS rebinding).
        let is_own =
            |name: &str| ["localhost", "127.0.0.1"].iter().any(|own| name == format!("{own}:{}", self.port));
        let mut hosts = lines
            .filter_map(|line| line.split_once(':'))
            .filter(|(name, _)| name.eq_ignore_ascii_case("host"))
            .map(|(_, value)| value.trim().to_ascii_lowercase());
        if !matches!((hosts.next(), hosts.next()), (Some(host), None) if is_own(&host)) {
            return (Page::Odd, None);
        }
        let Some(query) = target.strip_prefix("/?") else {
            return (Page::Nothing, None);
        };
        match read_query(query, state) {
            Some(answer @ Answer::Code(_)) => (Page::Done, Some(answer)),
            Some(answer @ Answer::Refused { .. }) => (Page::Refused, Some(answer)),
            None => (Page::Odd, None),
        }
    }
}

/// The answer to the request with this state; `None` if it is another's, or none.
fn read_query(query: &str, state: &Secret) -> Option<Answer> {
    let url = Url::parse(&format!("http://localhost/?{query}")).ok()?;
    let once = |wanted: &str| {
        let mut values =
            url.query_pairs().filter(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
        match (values.next(), values.next()) {
            (Some(value), None) if !value.is_empty() => Some(value),
            _ => None,
        }
    };
    let is_same = |sent: String| {
        aws_lc_rs::constant_time::verify_slices_are_equal(sent.as_bytes(), state.reveal().as_bytes()).is_ok()
    };
    if !once("state").is_some_and(is_same) {
        return None;
    }
    match (once("code"), once("error")) {
        (Some(code), None) => Some(Answer::Code(code.into())),
        (None, Some(error)) => {
            let code = known_code(&error).map(str::to_owned);
            let words = described(&once("error_description").unwrap_or_default(), &[]);
            let words = if words.is_empty() {
                code.clone().unwrap_or_else(|| "no reason was given".to_owned())
            } else {
                words
            };
            Some(Answer::Refused { code, words })
        }
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// The head of a request; `None` if it is none.
async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::with_capacity(2 << 10);
    loop {
        if head.windows(4).any(|window| window == b"\r\n\r\n") {
            return String::from_utf8(head).ok();
        }
        if head.len() > HEAD_BYTES_MAX || stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
}

/// What the browser shows. Nothing of what it brought stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Done,
    Refused,
    Odd,
    Nothing,
}

impl Page {
    fn response(self) -> String {
        let (status, title, text) = match self {
            Self::Done => (
                "200 OK",
                "You came back",
                "Close this page and go on in the program: it finishes the sign-in.",
            ),
            Self::Refused => {
                ("200 OK", "Not signed in", "Close this page and go back to the program: it says why.")
            }
            Self::Odd => (
                "400 Bad Request",
                "Not what is waited for",
                "This is no answer to the sign-in that a program on this machine waits for. Begin it again there.",
            ),
            Self::Nothing => {
                ("404 Not Found", "Nothing is here", "A program on this machine waits here for a sign-in.")
            }
        };
        let body = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width\"><title>{title}</title><style>body{{font:1.1rem/1.5 system-ui,sans-serif; \
             max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}}</style></head><body><main><h1>{title}\
             </h1><p>{text}</p></main></body></html>"
        );
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'; \
             style-src 'unsafe-inline'; frame-ancestors 'none'\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    }
}
