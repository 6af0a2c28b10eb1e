//! Our reading of Fluent beside that of Project Fluent: every text of ours, filled by both.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use qualify_texts::{ArgumentKind, Catalogue, Dashboard, Locale, Message, Vetting};

/// Numbers that reach every form, and none that is written with a separator, which only ours writes.
const COUNTS: [i64; 9] = [0, 1, 2, 4, 5, 12, 22, 100, 121];

fn groups() -> [(&'static str, &'static [&'static Message]); 3] {
    [("catalogue", Catalogue::all()), ("dashboard", Dashboard::all()), ("vetting", Vetting::all())]
}

/// The bundle of Project Fluent for a group in a language, with the days of ours.
fn bundle(locale: Locale, group: &str) -> FluentBundle<FluentResource> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(locale.tag());
    let mut bundle = FluentBundle::new(vec![locale.tag().parse().expect("a tag")]);
    bundle.set_use_isolating(false);
    let inside = fs::read_dir(folder.join(group)).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in inside.chain([folder.join(group).with_extension("ftl")]).filter(|path| path.is_file()) {
        let resource = FluentResource::try_new(fs::read_to_string(&path).expect("a text"))
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        bundle.add_resource(resource).expect("no key twice");
    }
    bundle.add_function("NUMBER", |values, _| values[0].clone()).expect("a new function");
    bundle
        .add_function("COUNTRY", move |values, _| match &values[0] {
            FluentValue::String(code) => FluentValue::from(locale.country(code).to_owned()),
            other => other.clone(),
        })
        .expect("a new function");
    bundle.add_function("DATETIME", |values, _| values[0].clone()).expect("a new function");
    bundle
}

#[test]
fn every_text_is_filled_as_project_fluent_fills_it() {
    let mut compared = 0;
    for locale in Locale::CHOICES {
        for (group, messages) in groups() {
            let bundle = bundle(locale, group);
            let dated =
                |message: &&&Message| message.arguments().iter().all(|one| one.kind != ArgumentKind::Moment);
            for message in messages.iter().filter(dated) {
                compared += compare(locale, &bundle, message);
            }
        }
    }
    assert!(compared > 300, "only {compared} texts were compared");
}

fn compare(locale: Locale, bundle: &FluentBundle<FluentResource>, message: &Message) -> usize {
    let (id, attribute) =
        message.key().split_once('.').map_or((message.key(), None), |(id, it)| (id, Some(it)));
    // A text that is not translated yet is English here, and nothing there.
    let Some(theirs) = bundle.get_message(id) else { return 0 };
    let pattern = match attribute {
        None => theirs.value(),
        Some(name) => theirs.get_attribute(name).map(|attribute| attribute.value()),
    };
    let Some(pattern) = pattern else { return 0 };
    for count in COUNTS {
        let (mut kept, mut arguments) = (BTreeMap::new(), FluentArgs::new());
        for argument in message.arguments() {
            let text = match argument.kind {
                ArgumentKind::Number => count.to_string(),
                ArgumentKind::Country => "PL".to_owned(),
                ArgumentKind::Word | ArgumentKind::Text | ArgumentKind::Moment => {
                    format!("<{}>", argument.name)
                }
            };
            match argument.kind {
                ArgumentKind::Number => arguments.set(argument.name, count),
                ArgumentKind::Word | ArgumentKind::Text | ArgumentKind::Moment | ArgumentKind::Country => {
                    arguments.set(argument.name, text.clone());
                }
            }
            kept.insert(argument.name.to_owned(), text);
        }
        let mut errors = Vec::new();
        let expected = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        assert!(errors.is_empty(), "{locale:?} {}: {errors:?}", message.key());
        assert_eq!(
            message.with_kept(locale, &kept).expect("all arguments"),
            expected,
            "{locale:?} {}",
            message.key()
        );
    }
    1
}
