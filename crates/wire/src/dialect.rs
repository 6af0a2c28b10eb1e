//! The caller's dialect: the public sources contradict each other, and real clients break on the wrong spelling.
//!
//! The value is taken once from the request (or forced by configuration) and consulted only where an answer is
//! written. To add a difference: a question here, asked by a method, and a bit in the stored form.

use qualify_vocabulary::Qualification;
use serde::{Deserialize, Serialize};

const DOTNET: &str = "Partner Center .NET SDK";
const DOTNET_OPEN: &str = "Partner Center Open .NET SDK";
const POWERSHELL: &str = "Partner Center PowerShell";
const JAVA: &str = "Partner Center Java SDK";

const SNAKE_GCC_BIT: u8 = 1;
const LEGACY_ADDRESS_BIT: u8 = 2;
const JAVA_BIT: u8 = 4;

/// The configuration key `dialect` (contract X5): whose spelling of the sync family is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialectSetting {
    /// As the caller identifies itself.
    #[default]
    Auto,
    /// As the documents print it, for everybody.
    Docs,
    /// As the SDKs read it, for everybody.
    Sdk,
}

/// How answers to one caller are spelled. One byte when stored, as with a replay entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub struct Dialect {
    gcc_is_snake_case: bool,
    address_validation_is_legacy: bool,
    is_java: bool,
}

impl Dialect {
    /// The dialect of a caller: `client` is its `MS-PartnerCenter-Client`, if it sent one.
    ///
    /// The setting decides the spelling of the sync family only. The shims of contract 1.12 and 4.6 follow the
    /// client's name under every setting.
    ///
    /// ```
    /// use qualify_wire::dialect::{Dialect, DialectSetting};
    /// use qualify_vocabulary::Qualification;
    /// let dialect = Dialect::of(DialectSetting::Auto, Some("Partner Center PowerShell"), false);
    /// let gcc = Qualification::GovernmentCommunityCloud;
    /// assert_eq!(dialect.qualification_literal_json(gcc), b"\"government_community_cloud\"");
    /// ```
    pub fn of(setting: DialectSetting, client: Option<&str>, sdk_version_present: bool) -> Self {
        let client = client.unwrap_or_default().trim();
        let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(client));
        let gcc_is_snake_case = match setting {
            DialectSetting::Auto => {
                sdk_version_present || is_one_of(&[DOTNET, DOTNET_OPEN, POWERSHELL, JAVA])
            }
            DialectSetting::Docs => false,
            DialectSetting::Sdk => true,
        };
        Self {
            gcc_is_snake_case,
            address_validation_is_legacy: is_one_of(&[POWERSHELL, DOTNET_OPEN, JAVA]),
            is_java: is_one_of(&[JAVA]),
        }
    }

    /// The qualification as the sync family writes it, with its quotes: the whole body of an answer (contract 2.3, 2.6).
    ///
    /// The sync family has no word for a state-owned entity; for it, that customer has no qualification.
    pub const fn qualification_literal_json(self, qualification: Qualification) -> &'static [u8] {
        match qualification {
            Qualification::None | Qualification::StateOwnedEntity => b"\"none\"",
            Qualification::Education => b"\"education\"",
            Qualification::Nonprofit => b"\"nonprofit\"",
            Qualification::GovernmentCommunityCloud if self.gcc_is_snake_case => {
                b"\"government_community_cloud\""
            }
            Qualification::GovernmentCommunityCloud => b"\"governmentcommunitycloud\"",
        }
    }

    /// Whether address validation answers `true` or an error, instead of an object (contract 1.12).
    pub const fn has_legacy_address_validation(self) -> bool {
        self.address_validation_is_legacy
    }

    /// Whether a wrong method is 400 instead of 405, which this caller would repeat without end (contract 4.6).
    pub const fn answers_wrong_method_as_bad_request(self) -> bool {
        self.is_java
    }
}

impl From<u8> for Dialect {
    fn from(bits: u8) -> Self {
        Self {
            gcc_is_snake_case: bits & SNAKE_GCC_BIT != 0,
            address_validation_is_legacy: bits & LEGACY_ADDRESS_BIT != 0,
            is_java: bits & JAVA_BIT != 0,
        }
    }
}

impl From<Dialect> for u8 {
    fn from(dialect: Dialect) -> Self {
        let bit = |is_set: bool, bit: u8| if is_set { bit } else { 0 };
        bit(dialect.gcc_is_snake_case, SNAKE_GCC_BIT)
            | bit(dialect.address_validation_is_legacy, LEGACY_ADDRESS_BIT)
            | bit(dialect.is_java, JAVA_BIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNAKE: &[u8] = b"\"government_community_cloud\"";
    const PLAIN: &[u8] = b"\"governmentcommunitycloud\"";

    #[test]
    fn the_gcc_literal_follows_the_caller_unless_it_is_forced() {
        let table = [
            (DialectSetting::Auto, None, false, PLAIN),
            (DialectSetting::Auto, Some("Something else"), false, PLAIN),
            (DialectSetting::Auto, Some("Something else"), true, SNAKE),
            (DialectSetting::Auto, None, true, SNAKE),
            (DialectSetting::Auto, Some("Partner Center .NET SDK"), false, SNAKE),
            (DialectSetting::Auto, Some("Partner Center Open .NET SDK"), false, SNAKE),
            (DialectSetting::Auto, Some("partner center powershell"), false, SNAKE),
            (DialectSetting::Auto, Some("Partner Center Java SDK"), false, SNAKE),
            (DialectSetting::Docs, Some("Partner Center Java SDK"), true, PLAIN),
            (DialectSetting::Sdk, None, false, SNAKE),
        ];
        for (setting, client, sdk_version_present, expected) in table {
            let dialect = Dialect::of(setting, client, sdk_version_present);
            let literal = dialect.qualification_literal_json(Qualification::GovernmentCommunityCloud);
            assert_eq!(literal, expected, "{setting:?} {client:?} {sdk_version_present}");
        }
    }

    #[test]
    fn every_caller_has_the_same_words_but_for_gcc() {
        let table = [
            (Qualification::None, "none"),
            (Qualification::Education, "education"),
            (Qualification::Nonprofit, "nonprofit"),
            (Qualification::StateOwnedEntity, "none"),
        ];
        for bits in 0..8 {
            for (qualification, word) in table {
                let quoted = format!("\"{word}\"");
                assert_eq!(Dialect::from(bits).qualification_literal_json(qualification), quoted.as_bytes());
            }
        }
    }

    #[test]
    fn the_shims_follow_the_name_under_every_setting() {
        let table = [
            (None, false, false),
            (Some("Partner Center .NET SDK"), false, false),
            (Some("Partner Center Open .NET SDK"), true, false),
            (Some("Partner Center PowerShell"), true, false),
            (Some("Partner Center Java SDK"), true, true),
        ];
        for setting in [DialectSetting::Auto, DialectSetting::Docs, DialectSetting::Sdk] {
            for (client, address, method) in table {
                let dialect = Dialect::of(setting, client, false);
                assert_eq!(dialect.has_legacy_address_validation(), address, "{client:?}");
                assert_eq!(dialect.answers_wrong_method_as_bad_request(), method, "{client:?}");
            }
        }
    }

    #[test]
    fn a_stored_dialect_is_one_number_and_reads_back() {
        let dialect = Dialect::of(DialectSetting::Auto, Some("Partner Center Java SDK"), false);
        let json = serde_json::to_string(&dialect).unwrap();
        assert_eq!(json, "7");
        assert_eq!(serde_json::from_str::<Dialect>(&json).unwrap(), dialect);
    }

    #[test]
    fn the_setting_is_spelled_in_snake_case() {
        assert_eq!(serde_json::from_str::<DialectSetting>("\"auto\"").unwrap(), DialectSetting::default());
        assert_eq!(serde_json::to_string(&DialectSetting::Sdk).unwrap(), "\"sdk\"");
    }
}
