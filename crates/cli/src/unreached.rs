//! Why a service was not reached, in words, and what to do about it.

/// What was in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Obstacle {
    /// What is wrong.
    pub(crate) found: &'static str,
    /// What to do.
    pub(crate) next: &'static str,
}

/// What the library of TLS or of HTTP says, and what it comes to. The first that fits counts.
const OBSTACLES: [(&str, Obstacle); 7] = [
    (
        "certificate expired",
        Obstacle {
            found: "the certificate is over",
            next: "whoever runs the service has to renew it; if it is not over, this machine's clock is wrong",
        },
    ),
    (
        "certificate not valid yet",
        Obstacle {
            found: "the certificate is not good yet",
            next: "look at this machine's clock; if it is right, whoever runs the service has to wait, or to replace it",
        },
    ),
    (
        "certificate not valid for name",
        Obstacle {
            found: "the certificate is for another name",
            next: "ask by a name that it has, or by an address that it has",
        },
    ),
    (
        "certificate",
        Obstacle {
            found: "the certificate is not trusted",
            next: "name the CA that it is from with --ca or QUALIFY_CA; a server prints the file at its start",
        },
    ),
    (
        "InvalidContentType",
        Obstacle {
            found: "whoever listens there speaks no TLS",
            next: "look at the port; a service of this machine may want http:// in its URL",
        },
    ),
    (
        "invalid HTTP version parsed",
        Obstacle {
            found: "whoever listens there speaks no HTTP",
            next: "look at the port; it may speak TLS, which wants https:// in the URL",
        },
    ),
    (
        "invalid HTTP status-code parsed",
        Obstacle { found: "whoever listens there speaks no HTTP", next: "look at the port" },
    ),
];

impl Obstacle {
    /// What an error that no answer came for is about, if it is one of those that are known.
    pub(crate) fn of(cause: &str) -> Option<&'static Self> {
        OBSTACLES.iter().find(|(words, _)| cause.contains(words)).map(|(_, obstacle)| obstacle)
    }

    /// As sentences behind the cause.
    pub(crate) fn sentences(&self) -> String {
        let sentence = |text: &str| text[..1].to_uppercase() + &text[1..];
        format!("{}: {}", sentence(self.found), self.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libraries_say_is_put_into_words() {
        for (cause, words) in [
            ("invalid peer certificate: UnknownIssuer", "The certificate is not trusted: name the CA"),
            (
                "invalid peer certificate: certificate expired: verification time 2 (UNIX), but certificate is not valid after 1",
                "The certificate is over: ",
            ),
            (
                "invalid peer certificate: certificate not valid for name \"localhost\"; certificate is only valid for a.example",
                "The certificate is for another name: ask by",
            ),
            ("received corrupt message of type InvalidContentType", "Whoever listens there speaks no TLS: "),
            ("invalid HTTP version parsed", "Whoever listens there speaks no HTTP: "),
        ] {
            let said = Obstacle::of(cause).map(Obstacle::sentences).unwrap_or_default();
            assert!(said.starts_with(words), "{cause}: {said}");
        }
        assert_eq!(Obstacle::of("Connection refused (os error 111)"), None);
    }
}
