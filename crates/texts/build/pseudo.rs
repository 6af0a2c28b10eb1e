//! The language that nobody speaks: English with marks, a third longer, in brackets. A page in it shows what was cut and
//! what was never translated.

use crate::read::{Part, Variant};

/// Characters that each ten become more.
const LONGER_BY: usize = 4;
const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MARKED: &str = "åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ";

/// A text of English in that language.
pub(crate) fn pseudo(parts: &[Part]) -> Vec<Part> {
    let mut marked = vec![Part::Literal("[".to_owned())];
    marked.extend(parts.iter().map(mark));
    let longer = "~".repeat((literal_chars(parts) * LONGER_BY).div_ceil(10));
    marked.push(Part::Literal(format!(" {longer}]")));
    join(marked)
}

fn mark(part: &Part) -> Part {
    match part {
        Part::Literal(text) => Part::Literal(text.chars().map(mark_letter).collect()),
        Part::Select { argument, variants } => {
            let variants = variants
                .iter()
                .map(|variant| Variant {
                    parts: variant.parts.iter().map(mark).collect(),
                    key: variant.key.clone(),
                    is_default: variant.is_default,
                })
                .collect();
            Part::Select { argument: argument.clone(), variants }
        }
        Part::Argument(_) | Part::Number(_) | Part::Country(_) | Part::Moment { .. } => part.clone(),
    }
}

fn mark_letter(letter: char) -> char {
    let place = PLAIN.chars().position(|plain| plain == letter);
    place.and_then(|place| MARKED.chars().nth(place)).unwrap_or(letter)
}

fn literal_chars(parts: &[Part]) -> usize {
    parts
        .iter()
        .map(|part| match part {
            Part::Literal(text) => text.chars().count(),
            Part::Select { variants, .. } => {
                variants.iter().map(|variant| literal_chars(&variant.parts)).max().unwrap_or(0)
            }
            Part::Argument(_) | Part::Number(_) | Part::Country(_) | Part::Moment { .. } => 0,
        })
        .sum()
}

fn join(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Literal(before)), Part::Literal(text)) => before.push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}
