//! The application that signs in, and by what it proves who it is.

use std::borrow::Cow;

use super::certificate::ClientCertificate;
use super::token::Secret;
use crate::error::Result;

/// The application that signs in, and where it is registered. `Debug` does not show its secret or its key.
///
/// ```
/// use qualify_sdk::Application;
///
/// let service = Application::new("contoso.example", "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50", "its secret");
/// let program = Application::public("contoso.example", "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
/// assert_eq!(service.tenant, program.tenant);
/// assert!(!format!("{service:?}").contains("its secret"));
/// ```
#[derive(Debug, Clone)]
pub struct Application {
    /// The partner's tenant: its GUID or one of its domains.
    pub tenant: String,
    /// The application's id.
    pub id: String,
    proof: Proof,
}

/// By what an application proves who it is.
#[derive(Debug, Clone)]
enum Proof {
    None,
    Secret(Secret),
    Certificate(ClientCertificate),
}

/// Fields of a form that are sent beside those of the grant.
pub(super) type ProofFields<'a> = Vec<(&'static str, Cow<'a, str>)>;

impl Application {
    /// An application with a secret: a service that keeps it where nobody else reads it.
    pub fn new(tenant: impl Into<String>, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { tenant: tenant.into(), id: id.into(), proof: Proof::Secret(secret.into()) }
    }

    /// An application that signs with the key of a certificate, which is registered with it: the key never leaves this
    /// machine.
    pub fn with_certificate(
        tenant: impl Into<String>,
        id: impl Into<String>,
        certificate: ClientCertificate,
    ) -> Self {
        Self { tenant: tenant.into(), id: id.into(), proof: Proof::Certificate(certificate) }
    }

    /// An application without either, such as a program on people's machines.
    pub fn public(tenant: impl Into<String>, id: impl Into<String>) -> Self {
        Self { tenant: tenant.into(), id: id.into(), proof: Proof::None }
    }

    /// Its id and its proof, for a request that goes out now. An assertion is good for one request.
    pub(super) fn proof_fields(&self, token_endpoint: &str) -> Result<ProofFields<'_>> {
        let mut fields: ProofFields<'_> = vec![("client_id", Cow::from(&self.id))];
        match &self.proof {
            Proof::None => {}
            Proof::Secret(secret) => fields.push(("client_secret", Cow::from(secret.reveal()))),
            Proof::Certificate(certificate) => {
                fields.push((
                    "client_assertion_type",
                    Cow::from("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ));
                fields
                    .push(("client_assertion", Cow::from(certificate.assertion(&self.id, token_endpoint)?)));
            }
        }
        Ok(fields)
    }

    /// What to look at when the authority does not take the proof.
    pub(super) fn proof_advice(&self) -> &'static str {
        match self.proof {
            Proof::None => "it has no secret here; give the one that it is registered with",
            Proof::Secret(_) => "look whether the application's secret is the right one, and has not expired",
            Proof::Certificate(_) => {
                "look whether the certificate is registered with the application and has not expired, and whether this \
                 machine's clock is right"
            }
        }
    }
}
