//! A name as words: each as it is written in small letters, and folded; with what the writing tells beside.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

use super::fold::{NAME_BYTES_MAX, is_written_without_blanks, push_folded};

/// Most words of a name that count: names are not books.
const WORDS_MAX: usize = 64;

/// Words for which there is room from the beginning.
const WORDS_EXPECTED: usize = 8;

/// A word of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    folded: (usize, usize),
    written: (usize, usize),
    /// Written wholly in capitals, which holds for a single one too.
    pub(super) is_capitals: bool,
}

/// The words of a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    folded: String,
    /// In small letters with their marks; empty where nothing is folded away.
    written: String,
    list: Vec<Word>,
    /// Whether the name holds a small letter: in one of capitals alone, capitals tell nothing.
    pub(super) has_small: bool,
    is_marked: bool,
    /// Whether more stands behind what was read.
    is_cut: bool,
}

impl Words {
    pub(crate) fn new(name: &str) -> Self {
        let mut end = name.len().min(NAME_BYTES_MAX);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        let mut words = Self { is_cut: end < name.len(), ..Self::default() };
        let name = &name[..end];
        // Words and blanks take about as much as the name, so that nothing grows by bits.
        words.folded.reserve(name.len() + 1);
        words.list.reserve(WORDS_EXPECTED);
        if name.is_ascii() {
            words.read(name.chars());
            return words;
        }
        words.is_marked = true;
        words.written.reserve(name.len() + 1);
        if is_nfkc_quick(name.chars()) == IsNormalized::Yes {
            words.read(name.chars());
        } else {
            words.read(name.nfkc());
        }
        words
    }

    fn read(&mut self, mut chars: impl Iterator<Item = char> + Clone) {
        let mut word = Open::default();
        let mut run: Option<(char, bool)> = None;
        while let Some(c) = chars.next() {
            if is_written_without_blanks(c) && c.is_alphanumeric() && !is_combining_mark(c) {
                self.end(&mut word);
                if let Some((before, _)) = run {
                    self.add_pair(&[before, c]);
                }
                run = Some((c, run.is_some()));
                continue;
            }
            if let Some((alone, false)) = run.take() {
                self.add_pair(&[alone]);
            }
            if c.is_alphanumeric() {
                word.push(self, c);
            } else if is_combining_mark(c) {
                word.push_mark(self, c);
            } else if c == '.' && word.is_letters_with_dots() && is_single_letter(chars.clone()) {
                // `s.r.o.` is one word, `J.Kowalski` is two.
                word.dots += 1;
            } else if (c == '.' && word.is_letters_with_dots() && is_initial_behind_blank(chars.clone()))
                || (c == ' ' && word.is_capitals_apart() && is_capital_alone(chars.clone()))
            {
                // `O. P. Jindal` and `G H Raisoni` are O.P. and G.H.
                word.dots += 1;
                if c == '.' {
                    chars.next();
                }
            } else {
                self.end(&mut word);
            }
        }
        if let Some((alone, false)) = run {
            self.add_pair(&[alone]);
        }
        self.end(&mut word);
    }

    fn add_pair(&mut self, chars: &[char]) {
        let mut word = Open::default();
        for c in chars {
            word.push(self, *c);
        }
        self.end(&mut word);
    }

    fn end(&mut self, word: &mut Open) {
        let word = std::mem::take(word);
        if word.letters == 0 {
            return;
        }
        if self.list.len() == WORDS_MAX {
            self.is_cut = true;
            self.folded.truncate(word.folded);
            self.written.truncate(word.written);
            return;
        }
        self.has_small |= word.has_small;
        self.list.push(Word {
            folded: (word.folded, self.folded.len()),
            written: (word.written, self.written.len()),
            is_capitals: !word.has_small && word.has_capital,
        });
        self.folded.push(' ');
        if self.is_marked {
            self.written.push(' ');
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether the name is longer than what is read of it: nothing can be said of the rest.
    pub(crate) const fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub(super) const fn is_marked(&self) -> bool {
        self.is_marked
    }

    /// A word, folded.
    pub(crate) fn word(&self, place: usize) -> &str {
        self.run(place, 1)
    }

    /// Words that follow each other, folded, with a blank between.
    pub(super) fn run(&self, start: usize, count: usize) -> &str {
        &self.folded[self.list[start].folded.0..self.list[start + count - 1].folded.1]
    }

    /// The same as they are written, in small letters.
    pub(super) fn written_run(&self, start: usize, count: usize) -> &str {
        if self.is_marked {
            &self.written[self.list[start].written.0..self.list[start + count - 1].written.1]
        } else {
            self.run(start, count)
        }
    }

    /// Whether words that follow each other are abbreviations: in capitals, in a name that holds small letters.
    pub(super) fn are_capitals(&self, start: usize, count: usize) -> bool {
        self.has_small && self.are_written_in_capitals(start, count)
    }

    pub(super) fn are_written_in_capitals(&self, start: usize, count: usize) -> bool {
        self.list[start..start + count].iter().all(|word| word.is_capitals)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|word| &self.folded[word.folded.0..word.folded.1])
    }
}

fn is_single_letter(mut ahead: impl Iterator<Item = char>) -> bool {
    ahead.next().is_some_and(char::is_alphabetic) && ahead.next().is_none_or(|c| !c.is_alphanumeric())
}

/// A blank, and a letter with a dot.
fn is_initial_behind_blank(mut ahead: impl Iterator<Item = char>) -> bool {
    ahead.next() == Some(' ')
        && ahead.next().is_some_and(|c| c.is_alphabetic() && !is_written_without_blanks(c))
        && ahead.next() == Some('.')
}

/// A capital letter by itself, without a dot.
fn is_capital_alone(mut ahead: impl Iterator<Item = char>) -> bool {
    ahead.next().is_some_and(char::is_uppercase) && ahead.next().is_none_or(|c| c == ' ')
}

/// A word that is being read.
#[derive(Default)]
struct Open {
    folded: usize,
    written: usize,
    letters: usize,
    dots: usize,
    has_small: bool,
    has_capital: bool,
}

impl Open {
    fn begin(&mut self, words: &Words) {
        if self.letters == 0 {
            (self.folded, self.written) = (words.folded.len(), words.written.len());
        }
        self.letters += 1;
    }

    fn push(&mut self, words: &mut Words, c: char) {
        self.begin(words);
        self.has_small |= c.is_lowercase();
        self.has_capital |= c.is_uppercase();
        if c.is_ascii() {
            let small = c.to_ascii_lowercase();
            words.folded.push(small);
            if words.is_marked {
                words.written.push(small);
            }
            return;
        }
        if is_written_without_blanks(c) {
            words.folded.push(c);
        } else {
            let bare = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c));
            bare.flat_map(char::to_lowercase).for_each(|c| push_folded(&mut words.folded, c));
        }
        if words.is_marked {
            words.written.extend(c.to_lowercase());
        }
    }

    fn push_mark(&mut self, words: &mut Words, c: char) {
        if self.letters > 0 && words.is_marked {
            words.written.push(c);
        }
    }

    const fn is_letters_with_dots(&self) -> bool {
        self.letters > 0 && self.letters == self.dots + 1
    }

    const fn is_capitals_apart(&self) -> bool {
        self.is_letters_with_dots() && self.has_capital && !self.has_small
    }
}
