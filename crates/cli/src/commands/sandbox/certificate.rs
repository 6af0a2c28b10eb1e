//! `qualify sandbox certificate`: a certificate and its key, for a client that signs in by it. Asks no sandbox.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use qualify_sandbox::{ClientCertificatePair, Thumbprints};
use serde_json::json;

use crate::args::CertificateArgs;
use crate::exit::Failure;
use crate::output;

/// The certificate's file.
const CERTIFICATE_FILE: &str = "client-certificate.pem";
/// The key's file.
const KEY_FILE: &str = "client-key.pem";

pub(super) fn run(args: &CertificateArgs) -> Result<(), Failure> {
    let pair = ClientCertificatePair::make(&args.name, args.days)
        .map_err(|error| Failure::Failed(format!("no certificate was made: {error}")))?;
    let (certificate, key) = (args.out.join(CERTIFICATE_FILE), args.out.join(KEY_FILE));
    write(&key, &pair.key_pem, 0o600)?;
    if let Err(failure) = write(&certificate, &pair.certificate_pem, 0o644) {
        // A key without its certificate is of no use, and would be in the way of the next attempt.
        let _ = fs::remove_file(&key);
        return Err(failure);
    }
    let Thumbprints { sha1, sha256 } = &pair.thumbprints;
    output::data(&format!(
        "certificate           {}\nkey                   {}\nthumbprint (SHA-1)    {}\nthumbprint (SHA-256)  {}\n\"certificates\": {}\n",
        certificate.display(),
        key.display(),
        Thumbprints::shown(sha1),
        Thumbprints::shown(sha256),
        json!([pair.certificate_pem]),
    ))?;
    output::note(
        "Put the last line into the seed's application, start the sandbox with that seed, and give the client the key and a \
         thumbprint.",
    );
    Ok(())
}

/// Writes a file that is not there yet.
fn write(file: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(file)
        .and_then(|mut target| target.write_all(text.as_bytes()));
    written.map_err(|error| {
        let next = if error.kind() == io::ErrorKind::AlreadyExists {
            "Remove it, or name another folder with --out."
        } else {
            "Name a folder that is there and can be written, with --out."
        };
        Failure::Failed(format!("no certificate was made: {}: {error}. {next}", file.display()))
    })
}
