//! A sandbox for clients: a process of its own, in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use qualify_testkit::soak::ServerProcess;

use crate::workspace;

/// A sandbox with a folder of its own, started as a reader of the documents starts it.
pub(super) struct Sandbox {
    pub(super) server: ServerProcess,
    folder: tempfile::TempDir,
}

/// A client's certificate and its key, in files.
pub(super) struct ClientPair {
    folder: tempfile::TempDir,
}

impl ClientPair {
    /// As a developer makes it; gives the line for the seed, too.
    fn make(qualify: &Path) -> anyhow::Result<(Self, String)> {
        let folder = tempfile::Builder::new().prefix("qualify-e2e-pair-").tempdir()?;
        let made = Command::new(qualify)
            .args(["sandbox", "certificate", "--out"])
            .arg(folder.path())
            .output()
            .context("qualify sandbox certificate")?;
        let printed = String::from_utf8(made.stdout)?;
        let line = printed.lines().last().filter(|_| made.status.success());
        let line = line.context("no certificate was made")?.to_owned();
        Ok((Self { folder }, line))
    }

    /// Where the scripts find it.
    pub(super) fn variables(&self) -> [(&'static str, PathBuf); 2] {
        [("CLIENT_CERTIFICATE", "client-certificate.pem"), ("CLIENT_KEY", "client-key.pem")]
            .map(|(name, file)| (name, self.folder.path().join(file)))
    }
}

impl Sandbox {
    pub(super) fn start(qualify: &Path, is_tls: bool) -> anyhow::Result<Self> {
        Self::start_with(qualify, is_tls, "manual", None)
    }

    /// One where rules decide as far as they can, as they do unless a configuration says otherwise.
    pub(super) fn start_with_rules(qualify: &Path) -> anyhow::Result<Self> {
        Self::start_with(qualify, false, "rules", None)
    }

    /// One whose application lists a client's certificate.
    pub(super) fn start_with_certificate(qualify: &Path) -> anyhow::Result<(Self, ClientPair)> {
        let (pair, line) = ClientPair::make(qualify)?;
        let listed: serde_json::Value = serde_json::from_str(&format!("{{{line}}}"))?;
        let seed = Command::new(qualify).args(["sandbox", "seed", "--print"]).output()?;
        let mut seed: serde_json::Value = serde_json::from_slice(&seed.stdout)?;
        seed["application"]["certificates"] = listed["certificates"].clone();
        let file = pair.folder.path().join("seed.json");
        std::fs::write(&file, seed.to_string())?;
        Ok((Self::start_with(qualify, true, "manual", Some(&file))?, pair))
    }

    fn start_with(qualify: &Path, is_tls: bool, policy: &str, seed: Option<&Path>) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("qualify-e2e-").tempdir()?;
        let log = std::fs::File::create(folder.path().join("server.log"))?;
        let mut command = Command::new(qualify);
        command
            .args(["serve", "--sandbox", "--listen", "127.0.0.1:0"])
            .current_dir(folder.path())
            .env("QUALIFY_VETTING__POLICY", policy)
            // Whoever waits for events is answered after a second: schemathesis asks for the longest wait.
            .env("QUALIFY_SERVER__REQUEST_TIMEOUT_SECONDS", "3")
            .stderr(log);
        if is_tls {
            command.args(["--tls", "self-signed"]);
        }
        if let Some(file) = seed {
            command.arg("--seed").arg(file);
        }
        Ok(Self { server: ServerProcess::start(&mut command)?, folder })
    }

    /// By which names clients reach it.
    pub(super) fn urls(&self) -> [String; 2] {
        ["127.0.0.1", "localhost"].map(|name| self.server.url().replacen("127.0.0.1", name, 1))
    }

    pub(super) fn log(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("server.log"))?)
    }

    /// Runs a client in the sandbox's folder, trusting its CA.
    pub(super) fn run(&self, client: &mut Command) -> anyhow::Result<()> {
        self.run_at(self.server.url(), client)
    }

    /// The same, by one of the sandbox's names.
    pub(super) fn run_at(&self, url: &str, client: &mut Command) -> anyhow::Result<()> {
        let ca = self.folder.path().join("qualify-data").join("ca.pem");
        client.current_dir(self.folder.path()).env("SANDBOX_URL", url);
        client.env("REQUESTS_CA_BUNDLE", &ca).env("NODE_EXTRA_CA_CERTS", &ca);
        // The sandbox is on this machine; no proxy leads to it.
        client.env("NO_PROXY", "*").env("no_proxy", "*");
        let result = workspace::run(client);
        if result.is_err() {
            println!("the sandbox's log:\n{}", last_lines(&self.log()?, 40));
        }
        result
    }
}

fn last_lines(text: &str, lines_max: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(lines_max)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::last_lines;

    #[test]
    fn the_end_of_a_log_is_shown() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
        assert_eq!(last_lines("", 2), "");
    }
}
