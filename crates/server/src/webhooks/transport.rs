//! How a message reaches its receiver: the one place from which the service speaks to addresses that partners chose.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use qualify_domain::webhook::AttemptOutcome;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};

use super::target::{TargetFault, TargetRules};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that stay open to one receiver.
const IDLE_CONNECTIONS_MAX: usize = 4;
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// How much of an answer is read.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// How long the rest of an answer may take whose status is known: the status alone counts.
const REST_TIMEOUT: Duration = Duration::from_secs(1);
/// Characters of an answer that are kept.
const DETAIL_CHARS_MAX: usize = 200;

/// What is sent, and to whom.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How long the receiver may take altogether.
    pub(crate) timeout: Duration,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) outcome: AttemptOutcome,
    pub(crate) duration: Duration,
    /// The beginning of what the receiver said, if it did not take the message.
    pub(crate) detail: Option<String>,
}

/// Brings messages to receivers. Tests have one that brings them nowhere.
pub(crate) trait Transport: Send + Sync + std::fmt::Debug {
    fn send(&self, message: Message) -> BoxFuture<'static, Sent>;
}

/// Over HTTP. The client is made when the first message is sent: it reads all certificates that the system trusts, which
/// is nothing to keep a start, or a service without webhooks, busy with.
#[derive(Debug)]
pub(crate) struct HttpTransport {
    client: Arc<OnceLock<Option<Client>>>,
    rules: TargetRules,
    trusted: Arc<[Certificate]>,
}

impl HttpTransport {
    /// One that trusts these certificates beside the system's.
    pub(crate) fn new(rules: TargetRules, trusted: Vec<Certificate>) -> Self {
        Self { client: Arc::default(), rules, trusted: trusted.into() }
    }
}

/// Redirects are failures, no proxy is asked, and a name that leads to a private address is not connected to.
fn client(rules: TargetRules, trusted: &[Certificate]) -> Option<Client> {
    let built = Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .user_agent(concat!("Qualify/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(GuardedResolver { rules }))
        .tls_certs_merge(trusted.iter().cloned())
        .build();
    built.inspect_err(|error| tracing::error!(%error, "the client that sends webhooks cannot be set up")).ok()
}

impl Transport for HttpTransport {
    fn send(&self, message: Message) -> BoxFuture<'static, Sent> {
        let (slot, rules, trusted) = (Arc::clone(&self.client), self.rules, Arc::clone(&self.trusted));
        Box::pin(async move {
            let started = Instant::now();
            let (outcome, detail) = match slot.get_or_init(|| client(rules, &trusted)) {
                Some(client) => exchange(client, rules, message).await,
                None => (unanswered("the service has no client to send it with"), None),
            };
            Sent { outcome, duration: started.elapsed(), detail }
        })
    }
}

async fn exchange(client: &Client, rules: TargetRules, message: Message) -> (AttemptOutcome, Option<String>) {
    // An address in the URL itself never meets the resolver.
    let url = match rules.check(&message.url) {
        Ok(url) => url,
        Err(fault) => return (unanswered(fault_text(fault)), None),
    };
    let request = client.post(url).headers(message.headers).body(message.body).timeout(message.timeout);
    match request.send().await {
        Err(error) => {
            let text = error_text(&error);
            // The operator may know; the URL may hold what only the partner should.
            tracing::debug!(error = %causes_of(&error.without_url()), "a receiver did not answer");
            (unanswered(text), None)
        }
        Ok(answer) => {
            let outcome = AttemptOutcome::Answered(answer.status().as_u16());
            let said = tokio::time::timeout(REST_TIMEOUT, beginning_of(answer)).await.unwrap_or_default();
            let detail = if outcome.is_taken() { None } else { shown(&said) };
            (outcome, detail)
        }
    }
}

fn unanswered(text: &'static str) -> AttemptOutcome {
    AttemptOutcome::Unanswered(Cow::Borrowed(text))
}

/// Reads on, so that the connection can be used again; what is longer is cut off with it.
async fn beginning_of(mut answer: reqwest::Response) -> Vec<u8> {
    let mut said = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        let room = ANSWER_BYTES_MAX.saturating_sub(said.len());
        said.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if said.len() == ANSWER_BYTES_MAX {
            break;
        }
    }
    said
}

/// What a receiver said, as a list can show it.
fn shown(said: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(said);
    let plain = text.chars().map(|character| if character.is_control() { ' ' } else { character });
    let beginning: String = plain.take(DETAIL_CHARS_MAX).collect();
    let trimmed = beginning.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

fn fault_text(fault: TargetFault) -> &'static str {
    match fault {
        TargetFault::Private => UNREACHABLE,
        TargetFault::Scheme => "the URL is not https",
        TargetFault::Unreadable | TargetFault::TooLong | TargetFault::Credentials | TargetFault::Fragment => {
            "the URL cannot be used"
        }
    }
}

/// What partners read of every address that is not connected to, whyever: a name that is unknown, one that leads inside, a
/// port that is closed. Otherwise deliveries would be a way to look around in the operator's network.
const UNREACHABLE: &str = "the receiver cannot be reached";

/// Why there was no answer, by the kinds of errors behind it.
fn error_text(error: &reqwest::Error) -> &'static str {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(current) = cause {
        // Only an address that may be connected to comes as far as this.
        if current.is::<tokio_rustls::rustls::Error>() {
            return "no secure connection: check the receiver's certificate";
        }
        cause = cause_of(current);
    }
    if error.is_connect() {
        UNREACHABLE
    } else if error.is_timeout() {
        "no answer in time"
    } else {
        "the connection broke off"
    }
}

/// An error with everything behind it, for the log.
fn causes_of(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = cause_of(error);
    while let Some(current) = cause {
        text.push_str(": ");
        text.push_str(&current.to_string());
        cause = cause_of(current);
    }
    text
}

/// What is behind an error. An error of input and output names as its source what is behind the one that it holds.
fn cause_of<'error>(error: &'error (dyn StdError + 'static)) -> Option<&'error (dyn StdError + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// Why a name is not connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Unresolved {
    #[error("the name leads to addresses that are not public")]
    NotPublic,
    #[error("the name is unknown")]
    Unknown,
}

/// Resolves names as the system does, and gives away only addresses that may be connected to. The connection is made to
/// what it answers: a name that leads elsewhere a moment later changes nothing.
#[derive(Debug)]
struct GuardedResolver {
    rules: TargetRules,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = self.rules;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| Unresolved::Unknown)?;
            let addresses = allowed(rules, found)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// A name that leads to any address inside is not connected to at all: it was made to.
fn allowed(
    rules: TargetRules,
    found: impl Iterator<Item = SocketAddr>,
) -> Result<Vec<SocketAddr>, Unresolved> {
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.iter().any(|address| !rules.allows_address(address.ip())) {
        return Err(Unresolved::NotPublic);
    }
    if addresses.is_empty() { Err(Unresolved::Unknown) } else { Ok(addresses) }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::time::Duration;

    use super::*;

    const SANDBOX: TargetRules = TargetRules { allows_any: true };
    const PRODUCTION: TargetRules = TargetRules { allows_any: false };

    /// A receiver that reads a request, writes this, and then more of the same until nobody listens, if it is endless.
    fn receiver(answer: &'static [u8], is_endless: bool) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        // It ends with the test's process.
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    let _ = stream.read(&mut [0; 4096]);
                    let _ = stream.write_all(answer);
                    while is_endless && stream.write_all(&[b'x'; 1024]).is_ok() {}
                    if answer.is_empty() {
                        // It says nothing until the other side has gone.
                        let _ = stream.read(&mut [0]);
                    }
                });
            }
        });
        url
    }

    async fn send(rules: TargetRules, url: String) -> Sent {
        let transport = HttpTransport::new(rules, Vec::new());
        let timeout = Duration::from_millis(1500);
        transport.send(Message { url, headers: HeaderMap::new(), body: Bytes::from("{}"), timeout }).await
    }

    async fn outcome_of(answer: &'static [u8], is_endless: bool) -> Sent {
        send(SANDBOX, receiver(answer, is_endless)).await
    }

    fn why(sent: &Sent) -> &str {
        match &sent.outcome {
            AttemptOutcome::Unanswered(why) => why,
            AttemptOutcome::Answered(status) => panic!("it answered {status}"),
        }
    }

    #[tokio::test]
    async fn the_status_counts_and_a_redirect_is_not_followed() {
        let taken = outcome_of(b"HTTP/1.1 204 No Content\r\n\r\n", false).await;
        assert_eq!((taken.outcome, taken.detail), (AttemptOutcome::Answered(204), None));
        let answer = b"HTTP/1.1 500 Oh\r\ncontent-length: 9\r\n\r\nbroken\x07\r\n";
        let broken = outcome_of(answer, false).await;
        assert_eq!(broken.outcome, AttemptOutcome::Answered(500));
        assert_eq!(broken.detail.as_deref(), Some("broken"));
        let moved = outcome_of(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n", false).await;
        assert_eq!(moved.outcome, AttemptOutcome::Answered(302));
    }

    #[tokio::test]
    async fn a_receiver_that_does_not_end_is_cut_off() {
        let endless = outcome_of(b"HTTP/1.1 200 OK\r\n\r\n", true).await;
        assert_eq!(endless.outcome, AttemptOutcome::Answered(200));
        let endless = outcome_of(b"HTTP/1.1 400 No\r\n\r\n", true).await;
        assert_eq!(endless.detail.map(|it| it.len()), Some(DETAIL_CHARS_MAX));
        let endless_head = outcome_of(b"HTTP/1.1 200 OK\r\nx: ", true).await;
        why(&endless_head);
    }

    #[tokio::test]
    async fn a_receiver_that_lies_about_its_length_has_answered_all_the_same() {
        let short = outcome_of(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort", false).await;
        assert_eq!(short.outcome, AttemptOutcome::Answered(200));
        why(&outcome_of(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nshort", false)
            .await);
        why(&outcome_of(b"SMTP ready\r\n", false).await);
    }

    #[tokio::test]
    async fn a_receiver_that_says_nothing_is_waited_for_until_the_time_is_up() {
        let silent = outcome_of(b"", false).await;
        assert_eq!(why(&silent), "no answer in time");
        assert!(silent.duration < Duration::from_secs(3), "{:?}", silent.duration);
    }

    #[tokio::test]
    async fn nobody_there_is_said_so() {
        let gone = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            format!("http://{}/", listener.local_addr().unwrap())
        };
        assert_eq!(why(&send(SANDBOX, gone).await), UNREACHABLE);
    }

    #[tokio::test]
    async fn trust_04_an_address_that_is_not_connected_to_reads_alike_whyever_it_is_not() {
        let closed = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            format!("http://{}/", listener.local_addr().unwrap())
        };
        let inside = receiver(b"HTTP/1.1 200 OK\r\n\r\n", false).replace("http:", "https:");
        let by_name = inside.replace("127.0.0.1", "localhost");
        let table = [
            (SANDBOX, closed.as_str()),
            (SANDBOX, "http://name.invalid/"),
            (PRODUCTION, "https://name.invalid/"),
            (PRODUCTION, inside.as_str()),
            (PRODUCTION, by_name.as_str()),
            (PRODUCTION, "https://10.0.0.1/"),
            (PRODUCTION, "https://169.254.169.254/latest"),
            (PRODUCTION, "https://metadata.internal/"),
        ];
        for (rules, url) in table {
            assert_eq!(why(&send(rules, url.to_owned()).await), UNREACHABLE, "{url}");
        }
    }

    #[tokio::test]
    async fn a_receiver_without_tls_is_said_to_have_no_certificate() {
        let url = receiver(b"HTTP/1.1 200 OK\r\n\r\n", false).replace("http:", "https:");
        assert_eq!(why(&send(SANDBOX, url).await), "no secure connection: check the receiver's certificate");
    }

    #[tokio::test]
    async fn production_connects_to_no_address_inside() {
        let url = receiver(b"HTTP/1.1 200 OK\r\n\r\n", false).replace("http:", "https:");
        assert_eq!(why(&send(PRODUCTION, url).await), UNREACHABLE);
        assert_eq!(why(&send(PRODUCTION, "http://8.8.8.8/".to_owned()).await), "the URL is not https");
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        let resolver = GuardedResolver { rules: PRODUCTION };
        // The system knows this name, whatever it is called in a URL.
        let answer = resolver.resolve("localhost".parse().unwrap()).await;
        let error = answer.err().expect("localhost leads inside");
        assert_eq!(error.downcast_ref::<Unresolved>(), Some(&Unresolved::NotPublic));
        let table = [
            (&["8.8.8.8:0", "[2606:4700:4700::1111]:0"][..], Ok(2)),
            (&["8.8.8.8:0", "10.0.0.1:0"][..], Err(Unresolved::NotPublic)),
            (&["[::ffff:169.254.169.254]:0"][..], Err(Unresolved::NotPublic)),
            (&[][..], Err(Unresolved::Unknown)),
        ];
        for (found, expected) in table {
            let found = found.iter().map(|text| text.parse::<SocketAddr>().unwrap());
            assert_eq!(allowed(PRODUCTION, found).map(|it| it.len()), expected);
        }
    }
}
