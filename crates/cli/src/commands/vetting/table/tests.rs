use std::io::Cursor;

use proptest::prelude::*;
use qualify_vetting::Policy;
use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::Outcome;
use serde_json::Value;

use super::*;

fn answered(file: &[u8], form: Form, is_stopped: impl Fn() -> bool) -> Result<(String, Answered), Failure> {
    let bench = Bench {
        snapshot: Snapshot::embedded(),
        policy: Policy::default(),
        day: "2026-11-25".parse().unwrap(),
    };
    let mut target = Vec::new();
    let options = Options::default();
    let form = OutForm { form, is_for_spreadsheet: false };
    let ended = copy(Cursor::new(file), &mut target, &bench, form, &options, &mut Stats::new(), is_stopped)?;
    Ok((String::from_utf8(target).unwrap(), ended))
}

fn answer(file: &[u8], form: Form) -> Result<String, Failure> {
    answered(file, form, || false).map(|(text, _)| text)
}

#[test]
fn the_same_rows_come_out_with_their_answers() {
    let file = b"id,Domain,NAME,country\n1,it@lakeside.k12.wa.us,\"Lakeside, School\",US\n2,gmail.com,Lincoln High School,US\n";
    let text = answer(file, Form::Csv).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "id,Domain,NAME,country,vetting_outcome,vetting_reason_code,vetting_reason,vetting_rule"
    );
    assert!(lines[1].starts_with("1,it@lakeside.k12.wa.us,\"Lakeside, School\",US,approve,EDU_SUFFIX_A,"));
    assert!(lines[2].starts_with("2,gmail.com,Lincoln High School,US,deny,FREE_MAIL,"));
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_row_of_another_length_is_answered_as_invalid_with_its_line_and_the_next_one_by_the_rules() {
    for (form, first, second) in [
        (
            Form::Csv,
            "Only a name,,invalid,INPUT_ROW,\"line 2, column 2: the row has 1 cells",
            "A,\"b.example,more\",invalid,INPUT_ROW,\"line 3, column 3: the row has 3 cells",
        ),
        (Form::JsonLines, "\"name\":\"Only a name\"", "\"domain\":\"b.example,more\""),
    ] {
        let file = b"name,domain\nOnly a name\nA,b.example,more\nLakeside School,lakeside.k12.wa.us\n";
        let (text, ended) = answered(file, form, || false).unwrap();
        assert!(text.contains(first) && text.contains(second), "{text}");
        assert!(text.contains("EDU_SUFFIX_A"), "{text}");
        assert_eq!((ended.rows_in, ended.rows_out), (3, 3));
        let Some((2, TableFault::Uneven { line: 2, .. })) = ended.uneven else { panic!("{ended:?}") };
        assert!(matches!(ended.report(), Err(Failure::Found)), "it is no success");
    }
}

#[test]
fn what_nothing_can_be_read_behind_ends_the_run_and_what_stands_before_is_answered() {
    let long = format!("name,domain\nA,a.example\nB,{}\nC,c.example\n", "x".repeat(2 << 20));
    let far = format!("name,domain\n{}B,b\0.example\nC,c.example\n", "A,a.example\n".repeat(20_000));
    let open = format!("name,domain\n{}B,\"b.example\nC,c.example\n", "A,a.example\n".repeat(20_000));
    for (file, rows, part) in [
        (long.as_bytes(), 1, "line 3: the row that begins here is longer than 1048576 bytes"),
        (far.as_bytes(), 20_000, "line 20002, column 4: a NUL"),
        (open.as_bytes(), 20_000, "line 20002, column 3: a quote opens"),
        (b"name,domain\nA,\"b.example\nB,c.example\n", 0, "line 2, column 3: a quote opens"),
        (b"name,domain\nA,b\0.example\n", 0, "line 2, column 4: a NUL"),
    ] {
        let (text, ended) = answered(file, Form::JsonLines, || false).unwrap();
        let End::Unreadable(fault) = &ended.end else { panic!("{ended:?}") };
        assert!(fault.to_string().contains(part), "{fault}");
        assert_eq!((ended.rows_in, ended.rows_out), (text.lines().count() as u64, ended.rows_in));
        assert_eq!(ended.rows_in, rows, "{part}");
        assert!(matches!(ended.report(), Err(Failure::Found)));
    }
    let failure = format!("{:?}", answer(b"name,domain\n\xff\xfe,\xffx.edu\n", Form::Csv).unwrap_err());
    assert!(failure.contains("line 2, column 1: the byte 0xFF"), "{failure}");
    let text = answer(b"name,domain\nA,b.example\n\"\",\n", Form::Csv).unwrap();
    assert_eq!(text.lines().count(), 3, "an empty row is answered: {text}");
}

#[test]
fn a_run_that_is_stopped_has_answered_every_row_that_it_read() {
    let file = format!("name,domain\n{}", "A,a.example\n".repeat(1000));
    for after in [0_usize, 1, 17, 999] {
        let asked = std::cell::Cell::new(0);
        let is_stopped = || asked.replace(asked.get() + 1) == after;
        let (text, ended) = answered(file.as_bytes(), Form::Csv, is_stopped).unwrap();
        assert_eq!(text.lines().count(), after + 1);
        assert_eq!((ended.rows_in, ended.rows_out), (after as u64, after as u64));
        assert!(
            matches!(ended.end, End::Stopped) && matches!(ended.report(), Err(Failure::InterruptedAsSaid))
        );
    }
}

#[test]
fn a_country_is_taken_by_two_or_three_letters_and_anything_else_is_said_of_that_row_alone() {
    let countries = ["US", "us", "usa", " USA ", "", "  ", "UK", "Poland", "XK", "U S", "840", "U\u{a0}S"];
    let row = |country: &&str| format!("Lakeside School,lakeside.k12.wa.us,\"{country}\"");
    let rows: Vec<String> = countries.iter().map(row).collect();
    let table = format!("name,domain,country\n{}\n", rows.join("\n"));
    let text = answer(table.as_bytes(), Form::JsonLines).unwrap();
    let codes: Vec<String> = text
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["vetting_reason_code"].as_str().unwrap().to_owned()
        })
        .collect();
    let (good, bad) = codes.split_at(6);
    assert!(good.iter().all(|code| code == "EDU_SUFFIX_A"), "{good:?}");
    assert!(bad.iter().all(|code| code == "INPUT_COUNTRY"), "{bad:?}");
    assert_eq!(codes.len(), countries.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn rows_in_are_rows_out_whatever_they_hold(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..6), 0..20),
        stop_at in prop::option::of(0_usize..25),
        is_csv: bool,
    ) {
        let line = |row: &Vec<String>| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\n";
        let file = format!("name,domain,country\n{}", rows.iter().map(line).collect::<String>());
        let asked = std::cell::Cell::new(0);
        let is_stopped = || stop_at == Some(asked.replace(asked.get() + 1));
        let form = if is_csv { Form::Csv } else { Form::JsonLines };
        let (text, ended) = answered(file.as_bytes(), form, is_stopped).unwrap();
        let expected = rows.len().min(stop_at.unwrap_or(usize::MAX));
        prop_assert_eq!((ended.rows_in, ended.rows_out), (expected as u64, expected as u64));
        let (names, answers) = read_back(&text, form);
        let sent: Vec<String> = rows.iter().take(expected).map(|row| row[0].clone()).collect();
        prop_assert_eq!(names, sent);
        prop_assert!(answers.iter().all(|outcome| Outcome::parse(outcome).is_ok()), "{:?}", answers);
    }
}

/// Cells as people send them, and some as nobody should.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "",
            "US",
            "POL",
            "UK",
            "Lakeside School",
            "lakeside.k12.wa.us",
            "a@b@c",
            "\"",
            "=1"
        ])
        .prop_map(str::to_owned),
        "[^\0\r\u{feff}']{0,12}",
        "[\n;,\t\" ]{0,4}",
        "x{0,3}y{900}",
    ]
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// The first cell and the outcome of each row that came out.
fn read_back(text: &str, form: Form) -> (Vec<String>, Vec<String>) {
    if form == Form::JsonLines {
        let objects = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let texts = |object: &Value, key: &str| object[key].as_str().unwrap().to_owned();
        return objects.map(|object| (texts(&object, "name"), texts(&object, "vetting_outcome"))).unzip();
    }
    let mut table = Table::open(Cursor::new(text.as_bytes()), &Options::default()).unwrap();
    let columns = table.columns([&["name"], &["vetting_outcome"]]).unwrap();
    let mut read = Vec::new();
    while let Some(row) = table.next_row().unwrap() {
        read.push((row.get(columns[0]).to_owned(), row.get(columns[1]).to_owned()));
    }
    read.into_iter().unzip()
}

#[test]
fn edge_01_a_row_whose_mailbox_is_none_is_invalid_whatever_stands_beside_it() {
    for email in [
        "a@gmail.com;it@lakeside.k12.wa.us",
        "a@gmail.com|it@lakeside.k12.wa.us",
        "\"a@gmail.com,it@lakeside.k12.wa.us\"",
        "mailto:it@lakeside.k12.wa.us",
        " it@lakeside.k12.wa.us",
        "it@lakeside\u{200b}.k12.wa.us",
        "it\u{ff20}lakeside.k12.wa.us",
    ] {
        for domain in ["", "lakeside.k12.wa.us"] {
            let file = format!("name,email,domain,country\nLakeside School,{email},{domain},US\n");
            let text = answer(file.as_bytes(), Form::Csv).unwrap();
            assert!(text.contains(",US,invalid,INPUT_HOST,"), "{text}");
        }
    }
    let file = "name,host,country\nLakeside School,a@gmail.com;it@lakeside.k12.wa.us,US\n";
    assert!(answer(file.as_bytes(), Form::Csv).unwrap().contains(",US,invalid,INPUT_HOST,"));
    for (email, code) in [
        ("it@lakeside.k12.wa.us", "approve,EDU_SUFFIX_A"),
        ("lakeside.k12.wa.us", "approve,EDU_SUFFIX_A"),
        ("lakeside.k12.wa.us/x@gmail.com", "deny,FREE_MAIL"),
    ] {
        let file = format!("name,email,country\nLakeside School,{email},US\n");
        let text = answer(file.as_bytes(), Form::Csv).unwrap();
        assert!(text.contains(&format!(",US,{code},")), "{text}");
    }
}

#[test]
fn json_lines_hold_the_columns_and_the_answer() {
    let text = answer("\u{feff}name,domain\nA,stanford.edu\n".as_bytes(), Form::JsonLines).unwrap();
    let object: Value = serde_json::from_str(text.trim()).unwrap();
    assert_eq!(object["name"], "A");
    assert_eq!(object["vetting_outcome"], "needs-human");
    assert_eq!(object["vetting_rule"], "E11");
}

#[test]
fn a_file_without_the_columns_is_refused_with_those_that_it_has() {
    let Err(Failure::WrongSettings(text)) = answer(b"company,site\na,b\n", Form::Csv) else {
        panic!("it is refused");
    };
    assert!(text.contains("company, site") && text.contains("`name`"), "{text}");
}
