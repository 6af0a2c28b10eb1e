//! The newest file of an archive of research data (Zenodo), by the list of its records.

use std::path::Path;
use std::time::Duration;

use qualify_vetting::vocabulary::Date;
use reqwest::{Client, Url};
use serde::Deserialize;

use super::catalogue::Published;
use super::download::{self, Fault, Wanted};

/// Longest list of records, in bytes.
const RECORDS_BYTES_MAX: u64 = 8 << 20;

/// A file that is published.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) url: Url,
    pub(crate) bytes: Option<u64>,
    pub(crate) published_on: Option<Date>,
}

#[derive(Deserialize)]
struct Records {
    hits: Hits,
}

#[derive(Deserialize)]
struct Hits {
    hits: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    metadata: Metadata,
    files: Vec<RecordFile>,
}

#[derive(Deserialize, Default)]
struct Metadata {
    #[serde(default)]
    publication_date: Option<String>,
}

#[derive(Deserialize)]
struct RecordFile {
    key: String,
    #[serde(default)]
    size: Option<u64>,
    links: Links,
}

impl RecordFile {
    fn is_archive(&self) -> bool {
        let is_zip = Path::new(&self.key).extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
        is_zip && self.key.contains("ror-data")
    }
}

#[derive(Deserialize)]
struct Links {
    #[serde(rename = "self")]
    own: String,
}

/// Asks for the list of records, and finds the newest one's file.
pub(crate) async fn newest(
    client: &Client,
    index: Url,
    source: &Published,
    timeout: Duration,
) -> Result<Newest, Fault> {
    let wanted = Wanted {
        url: index.clone(),
        other_hosts: source.other_hosts,
        bytes_max: RECORDS_BYTES_MAX,
        bytes: None,
        timeout,
    };
    let bytes = download::to_memory(client, &wanted).await?;
    let newest = find(&bytes).map_err(|text| Fault::Refused(format!("{index} {text}")))?;
    let host = newest.url.host_str().unwrap_or_default();
    let is_known = newest.url.host() == index.host() || source.other_hosts.contains(&host);
    if newest.url.scheme() != "https" || !is_known {
        return Err(Fault::Refused(format!("a file of another host is named by {index}: {}", newest.url)));
    }
    Ok(newest)
}

fn find(bytes: &[u8]) -> Result<Newest, &'static str> {
    let records: Records = serde_json::from_slice(bytes).map_err(|_| "answers with no list of records")?;
    // Newest first, as it was asked for; a record without an archive is about something else.
    let archive = |record: &Record| {
        let file = record.files.iter().find(|file| file.is_archive())?;
        let published_on = record.metadata.publication_date.as_deref().and_then(|day| day.parse().ok());
        Some((file.links.own.clone(), file.size, published_on))
    };
    let (url, bytes, published_on) =
        records.hits.hits.iter().find_map(archive).ok_or("names no ror-data ZIP")?;
    let url = Url::parse(&url).map_err(|_| "names a file that has no URL")?;
    Ok(Newest { url, bytes, published_on })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_archive_is_found_with_its_length_and_day() {
        let list = br#"{"hits":{"hits":[
            {"id":2,"metadata":{"publication_date":"2026-11-02"},"files":[{"key":"notes.pdf","links":{"self":"https://zenodo.org/notes"}}]},
            {"id":1,"metadata":{"title":"ROR Data","publication_date":"2026-10-28","version":"v1.90"},"files":[
                {"key":"v1.90-2026-10-28-ror-data.zip","size":123,"checksum":"md5:0","links":{"self":"https://zenodo.org/api/records/1/files/v1.90-2026-10-28-ror-data.zip/content"}}]}],
            "total":2}}"#;
        let newest = find(list).unwrap();
        assert!(newest.url.path().ends_with("ror-data.zip/content"), "{newest:?}");
        assert_eq!((newest.bytes, newest.published_on), (Some(123), "2026-10-28".parse().ok()));
        for text in ["", "{}", r#"{"hits":{"hits":[]}}"#, "<html>"] {
            assert!(find(text.as_bytes()).is_err(), "{text}");
        }
    }
}
