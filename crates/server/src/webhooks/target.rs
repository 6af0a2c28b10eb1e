//! Which URLs a receiver may have (Q24). An address is looked at when it is registered, and again at each attempt: a name
//! may lead elsewhere by then, which the resolver of the sender sees.

use std::net::IpAddr;

use reqwest::Url;

use super::address::is_public;

/// Longest URL, in characters.
const URL_CHARS_MAX: usize = 2048;

/// Ends of names that lead into somebody's own network, and names of this machine.
const CLOSED_ENDS: [&str; 8] =
    ["localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain", "corp"];

/// Which receivers are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TargetRules {
    /// Whether private addresses and plain HTTP are.
    pub(crate) allows_any: bool,
}

/// What is wrong with a URL, as part of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetFault {
    /// It cannot be read.
    #[error("is not a URL")]
    Unreadable,
    /// It is too long.
    #[error("is longer than 2048 characters")]
    TooLong,
    /// It is neither https nor, in a sandbox, http.
    #[error("does not begin with https://")]
    Scheme,
    /// It holds a user name or a password.
    #[error("holds a user name or a password")]
    Credentials,
    /// It holds a fragment, which is never sent.
    #[error("holds a fragment (#...)")]
    Fragment,
    /// It leads to a private address or to this machine.
    #[error("leads to an address that is not public")]
    Private,
}

impl TargetRules {
    /// Reads a URL and checks what can be seen in it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(self, text: &str) -> Result<Url, TargetFault> {
        if text.len() > URL_CHARS_MAX {
            return Err(TargetFault::TooLong);
        }
        // A reader of URLs forgives blanks, control characters and backslashes; whoever writes them means no good.
        let is_plain =
            |character: char| !character.is_control() && !character.is_whitespace() && character != '\\';
        if !text.chars().all(is_plain) {
            return Err(TargetFault::Unreadable);
        }
        let url = Url::parse(text).map_err(|_| TargetFault::Unreadable)?;
        if !(url.scheme() == "https" || (self.allows_any && url.scheme() == "http")) {
            return Err(TargetFault::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetFault::Credentials);
        }
        if url.fragment().is_some() {
            return Err(TargetFault::Fragment);
        }
        if !self.allows_host(&url) {
            return Err(TargetFault::Private);
        }
        Ok(url)
    }

    /// Whether the host may be sent to, as far as can be seen in it.
    fn allows_host(self, url: &Url) -> bool {
        let Some(host) = url.host_str().filter(|_| url.port_or_known_default() != Some(0)) else {
            return false;
        };
        if self.allows_any {
            return true;
        }
        if let Ok(address) = host.trim_matches(['[', ']']).parse() {
            return self.allows_address(address);
        }
        let name = host.strip_suffix('.').unwrap_or(host);
        let ends_in =
            |end: &str| name.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        // A name without a dot is one of the own network.
        name.contains('.') && !CLOSED_ENDS.into_iter().any(ends_in)
    }

    /// Whether an address may be sent to.
    pub(super) fn allows_address(self, address: IpAddr) -> bool {
        self.allows_any || is_public(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRODUCTION: TargetRules = TargetRules { allows_any: false };
    const SANDBOX: TargetRules = TargetRules { allows_any: true };

    /// Hosts that lead inside, in the spellings that are tried against others.
    const INSIDE: &str = "
        127.0.0.1 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0.0 0x7f.1 0x7f000001 0177.0.0.1 0177.1 2130706433
        017700000001 0x7F.0x0.0x0.0x1 127.0.0.1. 0x7f.0.1 00.00.00.00 127.000.000.001 %31%32%37.0.0.1 ①②⑦.⓪.⓪.①
        １２７.０.０.１ 127。0。0。1 127．0．0．1 [::1] [::] [0:0:0:0:0:0:0:1] [0000::1] [::0001] [::ffff:127.0.0.1]
        [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1] [::127.0.0.1] [::7f00:1] localhost LOCALHOST localhost.
        LocalHost loc%61lhost ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ a.localhost www.localhost. localhost.localdomain 10.0.0.1 10.1
        10.255.255.255 0xa.1 012.0.0.1 167772161 0x0a000001 172.16.0.1 172.31.255.255 172.16.1 0xac.0x10.0.1
        2886729729 192.168.0.1 192.168.1 192.168.257 0xc0.0xa8.0.1 3232235521 0300.0250.0.1 030052000001
        [::ffff:10.0.0.1] [::ffff:192.168.0.1] [::ffff:c0a8:1] [::ffff:172.16.0.1] [fc00::1] [fd00::1]
        [fdff:ffff::1] [fec0::1] 169.254.169.254 169.254.43518 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 2852039166
        0xa9fea9fe [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [fe80::1] [febf::1] [fd00:ec2::254] 168.63.129.16
        100.100.100.200 192.0.0.192 metadata.google.internal METADATA.google.internal. instance-data metadata
        router.lan printer.local nas.home.arpa db.corp wiki.intranet [64:ff9b::7f00:1] [64:ff9b::10.0.0.1]
        [64:ff9b:1::1] [2002:7f00:1::] [2002:a00:1::1] [2001::1] [2001:0:7f00:1::] [2001:db8::1] [100::1]
        [ff02::1] [5f00::1] 100.64.0.1 198.18.0.1 192.0.2.1 198.51.100.1 203.0.113.1 224.0.0.1 255.255.255.255
    ";

    /// URLs that are wrong in another way than by their host.
    const WRONG: [&str; 40] = [
        "",
        " ",
        "https://",
        "https:///",
        "https://?",
        "https://#",
        "//hooks.example/q",
        "hooks.example/q",
        "/q",
        "http://hooks.example/q",
        "HTTP://hooks.example/q",
        "ftp://hooks.example/q",
        "file:///etc/passwd",
        "file://hooks.example/etc/passwd",
        "gopher://hooks.example:70/_x",
        "dict://hooks.example:11211/stat",
        "ldap://hooks.example/x",
        "jar:https://hooks.example!/x",
        "data:text/plain,x",
        "javascript:alert(1)",
        "ws://hooks.example/q",
        "unix:/var/run/docker.sock",
        "https://user@hooks.example/q",
        "https://user:secret@hooks.example/q",
        "https://:secret@hooks.example/q",
        "https://hooks.example@10.0.0.1/q",
        "https://hooks.example%40@10.0.0.1/q",
        "https://hooks.example/q#fragment",
        "https://hooks.example:0/q",
        "https://hooks.example:65536/q",
        "https://hooks.example:-1/q",
        "https://hooks.example:80x/q",
        "https://hooks.example\\@10.0.0.1/q",
        "https:\\\\10.0.0.1/q",
        "https://hooks.ex ample/q",
        "https://hooks.example/\r\nHost: 10.0.0.1",
        "\thttps://hooks.example/q",
        "https://[::1/q",
        "https://[::g]/q",
        "https://exa%00mple.example/q",
    ];

    #[test]
    fn hosts_that_lead_inside_are_refused_in_every_spelling() {
        assert!(INSIDE.split_whitespace().count() > 110);
        for host in INSIDE.split_whitespace() {
            for url in [format!("https://{host}/q"), format!("https://{host}:8443/q?x=https://hooks.example")]
            {
                assert!(PRODUCTION.check(&url).is_err(), "{url}: {:?}", PRODUCTION.check(&url));
            }
        }
    }

    #[test]
    fn urls_of_other_shapes_are_refused() {
        for url in WRONG {
            assert!(PRODUCTION.check(url).is_err(), "{url:?}");
        }
        let long = format!("https://hooks.example/{}", "x".repeat(URL_CHARS_MAX));
        assert_eq!(PRODUCTION.check(&long), Err(TargetFault::TooLong));
    }

    #[test]
    fn public_receivers_are_taken() {
        for url in [
            "https://hooks.partner.example/pc",
            "https://hooks.partner.example:8443/pc?tenant=1",
            "https://HOOKS.partner.example./pc",
            "https://8.8.8.8/pc",
            "https://[2606:4700:4700::1111]/pc",
            "https://bücher.example/pc",
            "https://internal.partner.example/pc",
        ] {
            assert!(PRODUCTION.check(url).is_ok(), "{url}: {:?}", PRODUCTION.check(url));
        }
    }

    #[test]
    fn a_sandbox_takes_this_machine_and_plain_http_and_no_other_scheme() {
        assert!(SANDBOX.check("http://127.0.0.1:9000/hooks").is_ok());
        assert!(SANDBOX.check("https://localhost/hooks").is_ok());
        assert_eq!(SANDBOX.check("file:///etc/passwd"), Err(TargetFault::Scheme));
        assert_eq!(SANDBOX.check("http://user@127.0.0.1/"), Err(TargetFault::Credentials));
    }
}
