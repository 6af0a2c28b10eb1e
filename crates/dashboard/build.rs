//! The files that pages load: each with the hash of what is in it in its name, and compressed.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

/// The constant by which templates name a file, and the file.
const FILES: [(&str, &str, &str); 3] = [
    ("STYLE", "dashboard.css", "text/css; charset=utf-8"),
    ("SCRIPT", "dashboard.js", "text/javascript; charset=utf-8"),
    // htmx 2.0.11 as it is on npm, Zero-Clause BSD.
    ("HTMX", "htmx-2.0.11.min.js", "text/javascript; charset=utf-8"),
];

/// Bytes of the hash in a name.
const HASH_BYTES: usize = 8;

#[expect(clippy::disallowed_methods, reason = "cargo says where things are")]
fn out_dir() -> PathBuf {
    PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"))
}

fn main() {
    let out = out_dir();
    let mut code = String::from("/// Every file.\npub(crate) const ALL: &[Asset] = &[\n");
    let mut names = String::new();
    for (constant, file, kind) in FILES {
        let source = Path::new("static").join(file);
        println!("cargo::rerun-if-changed={}", source.display());
        let bytes = fs::read(&source).expect("the file is in static/");
        let packed = out.join(format!("{file}.gz"));
        fs::write(&packed, compressed(&bytes)).expect("OUT_DIR can be written");
        let name = hashed_name(file, &bytes);
        let source = fs::canonicalize(&source).expect("it was read");
        writeln!(
            code,
            "    Asset {{ name: {name:?}, kind: {kind:?}, bytes: include_bytes!({:?}), packed: include_bytes!({:?}) }},",
            source.display().to_string(),
            packed.display().to_string(),
        )
        .expect("a text");
        writeln!(
            names,
            "/// The address of `{file}`.\npub(crate) const {constant}: &str = \"/dashboard/static/{name}\";"
        )
        .expect("a text");
    }
    code.push_str("];\n");
    fs::write(out.join("assets.rs"), code + &names).expect("OUT_DIR can be written");
}

fn hashed_name(file: &str, bytes: &[u8]) -> String {
    let (stem, extension) = file.rsplit_once('.').expect("a file has an extension");
    let hash = Sha256::digest(bytes)[..HASH_BYTES].iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text");
        text
    });
    format!("{}-{hash}.{extension}", stem.replace('.', "-"))
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}
