//! Small documents, made here.

use std::fmt::Write as _;

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::png::checksum;

pub(super) fn zlib(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(bytes, 6)
}

pub(super) fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [&name[..], data].concat();
    let length = u32::try_from(data.len()).expect("a chunk of a test is short");
    [&length.to_be_bytes()[..], &named, &checksum(&named).to_be_bytes()].concat()
}

pub(super) fn png_header(width: u32, height: u32, depth: u8, colour_type: u8) -> Vec<u8> {
    let mut data = [width.to_be_bytes(), height.to_be_bytes()].concat();
    data.extend([depth, colour_type, 0, 0, 0]);
    chunk(*b"IHDR", &data)
}

pub(super) fn png_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1A\n".to_vec(), chunks.concat()].concat()
}

/// A grey pixel, with these chunks before it.
pub(super) fn png_with(chunks: &[Vec<u8>]) -> Vec<u8> {
    let picture = chunk(*b"IDAT", &zlib(&[0, 128]));
    png_of(&[png_header(1, 1, 8, 0), chunks.concat(), picture, chunk(*b"IEND", b"")])
}

pub(super) fn segment(mark: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).expect("a segment of a test is short");
    [&[0xFF, mark][..], &length.to_be_bytes(), data].concat()
}

pub(super) fn frame(width: u16, height: u16) -> Vec<u8> {
    let mut data = vec![8];
    data.extend(height.to_be_bytes());
    data.extend(width.to_be_bytes());
    data.extend([1, 1, 0x11, 0]);
    segment(0xC0, &data)
}

pub(super) fn scan(coded: &[u8]) -> Vec<u8> {
    [segment(0xDA, &[1, 1, 0, 0, 63, 0]), coded.to_vec()].concat()
}

pub(super) fn jpeg_of(segments: &[Vec<u8>]) -> Vec<u8> {
    [vec![0xFF, 0xD8], segments.concat(), vec![0xFF, 0xD9]].concat()
}

pub(super) fn jpeg_tables() -> Vec<u8> {
    let quantisation = [&[0][..], &[1; 64]].concat();
    let huffman = [&[0][..], &[1], &[0; 15], &[0]].concat();
    [
        segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
        segment(0xDB, &quantisation),
        segment(0xC4, &huffman),
    ]
    .concat()
}

/// A pixel, with these segments before it.
pub(super) fn jpeg_with(segments: &[Vec<u8>]) -> Vec<u8> {
    let coded = [0x3F, 0xFF, 0x00, 0xFF, 0xD0, 0x7F];
    jpeg_of(&[jpeg_tables(), segments.concat(), frame(1, 1), scan(&coded)])
}

/// An object that is a stream.
pub(super) fn stream(members: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("<<{members}/Length {}>>\nstream\r\n", body.len());
    [head.as_bytes(), body, b"\nendstream"].concat()
}

/// Objects packed together, in the way that the filter names.
pub(super) fn object_stream(objects: &[&str], members: &str, pack: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut places = String::new();
    let mut together = String::new();
    for (number, object) in objects.iter().enumerate() {
        write!(places, "{} {} ", number + 20, together.len()).expect("a text takes all");
        together.push_str(object);
        together.push(' ');
    }
    let body = pack([places.as_bytes(), together.as_bytes()].concat().as_slice());
    let number = objects.len();
    stream(&format!("/Type/ObjStm/N {number}/First {}{members}", places.len()), &body)
}

/// A file of these objects.
pub(super) fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", bytes.len()).expect("a text takes all");
        bytes.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let end = format!(
        "{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n",
        objects.len() + 1,
        bytes.len()
    );
    bytes.extend(end.into_bytes());
    bytes
}

/// A page with a form, a link and a picture, as offices make them, and one more object.
pub(super) fn pdf_with(object: &[u8]) -> Vec<u8> {
    let link = "<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://school.org/JS/(a)?x=/AA)>>/Rect[0 0 9 9]>>";
    let picture: Vec<u8> = (0..=255).chain(*b" /JS (x) /JavaScript <</AA ").collect();
    pdf_of(&[
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/NeedAppearances true>>>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Annots[4 0 R]/Contents 5 0 R/MediaBox[0 0 595 842]>> % a page".to_vec(),
        link.into(),
        stream("/Filter/FlateDecode", &zlib(b"BT /F1 12 Tf (Certificate of accreditation) Tj ET")),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/Filter[/DCTDecode]", &picture),
        object_stream(&["<</Producer(Office)/Title<4869>>>", "[/DeviceRGB]"], "/Filter/FlateDecode", zlib),
        object.to_vec(),
    ])
}
