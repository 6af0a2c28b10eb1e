//! Files and folders that a setting names and that cannot be used: each is found before a port is bound, as every wrong
//! setting is. The port is held by the test, so that a start that binds before it looks speaks of the port.

use std::fs;
use std::net::TcpListener;

use rcgen::{CertificateParams, KeyPair};

use crate::program::Desk;

/// What a start finds in its folder, how it is told of it, and what it has to say.
type Wrong = (&'static str, fn(&Desk), &'static [&'static str], &'static [&'static str]);

const MANIFEST: &str = r#"{"format":1,"sources":[{"id":"trash","kind":"domain-lines","path":"trash.txt"}]}"#;
const DATASETS: &[&str] = &["--config", "datasets.toml"];
const SECRET: &[&str] = &["--config", "secret.toml"];
const SIGNING: &[&str] = &["--config", "signing.toml"];
const TLS: &[&str] = &["--tls-cert", "tls.crt", "--tls-key", "tls.key"];

const WRONG: &[Wrong] = &[
    // The certificate and its key.
    ("no certificate", |desk| remove(desk, "tls.crt"), TLS, &["server.tls_cert_file", "tls.crt"]),
    ("a folder for a certificate", |desk| folder(desk, "tls.crt"), TLS, &["server.tls_cert_file", "tls.crt"]),
    ("no PEM", |desk| write(desk, "tls.crt", "x"), TLS, &["server.tls_cert_file", "holds no certificate"]),
    ("no key", |desk| write(desk, "tls.key", "x"), TLS, &["server.tls_key_file", "holds no private key"]),
    (
        "another key",
        |desk| write(desk, "tls.key", &new_key()),
        TLS,
        &["server.tls_key_file", "is not the key"],
    ),
    ("everybody's key", |desk| desk.set_mode("tls.key", 0o644), TLS, &["server.tls_key_file", "chmod 640"]),
    (
        "everybody's authority",
        |desk| {
            desk.start_sandbox(&["--tls", "self-signed"]).stop();
            desk.set_mode("qualify-data/ca-key.pem", 0o644);
        },
        &["--tls", "self-signed"],
        &["ca-key.pem", "chmod 600"],
    ),
    // Webhooks.
    ("no signing key", |desk| remove(desk, "sign.key"), SIGNING, &["webhooks.signing_key_file", "sign.key"]),
    ("it is no RSA", |desk| write(desk, "sign.key", &new_key()), SIGNING, &["webhooks.signing_key_file"]),
    ("no authorities", |desk| remove(desk, "ca.pem"), SIGNING, &["webhooks.ca_file", "ca.pem", "PEM file"]),
    ("they are none", |desk| write(desk, "ca.pem", "x"), SIGNING, &["webhooks.ca_file", "no certificate"]),
    // Datasets.
    ("no folder", |desk| remove(desk, "sets"), DATASETS, &["vetting.datasets_dir", "sets/manifest.json"]),
    (
        "no manifest",
        |desk| remove(desk, "sets/manifest.json"),
        DATASETS,
        &["vetting.datasets_dir", "sets/manifest.json"],
    ),
    (
        "half a manifest",
        |desk| write(desk, "sets/manifest.json", &MANIFEST[..40]),
        DATASETS,
        &["vetting.datasets_dir", "sets/manifest.json", "line 1"],
    ),
    (
        "an unknown kind",
        |desk| write(desk, "sets/manifest.json", &MANIFEST.replace("domain-lines", "domains")),
        DATASETS,
        &["vetting.datasets_dir", "domains"],
    ),
    (
        "a file that is not there",
        |desk| remove(desk, "sets/trash.txt"),
        DATASETS,
        &["vetting.datasets_dir", "\"trash\"", "\"trash.txt\"", "\"enabled\": false"],
    ),
    (
        "a file of elsewhere",
        |desk| write(desk, "sets/manifest.json", &MANIFEST.replace("trash.txt", "../ca.pem")),
        DATASETS,
        &["vetting.datasets_dir", "trash"],
    ),
    // The secret, the data folder, the ready file.
    ("half a secret", |desk| write(desk, "own.key", "x"), SECRET, &["store.secret_key_file", "32 bytes"]),
    ("a folder for a secret", |desk| folder(desk, "own.key"), SECRET, &["store.secret_key_file", "own.key"]),
    ("everybody's secret", |desk| desk.set_mode("own.key", 0o644), SECRET, &["own.key", "chmod 640"]),
    (
        "everybody's data",
        |desk| {
            folder(desk, "shared");
            write(desk, "shared/letter.txt", "x");
            desk.set_mode("shared", 0o755);
        },
        &["--data-dir", "shared"],
        &["shared", "chmod 700"],
    ),
    (
        "nothing is lost",
        |desk| drop(desk.start_sandbox(&[]).stop()),
        &["--new-secret"],
        &["--new-secret", "Leave the flag out"],
    ),
    ("no folder for it", |_| (), &["--ready-file", "nowhere/ready"], &["server.ready_file", "--ready-file"]),
    ("a folder for it", |desk| folder(desk, "run"), &["--ready-file", "run"], &["server.ready_file", "run"]),
    // Seeds.
    ("no seed", |_| (), &["--seed", "seed.json"], &["seed.json", "sandbox.seed_file"]),
    ("half a seed", |desk| write(desk, "seed.json", "{"), &["--seed", "seed.json"], &["sandbox.seed_file"]),
];

fn write(desk: &Desk, name: &str, text: &str) {
    let mode = desk.path(name).exists().then(|| desk.mode(name));
    fs::write(desk.path(name), text).expect("the folder is ours");
    desk.set_mode(name, mode.unwrap_or(0o600));
}

fn remove(desk: &Desk, name: &str) {
    let path = desk.path(name);
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("the folder is ours");
}

fn folder(desk: &Desk, name: &str) {
    if desk.path(name).exists() {
        remove(desk, name);
    }
    fs::create_dir(desk.path(name)).expect("the folder is ours");
}

fn new_key() -> String {
    KeyPair::generate().expect("a key").serialize_pem()
}

/// A folder in which all that the flags and files of the table name is as it should be.
fn in_order() -> Desk {
    let key = KeyPair::generate().expect("a key");
    let cert = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name").self_signed(&key);
    let cert = cert.expect("a certificate");
    let signing = KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).expect("a key");
    let desk = Desk::new()
        .with_file("tls.crt", &cert.pem())
        .with_secret_file("tls.key", &key.serialize_pem())
        .with_secret_file("sign.key", &signing.serialize_pem())
        .with_file("ca.pem", &cert.pem())
        .with_secret_file("own.key", &"k".repeat(32))
        .with_file("datasets.toml", "[vetting]\ndatasets_dir = \"sets\"\n")
        .with_file("secret.toml", "[store]\nsecret_key_file = \"own.key\"\n")
        .with_file("signing.toml", "[webhooks]\nsigning_key_file = \"sign.key\"\nca_file = \"ca.pem\"\n");
    folder(&desk, "sets");
    desk.with_file("sets/manifest.json", MANIFEST).with_file("sets/trash.txt", "mailinator.com\n")
}

#[test]
fn each_file_that_cannot_be_used_is_found_before_a_port_is_bound() {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap().to_string();
    let refuse = |desk: &Desk, flags: &[&str]| {
        desk.start(&[&["serve", "--sandbox", "--listen", &address], flags].concat()).expect_err("it is held")
    };
    for flags in [DATASETS, SECRET, SIGNING, TLS] {
        let ended = refuse(&in_order(), flags);
        assert!(ended.code == Some(1) && ended.stderr.contains("cannot listen on"), "{flags:?} {ended:?}");
    }
    for (case, prepare, flags, said) in WRONG {
        let desk = in_order();
        prepare(&desk);
        let ended = refuse(&desk, flags);
        assert_eq!(ended.code, Some(2), "{case}: {}", ended.stderr);
        assert!(!ended.stderr.contains("cannot listen"), "{case}: {}", ended.stderr);
        for part in *said {
            assert!(ended.stderr.contains(part), "{case}: {part} is not in {}", ended.stderr);
        }
    }
}

/// What is in order is taken: a ready file in the data folder, which is not there yet, among it.
#[test]
fn what_is_in_order_starts() {
    let desk = in_order();
    for flags in [DATASETS, SECRET, SIGNING, TLS, &["--ready-file", "new/ready-too", "--data-dir", "new"]] {
        desk.start_sandbox(flags).stop();
        if desk.path("qualify-data").exists() {
            remove(&desk, "qualify-data");
        }
    }
}
