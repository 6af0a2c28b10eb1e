//! A table of phrases: what one or more words stand for.

use std::collections::HashMap;

use foldhash::quality::RandomState;

use super::word::Words;

type Map<T> = HashMap<Box<str>, T, RandomState>;

/// Phrases with their meaning. A form as it is written wins over a folded one; a row in capitals matches an abbreviation only.
#[derive(Debug, Clone)]
pub(super) struct Phrases<T> {
    capitals: Map<T>,
    marked: Map<T>,
    folded: Map<(bool, T)>,
    /// The most words of a phrase, by its first one.
    longest: Map<usize>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self {
            capitals: Map::default(),
            marked: Map::default(),
            folded: Map::default(),
            longest: Map::default(),
        }
    }
}

impl<T: Copy> Phrases<T> {
    /// Adds a row; of two with the same form, the one whose meaning is `better` stays.
    pub(super) fn insert(&mut self, form: &str, meaning: T, better: impl Fn(&T, &T) -> bool) {
        let words = Words::new(form);
        if words.len() == 0 {
            return;
        }
        let whole = words.run(0, words.len());
        let longest = self.longest.entry(words.word(0).into()).or_default();
        *longest = words.len().max(*longest);
        if words.len() == 1 && form.chars().count() > 1 && words.are_written_in_capitals(0, 1) {
            put(&mut self.capitals, whole, meaning, better);
            return;
        }
        let is_written_so = !words.is_marked() || words.written_run(0, words.len()) == whole;
        if !is_written_so {
            put(&mut self.marked, words.written_run(0, words.len()), meaning, &better);
        }
        let better = |new: &(bool, T), old: &(bool, T)| {
            if new.0 == old.0 { better(&new.1, &old.1) } else { new.0 }
        };
        put(&mut self.folded, whole, (is_written_so, meaning), better);
    }

    /// The longest phrase that begins at a word: how many words it takes, and what it means.
    pub(super) fn find(&self, words: &Words, start: usize) -> Option<(usize, T)> {
        let longest = *self.longest.get(words.word(start))?;
        (1..=longest.min(words.len() - start))
            .rev()
            .find_map(|count| self.find_run(words, start, count).map(|meaning| (count, meaning)))
    }

    /// What a word means by itself.
    pub(super) fn find_word(&self, words: &Words, place: usize) -> Option<T> {
        self.find_run(words, place, 1)
    }

    fn find_run(&self, words: &Words, start: usize, count: usize) -> Option<T> {
        let folded = words.run(start, count);
        let as_written = || self.marked.get(words.written_run(start, count)).copied();
        let as_capitals = || self.capitals.get(folded).copied();
        let found = words.is_marked().then(as_written).flatten();
        let found = found.or_else(|| words.are_capitals(start, count).then(as_capitals).flatten());
        found.or_else(|| self.folded.get(folded).map(|(_, meaning)| *meaning))
    }

    /// All phrases of a name, each at its longest, without those inside of others.
    pub(super) fn all(&self, words: &Words) -> Vec<(usize, usize, T)> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < words.len() {
            match self.find(words, start) {
                Some((count, meaning)) => {
                    found.push((start, count, meaning));
                    start += count;
                }
                None => start += 1,
            }
        }
        found
    }
}

fn put<T>(map: &mut Map<T>, form: &str, meaning: T, better: impl Fn(&T, &T) -> bool) {
    match map.get_mut(form) {
        Some(known) if better(&meaning, known) => *known = meaning,
        Some(_) => {}
        None => {
            map.insert(form.into(), meaning);
        }
    }
}
