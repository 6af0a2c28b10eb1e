//! The values that stand in texts.

use std::fmt;

use qualify_vocabulary::{Date, Timestamp, day_of};

/// A whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole(pub(crate) i64);

/// From a number, or from references to it, as templates hand it over.
macro_rules! whole {
    ($($number:ty),*) => {$(
        impl From<$number> for Whole {
            fn from(number: $number) -> Self {
                Self(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$number> for Whole {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        }
        impl From<&&$number> for Whole {
            fn from(number: &&$number) -> Self {
                Self::from(**number)
            }
        }
    )*};
}

whole!(u8, u16, u32, u64, usize, i32, i64);

/// A day, or a moment of one, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub(crate) day: Date,
    /// Hour and minute; midnight of a day alone.
    pub(crate) time: (u8, u8),
}

const SECONDS_OF_DAY: i64 = 86_400;

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        let minutes = at.as_second().rem_euclid(SECONDS_OF_DAY) / 60;
        let part = |value: i64| u8::try_from(value).unwrap_or_default();
        Self { day: day_of(at), time: (part(minutes / 60), part(minutes % 60)) }
    }
}

impl From<&Timestamp> for Moment {
    fn from(at: &Timestamp) -> Self {
        Self::from(*at)
    }
}

impl From<&&Timestamp> for Moment {
    fn from(at: &&Timestamp) -> Self {
        Self::from(**at)
    }
}

impl From<Date> for Moment {
    fn from(day: Date) -> Self {
        Self { day, time: (0, 0) }
    }
}

impl From<&Date> for Moment {
    fn from(day: &Date) -> Self {
        Self::from(*day)
    }
}

/// What is put into the place of an argument.
pub(crate) enum Value<'a> {
    Text(&'a dyn fmt::Display),
    Word(&'a str),
    Number(Whole),
    Country(&'a str),
    Moment(Moment),
}
