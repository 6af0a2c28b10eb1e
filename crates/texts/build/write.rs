//! Writes the Rust of one group: a static for each text, a method for each key.

use std::fmt::Write as _;

use crate::check::{Argument, Kind, arguments, is_plural};
use crate::pseudo::pseudo;
use crate::read::{Part, Text, Texts, Variant};

/// The source of a group's methods and of its list of texts.
pub(crate) fn group(group: &str, languages: &[(&str, Texts)]) -> String {
    let (english, others) = languages.split_first().expect("there is English");
    let type_name = type_name(group);
    let (mut statics, mut methods, mut names) = (String::new(), String::new(), String::new());
    for (key, text) in &english.1 {
        let arguments = arguments(text).expect("checked before");
        let patterns: Vec<String> = std::iter::once(pattern(&text.parts, &arguments))
            .chain(others.iter().map(|(_, texts)| pattern(&texts.get(key).unwrap_or(text).parts, &arguments)))
            .chain(std::iter::once(pattern(&pseudo(&text.parts), &arguments)))
            .collect();
        let name = key.replace(['-', '.'], "_").to_uppercase();
        let _ = writeln!(
            statics,
            "static {name}: crate::message::Message = crate::message::Message {{ key: {key:?}, arguments: &[{}], patterns: [{}] }};",
            arguments.iter().map(argument_value).collect::<Vec<_>>().join(", "),
            patterns.join(", ")
        );
        let _ = writeln!(names, "&{name},");
        methods.push_str(&method(key, &name, text, &arguments));
    }
    format!(
        "{statics}\n/// Every text of the group, by key.\npub(crate) static MESSAGES: &[&crate::message::Message] = &[{names}];\n\n\
         impl {type_name} {{\n{methods}}}\n"
    )
}

fn type_name(group: &str) -> String {
    let (first, rest) = group.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn argument_value(argument: &Argument) -> String {
    format!(
        "crate::message::Argument {{ name: {:?}, kind: crate::message::ArgumentKind::{:?} }}",
        argument.name, argument.kind
    )
}

fn method(key: &str, name: &str, text: &Text, arguments: &[Argument]) -> String {
    let shown = english(&text.parts).replace('\n', " ");
    let documented = format!("    /// `{}`\n", shown.replace('`', "'"));
    let function = key.replace(['-', '.'], "_");
    if arguments.is_empty() {
        return format!(
            "{documented}    pub fn {function}(self) -> &'static str {{ {name}.plain(self.locale) }}\n"
        );
    }
    let (mut taken, mut values) = (String::new(), String::new());
    for argument in arguments {
        let variable = variable(&argument.name);
        let (kind, value) = match argument.kind {
            Kind::Text => ("impl std::fmt::Display", format!("crate::value::Value::Text(&{variable})")),
            Kind::Word => ("impl AsRef<str>", format!("crate::value::Value::Word({variable}.as_ref())")),
            Kind::Number => {
                ("impl Into<crate::value::Whole>", format!("crate::value::Value::Number({variable}.into())"))
            }
            Kind::Country => {
                ("impl AsRef<str>", format!("crate::value::Value::Country({variable}.as_ref())"))
            }
            Kind::Moment => {
                ("impl Into<crate::value::Moment>", format!("crate::value::Value::Moment({variable}.into())"))
            }
        };
        let _ = write!(taken, ", {variable}: {kind}");
        let _ = write!(values, "{value}, ");
    }
    format!(
        "{documented}    pub fn {function}(self{taken}) -> String {{ {name}.filled(self.locale, &[{values}]) }}\n"
    )
}

/// An argument's name in Rust, which no keyword of Rust is.
fn variable(name: &str) -> String {
    format!("{}_", name.replace('-', "_"))
}

fn english(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Literal(text) => text.clone(),
            Part::Argument(name)
            | Part::Number(name)
            | Part::Country(name)
            | Part::Moment { argument: name, .. } => format!("{{{name}}}"),
            Part::Select { variants, .. } => {
                variants.iter().find(|one| one.is_default).map(|one| english(&one.parts)).unwrap_or_default()
            }
        })
        .collect()
}

fn pattern(parts: &[Part], arguments: &[Argument]) -> String {
    let place = |name: &str| {
        arguments.iter().position(|one| one.name == name).expect("arguments were compared with English")
    };
    let written = parts.iter().map(|part| match part {
        Part::Literal(text) => format!("crate::message::Part::Literal({text:?})"),
        Part::Argument(name) | Part::Number(name) | Part::Country(name) => {
            format!("crate::message::Part::Argument({})", place(name))
        }
        Part::Moment { argument, has_time } => {
            format!("crate::message::Part::Moment {{ argument: {}, has_time: {has_time} }}", place(argument))
        }
        Part::Select { argument, variants } => select(place(argument), variants, arguments),
    });
    format!("&[{}]", written.collect::<Vec<_>>().join(", "))
}

fn select(argument: usize, variants: &[Variant], arguments: &[Argument]) -> String {
    let kind = if is_plural(variants) { "Plural" } else { "Choice" };
    let otherwise = variants.iter().find(|one| one.is_default).map_or(&[][..], |one| one.parts.as_slice());
    let cases: Vec<String> = variants
        .iter()
        .map(|variant| format!("({:?}, {})", variant.key, pattern(&variant.parts, arguments)))
        .collect();
    format!(
        "crate::message::Part::{kind} {{ argument: {argument}, variants: &[{}], otherwise: {} }}",
        cases.join(", "),
        pattern(otherwise, arguments)
    )
}
