use std::io::Cursor;

use qualify_vocabulary::EducationSegment;

use super::*;

const COLUMNS: &str = r#"{"name":"Nazwa","also_known_as":"Skrót","website":"Strona www","email":"E-mail","country_const":"PL",
    "type":"Typ","types":{"Liceum ogólnokształcące":"K12","Szkoła podstawowa":"K12","Uczelnia":"HigherEducation","Przedszkole":"ignore"},
    "status":"Stan","statuses":{"czynna":"active","zlikwidowana":"closed"},"id":"Numer RSPO","valid_to":"Do dnia"}"#;

const TABLE: &str = "Numer RSPO;Typ;Nazwa;Skrót;Dyrektor;E-mail;Strona www;Stan;Do dnia\n\
    1;Liceum ogólnokształcące;I Liceum Ogólnokształcące w Leśnej;I LO;Osoba Nienazwana;sekretariat@lo1-lesna.pl;https://www.lo1-lesna.pl/;czynna;\n\
    2;Szkoła podstawowa;Szkoła Podstawowa nr 5 w Leśnej;;Osoba Nienazwana;sp5@oswiata.lesna.pl;brak;czynna;31.08.2027\n\
    3;Szkoła podstawowa;Szkoła Podstawowa nr 7 w Leśnej;;Osoba Nienazwana;sp7@oswiata.lesna.pl, sp7@wp.pl;;Czynna;\n\
    4;Przedszkole;Przedszkole Jodełka;;Osoba Nienazwana;jodelka@jodelka-lesna.pl;;czynna;\n\
    5;Szkoła podstawowa;Szkoła Podstawowa nr 9 w Leśnej;;Osoba Nienazwana;sp9@sp9-lesna.pl;;zlikwidowana;\n\
    6;Szkoła muzyczna;Szkoła Muzyczna w Leśnej;;Osoba Nienazwana;biuro@muzyczna-lesna.pl;;czynna;\n\
    7;Uczelnia;Uczelnia w Leśnej;;Osoba Nienazwana;;www.facebook.com/uczelnia;czynna;\n\
    8;Uczelnia;;;Osoba Nienazwana;;bezimienna-lesna.pl;czynna;\n";

fn columns() -> RegisterColumns {
    serde_json::from_str(COLUMNS).unwrap()
}

fn read(bytes: &[u8], form: Form) -> Result<Parsed, String> {
    parse(Cursor::new(bytes), &columns(), form, &Basis::embedded()).map_err(|fault| fault.to_string())
}

fn form(encoding: &str) -> Form {
    Form { encoding: Some(encoding.parse().unwrap()), delimiter: Some(b';') }
}

fn id(listing: &Listing) -> Option<&str> {
    match &listing.backing {
        Backing::Register { id } => id.as_deref(),
        other => panic!("{other:?}"),
    }
}

fn listings(parsed: &Parsed) -> &Listings {
    match &parsed.content {
        Content::Register { listings, .. } => listings,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bodies_are_listed_for_the_hosts_of_websites_and_of_mail() {
    let parsed = read(TABLE.as_bytes(), Form::default()).unwrap();
    let [school] = listings(&parsed).get("lo1-lesna.pl") else { panic!("one school") };
    assert_eq!(school.names().collect::<Vec<_>>(), ["I Liceum Ogólnokształcące w Leśnej", "I LO"]);
    assert_eq!(
        (id(school), school.country, school.segment),
        (Some("1"), Country::parse("PL"), Some(EducationSegment::K12))
    );
    let [fifth, seventh] = listings(&parsed).get("oswiata.lesna.pl") else { panic!("two schools") };
    assert_eq!((id(fifth), id(seventh)), (Some("2"), Some("3")));
    let day = |text: &str| text.parse().unwrap();
    assert!(fifth.is_valid_on(day("2027-08-31")) && !fifth.is_valid_on(day("2027-09-01")));
    let Content::Register { others, by_mail, .. } = &parsed.content else { panic!("a register") };
    assert!(by_mail.contains("oswiata.lesna.pl") && !by_mail.contains("lo1-lesna.pl"));
    assert_eq!(&*others.get("sp9-lesna.pl")[0].what, "closed");
    for host in ["sp9-lesna.pl", "jodelka-lesna.pl", "wp.pl", "facebook.com", "muzyczna-lesna.pl"] {
        assert!(listings(&parsed).get(host).is_empty(), "{host}");
    }
}

#[test]
fn what_is_not_used_is_named_once_and_names_no_person() {
    use QuarantineCause::{HostingProvider, NoName, PublicMailbox, UnmappedType};
    let parsed = read(TABLE.as_bytes(), Form::default()).unwrap();
    let causes: Vec<_> = parsed.quarantined.iter().map(|it| (it.entry.as_str(), it.cause)).collect();
    assert_eq!(
        causes,
        [
            ("\"Szkoła muzyczna\"", UnmappedType),
            ("line 9", NoName),
            ("wp.pl", PublicMailbox),
            ("www.facebook.com/uczelnia", HostingProvider),
        ]
    );
    let everything = format!("{parsed:?}");
    for personal in ["Nienazwana", "sekretariat", "sp7@"] {
        assert!(!everything.contains(personal), "{personal}");
    }
}

#[test]
fn every_encoding_and_json_lines_come_to_the_same() {
    let expected = read(TABLE.as_bytes(), Form::default()).unwrap();
    let hosts = |parsed: &Parsed| {
        let mut hosts: Vec<String> = listings(parsed)
            .iter()
            .map(|(host, found)| {
                format!("{host} {:?}", found.iter().flat_map(Listing::names).collect::<Vec<_>>())
            })
            .collect();
        hosts.sort();
        hosts
    };
    let utf_16: Vec<u8> = TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (windows, latin) = (windows_1250(TABLE), read("a".as_bytes(), form("windows-1252")));
    assert!(latin.unwrap_err().contains("missing"));
    for (bytes, encoding) in [
        (windows, "windows-1250"),
        (utf_16.clone(), "utf-16"),
        ([&[0xff, 0xfe][..], &utf_16].concat(), "utf-8"),
        ([b"\xef\xbb\xbf", TABLE.as_bytes()].concat(), "utf-8"),
    ] {
        assert_eq!(hosts(&read(&bytes, form(encoding)).unwrap()), hosts(&expected), "{encoding}");
    }
    let mut rows = TABLE.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let lines: Vec<String> = rows
        .map(|row| {
            let members = header.iter().zip(&row).map(|(name, cell)| ((*name).to_owned(), (*cell).into()));
            serde_json::Value::Object(members.collect()).to_string()
        })
        .collect();
    let from_json = read(lines.join("\n").as_bytes(), Form::default()).unwrap();
    assert_eq!(hosts(&from_json), hosts(&expected));
}

/// The Polish letters of the sample as that encoding has them.
fn windows_1250(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'ó' => 0xf3,
        'ł' => 0xb3,
        'ś' => 0x9c,
        'ą' => 0xb9,
        c => u8::try_from(c).expect("a letter of the sample"),
    };
    text.chars().map(byte).collect()
}

#[test]
fn members_inside_of_members_are_named_with_dots() {
    let columns = serde_json::from_str(
        r#"{"name":"dane.nazwa","website":"kontakt.www","type_const":"HigherEducation","country":"kraj"}"#,
    )
    .unwrap();
    let text =
        r#"{"dane":{"nazwa":"Uczelnia w Leśnej"},"kontakt":{"www":["uczelnia-lesna.pl",7]},"kraj":"PL"}"#;
    let parsed = parse(Cursor::new(text), &columns, Form::default(), &Basis::embedded()).unwrap();
    assert_eq!(listings(&parsed).get("uczelnia-lesna.pl")[0].country, Country::parse("PL"));
}

#[test]
fn what_cannot_be_read_says_what_and_where() {
    let with = |old: &str, new: &str| TABLE.replace(old, new);
    for (text, words) in [
        (with("Strona www", "WWW"), &["`Strona www`", "Numer RSPO, Typ, Nazwa"][..]),
        (
            with("Strona www", "WWW").replace("Nazwa;", "Name;"),
            &["`Strona www`, `Nazwa` are missing", "the file has Numer RSPO, Typ, Name"][..],
        ),
        (with("Strona www", "Typ"), &["`Typ` stands twice"][..]),
        (with("2;Szkoła", "2;x;Szkoła"), &["line 3"][..]),
        (with("2;Szkoła", "2;\"Szkoła"), &["a quote opens a cell"][..]),
        (String::new(), &["empty"][..]),
        ("<!DOCTYPE html><html></html>".to_owned(), &["web page"][..]),
        ("[{\"Nazwa\":\"x\"}]".to_owned(), &["jq"][..]),
        ("{\"Nazwa\":\"x\"}\n{".to_owned(), &["line 2"][..]),
        ("{\"Nazwa\":\"x\"}".to_owned(), &["no object has", "`Typ`", "the first one has Nazwa"][..]),
        (format!("{{\"Nazwa\":\"{}\"}}", "x".repeat(70_000)), &["line 1", "65536 bytes"][..]),
        (TABLE.lines().next().unwrap().to_owned() + "\n", &["no body that counts"][..]),
        (with("sp5@oswiata.lesna.pl", &"x".repeat(70_000)), &["line 3", "65536 bytes"][..]),
    ] {
        let fault = read(text.as_bytes(), Form::default()).unwrap_err();
        for word in words {
            assert!(fault.contains(word), "{word} is not in {fault}");
        }
    }
    let polish = windows_1250(TABLE);
    let fault = read(&polish, Form::default()).unwrap_err();
    assert!(fault.contains("is not UTF-8") && fault.contains("windows-1250"), "{fault}");
    assert!(read(&polish, form("utf-16")).is_err(), "another encoding than the one that is named");
}

#[test]
fn hostile_cells_are_borne() {
    for cell in [
        "=cmd|' /C calc'!A0",
        "\u{202e}lp.anelsezl",
        "http://[::1]/",
        "a@b@c@",
        "https://user:pass@lesna.pl:99999/",
        "xn--",
        "....",
        "192.0.2.1",
        "\u{0}.pl",
        "ｌｅｓｎａ．ｐｌ",
    ] {
        let row = format!("9;Uczelnia;{cell};{cell};x;{cell};{cell};czynna;\n");
        match read((TABLE.to_owned() + &row).as_bytes(), Form::default()) {
            Ok(parsed) => assert!(listings(&parsed).len() >= 2, "{cell}"),
            Err(fault) => assert!(fault.contains("NUL"), "{cell}: {fault}"),
        }
    }
}

#[test]
fn a_register_without_end_is_read_up_to_its_bound_and_no_further() {
    /// Rows that nobody counts.
    struct Endless(Vec<u8>, usize);

    impl std::io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = buffer.len().min(self.0.len() - self.1);
            buffer[..length].copy_from_slice(&self.0[self.1..self.1 + length]);
            self.1 += length;
            if self.1 == self.0.len() {
                self.1 -= 2;
            }
            Ok(length)
        }
    }

    impl std::io::Seek for Endless {
        fn seek(&mut self, _: std::io::SeekFrom) -> std::io::Result<u64> {
            self.1 = 0;
            Ok(0)
        }
    }

    let columns = serde_json::from_str(r#"{"name":"n","website":"w"}"#).unwrap();
    let form = Form { encoding: Some("windows-1250".parse().unwrap()), delimiter: Some(b';') };
    let rows = Endless(b"n;w\n;\n".to_vec(), 0);
    let fault = parse(rows, &columns, form, &Basis::embedded()).unwrap_err().to_string();
    assert!(fault.contains("more than 1000000 rows"), "{fault}");
}
