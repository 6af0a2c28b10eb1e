//! Reads the Fluent files of one group in one language, and turns what they hold into parts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::ast::{Variant as ParsedVariant, VariantKey};
use fluent_syntax::parser;

/// References that stand in references: more are a circle.
const REFERENCES_DEEP_MAX: usize = 8;

/// The texts of one group in one language, by key.
pub(crate) type Texts = BTreeMap<String, Text>;

/// One text, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) file: String,
    pub(crate) parts: Vec<Part>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// As it stands.
    Literal(String),
    /// An argument, written as its kind is.
    Argument(String),
    /// A whole number.
    Number(String),
    /// A day, or a moment.
    Moment { argument: String, has_time: bool },
    /// A country, handed over as its two letters.
    Country(String),
    /// One of several, by an argument.
    Select { argument: String, variants: Vec<Variant> },
}

/// What is said where the selector has this value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) key: String,
    pub(crate) is_default: bool,
    pub(crate) parts: Vec<Part>,
}

/// What is wrong, with its file and key.
pub(crate) type Problems = Vec<String>;

/// The patterns of a language by their names; those of terms begin with a hyphen.
type Patterns = BTreeMap<String, (String, Pattern<String>)>;

/// Reads `GROUP.ftl` and `GROUP/*.ftl` of a language's folder; what is not there holds nothing.
pub(crate) fn read_group(language: &Path, group: &str) -> Result<Texts, Problems> {
    let mut patterns = Patterns::new();
    let mut problems = Problems::new();
    for path in files(language, group) {
        let shown = shown_path(&path);
        match fs::read_to_string(&path) {
            Ok(source) => read_file(&shown, source, &mut patterns, &mut problems),
            Err(error) => problems.push(format!("{shown}: {error}")),
        }
    }
    finish(&patterns, problems)
}

/// The texts of one source, for tests.
#[cfg_attr(not(test), expect(dead_code, reason = "the tests read texts that stand in no file"))]
pub(crate) fn read_source(source: &str) -> Result<Texts, Problems> {
    let mut patterns = Patterns::new();
    let mut problems = Problems::new();
    read_file("source", source.to_owned(), &mut patterns, &mut problems);
    finish(&patterns, problems)
}

fn finish(patterns: &Patterns, mut problems: Problems) -> Result<Texts, Problems> {
    let mut texts = Texts::new();
    for (name, (file, pattern)) in patterns.iter().filter(|(name, _)| !name.starts_with('-')) {
        match parts_of(pattern, patterns, 0) {
            Ok(parts) => drop(texts.insert(name.clone(), Text { file: file.clone(), parts })),
            Err(problem) => problems.push(format!("{file}: {name}: {problem}")),
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

fn files(language: &Path, group: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(language.join(group)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ftl"))
        .collect();
    files.sort();
    let alone = language.join(group).with_extension("ftl");
    if alone.exists() {
        files.insert(0, alone);
    }
    files
}

/// The path from the languages on.
fn shown_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.split_once("locales/").map_or(text.to_string(), |(_, rest)| rest.to_owned())
}

fn read_file(file: &str, source: String, patterns: &mut Patterns, problems: &mut Problems) {
    let resource = match parser::parse(source.clone()) {
        Ok(resource) => resource,
        Err((_, errors)) => {
            for error in errors {
                let line = source[..error.pos.start.min(source.len())].lines().count().max(1);
                problems.push(format!("{file}:{line}: {}", error.kind));
            }
            return;
        }
    };
    for entry in resource.body {
        let (name, pattern, attributes) = match entry {
            Entry::Message(message) => (message.id.name, message.value, message.attributes),
            Entry::Term(term) => (format!("-{}", term.id.name), Some(term.value), term.attributes),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {
                continue;
            }
        };
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !name.chars().all(is_plain) {
            problems.push(format!("{file}: {name}: a key is of lower case letters, digits and hyphens"));
        }
        let named = attributes.into_iter().map(|one| (format!("{name}.{}", one.id.name), one.value));
        let own = pattern.map(|pattern| (name.clone(), pattern));
        for (key, pattern) in own.into_iter().chain(named) {
            if let Some((other, _)) = patterns.insert(key.clone(), (file.to_owned(), pattern)) {
                problems.push(format!("{file}: {key}: stands in {other} already"));
            }
        }
    }
}

fn parts_of(pattern: &Pattern<String>, patterns: &Patterns, depth: usize) -> Result<Vec<Part>, String> {
    if depth > REFERENCES_DEEP_MAX {
        return Err("refers to itself".to_owned());
    }
    let mut parts = Vec::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => push_literal(&mut parts, value),
            PatternElement::Placeable { expression } => {
                for part in expression_parts(expression, patterns, depth)? {
                    match part {
                        Part::Literal(text) => push_literal(&mut parts, &text),
                        other => parts.push(other),
                    }
                }
            }
        }
    }
    Ok(parts)
}

/// Adds to the literal before, so that a text without arguments is one piece.
fn push_literal(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Literal(before)) => before.push_str(text),
        _ => parts.push(Part::Literal(text.to_owned())),
    }
}

fn expression_parts(
    expression: &Expression<String>,
    patterns: &Patterns,
    depth: usize,
) -> Result<Vec<Part>, String> {
    match expression {
        Expression::Inline(inline) => inline_parts(inline, patterns, depth),
        Expression::Select { selector, variants } => {
            let variants =
                variants.iter().map(|one| variant(one, patterns, depth)).collect::<Result<_, _>>()?;
            let selector = selector_name(selector)?;
            Ok(vec![Part::Select { argument: selector, variants }])
        }
    }
}

fn selector_name(selector: &InlineExpression<String>) -> Result<String, String> {
    match selector {
        InlineExpression::VariableReference { id } => Ok(id.name.clone()),
        InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => argument(arguments),
        _ => Err("only an argument selects".to_owned()),
    }
}

fn variant(parsed: &ParsedVariant<String>, patterns: &Patterns, depth: usize) -> Result<Variant, String> {
    let key = match &parsed.key {
        VariantKey::Identifier { name } => name.clone(),
        VariantKey::NumberLiteral { value } => value.clone(),
    };
    let parts = parts_of(&parsed.value, patterns, depth)?;
    Ok(Variant { key, is_default: parsed.default, parts })
}

fn inline_parts(
    inline: &InlineExpression<String>,
    patterns: &Patterns,
    depth: usize,
) -> Result<Vec<Part>, String> {
    match inline {
        InlineExpression::StringLiteral { value } => {
            let text = fluent_syntax::unicode::unescape_unicode_to_string(value);
            Ok(vec![Part::Literal(text.into_owned())])
        }
        InlineExpression::NumberLiteral { value } => Ok(vec![Part::Literal(value.clone())]),
        InlineExpression::VariableReference { id } => Ok(vec![Part::Argument(id.name.clone())]),
        InlineExpression::FunctionReference { id, arguments } => {
            call(&id.name, arguments).map(|part| vec![part])
        }
        InlineExpression::MessageReference { id, attribute: None } => referred(&id.name, patterns, depth),
        InlineExpression::TermReference { id, attribute: None, arguments: None } => {
            referred(&format!("-{}", id.name), patterns, depth)
        }
        InlineExpression::Placeable { expression } => expression_parts(expression, patterns, depth),
        InlineExpression::MessageReference { .. } | InlineExpression::TermReference { .. } => {
            Err("attributes and arguments of terms are not used here".to_owned())
        }
    }
}

fn referred(name: &str, patterns: &Patterns, depth: usize) -> Result<Vec<Part>, String> {
    let (_, pattern) = patterns.get(name).ok_or_else(|| format!("there is no {name}"))?;
    parts_of(pattern, patterns, depth + 1)
}

fn call(function: &str, arguments: &CallArguments<String>) -> Result<Part, String> {
    let name = argument(arguments)?;
    let options: Vec<(&str, &InlineExpression<String>)> =
        arguments.named.iter().map(|named| (named.name.name.as_str(), &named.value)).collect();
    let is = |value: &InlineExpression<String>, word: &str| matches!(value, InlineExpression::StringLiteral { value } if value == word);
    match (function, options.as_slice()) {
        ("NUMBER", []) => Ok(Part::Number(name)),
        ("COUNTRY", []) => Ok(Part::Country(name)),
        ("DATETIME", [("dateStyle", style)]) if is(style, "medium") => {
            Ok(Part::Moment { argument: name, has_time: false })
        }
        ("DATETIME", [("dateStyle", style), ("timeStyle", time)])
            if is(style, "medium") && is(time, "short") =>
        {
            Ok(Part::Moment { argument: name, has_time: true })
        }
        _ => Err(format!(
            "{function} with these options is not known: NUMBER($x), COUNTRY($x), DATETIME($x, dateStyle: \"medium\") and the same \
             with timeStyle: \"short\" are"
        )),
    }
}

fn argument(arguments: &CallArguments<String>) -> Result<String, String> {
    match arguments.positional.as_slice() {
        [InlineExpression::VariableReference { id }] => Ok(id.name.clone()),
        _ => Err("a function takes one argument".to_owned()),
    }
}
