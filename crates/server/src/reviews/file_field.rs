//! The one file of a form, as it comes (RFC 7578): a form of a page that hands a document in has no other field, and its token
//! stands in the address.

/// The most bytes before the file: its line of the form, with the name that the browser gives it, which counts for nothing.
pub(super) const HEAD_BYTES_MAX: usize = 8 << 10;

/// The most characters of what stands between fields (RFC 2046).
const BOUNDARY_CHARS_MAX: usize = 70;

/// The end of the head of a field.
const HEAD_END: &[u8] = b"\r\n\r\n";

/// What is no form with a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoFile;

/// Takes the bytes of the file out of those of the form.
#[derive(Debug)]
pub(super) struct FileField {
    /// What the form begins with.
    begin: Vec<u8>,
    /// What stands behind the file.
    end: Vec<u8>,
    /// What may still be a part of either.
    held: Vec<u8>,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Head,
    File,
    Behind,
}

impl FileField {
    /// The field of a form of this media type; none if it is of another one.
    pub(super) fn of_form(media_type: &str) -> Option<Self> {
        let (kind, parameters) = media_type.split_once(';')?;
        let is_form = kind.trim().eq_ignore_ascii_case("multipart/form-data");
        let boundary = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
        })?;
        let is_boundary = (1..=BOUNDARY_CHARS_MAX).contains(&boundary.len());
        (is_form && is_boundary).then(|| Self {
            begin: format!("--{boundary}\r\n").into_bytes(),
            end: format!("\r\n--{boundary}").into_bytes(),
            held: Vec::new(),
            place: Place::Head,
        })
    }

    /// The bytes of the file that the next bytes of the form hold.
    ///
    /// # Errors
    /// It is no form with a file.
    pub(super) fn take(&mut self, part: &[u8]) -> Result<Vec<u8>, NoFile> {
        if self.place == Place::Behind {
            return Ok(Vec::new());
        }
        self.held.extend_from_slice(part);
        if self.place == Place::Head && !self.pass_head()? {
            return Ok(Vec::new());
        }
        if let Some(at) = find(&self.held, &self.end) {
            self.place = Place::Behind;
            self.held.truncate(at);
            return Ok(std::mem::take(&mut self.held));
        }
        // What may be the beginning of the end is kept back.
        let certain = self.held.len().saturating_sub(self.end.len() - 1);
        let held = self.held.split_off(certain);
        Ok(std::mem::replace(&mut self.held, held))
    }

    /// Whether the end of the file came.
    pub(super) fn is_over(&self) -> bool {
        self.place == Place::Behind
    }

    /// Passes the head of the field; `false` while it is not complete.
    fn pass_head(&mut self) -> Result<bool, NoFile> {
        let begin = self.held.len().min(self.begin.len());
        if self.held[..begin] != self.begin[..begin] {
            return Err(NoFile);
        }
        match find(&self.held, HEAD_END) {
            Some(at) if at <= HEAD_BYTES_MAX => {
                // The line behind the head belongs to what ends a file of no bytes.
                self.held.drain(..at + HEAD_END.len());
                self.place = Place::File;
                Ok(true)
            }
            None if self.held.len() <= HEAD_BYTES_MAX => Ok(false),
            Some(_) | None => Err(NoFile),
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=----WebKitFormBoundaryx7";

    fn form(file: &[u8]) -> Vec<u8> {
        let head = "------WebKitFormBoundaryx7\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.pdf\"\r\n\
                    Content-Type: application/pdf\r\n\r\n";
        [head.as_bytes(), file, b"\r\n------WebKitFormBoundaryx7--\r\n"].concat()
    }

    /// The file of a form that comes in parts of this length.
    fn taken(form: &[u8], length: usize) -> Result<Option<Vec<u8>>, NoFile> {
        let mut field = FileField::of_form(TYPE).expect("it is a form");
        let mut file = Vec::new();
        for part in form.chunks(length) {
            file.extend(field.take(part)?);
        }
        Ok(field.is_over().then_some(file))
    }

    proptest::proptest! {
        #[test]
        fn every_file_comes_out_as_it_went_in_however_it_comes(
            mut file in proptest::collection::vec(proptest::sample::select(b"\r\n-Wx7a\0".as_slice()), 0..300),
            length in 1_usize..200,
        ) {
            // What looks like the end within it, but for the last letter.
            file.extend_from_slice(b"\r\n------WebKitFormBoundaryx");
            proptest::prop_assert_eq!(taken(&form(&file), length), Ok(Some(file)));
        }

        #[test]
        fn nothing_breaks_it(bytes in proptest::collection::vec(0_u8..=255, 0..300), length in 1_usize..200) {
            let _ = taken(&bytes, length);
            let _ = taken(&form(&bytes), length);
        }
    }

    #[test]
    fn what_is_no_form_with_a_file_is_refused() {
        for media_type in [
            "",
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/mixed; boundary=a",
        ] {
            assert!(FileField::of_form(media_type).is_none(), "{media_type}");
        }
        assert!(FileField::of_form("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"").is_some());
        assert_eq!(taken(b"document=x", 3), Err(NoFile));
        let long = [b"------WebKitFormBoundaryx7\r\n".as_slice(), &vec![b'x'; 9 << 10]].concat();
        assert_eq!(taken(&long, 1000), Err(NoFile));
        let whole = form(b"file");
        assert_eq!(taken(&whole[..whole.len() - 4], 7), Ok(Some(b"file".to_vec())));
        assert_eq!(taken(&whole[..whole.len() - 31], 7), Ok(None), "its end never came");
        assert_eq!(taken(&form(b""), 10), Ok(Some(Vec::new())), "no file was chosen");
    }
}
