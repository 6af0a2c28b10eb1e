//! `cargo xtask e2e`: the clients that partners have, as they are published, against the built program.
//!
//! To add a client: its pinned package in `xtask/e2e`, a script there, and a [`Part`] with its row in each match. To add
//! lines of `docs/CLIENTS.md` that are tried: a block there in a language of [`documents::Language`].

mod documents;
mod environment;
mod sandbox;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use clap::ValueEnum;
use qualify_testkit::soak::ServerProcess;

use crate::{tools, workspace};
use documents::Language;
use environment::{Node, Python, script_file};
use sandbox::Sandbox;

/// What is compared between the API and its description.
const API_CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
     response_schema_conformance,ignored_auth";

/// One client, or one look at the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// MSAL for Python signs in and calls the API.
    Python,
    /// MSAL for Node signs in and calls the API.
    Node,
    /// Both, with no address but Microsoft's own, behind `scripts/behind-microsofts-names.sh`.
    Names,
    /// MSAL for Python and for Node sign in by certificate and on behalf of a user, and share refresh tokens.
    Grants,
    /// cryptography and the library of Standard Webhooks verify what receivers are sent.
    Webhooks,
    /// The lines of `docs/CLIENTS.md` work as they stand.
    Documents,
    /// Redocly's recommended rules hold for the description.
    Description,
    /// schemathesis finds no difference between the API and its description.
    Api,
    /// Chromium goes through the dashboard as its people do, and axe-core looks at every page.
    Browser,
}

impl Part {
    fn title(self) -> &'static str {
        match self {
            Self::Python => "MSAL for Python signs in",
            Self::Node => "MSAL for Node signs in",
            Self::Names => "MSAL signs in behind Microsoft's names",
            Self::Grants => "MSAL signs in by certificate, acts on behalf of a user, shares a refresh token",
            Self::Webhooks => "webhooks are signed as receivers expect",
            Self::Documents => "the lines of docs/CLIENTS.md work",
            Self::Description => "the description keeps Redocly's recommended rules",
            Self::Api => "the API is as its description says",
            Self::Browser => "journeys through the dashboard in Chromium",
        }
    }

    fn run(self, tools: &Tools) -> anyhow::Result<()> {
        match self {
            Self::Python => at_each_name(tools, || {
                let mut script = tools.python.command()?;
                script.arg(script_file("sign_in.py"));
                Ok(script)
            }),
            Self::Node => at_each_name(tools, || {
                let mut script = tools.node.command();
                script.arg(script_file("sign_in.mjs"));
                Ok(script)
            }),
            Self::Grants => {
                let (sandbox, pair) = Sandbox::start_with_certificate(&tools.qualify)?;
                let mut python = tools.python.command()?;
                python.arg(script_file("grants.py")).envs(pair.variables());
                sandbox.run(&mut python)?;
                let mut node = tools.node.command();
                node.arg(script_file("grants.mjs")).envs(pair.variables());
                sandbox.run(&mut node)
            }
            Self::Webhooks => {
                let sandbox = Sandbox::start(&tools.qualify, true)?;
                let mut script = tools.python.command()?;
                script.arg(script_file("webhooks.py"));
                sandbox.run(&mut script)
            }
            Self::Names => {
                if !tools::ensure_networks()? {
                    println!("NOT TRIED: nobody may make a network of their own on this machine");
                    return Ok(());
                }
                let mut python = tools.python.command()?;
                run_behind_names(tools, python.arg(script_file("untouched.py")))?;
                run_behind_names(tools, tools.node.command().arg(script_file("untouched.mjs")))
            }
            Self::Documents => try_documents(tools),
            Self::Description => lint_descriptions(tools),
            Self::Api => {
                let sandbox = Sandbox::start(&tools.qualify, false)?;
                compare_api(tools, &sandbox, &["--exclude-method", "DELETE"])?;
                // By itself and last: what it deletes, the others need.
                compare_api(tools, &sandbox, &["--include-method", "DELETE"])
            }
            Self::Browser => browse(tools, None),
        }
    }
}

/// Everything that a part needs beside the sandbox.
#[derive(Debug)]
struct Tools {
    qualify: PathBuf,
    python: Python,
    node: Node,
}

/// Installs what is missing, builds the program, and runs the parts; only one of them, if it is named.
pub(crate) fn run(only: Option<Part>) -> anyhow::Result<()> {
    tools::ensure_what_documents_use()?;
    let tools = Tools { python: Python::ensure()?, node: Node::ensure()?, qualify: build()? };
    for part in Part::value_variants().iter().filter(|part| only.is_none_or(|only| only == **part)) {
        println!("-- {}", part.title());
        part.run(&tools).with_context(|| {
            let name = part.to_possible_value().expect("no part is hidden").get_name().to_owned();
            format!("{}: no. Run it alone with `cargo xtask e2e --only {name}`", part.title())
        })?;
    }
    Ok(())
}

/// Makes the pictures of the documents anew: every page that the journeys come to, in light, dark, as on a phone, and in
/// Hungarian.
pub(crate) fn make_screens() -> anyhow::Result<()> {
    let tools = Tools { python: Python::ensure()?, node: Node::ensure()?, qualify: build()? };
    let folder = workspace::root().join("docs/screens");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("{} stays", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    browse(&tools, Some(&folder))
}

/// The journeys, at a sandbox of their own; pictures go where that is said.
fn browse(tools: &Tools, pictures: Option<&Path>) -> anyhow::Result<()> {
    tools::ensure_chromium()?;
    let sandbox = Sandbox::start_with_rules(&tools.qualify)?;
    let mut script = tools.python.command()?;
    script.arg(script_file("browser/main.py")).envs(tools.node.variables());
    if let Some(folder) = pictures {
        script.env("PICTURES", folder);
    }
    sandbox.run(&mut script)
}

/// The program as it is in development: it is tried, not measured.
fn build() -> anyhow::Result<PathBuf> {
    workspace::run(workspace::cargo().args(["build", "--package", "qualify"]))?;
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cargo does not say where it builds")?;
    Ok(metadata.target_directory.join("debug/qualify").into_std_path_buf())
}

/// Runs a client at each name of a sandbox: the issuer has to be the one that was asked for. What it does, it does once,
/// so each name has a sandbox.
fn at_each_name(tools: &Tools, client: impl Fn() -> anyhow::Result<Command>) -> anyhow::Result<()> {
    for name in 0..2 {
        let sandbox = Sandbox::start(&tools.qualify, true)?;
        let url = &sandbox.urls()[name];
        println!("  at {url}");
        sandbox.run_at(url, &mut client()?)?;
    }
    Ok(())
}

/// Runs a client in a network of its own, where Microsoft's names lead to a sandbox.
fn run_behind_names(tools: &Tools, client: &Command) -> anyhow::Result<()> {
    let script = workspace::root().join("scripts/behind-microsofts-names.sh");
    let mut behind = workspace::command(script);
    behind.arg(client.get_program()).args(client.get_args()).env("QUALIFY", &tools.qualify);
    for (name, value) in client.get_envs() {
        behind.env(name, value.unwrap_or_default());
    }
    workspace::run(&mut behind)
}

/// The line that the server printed, and every block of the document, in its order.
fn try_documents(tools: &Tools) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(&tools.qualify, true)?;
    let log = sandbox.log()?;
    let line =
        log.lines().find(|line| line.starts_with("curl ")).context("the server printed no curl line")?;
    sandbox.run(Command::new("sh").args(["-euc", &format!("{line} | grep -q '\"totalCount\":7'")]))?;
    let file = workspace::root().join("docs/CLIENTS.md");
    let text = std::fs::read_to_string(&file).with_context(|| format!("{} is missing", file.display()))?;
    let blocks = documents::blocks(&text);
    for language in Language::ALL {
        ensure!(
            blocks.iter().any(|block| block.language == language),
            "no block of {language:?} in docs/CLIENTS.md"
        );
    }
    for block in blocks {
        println!("docs/CLIENTS.md, line {}:", block.line);
        let mut client = match block.language {
            Language::Shell => Command::new("sh"),
            Language::Python => tools.python.command()?,
            Language::Node => tools.node.command(),
        };
        match block.language {
            Language::Shell => client.args(["-euc", &block.text]),
            Language::Python => client.args(["-c", &block.text]),
            Language::Node => client.args(["--input-type=commonjs", "--eval", &block.text]),
        };
        // As on a reader's machine, where the program is installed.
        let own = tools.qualify.parent().map(Path::to_owned).into_iter();
        let path = std::env::var_os("PATH").unwrap_or_default();
        client.env("PATH", std::env::join_paths(own.chain(std::env::split_paths(&path)))?);
        sandbox.run(&mut client)?;
    }
    Ok(())
}

/// Has the description of a sandbox read, which holds that of a service, by the rules of `redocly.yaml`: what is a warning
/// there is a fault here.
fn lint_descriptions(tools: &Tools) -> anyhow::Result<()> {
    let file = workspace::root().join("docs/openapi.json");
    let mut redocly = tools.node.tool("redocly");
    redocly.args(["lint", "--max-problems", "100", "--format", "json"]);
    redocly.arg("--config").arg(script_file("redocly.yaml")).arg(&file);
    // It would ask for a newer version of itself, and tell of its use.
    redocly.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    let output = redocly.output().context("Redocly does not start")?;
    let text = String::from_utf8(output.stdout)?;
    let found: serde_json::Value =
        serde_json::from_str(&text).with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let totals = &found["totals"];
    ensure!(totals["errors"] == 0 && totals["warnings"] == 0, "{text}");
    Ok(())
}

/// Sends generated requests and compares the answers with the description.
fn compare_api(tools: &Tools, sandbox: &Sandbox, more: &[&str]) -> anyhow::Result<()> {
    let token = token(&sandbox.server)?;
    let mut tool = tools.python.tool("schemathesis");
    tool.arg("--config-file").arg(script_file("schemathesis.toml")).arg("run");
    tool.arg(format!("{}/openapi.json", sandbox.server.url()));
    // A power of the sandbox would change what the other cases are about; the issuer's clients are tried above.
    tool.args(["--exclude-path-regex", r"^/(sandbox/|device$|\{tenant\}/)"]);
    tool.args(["--checks", API_CHECKS, "--phases", "examples,coverage,fuzzing"]).args(more);
    // The settings take it from there.
    tool.env("QUALIFY_TOKEN", token);
    sandbox.run(&mut tool)
}

fn token(server: &ServerProcess) -> anyhow::Result<String> {
    let mut connection = qualify_testkit::soak::http::Connection::open(server.url())?;
    let wish = serde_json::json!({ "expiresInSeconds": 36_000 });
    let answer = connection.send("POST", "/sandbox/token", &[], Some(&wish))?.expect(200)?;
    Ok(answer["access_token"].as_str().context("the sandbox gave no access_token")?.to_owned())
}
