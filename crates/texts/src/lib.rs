//! What Qualify says to people, in six languages.
//!
//! The texts stand in `locales/LANGUAGE/GROUP.ftl` and `locales/LANGUAGE/GROUP/*.ftl`, in the syntax of Fluent; English is
//! the source. They are checked and compiled when the crate is built: each key becomes a method of its group's type, with
//! its arguments, so that a missing key, or a wrong argument, does not compile. No text holds isolation marks, and none
//! is HTML.
//!
//! To add a text: its key in English, the same key in the five others, its use. An unused key fails a test. To add a
//! language: its folder, its variant in [`Locale`], its name in `LANGUAGES` of `build.rs`.
//!
//! ```
//! use qualify_texts::{Catalogue, Locale};
//! let texts = Catalogue::in_locale(Locale::wished("pl-PL, en;q=0.5"));
//! assert_eq!(texts.not_found(), "Nie ma takiego zasobu ani takiej ścieżki.");
//! ```

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod countries;
mod format;
mod locale;
mod message;
mod value;

pub use locale::Locale;
#[doc(hidden)]
pub use message::Part;
pub use message::{Argument, ArgumentKind, Message};
pub use value::{Moment, Whole};

use std::collections::BTreeMap;

/// A group of texts in one language: its type, and the texts that are compiled from its files.
macro_rules! group {
    ($(#[$documentation:meta])* $name:ident, $module:ident) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name {
            locale: Locale,
        }

        impl $name {
            /// The texts in this language.
            pub const fn in_locale(locale: Locale) -> Self {
                Self { locale }
            }

            /// The language.
            pub const fn locale(self) -> Locale {
                self.locale
            }

            /// All texts of the group, by key.
            pub fn all() -> &'static [&'static Message] {
                $module::MESSAGES
            }

            /// The text of this key, where the key is known only when the program runs.
            pub fn find(key: &str) -> Option<&'static Message> {
                let place = $module::MESSAGES.binary_search_by(|message| message.key.cmp(key)).ok()?;
                Some($module::MESSAGES[place])
            }
        }

        mod $module {
            use super::$name;

            include!(concat!(env!("OUT_DIR"), "/", stringify!($module), ".rs"));
        }
    };
}

group!(
    /// What the kinds of errors mean, for `message` and `description`.
    Catalogue,
    catalogue
);
group!(
    /// The pages of the dashboard.
    Dashboard,
    dashboard
);
group!(
    /// What people read about a decision of vetting.
    Vetting,
    vetting
);

impl Vetting {
    /// The sentence of this key with arguments that were kept as text; nothing if there is no such key, or an argument
    /// is missing or not of its kind.
    pub fn sentence(self, key: &str, arguments: &BTreeMap<String, String>) -> Option<String> {
        Self::find(key)?.with_kept(self.locale, arguments)
    }
}
