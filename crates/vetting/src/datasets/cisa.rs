//! The .gov registry as CISA publishes it, `current-full.csv`, with the column names of today and of older files.

use qualify_tables::Encoding;

use super::fault::ParseFault;
use super::hosts::entry_host;
use super::registry::{Registry, RegistryKind, RegistryRow};
use super::snapshot::Basis;
use super::source::{Content, Parsed, QuarantineCause, Quarantined};
use super::table::Table;
use crate::State;

const DOMAIN: [&str; 2] = ["domain name", "domain"];
const KIND: [&str; 2] = ["domain type", "type"];
const ORGANIZATION: [&str; 2] = ["organization name", "organization"];
/// In older files `agency` is the federal one, and `organization` the body itself.
const PART: [&str; 3] = ["suborganization name", "suborganization", "agency"];
const STATE: [&str; 1] = ["state"];

/// What an older file says where a body belongs to no federal agency.
const NO_AGENCY: &str = "non-federal agency";

/// Reads the registry. Columns with e-mail addresses are never looked at.
///
/// # Errors
/// Columns are missing, a row does not read, or there is none.
pub fn parse(bytes: &[u8], encoding: Option<Encoding>, basis: &Basis) -> Result<Parsed, ParseFault> {
    let mut table = Table::open(bytes, encoding)?;
    let [domain, kind, organization] = table.columns([&DOMAIN, &KIND, &ORGANIZATION])?;
    let part = table.find_column(&PART)?;
    let state = table.find_column(&STATE)?;
    let mut registry = Registry::default();
    let mut quarantined = Vec::new();
    while let Some(row) = table.next_row()? {
        let text = row.get(domain);
        let cause = match entry_host(text, basis) {
            Ok(host) => {
                let names = [Some(organization), part].into_iter().flatten().map(|column| row.get(column));
                let names: Vec<&str> =
                    names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(NO_AGENCY)).collect();
                if names.is_empty() {
                    QuarantineCause::NoName
                } else {
                    let names: Vec<String> =
                        names.iter().map(|name| name.replace(['\n', '\r'], " ")).collect();
                    let state = state.and_then(|column| State::parse(row.get(column)));
                    let kind = kind_of(row.get(kind), state);
                    registry.insert(&host, RegistryRow::new(kind, &names.join("\n")));
                    continue;
                }
            }
            Err(cause) => cause,
        };
        let entry = text.chars().filter(|c| !c.is_control()).take(200).collect();
        quarantined.push(Quarantined { entry, cause });
    }
    if registry.is_empty() {
        return Err(ParseFault::new("it holds no domain"));
    }
    Ok(Parsed { content: Content::Registry(registry), quarantined })
}

fn kind_of(text: &str, state: Option<State>) -> RegistryKind {
    if text.eq_ignore_ascii_case("school district") {
        RegistryKind::SchoolDistrict
    } else {
        let is_of_state = text.eq_ignore_ascii_case("state or territory");
        state.filter(|_| is_of_state).map_or(RegistryKind::Other, RegistryKind::State)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(text: &str) -> Registry {
        match parse(text.as_bytes(), None, &Basis::embedded()).unwrap().content {
            Content::Registry(registry) => registry,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn todays_columns_and_older_ones_read_alike_in_any_order() {
        let today = "\u{feff}City,Domain name,Organization name,Domain type,Suborganization name,State,Security contact email\r\n\
            Ashland,ashlandorschools.gov,Ashland School District,School district,,OR,someone@x.gov\r\n\
            Here,here.gov,\"City of Here, Town\",City,Police,OR,\r\n\
            Salem,oregon.gov,State of Oregon,State or territory,,OR,\r\n";
        let registry_today = registry(today);
        let row = registry_today.get("ashlandorschools.gov").unwrap();
        assert_eq!(
            (row.kind, row.names().collect::<Vec<_>>()),
            (RegistryKind::SchoolDistrict, vec!["Ashland School District"])
        );
        let here = registry_today.get("here.gov").unwrap();
        assert_eq!(here.names().collect::<Vec<_>>(), ["City of Here, Town", "Police"]);

        let state = registry_today.get("oregon.gov").unwrap().kind;
        assert_eq!(state, RegistryKind::State(State::parse("or").unwrap()));

        let older = "Domain Name,Domain Type,Agency,Organization,City,State,Security Contact Email\n\
            HERE.GOV,City,Non-Federal Agency,City of Here,Here,OR,(blank)\n\
            CIO.GOV,Federal - Executive,General Services Administration,GSA,Washington,DC,(blank)\n";
        let older = registry(older);
        assert_eq!(older.get("here.gov").unwrap().names().collect::<Vec<_>>(), ["City of Here"]);
        assert_eq!(older.get("cio.gov").unwrap().names().count(), 2);
    }

    #[test]
    fn an_address_of_a_person_is_never_kept() {
        let text = "Domain name,Domain type,Organization name,Security contact email\nhere.gov,City,Here,someone@here.gov\n";
        let parsed = parse(text.as_bytes(), None, &Basis::embedded()).unwrap();
        assert!(!format!("{parsed:?}").contains("someone"));
    }

    #[test]
    fn a_file_without_its_columns_or_rows_is_refused() {
        for text in [
            "",
            "a,b\n1,2\n",
            "Domain name,Organization name\nx.gov,X\n",
            "Domain name,Domain type,Organization name\n",
        ] {
            assert!(parse(text.as_bytes(), None, &Basis::embedded()).is_err(), "{text}");
        }
    }
}
