//! A mirror over HTTPS, with a CA of its own, that answers as it is told: well, or in the ways in which servers fail.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Longest head of a request.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Longer than a client here should be silent.
const SILENCE: Duration = Duration::from_secs(20);

/// How a path is answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// With these bytes.
    File(Vec<u8>),
    /// With these bytes under a type of their own.
    Typed(&'static str, Vec<u8>),
    /// With bytes whose length is said to be another.
    Lying(usize, Vec<u8>),
    /// With bytes without end.
    Endless,
    /// With a head, and then never anything.
    Stalling,
    /// By sending on.
    To(String),
    /// With a status.
    Status(u16),
}

#[derive(Debug)]
pub(crate) struct Mirror {
    pub(crate) url: String,
    /// The certificate of its CA.
    pub(crate) ca: String,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
}

impl Mirror {
    pub(crate) fn start() -> Self {
        let (ca, config) = certificates();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("https://localhost:{}/lists/", listener.local_addr().expect("it is bound").port());
        let answers = Arc::new(Mutex::new(BTreeMap::new()));
        let shared = Arc::clone(&answers);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, answers) = (Arc::clone(&config), Arc::clone(&shared));
                thread::spawn(move || {
                    // A client that has seen enough goes.
                    let _ = answer(stream, config, &answers);
                });
            }
        });
        Self { url, ca, answers }
    }

    /// One that is not there.
    pub(crate) fn nobody() -> Self {
        Self { url: "https://127.0.0.1:1/".to_owned(), ..Self::start() }
    }

    /// Answers a file of the mirror so from now on.
    pub(crate) fn answer(&self, file: &str, answer: Answer) {
        self.answers.lock().expect("no test panicked").insert(format!("/lists/{file}"), answer);
    }

    pub(crate) fn file(&self, file: &str, bytes: impl Into<Vec<u8>>) {
        self.answer(file, Answer::File(bytes.into()));
    }
}

fn certificates() -> (String, Arc<ServerConfig>) {
    let ca_key = KeyPair::generate().expect("a key");
    let mut ca = CertificateParams::new(Vec::new()).expect("no names");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_certificate = ca.self_signed(&ca_key).expect("a CA");
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let leaf = leaf.signed_by(&key, &Issuer::new(ca, ca_key)).expect("a certificate");
    let chain = vec![CertificateDer::from(leaf.der().to_vec())];
    let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("they fit");
    (ca_certificate.pem(), Arc::new(config))
}

fn answer(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    answers: &Mutex<BTreeMap<String, Answer>>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    let path = path_of_request(&mut stream)?;
    let found = answers.lock().expect("no test panicked").get(&path).cloned();
    let head = |status: u16, more: &str| format!("HTTP/1.1 {status} -\r\nConnection: close\r\n{more}\r\n");
    let whole = |kind: &str, length: usize| {
        head(200, &format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n"))
    };
    match found.unwrap_or(Answer::Status(404)) {
        Answer::File(bytes) => {
            stream.write_all(whole("application/octet-stream", bytes.len()).as_bytes())?;
            stream.write_all(&bytes)?;
        }
        Answer::Typed(kind, bytes) => {
            stream.write_all(whole(kind, bytes.len()).as_bytes())?;
            stream.write_all(&bytes)?;
        }
        Answer::Lying(length, bytes) => {
            stream.write_all(whole("text/plain", length).as_bytes())?;
            stream.write_all(&bytes)?;
        }
        Answer::Endless => {
            stream.write_all(head(200, "Content-Type: text/plain\r\n").as_bytes())?;
            let line = b"// and so on\n".repeat(5000);
            loop {
                stream.write_all(&line)?;
            }
        }
        Answer::Stalling => {
            stream.write_all(whole("text/plain", 1000).as_bytes())?;
            stream.flush()?;
            // Until the client goes.
            let _ = stream.read(&mut [0; 1]);
        }
        Answer::To(location) => stream
            .write_all(head(302, &format!("Location: {location}\r\nContent-Length: 0\r\n")).as_bytes())?,
        Answer::Status(status) => stream.write_all(head(status, "Content-Length: 0\r\n").as_bytes())?,
    }
    stream.conn.send_close_notify();
    stream.flush()
}

fn path_of_request(stream: &mut impl io::Read) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD_BYTES_MAX {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    Ok(head.split(' ').nth(1).unwrap_or_default().to_owned())
}
