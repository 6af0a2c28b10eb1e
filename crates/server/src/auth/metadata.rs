//! An issuer's metadata over HTTP: the discovery document and the keys behind it.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use qualify_vocabulary::PartnerId;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::AuthSetupError;

const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const RESPONSE_BYTES_MAX: usize = 1024 * 1024;
/// What stands for the token's own tenant in an issuer's name.
pub(super) const TENANT_PLACE: &str = "{tid}";

/// So many keys of one issuer are kept; Entra publishes fewer than ten.
const KEYS_MAX: usize = 200;
/// What stands for a tenant in what Entra publishes for all of them.
pub(super) const ANY_TENANT: &str = "{tenantid}";
/// RSA of 2048 to 8192 bits; what is shorter is not secure.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// The keys of an issuer that may sign tokens, by `kid`; hardly ever more than one.
pub(super) type Keys = HashMap<String, Vec<PublishedKey>>;

/// A key that may sign tokens.
pub(super) struct PublishedKey {
    pub(super) key: Arc<DecodingKey>,
    /// Whose tokens it may sign, if that is said: Entra's sets hold keys of several issuers.
    pub(super) issuer: Option<String>,
}

/// Where an issuer's keys are to be found.
pub(super) struct MetadataSource {
    client: Client,
    address: Address,
    expected: ExpectedIssuer,
}

/// Whose discovery document it has to be.
pub(super) struct ExpectedIssuer {
    /// The names of the issuer; `{tid}` stands for any tenant.
    pub(super) names: Vec<String>,
    /// The tenants that are accepted, where there is `{tid}`.
    pub(super) tenants: HashSet<PartnerId>,
}

/// The one address that was configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// Of the discovery document.
    Discovery(Url),
    /// Of the keys themselves.
    Keys(Url),
}

/// Why the keys could not be read. For the log; it holds nothing that the issuer sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum MetadataError {
    #[error("the request failed")]
    Request(#[source] reqwest::Error),
    #[error("the answer's status is {0}")]
    Status(reqwest::StatusCode),
    #[error("the answer is larger than 1 MiB")]
    TooLarge,
    #[error("the answer is not the expected JSON")]
    NotUnderstood,
    #[error("the discovery document's issuer is not the configured one")]
    Issuer,
    #[error("the discovery document's jwks_uri is neither https nor on this machine")]
    KeysAddress,
    #[error("there is no RSA signing key with a kid among the keys")]
    NoKeys,
}

#[derive(Deserialize)]
struct DiscoveryDocument {
    issuer: Option<String>,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeyDocument {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Key {
    kty: String,
    kid: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    n: String,
    e: String,
    issuer: Option<String>,
}

/// The HTTP clients that all sources share, made when the first source needs one.
#[derive(Default)]
pub(super) struct Clients {
    outward: Option<Client>,
    loopback: Option<Client>,
}

impl Clients {
    fn client_for(&mut self, url: &Url) -> Result<Client, AuthSetupError> {
        let builder = Client::builder()
            .timeout(REQUEST_TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none());
        // What is on this machine is not behind the proxy that leads out of the house.
        let (slot, builder) = if is_loopback(url) {
            (&mut self.loopback, builder.no_proxy())
        } else {
            (&mut self.outward, builder)
        };
        if let Some(client) = slot {
            return Ok(client.clone());
        }
        let client = builder.build().map_err(AuthSetupError::HttpClient)?;
        Ok(slot.insert(client).clone())
    }
}

impl MetadataSource {
    pub(super) fn new(
        address: Address,
        expected: ExpectedIssuer,
        clients: &mut Clients,
    ) -> Result<Self, AuthSetupError> {
        let (Address::Discovery(url) | Address::Keys(url)) = &address;
        let client = clients.client_for(url)?;
        Ok(Self { client, address, expected })
    }

    /// Reads the keys.
    pub(super) async fn load(&self) -> Result<Keys, MetadataError> {
        let address = match &self.address {
            Address::Keys(url) => url.clone(),
            Address::Discovery(url) => {
                let document: DiscoveryDocument = self.get(url.clone()).await?;
                if !document.issuer.is_some_and(|said| self.expected.is_named(&said)) {
                    return Err(MetadataError::Issuer);
                }
                let keys = Url::parse(&document.jwks_uri).ok();
                // Plain HTTP only where the document itself was read from this machine.
                keys.filter(|keys| is_secure(keys) || (is_loopback(url) && is_loopback(keys)))
                    .ok_or(MetadataError::KeysAddress)?
            }
        };
        let document: KeyDocument = self.get(address).await?;
        let keys = usable_keys(document.keys);
        if keys.is_empty() { Err(MetadataError::NoKeys) } else { Ok(keys) }
    }

    async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, MetadataError> {
        let failed = |error: reqwest::Error| MetadataError::Request(error.without_url());
        let mut response = self.client.get(url).send().await.map_err(failed)?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(MetadataError::Status(response.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > RESPONSE_BYTES_MAX {
                return Err(MetadataError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&body).map_err(|_| MetadataError::NotUnderstood)
    }
}

/// The keys that may sign tokens; the rest of the set is passed over.
fn usable_keys(values: Vec<Value>) -> Keys {
    let mut keys = Keys::new();
    for key in values.into_iter().filter_map(|value| serde_json::from_value::<Key>(value).ok()) {
        if keys.values().map(Vec::len).sum::<usize>() == KEYS_MAX {
            break;
        }
        if let Some(decoding_key) = decoding_key(&key) {
            let published = PublishedKey { key: Arc::new(decoding_key), issuer: key.issuer };
            keys.entry(key.kid).or_default().push(published);
        }
    }
    keys
}

impl ExpectedIssuer {
    fn is_named(&self, said: &str) -> bool {
        self.names.iter().any(|name| match name.split_once(TENANT_PLACE) {
            Some((before, after)) => {
                let tenant = said.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                tenant.is_some_and(|tenant| {
                    tenant == ANY_TENANT
                        || PartnerId::parse(tenant).is_ok_and(|id| self.tenants.contains(&id))
                })
            }
            None => said == name || is_any_tenants(said, name),
        })
    }
}

/// Whether a document of any tenant is this issuer's, too.
fn is_any_tenants(said: &str, name: &str) -> bool {
    said.split_once(ANY_TENANT).is_some_and(|(before, after)| {
        let tenant = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        tenant.is_some_and(|tenant| PartnerId::parse(tenant).is_ok())
    })
}

fn decoding_key(key: &Key) -> Option<DecodingKey> {
    let is_for_signing = key.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
    let is_for_our_algorithm = key.alg.as_deref().is_none_or(|algorithm| algorithm == "RS256");
    if key.kty != "RSA" || !is_for_signing || !is_for_our_algorithm {
        return None;
    }
    let modulus = URL_SAFE_NO_PAD.decode(&key.n).ok()?;
    let exponent = URL_SAFE_NO_PAD.decode(&key.e).ok()?;
    MODULUS_BYTES.contains(&modulus.len()).then(|| DecodingKey::from_rsa_raw_components(&modulus, &exponent))
}

/// Whether nobody on the way can change what we read there.
pub(super) fn is_secure(url: &Url) -> bool {
    url.scheme() == "https"
}

/// Whether the address is on this machine, where plain HTTP is as good.
pub fn is_loopback(url: &Url) -> bool {
    let is_http = matches!(url.scheme(), "http" | "https");
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    is_http && (host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_rsa_signing_keys_with_a_name_are_taken() {
        let modulus = URL_SAFE_NO_PAD.encode([0x91; 256]);
        let short = URL_SAFE_NO_PAD.encode([0x91; 128]);
        let table = [
            (json!({ "kty": "RSA", "kid": "k", "n": modulus, "e": "AQAB" }), true),
            (
                json!({ "kty": "RSA", "kid": "k", "use": "sig", "alg": "RS256", "n": modulus, "e": "AQAB" }),
                true,
            ),
            (json!({ "kty": "RSA", "kid": "k", "use": "enc", "n": modulus, "e": "AQAB" }), false),
            (json!({ "kty": "RSA", "kid": "k", "alg": "PS256", "n": modulus, "e": "AQAB" }), false),
            (json!({ "kty": "RSA", "n": modulus, "e": "AQAB" }), false),
            (json!({ "kty": "RSA", "kid": "k", "n": short, "e": "AQAB" }), false),
            (json!({ "kty": "RSA", "kid": "k", "n": "&", "e": "AQAB" }), false),
            (json!({ "kty": "oct", "kid": "k", "k": modulus }), false),
            (json!("k"), false),
        ];
        for (value, is_taken) in table {
            assert_eq!(usable_keys(vec![value.clone()]).len() == 1, is_taken, "{value}");
        }
    }

    #[test]
    fn this_machine_is_told_from_others() {
        for url in ["http://127.0.0.1:8/x", "http://localhost/x", "http://[::1]:8/", "https://127.9.9.9/"] {
            assert!(is_loopback(&Url::parse(url).unwrap()), "{url}");
        }
        for url in
            ["http://localhost.example/", "http://10.0.0.1/", "ftp://127.0.0.1/", "http://127.0.0.1.nip.io/"]
        {
            assert!(!is_loopback(&Url::parse(url).unwrap()), "{url}");
        }
    }
}
