//! One connection to a service, from its making to its end.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;
use tower::{Service, ServiceExt as _};

use crate::error::{Cause, Error, Result};
use crate::origin::Origin;

/// Silence after which the other side is asked whether it is there, and between one question and the next.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Questions without an answer, after which it is gone.
const KEEP_ALIVE_QUESTIONS: u32 = 3;
/// Time for what is sent to arrive at the other side's machine: whoever is gone without a word is noticed then.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const ARRIVAL: Duration = Duration::from_secs(30);

/// A connection of HTTP/1.1, with one request at a time. Dropped with something under way, it ends at once.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) sender: SendRequest<Full<Bytes>>,
    task: AbortHandle,
}

impl Drop for Line {
    fn drop(&mut self) {
        // One that is ready has nothing under way, and ends in order.
        if !self.sender.is_ready() {
            self.task.abort();
        }
    }
}

/// Who makes connections to an origin.
#[derive(Debug)]
pub(super) struct Lines {
    uri: Uri,
    connector: HttpConnector,
    tls: Option<Tls>,
    timeout: Duration,
}

struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Lines {
    pub(super) fn to(origin: &Origin, tls: &Arc<ClientConfig>, timeout: Duration) -> Result<Self> {
        let odd = || Error::settings(format!("the root {origin} of the service cannot be asked"));
        let tls = if origin.is_encrypted() {
            let name = origin.host().trim_matches(['[', ']']).to_owned();
            let name = ServerName::try_from(name).map_err(|_| odd())?;
            Some(Tls { connector: TlsConnector::from(Arc::clone(tls)), name })
        } else {
            None
        };
        let uri = origin.to_string().parse().map_err(|_| odd())?;
        Ok(Self { uri, connector: connector(GaiResolver::new(), timeout), tls, timeout })
    }

    /// A new connection. Names, TCP and TLS have one time limit.
    pub(super) async fn open(&self) -> std::result::Result<Line, Cause> {
        match tokio::time::timeout(self.timeout, self.connect()).await {
            Ok(opened) => opened,
            Err(_) => Err(format!("no connection within {:?}", self.timeout).into()),
        }
    }

    async fn connect(&self) -> std::result::Result<Line, Cause> {
        let stream = reach(self.connector.clone(), self.uri.clone()).await?;
        match &self.tls {
            None => shake_hands(stream).await,
            Some(tls) => {
                let stream = tls.connector.connect(tls.name.clone(), stream.into_inner()).await?;
                shake_hands(TokioIo::new(stream)).await
            }
        }
    }
}

/// Who makes connections of TCP: to the addresses of a name in turn, those of either family at a time.
fn connector<R>(resolver: R, timeout: Duration) -> HttpConnector<R> {
    let mut connector = HttpConnector::new_with_resolver(resolver);
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_keepalive(Some(KEEP_ALIVE));
    connector.set_keepalive_interval(Some(KEEP_ALIVE));
    connector.set_keepalive_retries(Some(KEEP_ALIVE_QUESTIONS));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    connector.set_tcp_user_timeout(Some(ARRIVAL));
    // Each address has its share of it.
    connector.set_connect_timeout(Some(timeout));
    connector
}

async fn reach<C>(connector: C, uri: Uri) -> std::result::Result<TokioIo<TcpStream>, Cause>
where
    C: Service<Uri, Response = TokioIo<TcpStream>>,
    C::Error: Into<Cause>,
{
    connector.oneshot(uri).await.map_err(Into::into)
}

async fn shake_hands<S>(stream: TokioIo<S>) -> std::result::Result<Line, Cause>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (sender, connection) = http1::handshake(stream).await?;
    Ok(Line { sender, task: drive(connection) })
}

/// Lets a connection go on by itself. It ends with its line, or when the service ends it.
#[expect(clippy::disallowed_methods, reason = "a client has no lifecycle; the task goes with its connection")]
fn drive(connection: impl Future<Output = hyper::Result<()>> + Send + 'static) -> AbortHandle {
    let task = tokio::spawn(async move {
        // Whoever asked is told.
        let _ = connection.await;
    });
    task.abort_handle()
}

impl fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tls").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::net::{SocketAddr, TcpListener};

    use super::*;

    #[tokio::test]
    async fn of_several_addresses_the_one_that_answers_is_taken() {
        let there = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = there.local_addr().unwrap().port();
        let at = |ip: &str| SocketAddr::new(ip.parse().unwrap(), port);
        // Nobody listens at the others: another address of this machine, and one of the other family.
        for addresses in [["127.0.0.2", "127.0.0.1"], ["::1", "127.0.0.1"], ["127.0.0.1", "::1"]] {
            let found: Vec<_> = addresses.map(at).to_vec();
            let resolver = tower::service_fn(move |_| {
                std::future::ready(Ok::<_, Infallible>(found.clone().into_iter()))
            });
            let uri = Uri::from_static("http://qualify.example");
            let uri = format!("{uri}:{port}").parse().unwrap();
            let stream = reach(connector(resolver, Duration::from_secs(10)), uri).await.unwrap();
            assert_eq!(stream.inner().peer_addr().unwrap(), at("127.0.0.1"), "{addresses:?}");
        }
    }
}
