use qualify_contract::v1::qualifications::{CreateQualificationRequest, WEBSITE_CHARS_MAX};

use super::*;

fn code(text: &str) -> Option<ValidationCodeId> {
    ValidationCodeId::from_input(text)
}

#[test]
fn the_body_of_set_reads_in_every_spelling() {
    let gcc = Qualification::GovernmentCommunityCloud;
    let table = [
        ("3", gcc, None),
        ("\"3\"", gcc, None),
        ("\"GovernmentCommunityCloud\"", gcc, None),
        ("\"governmentcommunitycloud\"", gcc, None),
        (" \"government_community_cloud\" // as sent", gcc, None),
        ("{\"Qualification\":3,\"ValidationCode\":481516}", gcc, code("481516")),
        (
            "{\"qualification\":\"gcc\",\"QUALIFICATION\":\"3\",\"validationCode\":\" 0042 \"}",
            gcc,
            code("0042"),
        ),
        ("{\"qualification\":3,\"validationCode\":\" \"}", gcc, None),
        ("\u{feff}1", Qualification::Education, None),
        ("{\"qualification\":1,\"validationCode\":{}}", Qualification::Education, None),
        ("0", Qualification::None, None),
        ("\"nonprofit\"", Qualification::Nonprofit, None),
        ("\"state_owned_entity\"", Qualification::StateOwnedEntity, None),
    ];
    for (body, qualification, validation_code) in table {
        let expected = SetQualificationBody { qualification, validation_code };
        assert_eq!(read_set_body(body.as_bytes()), Ok(expected), "{body}");
    }
}

#[test]
fn a_body_without_a_readable_qualification_is_refused_by_its_kind() {
    let table = [
        ("", ErrorKind::InvalidInput),
        ("null", ErrorKind::InvalidInput),
        ("[]", ErrorKind::InvalidInput),
        ("true", ErrorKind::InvalidInput),
        ("tru", ErrorKind::InvalidInput),
        ("\"\"", ErrorKind::InvalidInput),
        ("\"  \"", ErrorKind::InvalidInput),
        ("{}", ErrorKind::InvalidInput),
        ("{\"qualification\":null}", ErrorKind::InvalidInput),
        ("{\"qualification\":[1]}", ErrorKind::InvalidInput),
        ("{\"qualification\":3,\"validationCode\":[]}", ErrorKind::InvalidInput),
        ("5", ErrorKind::EnumParse),
        ("-1", ErrorKind::EnumParse),
        ("3.0", ErrorKind::EnumParse),
        ("1e999999999", ErrorKind::InvalidInput),
        ("\"gold\"", ErrorKind::EnumParse),
        ("{\"qualification\":\"gold\"}", ErrorKind::EnumParse),
    ];
    for (body, kind) in table {
        assert_eq!(read_set_body(body.as_bytes()).unwrap_err().kind, kind, "{body}");
    }
}

#[test]
fn an_unknown_qualification_is_repeated_in_the_parameters() {
    let error = read_set_body(b"\"gold\"").unwrap_err();
    assert_eq!(error.parameters["value"], "gold");
    assert_eq!(read_set_body(b"5").unwrap_err().parameters["value"], "5");
    let long = format!("\"{}\"", "g".repeat(5000));
    assert_eq!(read_set_body(long.as_bytes()).unwrap_err().parameters["value"].len(), 128);
}

#[test]
fn the_body_of_create_reads_in_old_and_new_form() {
    let education = |education_segment, website: Option<&str>| CreateQualificationBody {
        qualification: Qualification::Education,
        education_segment,
        website: website.map(str::to_owned),
        validation_code: None,
    };
    let other = |qualification, validation_code| CreateQualificationBody {
        qualification,
        education_segment: SegmentInput::Absent,
        website: None,
        validation_code,
    };
    let gcc = Qualification::GovernmentCommunityCloud;
    let higher = SegmentInput::Known(EducationSegment::HigherEducation);
    let table = [
        (r#"{"Qualification":"Education"}"#, education(SegmentInput::Absent, None)),
        (
            r#"{"qualification":"Education","educationSegment":"higher_education","website":" u.example "}"#,
            education(higher, Some("u.example")),
        ),
        (r#"{"qualification":1,"educationSegment":" ","website":""}"#, education(SegmentInput::Absent, None)),
        (
            r#"{"qualification":1,"educationSegment":"Kindergarten"}"#,
            education(SegmentInput::Unknown("Kindergarten".to_owned()), None),
        ),
        (
            r#"{"qualification":1,"educationSegment":7}"#,
            education(SegmentInput::Unknown("7".to_owned()), None),
        ),
        (
            r#"{"qualification":"GovernmentCommunityCloud","validationCode":"481516"}"#,
            other(gcc, code("481516")),
        ),
        (
            r#"{"qualification":"GovernmentCommunityCloud","validationCode":481516}"#,
            other(gcc, code("481516")),
        ),
        (
            r#"{"Qualification":"GovernmentCommunityCloud","VettingStatus":null,"VettingReason":null,"VettingCreateDate":null}"#,
            other(gcc, None),
        ),
        (
            r#"{"qualification":"GovernmentCommunityCloud","educationSegment":"Kindergarten","website":[]}"#,
            other(gcc, None),
        ),
        (
            r#"{"qualification":"StateOwnedEntity","validationCode":"481516"}"#,
            other(Qualification::StateOwnedEntity, None),
        ),
    ];
    for (body, expected) in table {
        assert_eq!(read_create_body(body.as_bytes()), Ok(expected), "{body}");
    }
}

#[test]
fn a_create_body_of_another_shape_is_refused_by_its_kind() {
    let table = [
        ("", ErrorKind::InvalidInput),
        ("[]", ErrorKind::InvalidInput),
        ("1", ErrorKind::InvalidInput),
        ("{}", ErrorKind::InvalidInput),
        ("{\"qualification\":1,\"website\":7}", ErrorKind::InvalidInput),
        ("{\"qualification\":1,\"educationSegment\":{}}", ErrorKind::InvalidInput),
        ("{\"qualification\":7}", ErrorKind::EnumParse),
    ];
    for (body, kind) in table {
        assert_eq!(read_create_body(body.as_bytes()).unwrap_err().kind, kind, "{body}");
    }
}

#[test]
fn a_very_long_website_is_left_to_the_server() {
    let body = format!(r#"{{"qualification":1,"website":"{}"}}"#, "w".repeat(WEBSITE_CHARS_MAX + 1));
    assert_eq!(read_create_body(body.as_bytes()).unwrap().website.unwrap().len(), WEBSITE_CHARS_MAX + 1);
}

#[test]
fn a_client_writes_only_what_it_has_and_shows_no_code() {
    let request = CreateQualificationRequest {
        qualification: Some("GovernmentCommunityCloud".to_owned()),
        validation_code: Some("481516".to_owned()),
        ..CreateQualificationRequest::default()
    };
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(json, r#"{"qualification":"GovernmentCommunityCloud","validationCode":"481516"}"#);
    assert!(!format!("{request:?}").contains("481516"));
    assert!(!format!("{:?}", read_create_body(json.as_bytes()).unwrap()).contains("481516"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = read_set_body(&body);
        let _ = read_create_body(&body);
    }
}
