//! Who asks, where the samples do not have a sandbox: what the environment says.

use anyhow::{Context as _, bail};
use qualify_sdk::{Application, Credentials, DevicePrompt, FileSecretStore, MemorySecretStore};

use crate::say;

/// Credentials of the variables that the help lists.
pub(crate) fn credentials() -> anyhow::Result<Credentials> {
    let variable = |name: &str| {
        let text = std::env::var_os(name).filter(|text| !text.is_empty());
        text.map(|text| text.into_string().ok().with_context(|| format!("{name} is no text"))).transpose()
    };
    if let Some(token) = variable("QUALIFY_TOKEN")? {
        return Ok(Credentials::static_token(token));
    }
    let (Some(tenant), Some(id)) = (variable("QUALIFY_TENANT")?, variable("QUALIFY_CLIENT_ID")?) else {
        bail!(
            "this service is no sandbox, so somebody has to sign in: set QUALIFY_TOKEN, or QUALIFY_TENANT and \
             QUALIFY_CLIENT_ID; --help lists them"
        );
    };
    let secret = variable("QUALIFY_CLIENT_SECRET")?;
    let file = variable("QUALIFY_SIGN_IN_FILE")?;
    Ok(match (secret, file) {
        (Some(secret), None) => Credentials::client_secret(Application::new(tenant, id, secret)),
        (Some(secret), Some(file)) => {
            Credentials::device_code(Application::new(tenant, id, secret), FileSecretStore::new(file), show)
        }
        (None, Some(file)) => {
            Credentials::device_code(Application::public(tenant, id), FileSecretStore::new(file), show)
        }
        (None, None) => {
            Credentials::device_code(Application::public(tenant, id), MemorySecretStore::default(), show)
        }
    })
}

fn show(prompt: &DevicePrompt) {
    say::problem(format!(
        "To sign in, open {} and enter the code {}",
        prompt.verification_uri, prompt.user_code
    ));
}
