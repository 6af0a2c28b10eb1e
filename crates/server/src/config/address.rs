//! Where to listen, as people write it.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use serde::de::{Deserializer, Error, Visitor};

/// What is wrong with an address, and how to write one.
const HOW: &str = "write an IP address and a port, such as 127.0.0.1:7180; localhost:7180, :7180 and 7180 mean the \
     same, this machine alone; 0.0.0.0:7180 means every network of this machine; port 0 picks a free one";

/// Reads where to listen: an IP address with a port, or a port alone, as `7180`, `:7180` or `localhost:7180`. Without an
/// address it is this machine's own, which nobody else reaches.
///
/// # Errors
/// How to write it.
pub fn parse_listen_address(text: &str) -> Result<SocketAddr, &'static str> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let port = match text.rsplit_once(':') {
        None => text,
        Some((host, port)) if host.is_empty() || host.eq_ignore_ascii_case("localhost") => port,
        Some(_) => return Err(HOW),
    };
    // `+1` is a number for Rust.
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse().ok().filter(|_| is_number).ok_or(HOW)?;
    Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}

/// The same in a configuration, where a port may be a number.
struct Address;

impl Visitor<'_> for Address {
    type Value = SocketAddr;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an address and a port, such as 127.0.0.1:7180")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SocketAddr, E> {
        parse_listen_address(text).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, port: u64) -> Result<SocketAddr, E> {
        self.visit_str(&port.to_string())
    }

    fn visit_i64<E: Error>(self, port: i64) -> Result<SocketAddr, E> {
        self.visit_str(&port.to_string())
    }
}

/// For `server.listen`.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    deserializer.deserialize_any(Address)
}

/// For `server.admin_listen`; a key that is there has a value.
pub(super) fn read_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    read(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_means_this_machine_alone() {
        for (text, address) in [
            ("127.0.0.1:7180", "127.0.0.1:7180"),
            ("0.0.0.0:7180", "0.0.0.0:7180"),
            ("[::1]:7180", "[::1]:7180"),
            ("[::]:7180", "[::]:7180"),
            ("localhost:7180", "127.0.0.1:7180"),
            ("LocalHost:7180", "127.0.0.1:7180"),
            (":7180", "127.0.0.1:7180"),
            ("7180", "127.0.0.1:7180"),
            (" 7180 ", "127.0.0.1:7180"),
            ("0", "127.0.0.1:0"),
        ] {
            assert_eq!(parse_listen_address(text), Ok(address.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_how_to_write_one() {
        for text in
            ["", ":", "localhost", "127.0.0.1", "+7180", ":+1", "65536", "-1", "::1:7180x", "host:7180"]
        {
            let error = parse_listen_address(text).unwrap_err();
            assert!(error.contains("127.0.0.1:7180") && error.contains("0.0.0.0:7180"), "{text}");
        }
    }

    #[test]
    fn a_configuration_takes_what_the_command_line_takes() {
        let section = |text: &str| toml::from_str::<super::super::ServerSection>(text);
        for value in ["\"localhost:7180\"", "\":7180\"", "\"7180\"", "7180", "\"127.0.0.1:7180\""] {
            let read = section(&format!("listen = {value}\nadmin_listen = {value}\n")).unwrap();
            let expected: SocketAddr = "127.0.0.1:7180".parse().unwrap();
            assert_eq!((read.listen, read.admin_listen), (expected, Some(expected)), "{value}");
        }
        assert!(section("listen = 70000").is_err() && section("listen = true").is_err());
        assert_eq!(section("").unwrap().admin_listen, None);
    }
}
