//! `[server]`.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::address;
use super::choices::TlsMode;

/// Where and how the service listens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSection {
    /// Address and port; port 0 picks a free one. A port alone means this machine's own address.
    #[serde(deserialize_with = "address::read")]
    pub listen: SocketAddr,
    /// A second address for `/operator` and `/metrics`, which then answer there only.
    #[serde(deserialize_with = "address::read_some")]
    pub admin_listen: Option<SocketAddr>,
    /// Whether `/metrics` answers at `listen`, too, in production. A sandbox without a second address shows it anyway.
    pub public_metrics: bool,
    /// The URL by which clients reach the service; none means the listening address.
    pub public_url: Option<String>,
    /// Where the certificate of the HTTPS listener comes from; `off` means plain HTTP, unless there are files.
    pub tls: TlsMode,
    /// The certificate chain of the operator's own, PEM; with its key it switches TLS on.
    pub tls_cert_file: Option<PathBuf>,
    /// The key of that certificate, PEM.
    pub tls_key_file: Option<PathBuf>,
    /// Names and addresses in a self-signed certificate, beside this machine's and the public URL's.
    pub tls_names: Vec<String>,
    /// A file that gets the URL once the service is ready, beside `ready` in the data folder.
    pub ready_file: Option<PathBuf>,
    /// Longest time for one request, in seconds; then it is answered 503 (contract 3.2 rule 7).
    pub request_timeout_seconds: u64,
    /// Longest time for a connection to send its request head, in seconds.
    pub header_timeout_seconds: u64,
    /// Longest wait for requests under way when the service stops, in seconds.
    pub shutdown_grace_seconds: u64,
    /// Longest time for which nothing comes of a body, in seconds.
    pub body_stall_seconds: u64,
    /// Most bytes of bodies that are being read at a time; one partner may take a quarter, callers without a token a
    /// sixteenth together.
    pub body_bytes_under_way_max: u64,
    /// Longest time for which nothing is read of an answer, in seconds; then its connection is closed.
    pub answer_stall_seconds: u64,
    /// Most connections at a time. For a further one whoever is idle the longest is closed; it waits while all are busy.
    pub connections_max: usize,
    /// Most connections of one address; none means a quarter of all, and no bound for this machine's own addresses.
    pub connections_per_address_max: Option<usize>,
    /// The text of the `MS-ServerId` response header; none leaves it out.
    pub server_id: Option<String>,
}

impl Default for ServerSection {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7180)),
            admin_listen: None,
            public_metrics: false,
            public_url: None,
            tls: TlsMode::Off,
            tls_cert_file: None,
            tls_key_file: None,
            tls_names: Vec::new(),
            ready_file: None,
            request_timeout_seconds: 30,
            header_timeout_seconds: 20,
            shutdown_grace_seconds: 20,
            body_stall_seconds: 20,
            body_bytes_under_way_max: 256 << 20,
            answer_stall_seconds: 30,
            connections_max: 4096,
            connections_per_address_max: None,
            server_id: None,
        }
    }
}

impl ServerSection {
    /// Whether the listeners speak HTTPS.
    pub fn is_tls(&self) -> bool {
        self.tls == TlsMode::SelfSigned || self.tls_cert_file.is_some()
    }
}
