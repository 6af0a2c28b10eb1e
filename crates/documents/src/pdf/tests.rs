use super::names::ACTIVE;
use crate::samples::{object_stream, pdf_of, pdf_with, stream, zlib};
use crate::{DocumentFault, DocumentKind, inspect};

fn plain(bytes: &[u8]) -> Vec<u8> {
    bytes.to_vec()
}

fn with(object: &str) -> Result<DocumentKind, DocumentFault> {
    inspect(&pdf_with(object.as_bytes()))
}

fn is_damaged(found: Result<DocumentKind, DocumentFault>) -> bool {
    matches!(found, Err(DocumentFault::Damaged(_)))
}

#[test]
fn trust_09_names_of_more_than_pages_are_refused_wherever_an_object_is() {
    for name in ACTIVE {
        let expected = Err(DocumentFault::ActiveContent(name));
        let object = format!("<</A[(a) <48>]/B/{name}>>");
        assert_eq!(with(&object), expected);
        for (members, pack) in [("", plain as fn(&[u8]) -> Vec<u8>), ("/Filter/FlateDecode", zlib)] {
            let packed = object_stream(&["(a)", &object], members, pack);
            assert_eq!(inspect(&pdf_with(&packed)), expected, "{members}");
        }
    }
    assert_eq!(with("<</JS2/a/Xaa/aa/b/js/c/AAA>>"), Ok(DocumentKind::Pdf), "other names");
}

/// Each as a program writes it, with the name that is found.
#[test]
fn trust_09_what_plays_or_is_attached_is_refused() {
    for (object, name) in [
        ("<</Type/Annot/Subtype/FileAttachment/FS<</Type/Filespec/F(a.exe)>>>>", "FileAttachment"),
        ("<</Type/Filespec/F(a.exe)/EF<</F 9 0 R>>>>", "EF"),
        ("<</Names<</EmbeddedFiles 9 0 R>>>>", "EmbeddedFiles"),
        ("<</AF[<</F(a)/E#46<</UF 9 0 R>>>>]>>", "EF"),
        ("<</Type/Annot/Subtype/Screen/A<</S/Rendition/OP 0/R 9 0 R>>>>", "Rendition"),
        ("<</Names<</Renditions<</Names[(a)9 0 R]>>>>>>", "Renditions"),
        ("<</Type/Annot/Subtype/Movie/Movie<</F(a.avi)>>>>", "Movie"),
        ("<</S/Movie/T(a)>>", "Movie"),
        ("<</Type/Annot/Subtype/Sound/Sound 9 0 R>>", "Sound"),
        ("<</S/S#6fund/Sound 9 0 R>>", "Sound"),
        ("<</Type/Annot/Subtype/3D/3DD 9 0 R>>", "3D"),
        ("<</Type/Annot/Subtype 9 0 R/3DD 10 0 R>>", "3DD"),
        ("<</S/GoTo3DView/TA 9 0 R>>", "GoTo3DView"),
        ("<</Type/Annot/Subtype/RichMedia>>", "RichMedia"),
        ("<</S/RichMediaExecute/CMD<</C(play)>>>>", "RichMediaExecute"),
    ] {
        assert_eq!(with(object), Err(DocumentFault::ActiveContent(name)), "{object}");
        let packed = object_stream(&["null", object], "/Filter/FlateDecode", zlib);
        assert_eq!(inspect(&pdf_with(&packed)), Err(DocumentFault::ActiveContent(name)), "{object}");
    }
    let model = stream("/Type/3D/Subtype/U3D", b"U3D");
    assert!(matches!(inspect(&pdf_with(&model)), Err(DocumentFault::ActiveContent(_))));
}

#[test]
fn trust_09_a_stream_holds_its_own_bytes() {
    for members in [
        "/F(//evil.example/a)",
        "/F<</FS/URL/F(https://evil.example)>>",
        "/F/FlateDecode",
        "/#46 9 0 R",
        "/FFilter/FlateDecode",
        "/Subtype/Form/Ref<</F(a.pdf)/Page 0>>",
    ] {
        assert_eq!(inspect(&pdf_with(&stream(members, b"a"))), Err(DocumentFault::External), "{members}");
    }
    for members in [
        "/Type/XObject/Subtype/Form/Resources<</Font<</F 9 0 R/F1 9 0 R>>>>",
        "/Type/XObject/Subtype/Form/Name/F",
        "/Subtype/Image/Decode[0 1/F]",
        "/Title(/F 9 0 R)",
    ] {
        assert_eq!(inspect(&pdf_with(&stream(members, b"a"))), Ok(DocumentKind::Pdf), "{members}");
    }
    assert_eq!(with("<</Type/Annot/Subtype/Widget/F 4>>"), Ok(DocumentKind::Pdf), "flags of a field");
}

/// Where a file may begin to be shown is a place; whatever else happens at its opening nobody asked for.
#[test]
fn trust_09_opening_shows_a_page_and_does_nothing() {
    const ACTION: Result<DocumentKind, DocumentFault> = Err(DocumentFault::ActiveContent("OpenAction"));
    let uri = "<</S/URI/URI(https://evil.example)>>";
    let catalog = |value: &str| format!("<</Type/Catalog/Pages 2 0 R/OpenAction {value}>>");
    for place in ["[3 0 R/Fit]", "<</S/GoTo/D[3 0 R/XYZ null null 0]>>", "null"] {
        assert_eq!(with(&catalog(place)), Ok(DocumentKind::Pdf), "{place}");
    }
    assert_eq!(with(&catalog(uri)), ACTION);
    let packed = object_stream(&["null", &catalog(uri)], "/Filter/FlateDecode", zlib);
    assert_eq!(inspect(&pdf_with(&packed)), ACTION);
    // In an object of its own, before and behind, packed or not: objects of streams are numbered from 20 on.
    let file = |catalog: &str, object: Vec<u8>| inspect(&pdf_of(&[catalog.as_bytes().to_vec(), object]));
    for (value, action, expected) in [
        ("2 0 R", "[3 0 R/Fit]", Ok(DocumentKind::Pdf)),
        ("2 0 R", "<</S/GoTo/D(a)>>", Ok(DocumentKind::Pdf)),
        ("9 0 R", uri, Ok(DocumentKind::Pdf)),
        ("2 0 R", uri, ACTION),
        ("2 0 R", "1 0 R", ACTION),
        ("2 0 R", "<</S/GoTo/D(a)/Next 1 0 R>>", ACTION),
        ("2 0 R", "null endobj 2 0 obj <</S/URI/URI(a)>>", ACTION),
        ("2 0 R", "[] endobj 2 0obj <</S/URI/URI(a)>>", ACTION),
        ("2 0 R", "[] endobj 2 % a comment\n0\nobj <</S/URI/URI(a)>>", ACTION),
    ] {
        assert_eq!(file(&catalog(value), action.into()), expected, "{action}");
    }
    for (action, expected) in [("[3 0 R/Fit]", Ok(DocumentKind::Pdf)), (uri, ACTION)] {
        let packed = object_stream(&[action], "/Filter/FlateDecode", zlib);
        assert_eq!(file(&catalog("20 0 R"), packed), expected, "{action}");
        let catalog = catalog("1 0 R");
        let packed = object_stream(&[&catalog], "/Filter/FlateDecode", zlib);
        assert_eq!(file(action, packed), expected, "{action}");
    }
    let many: Vec<String> = (0..10).map(|number| format!("/OpenAction {number} 0 R")).collect();
    assert_eq!(with(&format!("<<{}>>", many.concat())), ACTION, "a file has one");
    assert_eq!(with(uri), Ok(DocumentKind::Pdf), "a link that somebody has to click");
}

#[test]
fn texts_comments_and_pictures_may_say_anything() {
    for object in [
        "<</Title(how to /JS and /Launch)>>",
        "<</Title(a \\) /JS)>>",
        "<</A 1>> % /JavaScript\n",
        "<</Title<2f4a53>>>",
        "(our objectives, 2 obj ects,\nobject)",
    ] {
        assert_eq!(with(object), Ok(DocumentKind::Pdf), "{object}");
    }
    let picture = stream("/Subtype/Image", b"/JS (a /Launch << 12 0 R");
    assert_eq!(inspect(&pdf_with(&picture)), Ok(DocumentKind::Pdf));
    let profile = stream("/N 3/Alternate/DeviceRGB", b"/JS");
    assert_eq!(inspect(&pdf_with(&profile)), Ok(DocumentKind::Pdf), "a colour profile is no object stream");
}

#[test]
fn an_object_hides_nowhere() {
    for object in [
        "(text\n9 0 obj <</S/JavaScript>> endobj\n)",
        "(text\n9 %\n0 %\nobj<</S/JavaScript>> endobj\n)",
        "null %9 0 obj <</S/JavaScript>>\n",
    ] {
        assert!(is_damaged(with(object)), "{object}");
    }
    let body = stream("", b"9 0 obj <</S/JavaScript>> endobj");
    assert!(is_damaged(inspect(&pdf_with(&body))));
    for object in [
        "[stream\n<</S/JavaScript>>\nendstream]",
        "[<<>>stream\n/JS\nendstream]",
        "<< << /A 1 >> stream\n/JS\nendstream",
        "<</A <(> /JS (x) /B <)> >>",
        "<<>>stream /JS\nendstream",
        "<</Length 3>>stream\nabc",
        "(abc",
    ] {
        assert!(is_damaged(with(object)), "{object}");
    }
}

#[test]
fn a_wrong_length_hides_nothing() {
    for length in ["1", "9999", "-1", "7 0 R", "3/Length 9999"] {
        let object = format!("<</Length {length}>>stream\nabc\nendstream");
        assert_eq!(with(&object), Ok(DocumentKind::Pdf), "{length}");
        let more = format!("{object} endobj 9 0 obj <</S/JS>>");
        assert_eq!(with(&more), Err(DocumentFault::ActiveContent("JS")), "{length}");
    }
}

#[test]
fn packed_objects_are_read_or_refused() {
    let objects = ["<</A(b)>>", "[/C]"];
    for members in [
        "/Filter/ASCIIHexDecode",
        "/Filter 9 0 R",
        "/Filter[/ASCII85Decode/FlateDecode]",
        "/Filter/FlateDecode/Filter/FlateDecode2",
        "/Filter/FlateDecode/DecodeParms<</Predictor 12>>",
        "/Filter/FlateDecode/DecodeParms 9 0 R",
        "/First 0/Filter/FlateDecode",
    ] {
        let found = inspect(&pdf_with(&object_stream(&objects, members, zlib)));
        assert!(is_damaged(found), "{members}: {found:?}");
    }
    for members in
        ["/Filter[/FlateDecode]", "/F#69lter/Fl", "/Filter/FlateDecode/DecodeParms null/Extends 7 0 R"]
    {
        let found = inspect(&pdf_with(&object_stream(&objects, members, zlib)));
        assert_eq!(found, Ok(DocumentKind::Pdf), "{members}");
    }
    let not_packed = object_stream(&objects, "/Filter/FlateDecode", plain);
    assert!(is_damaged(inspect(&pdf_with(&not_packed))));
    let untyped = stream("/N 1/First 4/Filter/FlateDecode", &zlib(b"9 0 <</S/JS>>"));
    assert_eq!(inspect(&pdf_with(&untyped)), Err(DocumentFault::ActiveContent("JS")));
    let inside_of_text = stream("/N 2/First 8/Filter/FlateDecode", &zlib(b"8 0 9 1 (<</S/JS>>)"));
    assert!(is_damaged(inspect(&pdf_with(&inside_of_text))));
    let beyond = stream("/N 1/First 4", b"9 9 null");
    assert!(is_damaged(inspect(&pdf_with(&beyond))));
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let is_bomb = |bytes: &[u8]| matches!(inspect(bytes), Err(DocumentFault::Bomb(_)));
    let large = [&b"9 0 "[..], &vec![b' '; 11 * 1024 * 1024]].concat();
    let half = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &zlib(&large));
    assert_eq!(inspect(&pdf_with(&half)), Ok(DocumentKind::Pdf));
    assert!(is_bomb(&pdf_of(&[half.clone(), half])), "the limit is for all of them");
    assert!(is_bomb(&pdf_with(&stream("/Filter[/FlateDecode/FlateDecode]", &zlib(&zlib(b"a"))))));
    let many = vec![stream("/Type/ObjStm/First 0", b""); 10_001];
    assert!(is_bomb(&pdf_of(&many)));
}

#[test]
fn an_encrypted_file_is_refused_as_such() {
    let trailer = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace("/Root", "/Encrypt 9 0 R/Root");
    let encrypted = trailer(pdf_of(&[b"<</S/JS>>".to_vec()]));
    assert_eq!(inspect(encrypted.as_bytes()), Err(DocumentFault::Encrypted));
    let unreadable = object_stream(&["null"], "/Filter/FlateDecode", plain);
    let encrypted = trailer(pdf_of(&[unreadable]));
    assert_eq!(inspect(encrypted.as_bytes()), Err(DocumentFault::Encrypted), "before its objects are read");
}

#[test]
fn a_file_has_a_start_and_an_end() {
    let whole =
        String::from_utf8(pdf_of(&[b"null".to_vec()]).into_iter().filter(u8::is_ascii).collect()).unwrap();
    assert_eq!(inspect(whole.as_bytes()), Ok(DocumentKind::Pdf));
    for (from, to) in
        [("%%EOF", "%EOF"), ("startxref", "start"), ("startxref\n", "startxref\n9999"), ("%PDF-1", "%PDF-x")]
    {
        assert!(is_damaged(inspect(whole.replace(from, to).as_bytes())), "{to}");
    }
    for (behind, expected) in [
        ("\r\n \0", Ok(DocumentKind::Pdf)),
        ("<</S/JS>>", Err(DocumentFault::TrailingData)),
        ("x", Err(DocumentFault::TrailingData)),
    ] {
        assert_eq!(inspect(format!("{whole}{behind}").as_bytes()), expected, "{behind:?}");
    }
    assert!(is_damaged(inspect(&pdf_of(&[]))), "no object");
    let updated = format!("{whole}{}", whole.trim_start_matches("%PDF-1.7\n"));
    assert_eq!(inspect(updated.as_bytes()), Ok(DocumentKind::Pdf), "several parts, each with an end");
}
