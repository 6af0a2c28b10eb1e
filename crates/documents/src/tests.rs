use proptest::prelude::*;

use super::samples::*;
use super::*;

type Case = (&'static str, Vec<u8>, DocumentFault);

fn check_all(cases: Vec<Case>) {
    for (what, bytes, expected) in cases {
        match (inspect(&bytes), expected) {
            // What exactly is damaged or unpacks is for people.
            (Err(DocumentFault::Damaged(_)), DocumentFault::Damaged(_))
            | (Err(DocumentFault::Bomb(_)), DocumentFault::Bomb(_))
            | (Err(DocumentFault::Polyglot(_)), DocumentFault::Polyglot(_)) => {}
            (found, expected) => assert_eq!(found, Err(expected), "{what}"),
        }
    }
}

const DAMAGED: DocumentFault = DocumentFault::Damaged("");
const BOMB: DocumentFault = DocumentFault::Bomb("");
const POLYGLOT: DocumentFault = DocumentFault::Polyglot("");

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[test]
fn documents_of_each_kind_are_known_by_their_bytes() {
    assert_eq!(inspect(&pdf_with(b"null")), Ok(DocumentKind::Pdf));
    assert_eq!(inspect(&png_with(&[])), Ok(DocumentKind::Png));
    assert_eq!(inspect(&jpeg_with(&[])), Ok(DocumentKind::Jpeg));
}

#[test]
fn what_is_no_document_is_refused() {
    check_all(vec![
        ("nothing", vec![], DocumentFault::Empty),
        ("one byte too much", vec![0; DOCUMENT_BYTES_MAX + 1], DocumentFault::TooLarge),
        ("as large as it may be", vec![0; DOCUMENT_BYTES_MAX], DocumentFault::UnknownType),
        ("a text", b"Certificate".to_vec(), DocumentFault::UnknownType),
        ("a GIF", b"GIF89a\x01\x00\x01\x00".to_vec(), DocumentFault::UnknownType),
        ("a PDF behind a GIF", joined(&[b"GIF89a", &pdf_with(b"null")]), POLYGLOT),
        ("a PDF behind a line", joined(&[b"\n", &pdf_with(b"null")]), POLYGLOT),
    ]);
}

#[test]
fn every_fault_says_what_to_do() {
    for fault in [
        DocumentFault::Empty,
        DocumentFault::TooLarge,
        DocumentFault::UnknownType,
        DocumentFault::Truncated,
        DocumentFault::TrailingData,
        DocumentFault::Polyglot("a program"),
        DocumentFault::Damaged("the PDF has no last line"),
        DocumentFault::TooManyPixels,
        DocumentFault::Bomb("it is an animation"),
        DocumentFault::ActiveContent("JS"),
        DocumentFault::External,
        DocumentFault::Encrypted,
    ] {
        let text = fault.to_string();
        assert!(text.ends_with('.') && text.matches(". ").count() >= 1, "{text}");
    }
    assert!(DocumentFault::TooLarge.to_string().contains("10 MiB"));
    assert!(DocumentFault::TooManyPixels.to_string().contains("20000 pixels a side or 100 megapixels"));
}

#[test]
fn a_second_format_inside_is_refused() {
    let hidden = |bytes: &[u8]| pdf_with(&stream("", bytes));
    let mut program = vec![0; 0x80];
    program[..2].copy_from_slice(b"MZ");
    program[0x3C] = 0x40;
    program[0x40..0x44].copy_from_slice(b"PE\0\0");
    check_all(vec![
        ("ZIP", hidden(b"PK\x03\x04....PK\x01\x02....PK\x05\x06"), POLYGLOT),
        ("ZIP in a JPEG", jpeg_with(&[segment(0xFE, b"PK\x03\x04..PK\x01\x02..PK\x05\x06")]), POLYGLOT),
        ("RAR", hidden(b"Rar!\x1A\x07\x01\0"), POLYGLOT),
        ("7z", hidden(b"7z\xBC\xAF\x27\x1C"), POLYGLOT),
        ("ELF", hidden(b"\x7FELF\x02\x01\x01\0"), POLYGLOT),
        ("PE", hidden(&program), POLYGLOT),
        ("a page", pdf_of(&[b"(<HTML>)".to_vec()]), POLYGLOT),
        ("a script in a PNG", png_with(&[chunk(*b"tEXt", b"Comment\0<script>")]), POLYGLOT),
        ("a GIF", pdf_of(&[b"(GIF89a)".to_vec()]), POLYGLOT),
        ("a PDF in a PNG", png_with(&[chunk(*b"tEXt", b"Comment\0%PDF-1.7")]), POLYGLOT),
    ]);
    let harmless = hidden(b"PK\x03\x04 PK alone, MZ alone, \x7FELF alone");
    assert_eq!(inspect(&harmless), Ok(DocumentKind::Pdf), "a mark alone happens in pictures");
}

#[test]
fn a_png_is_its_chunks_in_order() {
    let picture = chunk(*b"IDAT", &zlib(&[0, 128]));
    let end = chunk(*b"IEND", b"");
    let palette = chunk(*b"PLTE", &[0, 0, 0]);
    let grey = png_header(1, 1, 8, 0);
    let mut wrong_sum = png_with(&[]);
    wrong_sum[20] ^= 1;
    let whole = png_with(&[]);
    check_all(vec![
        ("a wrong sum", wrong_sum, DAMAGED),
        ("no end", whole[..whole.len() - 12].to_vec(), DocumentFault::Truncated),
        ("half a chunk", whole[..whole.len() - 1].to_vec(), DocumentFault::Truncated),
        ("the mark alone", whole[..8].to_vec(), DocumentFault::Truncated),
        ("a byte more", joined(&[&whole, b"\n"]), DocumentFault::TrailingData),
        ("no header", png_of(&[picture.clone(), end.clone()]), DAMAGED),
        ("two headers", png_with(std::slice::from_ref(&grey)), DAMAGED),
        ("no picture", png_of(&[grey.clone(), end.clone()]), DAMAGED),
        ("palette of a grey picture", png_with(std::slice::from_ref(&palette)), DAMAGED),
        ("no palette", png_of(&[png_header(1, 1, 8, 3), picture.clone(), end.clone()]), DAMAGED),
        (
            "a picture in two places",
            png_of(&[grey.clone(), picture.clone(), chunk(*b"tIME", &[0; 7]), picture.clone(), end.clone()]),
            DAMAGED,
        ),
        ("a depth that is none", png_of(&[png_header(1, 1, 3, 0), picture.clone(), end.clone()]), DAMAGED),
        ("no size", png_of(&[png_header(0, 1, 8, 0), picture.clone(), end.clone()]), DAMAGED),
        ("an unknown critical chunk", png_with(&[chunk(*b"ABCD", b"")]), DAMAGED),
        ("a short header", png_of(&[chunk(*b"IHDR", &[0; 12])]), DAMAGED),
    ]);
    let indexed = png_of(&[png_header(20_000, 5_000, 8, 3), palette, picture, end]);
    assert_eq!(inspect(&indexed), Ok(DocumentKind::Png));
}

#[test]
fn texts_and_profiles_of_a_png_unpack_to_little() {
    let text = |bytes: usize| [b"Comment\0\0".to_vec(), zlib(&vec![b'a'; bytes])].concat();
    let international = |bytes: usize| [b"Comment\0\x01\0en\0\0".to_vec(), zlib(&vec![b'a'; bytes])].concat();
    let allowed = png_with(&[
        chunk(*b"iCCP", &text(3000)),
        chunk(*b"zTXt", &text(3000)),
        chunk(*b"iTXt", &international(3000)),
        chunk(*b"iTXt", b"Comment\0\0\0\0\0as it stands"),
    ]);
    assert_eq!(inspect(&allowed), Ok(DocumentKind::Png));
    check_all(vec![
        ("a text", png_with(&[chunk(*b"zTXt", &text(1024 * 1024 + 1))]), BOMB),
        ("a text in a language", png_with(&[chunk(*b"iTXt", &international(1024 * 1024 + 1))]), BOMB),
        ("a profile", png_with(&[chunk(*b"iCCP", &text(1024 * 1024 + 1))]), BOMB),
        ("many texts", png_with(&vec![chunk(*b"zTXt", &text(100_000)); 11]), BOMB),
        ("very many texts", png_with(&vec![chunk(*b"zTXt", &text(1)); 257]), BOMB),
        ("an animation", png_with(&[chunk(*b"acTL", &[0; 8])]), BOMB),
        ("a text that is not packed", png_with(&[chunk(*b"zTXt", b"Comment\0\0abc")]), DAMAGED),
        ("a text without keyword", png_with(&[chunk(*b"iTXt", b"Comment")]), DAMAGED),
    ]);
}

#[test]
fn pictures_have_a_size_that_can_be_shown() {
    let png = |width, height| png_of(&[png_header(width, height, 8, 2)]);
    let jpeg = |width, height| jpeg_of(&[frame(width, height)]);
    check_all(vec![
        ("a wide PNG", png(20_001, 1), DocumentFault::TooManyPixels),
        ("a high PNG", png(1, u32::MAX), DocumentFault::TooManyPixels),
        ("a large PNG", png(10_001, 10_000), DocumentFault::TooManyPixels),
        ("a PNG that is just right", png(10_000, 10_000), DocumentFault::Truncated),
        ("a wide JPEG", jpeg(20_001, 1), DocumentFault::TooManyPixels),
        ("a high JPEG", jpeg(1, 65_535), DocumentFault::TooManyPixels),
        ("a large JPEG", jpeg(10_001, 10_000), DocumentFault::TooManyPixels),
        ("a JPEG without height", jpeg(1, 0), DAMAGED),
    ]);
}

#[test]
fn a_jpeg_is_its_segments_in_order() {
    let whole = jpeg_with(&[]);
    let scan_of = |component: u8| segment(0xDA, &[1, component, 0, 0, 63, 0]);
    let cut = whole.len() - 2;
    check_all(vec![
        ("no end", whole[..cut].to_vec(), DocumentFault::Truncated),
        ("half of it", whole[..whole.len() / 2].to_vec(), DocumentFault::Truncated),
        ("a byte more", joined(&[&whole, b"\0"]), DocumentFault::TrailingData),
        ("no picture", jpeg_of(&[jpeg_tables()]), DAMAGED),
        ("a frame alone", jpeg_of(&[frame(1, 1)]), DAMAGED),
        ("a scan before the frame", jpeg_of(&[scan(b"")]), DAMAGED),
        ("two frames", jpeg_with(&[frame(1, 1)]), DAMAGED),
        ("a scan of another component", jpeg_of(&[frame(1, 1), scan_of(9)]), DAMAGED),
        ("a second start", jpeg_with(&[vec![0xFF, 0xD8]]), DAMAGED),
        ("bytes between", jpeg_with(&[b"abc".to_vec()]), DAMAGED),
        ("a short table", jpeg_with(&[segment(0xDB, &[0, 1, 2])]), DAMAGED),
        ("a short code table", jpeg_with(&[segment(0xC4, &[0; 16])]), DAMAGED),
        ("a segment of no length", jpeg_with(&[vec![0xFF, 0xFE, 0, 1]]), DAMAGED),
        ("a lossless one", jpeg_of(&[segment(0xC3, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0])]), DAMAGED),
        ("a frame with other members", jpeg_of(&[segment(0xC0, &[8, 0, 1, 0, 1, 3, 1, 0x11, 0])]), DAMAGED),
        ("scans without end", jpeg_of(&[frame(1, 1), scan(&[0]).repeat(101)]), BOMB),
    ]);
    let filled = jpeg_with(&[vec![0xFF; 3], segment(0xFE, b"a comment"), segment(0xDD, &[0, 1])]);
    assert_eq!(inspect(&filled), Ok(DocumentKind::Jpeg));
    let progressive = jpeg_of(&[jpeg_tables(), segment(0xC2, &frame(1, 1)[4..]), scan(&[0]).repeat(10)]);
    assert_eq!(inspect(&progressive), Ok(DocumentKind::Jpeg));
}

fn sample(which: usize) -> Vec<u8> {
    match which {
        0 => pdf_with(&object_stream(&["<</A(b)>>", "[/C]"], "/Filter/FlateDecode", zlib)),
        1 => png_with(&[chunk(*b"zTXt", &[b"Comment\0\0".to_vec(), zlib(b"text")].concat())]),
        _ => jpeg_with(&[segment(0xFE, b"a comment")]),
    }
}

proptest! {
    #[test]
    fn any_bytes_come_to_an_answer(
        start in prop::sample::select(vec![&b""[..], pdf::HEADER, png::SIGNATURE, jpeg::START]),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        prop_assert!(inspect(&[start, &bytes].concat()).is_err(), "random bytes are no document");
    }

    #[test]
    fn changed_documents_come_to_an_answer(
        which in 0_usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = sample(which);
        let kind = inspect(&bytes);
        prop_assert!(kind.is_ok());
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let found = inspect(&bytes);
        prop_assert!(found.is_err() || found == kind, "a change makes no other kind");
    }

    #[test]
    fn a_name_is_found_however_it_is_written(escaped in prop::collection::vec(any::<bool>(), 10)) {
        let spelled: String = "JavaScript"
            .chars()
            .zip(escaped)
            .map(|(c, is_escaped)| if is_escaped { format!("#{:02x}", u32::from(c)) } else { c.to_string() })
            .collect();
        let plain = pdf_with(format!("<</S/{spelled}>>").as_bytes());
        prop_assert_eq!(inspect(&plain), Err(DocumentFault::ActiveContent("JavaScript")));
        let packed = object_stream(&["null", &format!("<</S/{spelled}>>")], "/Filter/FlateDecode", zlib);
        prop_assert_eq!(inspect(&pdf_with(&packed)), Err(DocumentFault::ActiveContent("JavaScript")));
    }
}
