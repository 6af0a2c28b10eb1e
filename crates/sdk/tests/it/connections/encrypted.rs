//! TLS: whose certificates are trusted, for which name, and what is agreed upon.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use qualify_sdk::{Client, Cloud, Credentials, Error, RetryPolicy};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::get;
use super::speaking::good;

/// What a client said while it shook hands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Greeting {
    name: Option<String>,
    protocol: Option<String>,
}

/// A service of TLS with a certificate for a name, by a CA of its own. It answers each request with the same bytes, and ends a
/// connection without a word of farewell after so many.
struct Encrypted {
    port: u16,
    ca: String,
    greetings: Arc<Mutex<Vec<io::Result<Greeting>>>>,
}

impl Encrypted {
    fn start(name: &str, requests: usize, said: &[u8]) -> Self {
        let (ca, config) = certificates(name);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let greetings = Arc::new(Mutex::new(Vec::new()));
        let (kept, said) = (Arc::clone(&greetings), said.to_vec());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.expect("a connection");
                let (config, kept, said) = (Arc::clone(&config), Arc::clone(&kept), said.clone());
                std::thread::spawn(move || serve(stream, config, requests, &said, &kept));
            }
        });
        Self { port, ca, greetings }
    }

    fn client(&self, host: &str, ca: &str) -> Client {
        Client::builder(
            Cloud::sandbox(format!("https://{host}:{}", self.port)),
            Credentials::static_token("t"),
        )
        .retry(RetryPolicy::never())
        .trust_only(ca)
        .without_proxy()
        .build()
        .expect("a client")
    }

    /// The greetings that were understood.
    fn greetings(&self) -> Vec<Greeting> {
        let greetings = self.greetings.lock().unwrap_or_else(PoisonError::into_inner);
        greetings.iter().flatten().cloned().collect()
    }
}

fn certificates(name: &str) -> (String, Arc<ServerConfig>) {
    let ca_key = KeyPair::generate().expect("a key");
    let mut ca = CertificateParams::new(Vec::new()).expect("no names");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_pem = ca.self_signed(&ca_key).expect("a CA").pem();
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let leaf = leaf.signed_by(&key, &Issuer::new(ca, ca_key)).expect("a certificate");
    let chain = vec![CertificateDer::from(leaf.der().to_vec())];
    let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).expect("a key");
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("they fit");
    // It would rather speak HTTP/2.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (ca_pem, Arc::new(config))
}

fn serve(
    mut stream: TcpStream,
    config: Arc<ServerConfig>,
    requests: usize,
    said: &[u8],
    greetings: &Mutex<Vec<io::Result<Greeting>>>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut connection = ServerConnection::new(config).expect("the settings are good");
    let shaken = connection.complete_io(&mut stream).map(|_| Greeting {
        name: connection.server_name().map(str::to_owned),
        protocol: connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
    });
    let is_shaken = shaken.is_ok();
    greetings.lock().unwrap_or_else(PoisonError::into_inner).push(shaken);
    if !is_shaken {
        return Ok(());
    }
    let mut stream = StreamOwned::new(connection, stream);
    for _ in 0..requests {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        stream.write_all(said)?;
        stream.flush()?;
    }
    Ok(())
}

#[tokio::test]
async fn a_service_is_asked_by_its_name_in_http_1_and_its_connection_is_kept() {
    for (name, sent) in [("localhost", Some("localhost")), ("127.0.0.1", None)] {
        let service = Encrypted::start(name, usize::MAX, &good("{}"));
        let client = service.client(name, &service.ca);
        for _ in 0..3 {
            assert_eq!(get(&client).await.expect("an answer"), b"{}");
        }
        let greeting = Greeting { name: sent.map(str::to_owned), protocol: Some("http/1.1".to_owned()) };
        assert_eq!(service.greetings(), [greeting]);
    }
}

#[tokio::test]
async fn a_certificate_of_another_ca_or_for_another_name_is_not_trusted_and_nothing_is_sent() {
    let (service, other) = (Encrypted::start("localhost", 1, b""), certificates("localhost").0);
    for (client, said) in [
        (service.client("localhost", &other), "InvalidCertificate("),
        (service.client("127.0.0.1", &service.ca), "NotValidForName"),
    ] {
        let error = get(&client).await.expect_err("it is not trusted");
        assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
        assert!(format!("{error:?}").contains(said), "{error:?}");
    }
}

#[tokio::test]
async fn an_encrypted_connection_that_was_closed_meanwhile_is_replaced() {
    let service = Encrypted::start("localhost", 1, &good("{}"));
    let client = service.client("localhost", &service.ca);
    let mut answered = 0;
    for _ in 0..20 {
        answered += usize::from(get(&client).await.is_ok());
    }
    // One may be closed just while a request goes out: that one is not sent twice by itself.
    assert!(answered >= 10, "{answered} of 20 were answered");
}

#[tokio::test]
async fn an_answer_that_somebody_could_have_cut_is_no_answer() {
    let service = Encrypted::start("localhost", 1, b"HTTP/1.1 200 OK\r\n\r\n{\"a\":1}");
    let error = get(&service.client("localhost", &service.ca)).await.expect_err("its end is not certain");
    assert!(matches!(error, Error::NoAnswer { .. }), "{error:?}");
}

#[test]
fn what_is_no_certificate_is_said_before_anything_is_sent() {
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let settings = Client::builder(Cloud::sandbox("https://localhost"), Credentials::static_token("t"));
        let error = settings.trust_only(pem).build().expect_err("no certificate");
        assert!(error.to_string().contains("no PEM text with a certificate in it"), "{error}");
    }
}
