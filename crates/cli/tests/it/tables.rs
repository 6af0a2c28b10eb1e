//! Files of organisations as people really hand them in.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use crate::program::{Desk, Ended, kill};

const POLISH: &str = "id;name;domain;country\n1;Szkoła Zielona;zielona.edu.pl;PL\n2;Łódź;łódź.edu.pl;PL\n";

fn check(desk: &Desk, file: &str, more: &[&str]) -> Ended {
    desk.run(&[&["vetting", "check", "--csv", file][..], more].concat())
}

fn write(desk: &Desk, name: &str, bytes: &[u8]) {
    std::fs::write(desk.path(name), bytes).expect("it is written");
}

fn in_windows_1250(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| match character {
            'ł' => 0xB3,
            'Ł' => 0xA3,
            'ó' => 0xF3,
            'ź' => 0x9F,
            other => u8::try_from(u32::from(other)).expect("ASCII"),
        })
        .collect()
}

#[test]
fn a_file_reads_the_same_in_every_form_that_spreadsheets_write() {
    let desk = Desk::new();
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(POLISH.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    write(&desk, "plain.csv", POLISH.replace(';', ",").as_bytes());
    let expected = check(&desk, "plain.csv", &[]).stdout;
    assert!(expected.contains("1,Szkoła Zielona,zielona.edu.pl,PL,needs-human,"), "{expected}");
    for (name, bytes, more) in [
        ("semicolon.csv", POLISH.as_bytes().to_vec(), &[][..]),
        ("mark.csv", format!("\u{feff}{POLISH}").into_bytes(), &[]),
        ("tab.csv", POLISH.replace(';', "\t").replace('\n', "\r\n").into_bytes(), &[]),
        ("sep.csv", format!("sep=;\r\n{POLISH}").into_bytes(), &[]),
        ("utf-16.csv", utf16, &[]),
        ("1250.csv", in_windows_1250(POLISH), &["--encoding", "windows-1250"]),
        ("told.csv", POLISH.as_bytes().to_vec(), &["--separator", ";"]),
    ] {
        write(&desk, name, &bytes);
        let ended = check(&desk, name, more);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), "2 rows in, 2 rows out\n"), "{name}");
        assert_eq!(ended.stdout, expected, "{name}");
    }
}

#[test]
fn eight_bit_text_is_read_as_a_guess_that_is_told_first() {
    let desk = Desk::new();
    write(&desk, "old.csv", &in_windows_1250(POLISH));
    let ended = check(&desk, "old.csv", &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert!(
        lines[0].contains("it is read as windows-1250, which is a guess. --encoding"),
        "{}",
        ended.stderr
    );
    assert_eq!(lines.last(), Some(&"2 rows in, 2 rows out"));
    assert!(ended.stdout.contains("Szkoła Zielona"));
    let ended = check(&desk, "old.csv", &["--encoding", "polish"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("windows-1250"), "{}", ended.stderr);
    // What changes a service's answers refuses it: a dataset is read as what its manifest says, and as nothing else.
    let row = "old-school.org,Szkoła,PL,Education,,listed,me,2026-01-01,\n";
    let header = "domain,name,country,qualification,segment,status,source,valid_from,valid_to\n";
    std::fs::create_dir_all(desk.path("data")).unwrap();
    write(&desk, "data/ours.csv", &in_windows_1250(&format!("{header}{row}")));
    for (member, code) in [("", Some(1)), (r#","encoding":"windows-1250""#, Some(0))] {
        let source = format!(r#"{{"id":"ours","kind":"organisations-csv","path":"ours.csv"{member}}}"#);
        write(&desk, "data/manifest.json", format!(r#"{{"format":1,"sources":[{source}]}}"#).as_bytes());
        let ended = desk.run(&["datasets", "check", "data"]);
        assert_eq!(ended.code, code, "{}", ended.stderr);
        if member.is_empty() {
            assert!(
                ended.stdout.contains("line 2, column 20: the byte 0xB3 is not UTF-8"),
                "{}",
                ended.stdout
            );
        }
    }
}

#[test]
fn no_row_is_swallowed_and_what_ends_the_run_has_line_and_column() {
    let desk = Desk::new();
    for (text, code, part) in [
        ("name,domain\nA,a.example\nB,\"b.example\nC,c.example\n", 1, "line 3, column 3: a quote opens"),
        ("name,domain\nA,a\0.example\n", 1, "line 2, column 4: a NUL"),
        (
            "company,site\na,b\n",
            2,
            "`name`, one of `domain`, `website`, `email` are missing; the file has company, site",
        ),
        ("%PDF-1.7\n", 2, "it is a PDF document, and no table"),
        ("", 2, "it is empty"),
    ] {
        write(&desk, "file.csv", text.as_bytes());
        let ended = check(&desk, "file.csv", &[]);
        assert_eq!(ended.code, Some(code), "{}", ended.stderr);
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    write(&desk, "file.csv", b"name,domain\nA,a.example\nB\nC,c.example,more\nD,d.example\n");
    let ended = check(&desk, "file.csv", &[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let said: Vec<&str> = ended.stderr.lines().collect();
    assert!(said[0].contains("line 3, column 2: the row has 1 cells, and the header 2; a text"), "{said:?}");
    assert!(said[0].ends_with(", and 1 more like it"), "{said:?}");
    assert_eq!(said[1..], ["4 rows in, 4 rows out"], "the last line counts, whatever went wrong");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(lines[2].starts_with("B,,invalid,INPUT_ROW,\"line 3, column 2: "), "{lines:?}");
    assert!(lines[3].starts_with("C,\"c.example,more\",invalid,INPUT_ROW,"), "{lines:?}");
    assert!(lines.len() == 5 && lines[4].starts_with("D,d.example,invalid,INPUT_RESERVED,"), "{lines:?}");
    let far = format!("name,domain\n{}B,b\0\n", "A,a.example\n".repeat(30_000));
    write(&desk, "file.csv", far.as_bytes());
    let ended = check(&desk, "file.csv", &[]);
    let said: Vec<&str> = ended.stderr.lines().collect();
    assert!(ended.code == Some(1) && said[0].contains("line 30002, column 4: a NUL"), "{said:?}");
    let rows = ended.stdout.lines().count() - 1;
    assert_eq!(rows, 30_000, "all that can be read");
    assert_eq!(said[1..], ["30000 rows in, 30000 rows out; what follows was not read"]);
}

#[test]
fn an_interrupted_run_has_answered_every_row_that_it_read_and_says_how_many() {
    let desk = Desk::new();
    write(&desk, "file.csv", format!("name,domain\n{}", "A,a.example\n".repeat(400_000)).as_bytes());
    let mut command = desk.command(&["vetting", "check", "--csv", "file.csv"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // Once it answers it watches for signals, and a full pipe keeps it from an end of its own.
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut answers = String::new();
    stdout.read_line(&mut answers).expect("the names of the columns");
    kill("INT", &child.id().to_string());
    stdout.read_to_string(&mut answers).expect("the rows");
    let ended = child.wait_with_output().expect("a child can be waited for");
    assert_eq!(ended.status.code(), Some(130));
    let said = String::from_utf8(ended.stderr).expect("text");
    let rows = answers.lines().count() - 1;
    assert!(rows < 400_000, "it was stopped");
    assert_eq!(
        said,
        format!("error: interrupted\n{rows} rows in, {rows} rows out; what follows was not read\n")
    );
}

#[test]
fn answers_for_a_spreadsheet_are_no_formulas_and_come_back_as_they_were() {
    let desk = Desk::new();
    let file = "name;domain;note\n=HYPERLINK(A1);a.example;+48 22\n@School;b.example;-5\n";
    write(&desk, "file.csv", file.as_bytes());
    let plain = check(&desk, "file.csv", &[]).stdout;
    assert!(plain.contains("\n=HYPERLINK(A1),a.example,+48 22,"), "output is data: {plain}");
    let ended = check(&desk, "file.csv", &["--for-spreadsheet"]);
    let sheet = ended.stdout;
    assert!(sheet.starts_with("\u{feff}name;domain;note;vetting_outcome;"), "{sheet}");
    assert!(sheet.contains("\r\n'=HYPERLINK(A1);a.example;'+48 22;"), "{sheet}");
    assert!(sheet.contains("\r\n'@School;b.example;'-5;"), "{sheet}");
    let shorter: String =
        sheet.lines().map(|line| line.splitn(4, ';').take(3).collect::<Vec<_>>().join(";") + "\n").collect();
    write(&desk, "again.csv", shorter.as_bytes());
    assert_eq!(check(&desk, "again.csv", &[]).stdout, plain);
    let ended = check(&desk, "file.csv", &["--for-spreadsheet", "--output", "jsonl"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("--output csv"), "{}", ended.stderr);
}

#[test]
fn what_a_file_holds_reaches_no_terminal_through_a_message() {
    let desk = Desk::new();
    write(&desk, "file.csv", b"company\x1b[2J,site\na,b\n");
    let ended = check(&desk, "file.csv", &[]);
    assert!(ended.code == Some(2) && !ended.stderr.contains('\x1b'), "{:?}", ended.stderr);
    let ended = check(&desk, "\x1b[2J.csv", &[]);
    assert!(ended.stderr.contains("\\u{1b}[2J.csv") && !ended.stderr.contains('\x1b'), "{:?}", ended.stderr);
}
