//! Small files of our own in the layouts of the publishers.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::mirror::Mirror;

/// The names under which a mirror holds the sources, with a sample of each.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("public_suffix_list.dat", suffixes()),
        ("swot.tar.gz", tree(40)),
        ("world_universities_and_domains.json", universities(40)),
        ("ror-data.zip", organisations(40)),
        ("current-full.csv", registry()),
        (
            "free-email-domains.json",
            json!(["poczta-dla-wszystkich.pl", "post-fuer-alle.de"]).to_string().into(),
        ),
        ("disposable_email_blocklist.conf", b"weg-damit.de\nznika.pl\n".to_vec()),
    ]
}

pub(crate) fn mirror() -> Mirror {
    let mirror = Mirror::start();
    for (file, bytes) in all() {
        mirror.file(file, bytes);
    }
    mirror
}

pub(crate) fn suffixes() -> Vec<u8> {
    let mut text = "// ===BEGIN ICANN DOMAINS===\n".to_owned();
    for suffix in ["com", "org", "edu", "gov", "de", "pl", "edu.pl", "cz", "nl", "hu", "pt", "uk", "ac.uk"] {
        text.push_str(suffix);
        text.push('\n');
    }
    (text + "// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\nwixsite.com\n").into_bytes()
}

/// The archive of a repository, as its host packs it: all below one folder, with more than the tree in it.
pub(crate) fn tree(schools: usize) -> Vec<u8> {
    let mut files = vec![
        ("swot-master/README.md".to_owned(), "About the list\n".to_owned()),
        ("swot-master/lib/domains/stoplist.txt".to_owned(), "alumni.szkola-1.pl\n".to_owned()),
        ("swot-master/lib/domains/abused.txt".to_owned(), "nadużyta.pl\n".to_owned()),
        ("swot-master/lib/domains/tlds.txt".to_owned(), "edu\n".to_owned()),
    ];
    for number in 0..schools {
        let path = format!("swot-master/lib/domains/pl/szkola-{number}.txt");
        files.push((path, format!("Szkoła Leśna nr {number}\n")));
    }
    archive(&files)
}

pub(crate) fn archive(files: &[(String, String)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        // A path that leads out is one that the builder itself would refuse.
        let name = &mut header.as_old_mut().name;
        name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        builder.append(&header, text.as_bytes()).expect("it is appended");
    }
    builder.into_inner().expect("it ends").finish().expect("it is packed")
}

pub(crate) fn universities(count: usize) -> Vec<u8> {
    let all: Vec<Value> = (0..count)
        .map(|number| {
            json!({"name": format!("Forest University {number}"), "domains": [format!("forest-{number}.edu")],
                "alpha_two_code": "US", "country": "United States", "web_pages": [], "state-province": null})
        })
        .collect();
    Value::from(all).to_string().into_bytes()
}

pub(crate) fn organisation(id: usize, name: &str, host: &str, kind: &str) -> Value {
    json!({"id": format!("https://ror.org/0{id}"), "status": "active", "types": [kind], "domains": [],
        "names": [{"value": name, "types": ["label", "ror_display"], "lang": "pl"}],
        "links": [{"type": "website", "value": format!("https://www.{host}/")}],
        "locations": [{"geonames_id": 1, "geonames_details": {"country_code": "PL", "country_name": "Poland"}}],
        "established": 1900, "external_ids": [], "relationships": []})
}

/// A ZIP with the JSON and the CSV of a release in it.
pub(crate) fn organisations(count: usize) -> Vec<u8> {
    let mut all: Vec<Value> = (0..count)
        .map(|number| {
            let name = format!("Akademia Leśna numer {number}");
            organisation(number, &name, &format!("akademia-{number}.pl"), "education")
        })
        .collect();
    all.push(organisation(999, "Szpital Leśny", "szpital-lesny.pl", "healthcare"));
    zip(&[
        ("v9.9-2026-11-01-ror-data.json", Value::from(all).to_string()),
        ("v9.9-2026-11-01-ror-data.csv", "id,name\n".to_owned()),
    ])
}

pub(crate) fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a name");
        writer.write_all(text.as_bytes()).expect("it is packed");
    }
    writer.finish().expect("it ends").into_inner()
}

fn registry() -> Vec<u8> {
    let mut text =
        "Domain name,Domain type,Organization name,Suborganization name,City,State,Security contact email\n"
            .to_owned();
    for number in 0..20 {
        writeln!(text, "town-{number}.gov,City,City of Town {number},,Town,OR,(blank)").expect("a text");
    }
    text.into_bytes()
}
