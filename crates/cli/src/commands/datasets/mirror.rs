//! A mirror: one folder, reached over HTTPS, that holds the published files by the names of the list.

use reqwest::Url;

use super::catalogue::Published;
use crate::exit::Failure;

/// The URL of a mirror, which ends like a folder's.
pub(crate) fn parse(text: &str) -> Result<Url, Failure> {
    let wrong = |what: &str| {
        Failure::WrongSettings(format!(
            "--mirror: {text:?} {what}; name the folder that holds the files, such as https://mirror.example/lists/"
        ))
    };
    let mut url = Url::parse(text).map_err(|_| wrong("is no URL"))?;
    if url.scheme() != "https" {
        return Err(wrong("is not HTTPS: whoever stands between could change what vetting consults"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("has a query or a fragment"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Where a source is at a mirror.
pub(crate) fn place(mirror: &Url, source: &Published) -> Url {
    // Names of the list are plain ones, which every URL takes.
    mirror.join(source.file).unwrap_or_else(|_| mirror.clone())
}

pub(crate) fn is_on_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|it: std::net::IpAddr| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::datasets::catalogue::ALL;

    #[test]
    fn a_mirror_is_a_folder_over_https() {
        for text in ["https://mirror.example/lists", "https://mirror.example/lists/"] {
            let url = place(&parse(text).unwrap(), &ALL[0]);
            assert_eq!(url.as_str(), "https://mirror.example/lists/public_suffix_list.dat");
        }
        for text in
            ["http://127.0.0.1/", "ftp://mirror.example/", "mirror", "https://mirror.example/?a=b", ""]
        {
            assert!(matches!(parse(text), Err(Failure::WrongSettings(_))), "{text}");
        }
        for (text, is_here) in [
            ("https://localhost/", true),
            ("https://127.0.0.1:8443/", true),
            ("https://[::1]/", true),
            ("https://mirror.example/", false),
        ] {
            assert_eq!(is_on_this_machine(&parse(text).unwrap()), is_here, "{text}");
        }
    }
}
