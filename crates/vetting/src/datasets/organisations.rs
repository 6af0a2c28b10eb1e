//! Our own table of organisations: institutions with their dates, and what was found about others.

use qualify_tables::Encoding;
use qualify_vocabulary::{Date, EducationSegment};

use super::fault::ParseFault;
use super::finding::{Finding, FindingStatus, Findings};
use super::hosts::entry_host;
use super::listings::{Listing, Listings};
use super::snapshot::Basis;
use super::source::{Content, Parsed, Quarantined};
use super::table::{Column, Row, Table};
use crate::Country;

/// The columns, in the order of [`Columns`].
const COLUMNS: [&str; 9] =
    ["domain", "name", "country", "qualification", "segment", "status", "source", "valid_from", "valid_to"];

struct Columns {
    domain: Column,
    name: Column,
    country: Column,
    qualification: Column,
    segment: Column,
    status: Column,
    source: Column,
    valid_from: Column,
    valid_to: Column,
}

/// Reads the table.
///
/// # Errors
/// Columns are missing, a row says something unknown, or there is none.
pub fn parse(bytes: &[u8], encoding: Option<Encoding>, basis: &Basis) -> Result<Parsed, ParseFault> {
    let mut table = Table::open(bytes, encoding)?;
    let names = COLUMNS.each_ref().map(std::slice::from_ref);
    let [domain, name, country, qualification, segment, status, source, valid_from, valid_to] =
        table.columns(names)?;
    let columns =
        Columns { domain, name, country, qualification, segment, status, source, valid_from, valid_to };
    let mut listings = Listings::default();
    let mut findings = Findings::default();
    let mut quarantined = Vec::new();
    while let Some(row) = table.next_row()? {
        let text = row.get(columns.domain);
        match entry_host(text, basis) {
            Ok(host) => add(&row, &columns, &host, basis, &mut listings, &mut findings)?,
            Err(cause) => {
                let entry = text.chars().filter(|c| !c.is_control()).take(200).collect();
                quarantined.push(Quarantined { entry, cause });
            }
        }
    }
    if listings.is_empty() && findings.is_empty() {
        return Err(ParseFault::new("it holds no organisation"));
    }
    Ok(Parsed { content: Content::Organisations { listings: listings.shrunken(), findings }, quarantined })
}

fn add(
    row: &Row<'_>,
    columns: &Columns,
    host: &str,
    basis: &Basis,
    listings: &mut Listings,
    findings: &mut Findings,
) -> Result<(), ParseFault> {
    let name = row.get(columns.name).replace(['\n', '\r'], " ");
    if name.trim().is_empty() {
        return Err(row.fault("names no organisation"));
    }
    let valid_from = date(row, columns.valid_from)?;
    let valid_to = date(row, columns.valid_to)?;
    let status = match row.get(columns.status) {
        "listed" => {
            if row.get(columns.qualification) == "Education" {
                let segment = segment(row, columns.segment)?;
                let country = Country::parse(row.get(columns.country));
                let listing = Listing::new(&name, country, segment).valid(valid_from, valid_to);
                listings.insert(host, listing);
            }
            return Ok(());
        }
        "refused" => FindingStatus::Refused,
        "closed" => FindingStatus::Closed,
        _ => return Err(row.fault("has a status that is none of listed, refused, closed")),
    };
    let place = basis.suffixes.place(host);
    let finding = Finding {
        name: name.trim().into(),
        status,
        source: row.get(columns.source).into(),
        valid_from,
        valid_to,
    };
    findings.insert(place.registrable(host), finding);
    Ok(())
}

fn date(row: &Row<'_>, column: Column) -> Result<Option<Date>, ParseFault> {
    match row.get(column) {
        "" => Ok(None),
        text => {
            text.parse().map(Some).map_err(|_| row.fault("holds a date that is none, such as 2026-11-25"))
        }
    }
}

fn segment(row: &Row<'_>, column: Column) -> Result<Option<EducationSegment>, ParseFault> {
    match row.get(column) {
        "" => Ok(None),
        text => EducationSegment::parse(text)
            .map(Some)
            .map_err(|_| row.fault("holds a segment that is neither K12 nor HigherEducation")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "domain,name,country,qualification,segment,status,source,source_url,valid_from,valid_to,notes\n";

    fn parsed(rows: &str) -> Result<Parsed, ParseFault> {
        parse(format!("{HEADER}{rows}").as_bytes(), None, &Basis::embedded())
    }

    #[test]
    fn what_is_listed_is_evidence_in_its_time_and_what_is_refused_is_a_finding() {
        let parsed = parsed(
            "wcc.edu.in,Women's Christian College,IN,Education,HigherEducation,listed,ROR,,2025-12-01,2026-12-01,\n\
             www.mill.org,Degree Mill,US,Education,,refused,operator,,2026-01-01,,\n\
             old.org,Old School,US,Education,K12,closed,operator,,,2024-06-30,\n",
        )
        .unwrap();
        let Content::Organisations { listings, findings } = &parsed.content else { panic!("a table") };
        let [listing] = listings.get("wcc.edu.in") else { panic!("listed") };
        let day = |text: &str| text.parse().unwrap();
        assert!(listing.is_valid_on(day("2026-06-01")) && !listing.is_valid_on(day("2027-01-01")));
        assert_eq!(findings.get("mill.org")[0].status, FindingStatus::Refused, "by its registrable domain");
        assert_eq!(findings.get("old.org")[0].status, FindingStatus::Closed);
    }

    #[test]
    fn a_row_that_says_something_unknown_is_refused_with_its_line() {
        for row in [
            "a.org,A,US,Education,,maybe,x,,,,\n",
            "a.org,A,US,Education,Nursery,listed,x,,,,\n",
            "a.org,A,US,Education,,listed,x,,yesterday,,\n",
            "a.org,,US,Education,,listed,x,,,,\n",
        ] {
            let fault = parsed(row).unwrap_err().to_string();
            assert!(fault.contains("line 2"), "{row}: {fault}");
        }
        assert!(parsed("").is_err());
    }

    #[test]
    fn our_own_table_reads() {
        let parsed = parse(include_bytes!("../../data/organisations.csv"), None, &Basis::embedded()).unwrap();
        let Content::Organisations { listings, .. } = &parsed.content else { panic!("a table") };
        assert!(listings.len() >= 70, "{}", listings.len());
    }
}
