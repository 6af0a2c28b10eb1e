//! Numbers, days and forms of plurals, as the languages write them.

use std::sync::LazyLock;

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{Date, DateTime, Time};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_plurals::{PluralCategory, PluralRules};

use crate::locale::Locale;
use crate::value::{Moment, Whole};

/// What writes values in one language.
struct Formats {
    number: DecimalFormatter,
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    moment: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
    plural: PluralRules,
}

static FORMATS: [LazyLock<Formats>; 7] = [
    LazyLock::new(|| Formats::of(Locale::En)),
    LazyLock::new(|| Formats::of(Locale::Pl)),
    LazyLock::new(|| Formats::of(Locale::Hu)),
    LazyLock::new(|| Formats::of(Locale::Cs)),
    LazyLock::new(|| Formats::of(Locale::Nl)),
    LazyLock::new(|| Formats::of(Locale::PtPt)),
    LazyLock::new(|| Formats::of(Locale::Pseudo)),
];

impl Formats {
    fn of(locale: Locale) -> Self {
        // English writes days as Great Britain does: the day before the month, and 24 hours.
        let tag = match locale {
            Locale::En | Locale::Pseudo => "en-GB",
            Locale::Pl | Locale::Hu | Locale::Cs | Locale::Nl | Locale::PtPt => locale.tag(),
        };
        let tag: icu_locale_core::Locale = tag.parse().expect("the tags of the languages are tags");
        let known = "the data of the languages is compiled in";
        Self {
            number: DecimalFormatter::try_new((&tag).into(), DecimalFormatterOptions::default())
                .expect(known),
            day: FixedCalendarDateTimeFormatter::try_new((&tag).into(), YMD::medium()).expect(known),
            moment: FixedCalendarDateTimeFormatter::try_new((&tag).into(), YMD::medium().with_time_hm())
                .expect(known),
            plural: PluralRules::try_new_cardinal((&tag).into()).expect(known),
        }
    }
}

impl Locale {
    /// A whole number, with the separators of the language.
    pub fn number(self, number_to_show: impl Into<Whole>) -> String {
        number(self, number_to_show.into().0)
    }

    /// A day, such as `30 Nov 2026`.
    pub fn day(self, day_to_show: impl Into<Moment>) -> String {
        day(self, day_to_show.into())
    }

    /// A day with its time, such as `30 Nov 2026, 14:25 UTC`.
    pub fn moment(self, moment_to_show: impl Into<Moment>) -> String {
        moment(self, moment_to_show.into())
    }
}

pub(crate) fn number(locale: Locale, number: i64) -> String {
    FORMATS[locale as usize].number.format_to_string(&number.into())
}

pub(crate) fn day(locale: Locale, moment: Moment) -> String {
    date_of(moment)
        .map_or_else(|| moment.day.to_string(), |date| FORMATS[locale as usize].day.format(&date).to_string())
}

pub(crate) fn moment(locale: Locale, moment: Moment) -> String {
    let time = Time::try_new(moment.time.0, moment.time.1, 0, 0).ok();
    let shown = date_of(moment)
        .zip(time)
        .map(|(date, time)| FORMATS[locale as usize].moment.format(&DateTime { date, time }).to_string());
    // Everybody sees the service's time; whose it is, is said.
    format!("{} UTC", shown.unwrap_or_else(|| moment.day.to_string()))
}

/// The form that the language has for a number, by its name in Fluent.
pub(crate) fn plural_form(locale: Locale, number: i64) -> &'static str {
    match FORMATS[locale as usize].plural.category_for(number) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

fn date_of(moment: Moment) -> Option<Date<Gregorian>> {
    let part = |value: i8| u8::try_from(value).ok();
    let (month, day) = part(moment.day.month()).zip(part(moment.day.day()))?;
    Date::try_new_gregorian(i32::from(moment.day.year()), month, day).ok()
}
