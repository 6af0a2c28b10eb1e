//! HTTPS: whom clients trust, what the certificate is for, and that clients who do not speak it do no harm.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qualify_server::Config;
use qualify_server::config::TlsMode;
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Response, TestIssuer, TestServer, wait_until};
use rcgen::{CertificateParams, DistinguishedName, DnType, Issuer, KeyPair, KeyUsagePurpose};
use serde_json::json;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ALL_VERSIONS, ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    SupportedProtocolVersion,
};

/// Longer than anything here should take.
const LIMIT: Duration = Duration::from_secs(30);

type TlsConnection = StreamOwned<ClientConnection, TcpStream>;

/// A service with a certificate of its own CA.
fn service_with(change: impl FnOnce(&mut Config)) -> (TestServer, TestIssuer) {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| {
        issuer.trust_in(config);
        config.server.tls = TlsMode::SelfSigned;
        change(config);
    });
    (server, issuer)
}

/// Trusts the certificates of one file, and nothing else.
struct Client {
    config: Arc<ClientConfig>,
}

impl Client {
    fn trusting(file: &Path) -> Self {
        Self::speaking(file, ALL_VERSIONS)
    }

    fn speaking(file: &Path, versions: &[&'static SupportedProtocolVersion]) -> Self {
        let mut roots = RootCertStore::empty();
        for cert in CertificateDer::pem_file_iter(file).expect("the file is there") {
            roots.add(cert.expect("PEM")).expect("a certificate");
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)
            .expect("the provider has the versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Self { config: Arc::new(config) }
    }

    fn connect(&self, url: &str, name: &str) -> io::Result<TlsConnection> {
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        let connection = ClientConnection::new(Arc::clone(&self.config), name).expect("a client");
        let mut stream = StreamOwned::new(connection, plain(url));
        stream.conn.complete_io(&mut stream.sock)?;
        Ok(stream)
    }

    /// One request on a connection of its own.
    fn send(&self, url: &str, name: &str, request: &str) -> io::Result<Response> {
        let mut stream = self.connect(url, name)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Response::read(&answer, false).map_err(io::Error::other)
    }

    /// Whether the server answers, by the name of its address.
    fn is_answered(&self, url: &str) -> bool {
        self.send(url, "127.0.0.1", HEALTH).is_ok_and(|answer| answer.status == 200)
    }
}

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

fn plain(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.strip_prefix("https://").expect("the server speaks HTTPS"));
    let stream = stream.expect("the server listens");
    stream.set_read_timeout(Some(LIMIT)).expect("a positive time limit");
    stream
}

fn ca_of(server: &TestServer) -> std::path::PathBuf {
    server.data_dir().join("ca.pem")
}

#[test]
fn a_client_that_trusts_the_ca_is_answered_in_both_versions_of_tls() {
    let (server, _issuer) = service_with(|_| {});
    for version in [&TLS12, &TLS13] {
        let client = Client::speaking(&ca_of(&server), &[version]);
        let stream = client.connect(server.url(), "localhost").unwrap();
        assert_eq!(stream.conn.protocol_version(), Some(version.version));
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert!(client.is_answered(server.url()));
    }
}

#[test]
fn a_client_that_does_not_trust_the_ca_hangs_up() {
    let (server, _issuer) = service_with(|_| {});
    let (other, _other_issuer) = service_with(|_| {});
    let error = Client::trusting(&ca_of(&other)).send(server.url(), "localhost", HEALTH).unwrap_err();
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    assert!(Client::trusting(&ca_of(&server)).is_answered(server.url()));
}

#[test]
fn the_certificate_is_for_this_machine_the_public_host_and_the_configured_names() {
    let (server, _issuer) = service_with(|config| {
        config.server.public_url = Some("https://qualify.example".to_owned());
        config.server.tls_names = vec!["sandbox.test".to_owned(), "10.1.2.3".to_owned()];
    });
    let client = Client::trusting(&ca_of(&server));
    for name in ["localhost", "127.0.0.1", "::1", "qualify.example", "sandbox.test", "10.1.2.3"] {
        assert_eq!(client.send(server.url(), name, HEALTH).unwrap().status, 200, "{name}");
    }
    for name in ["other.example", "x.qualify.example", "10.1.2.4"] {
        let error = client.send(server.url(), name, HEALTH).unwrap_err();
        assert!(error.to_string().contains("not valid for name"), "{name}: {error}");
    }
}

#[test]
fn trust_09_a_restart_keeps_the_ca_and_a_name_that_it_is_not_for_makes_a_new_one() {
    let (mut server, _issuer) = service_with(|_| {});
    let old = Client::trusting(&ca_of(&server));
    let address = server.url().to_owned();
    server.restart_with(|_| {});
    assert!(old.is_answered(server.url()), "{address}");
    server.restart_with(|config| config.server.tls_names = vec!["late.example".to_owned()]);
    let error = old.send(server.url(), "localhost", HEALTH).unwrap_err();
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    let new = Client::trusting(&ca_of(&server));
    for name in ["localhost", "127.0.0.1", "late.example"] {
        assert_eq!(new.send(server.url(), name, HEALTH).unwrap().status, 200, "{name}");
    }
    server.restart_with(|config| config.server.tls_names = Vec::new());
    assert!(new.is_answered(server.url()), "fewer names are no reason for another one");
}

#[test]
fn trust_09_clients_refuse_what_the_stolen_key_of_the_ca_makes_for_others_names() {
    let (server, _issuer) = service_with(|config| config.server.tls_names = vec!["sandbox.test".to_owned()]);
    let client = Client::trusting(&ca_of(&server));
    assert!(client.is_answered(server.url()));
    let key = std::fs::read_to_string(server.data_dir().join("ca-key.pem")).unwrap();
    for (name, is_taken) in
        [("sandbox.test", true), ("x.sandbox.test", true), ("bank.example", false), ("10.1.2.3", false)]
    {
        let (thief, error) = shown_by_a_thief(&ca_of(&server), &key, name, &client);
        assert_eq!(thief, is_taken, "{name}: {error}");
        assert!(is_taken || error.contains("NameConstraint"), "{name}: {error}");
    }
}

/// Whether a client takes a server's certificate that somebody with the CA's key makes for a name, and else why not.
fn shown_by_a_thief(ca: &Path, key: &str, name: &str, client: &Client) -> (bool, String) {
    let ca = CertificateDer::from_pem_file(ca).expect("a certificate");
    let ca_key = KeyPair::from_pem(key).expect("a key");
    let mut params = CertificateParams::default();
    params.distinguished_name = common_name_of(&ca);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let issuer = Issuer::new(params, ca_key);
    let key = KeyPair::generate().expect("randomness");
    let leaf = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has the versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .expect("they belong together");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("it is bound"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut connection = ServerConnection::new(Arc::new(config)).expect("a server");
            let mut stream = listener.accept().expect("a client").0;
            // The client may hang up at any time.
            let _ = connection.complete_io(&mut stream);
        });
        let taken = client.connect(&url, name);
        (taken.is_ok(), taken.err().map_or_else(String::new, |error| error.to_string()))
    })
}

/// The name of our own CA, out of its certificate.
fn common_name_of(ca: &CertificateDer<'_>) -> DistinguishedName {
    let start = b"Qualify CA ";
    let at = ca.windows(start.len()).position(|part| part == start).expect("it is named so");
    let name = &ca[at..at + start.len() + 8];
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, std::str::from_utf8(name).expect("letters and digits"));
    names
}

#[test]
fn the_api_works_over_tls_raw_quotes_included() {
    let (server, issuer) = service_with(|_| {});
    let client = Client::trusting(&ca_of(&server));
    let send = |token: &str, head: &str, body: &str| {
        let length = body.len();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        client.send(server.url(), "localhost", &request).unwrap()
    };
    let staff = issuer.sign(&issuer.staff_claims(&["Operator"]));
    let partner = json!({ "name": "Northlight", "sandboxAccount": true }).to_string();
    send(&staff, &format!("PUT /operator/v1/partners/{NORTHLIGHT}"), &partner).expect(201);
    let user = issuer.sign(&issuer.user_claims(NORTHLIGHT));
    let filter = r#"{"Field":"CompanyName","Value":"L","Operator":"starts_with"}"#;
    let page = send(&user, &format!("GET /v1/customers?filter={filter}"), "").expect(200).json();
    assert_eq!(page["items"], json!([]));
    send("x", "GET /v1/customers", "").assert_error(401, 400);
}

#[test]
fn the_administrative_listener_speaks_https_too() {
    let (server, _issuer) =
        service_with(|config| config.server.admin_listen = Some(([127, 0, 0, 1], 0).into()));
    assert!(Client::trusting(&ca_of(&server)).is_answered(server.admin_url().unwrap()));
}

#[test]
fn what_is_no_tls_does_no_harm() {
    let (server, _issuer) = service_with(|_| {});
    let client = Client::trusting(&ca_of(&server));
    for bytes in
        [HEALTH.as_bytes(), b"\x16\x03\x01\x00\x05hello", b"\x16\x03\x01\xff\xff", &[0; 5000][..], b""]
    {
        let mut stream = plain(server.url());
        // The server may have hung up before it got all of it.
        let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(std::net::Shutdown::Write));
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP"), "plain HTTP was answered");
        assert!(client.is_answered(server.url()));
    }
}

#[test]
fn a_handshake_that_is_not_finished_is_cut_and_keeps_nobody_waiting() {
    let (server, _issuer) = service_with(|config| config.server.header_timeout_seconds = 1);
    let client = Client::trusting(&ca_of(&server));
    let mut silent = plain(server.url());
    let mut half = plain(server.url());
    half.write_all(b"\x16\x03\x01\x02\x00\x01").unwrap();
    assert!(client.is_answered(server.url()));
    for stream in [&mut silent, &mut half] {
        let mut answer = Vec::new();
        // An end or a reset; a server that waits on would run into the reader's limit.
        let cut = stream.read_to_end(&mut answer);
        let is_cut = cut.as_ref().err().is_none_or(|error| error.kind() == io::ErrorKind::ConnectionReset);
        assert!(is_cut, "{cut:?}");
    }
    assert!(client.is_answered(server.url()));
}

#[test]
fn a_stop_waits_for_no_handshake() {
    let (mut server, _issuer) = service_with(|_| {});
    let client = Client::trusting(&ca_of(&server));
    let mut half = plain(server.url());
    half.write_all(b"\x16\x03\x01\x02\x00\x01").unwrap();
    // Its connection was accepted after the other one's.
    assert!(client.is_answered(server.url()));
    let begin = Instant::now();
    server.stop();
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
}

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let (mut server, issuer) = service_with(|_| {});
    let client = Client::trusting(&ca_of(&server));
    let url = server.url().to_owned();
    let mut stream = client.connect(&url, "localhost").unwrap();
    let staff = issuer.sign(&issuer.staff_claims(&["Operator"]));
    let body = json!({ "name": "Northlight", "sandboxAccount": true }).to_string();
    let head = format!(
        "PUT /operator/v1/partners/{NORTHLIGHT} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {staff}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim[..], b"HTTP/1.1 100 Continue\r\n\r\n");
    std::thread::scope(|scope| {
        let stopping = scope.spawn(|| server.stop());
        let address = url.strip_prefix("https://").unwrap();
        wait_until("nobody listens", || TcpStream::connect(address).is_err());
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Response::read(&answer, false).unwrap().expect(201);
        stopping.join().unwrap();
    });
}

#[test]
fn trust_09_the_operators_own_certificate_is_shown_and_demanded() {
    let folder = tempfile::tempdir().unwrap();
    let (cert_file, key_file) = (folder.path().join("tls.crt"), folder.path().join("tls.key"));
    let key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new(vec!["qualify.example".to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(&cert_file, cert.pem()).unwrap();
    std::fs::write(&key_file, key.serialize_pem()).unwrap();
    std::fs::set_permissions(&key_file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let (server, _issuer) = service_with(|config| {
        config.server.tls = TlsMode::Off;
        config.server.tls_cert_file = Some(cert_file.clone());
        config.server.tls_key_file = Some(key_file);
    });
    let client = Client::trusting(&cert_file);
    assert_eq!(client.send(server.url(), "qualify.example", HEALTH).unwrap().status, 200);
    assert!(client.send(server.url(), "localhost", HEALTH).is_err());
    // It is asked for by HTTPS only from then on; other names that lead here are none of its affair.
    for (host, expected) in [
        ("qualify.example", Some("max-age=31536000")),
        ("localhost", None),
        ("127.0.0.1:7180", None),
        ("app.localhost", None),
    ] {
        for path in ["/healthz", "/v1/customers", "/nothing"] {
            let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            let answer = client.send(server.url(), "qualify.example", &request).unwrap();
            assert_eq!(answer.header("Strict-Transport-Security"), expected, "{host}{path}");
        }
    }
    assert!(!ca_of(&server).exists(), "no CA is made where there is a certificate");
}
