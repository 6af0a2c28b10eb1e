use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use super::*;

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    let body = [kind, data].concat();
    bytes.extend(&body);
    bytes.extend(crc32fast::hash(&body).to_be_bytes());
    bytes
}

fn png_of(width: u32, height: u32, more: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut bytes = png::SIGNATURE.to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    bytes.extend(more.concat());
    bytes.extend(chunk(b"IDAT", &[0x78, 0x9c, 1]));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, b'J', b'F', 0xff, 0xc0, 0, 11, 8];
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend([1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0, 3, 1, 0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]);
    bytes
}

fn pdf_of(objects: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n{objects}\nstartxref\n9\n%%EOF\n")
        .into_bytes()
}

fn pdf_with_stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.5\n4 0 obj\n<< {dictionary} >>\nstream\n").into_bytes();
    bytes.extend(data);
    bytes.extend(b"\nendstream\nendobj\nstartxref\n9\n%%EOF");
    bytes
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn ordinary_papers_are_what_they_are() {
    assert_eq!(inspect(&png_of(1200, 800, &[chunk(b"tEXt", b"Title\0Charter")])), Ok(PaperKind::Png));
    assert_eq!(inspect(&jpeg_of(1200, 800)), Ok(PaperKind::Jpeg));
    let annotated =
        "3 0 obj\n<< /Type /Annot /A << /S /URI /URI (https://school.example/about) >> >>\nendobj";
    assert_eq!(inspect(&pdf_of(annotated)), Ok(PaperKind::Pdf));
    let objects = deflated(b"5 0 << /Type /Page /AcroForm << >> >>");
    let packed = pdf_with_stream("/Type /ObjStm /N 1 /Filter /FlateDecode", &objects);
    assert_eq!(inspect(&packed), Ok(PaperKind::Pdf));
    // The bytes of an image are no names, whatever they are.
    let image = pdf_with_stream("/Subtype /Image /Filter /DCTDecode", b"\x01/JS \x02/Launch ");
    assert_eq!(inspect(&image), Ok(PaperKind::Pdf));
}

#[test]
fn hostile_papers_are_refused_for_what_they_are() {
    let with_tail = |mut bytes: Vec<u8>, tail: &[u8]| {
        bytes.extend(tail);
        bytes
    };
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() - 3].to_vec();
    let mut flipped = png_of(10, 10, &[]);
    flipped[20] ^= 1;
    let bomb = deflated(&vec![b' '; 21 << 20]);
    let script = deflated(b"5 0 << /S /JavaScript >>");
    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "empty"),
        ("too much", vec![0; PAPER_BYTES_MAX + 1], "larger than 10 MiB"),
        ("text", b"hello".to_vec(), "no PDF, PNG or JPEG"),
        ("a GIF", b"GIF89a..".to_vec(), "no PDF, PNG or JPEG"),
        ("an SVG", b"<svg onload='x'/>".to_vec(), "no PDF, PNG or JPEG"),
        ("a program", b"MZ\x90\0".to_vec(), "no PDF, PNG or JPEG"),
        ("PNG and ZIP", with_tail(png_of(10, 10, &[]), b"PK\x03\x04"), "beside itself"),
        ("JPEG and HTML", with_tail(jpeg_of(10, 10), b"<html>"), "beside itself"),
        ("PDF and ZIP", with_tail(pdf_of(""), b"PK\x03\x04"), "beside itself"),
        ("GIF and PDF", [&b"GIF89a"[..], &pdf_of("")].concat(), "beside itself"),
        ("PDF and HTML", pdf_of("% <HTML><body>"), "beside itself"),
        ("animated", png_of(10, 10, &[chunk(b"acTL", &[0; 8])]), "beside itself"),
        ("cut PNG", cut(png_of(10, 10, &[])), "damaged"),
        ("cut JPEG", cut(jpeg_of(10, 10)), "damaged"),
        ("cut PDF", pdf_of("")[..40].to_vec(), "damaged"),
        ("flipped", flipped, "damaged"),
        ("no version", b"%PDF-x.y\n%%EOF".to_vec(), "damaged"),
        ("wide PNG", png_of(20_001, 1, &[]), "pixels on a side"),
        ("huge PNG", png_of(19_000, 19_000, &[]), "pixels on a side"),
        ("huge JPEG", jpeg_of(65_000, 65_000), "pixels on a side"),
        ("no pixels", png_of(0, 10, &[]), "damaged"),
        ("text bomb", png_of(10, 10, &[chunk(b"zTXt", &vec![0; 2 << 20])]), "beyond measure"),
        ("PDF bomb", pdf_with_stream("/Type /ObjStm /Filter /FlateDecode", &bomb), "beyond measure"),
        (
            "script",
            pdf_of("3 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"),
            "active content (JavaScript)",
        ),
        ("escaped", pdf_of("3 0 obj << /S /J#61va#53cript >> endobj"), "active content (JavaScript)"),
        (
            "packed",
            pdf_with_stream("/Type /ObjStm /Filter /FlateDecode", &script),
            "active content (JavaScript)",
        ),
        ("launch", pdf_of("3 0 obj << /S /Launch /F (cmd.exe) >> endobj"), "active content (Launch)"),
        ("file", pdf_of("3 0 obj << /Type /EmbeddedFile >> endobj"), "active content (EmbeddedFile)"),
        ("odd", pdf_with_stream("/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]", b"00"), "damaged"),
        ("encrypted", pdf_of("trailer << /Encrypt 7 0 R >>"), "encrypted"),
    ];
    for (name, bytes, expected) in table {
        let fault = inspect(&bytes).expect_err(name).to_string();
        assert!(fault.contains(expected), "{name}: {fault}");
    }
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000), kind in 0..4_usize) {
        let prefix: [&[u8]; 4] = [b"", png::SIGNATURE, &[0xff, 0xd8, 0xff], b"%PDF-1.7\n"];
        let bytes = [prefix[kind], &bytes].concat();
        prop_assert!(inspect(&bytes).is_err() || bytes.len() > 16);
    }

    #[test]
    fn a_changed_byte_never_panics(at in 0..400_usize, value in any::<u8>(), kind in 0..3_usize) {
        let samples = [png_of(10, 10, &[]), jpeg_of(10, 10), pdf_of("3 0 obj << /A 1 >> endobj")];
        let mut bytes = samples[kind].clone();
        let at = at % bytes.len();
        bytes[at] = value;
        let _: Result<PaperKind, PaperFault> = inspect(&bytes);
        prop_assert!(inspect(&samples[kind]).is_ok());
    }
}
