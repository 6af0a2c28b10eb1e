//! When a delivery is attempted again.

use qualify_vocabulary::SignedDuration;

use super::endpoint::EndpointForm;

/// The first wait of Microsoft's form; each is twice the one before (contract 1.17).
const DOUBLING_FIRST: SignedDuration = SignedDuration::from_secs(10);
/// The longest wait of Microsoft's form.
const DOUBLING_MAX: SignedDuration = SignedDuration::from_hours(1);
/// Attempts in Microsoft's form.
const DOUBLING_ATTEMPTS: usize = 10;

/// The waits between the attempts of Standard Webhooks, as Svix has them.
const STANDARD_WAITS: [SignedDuration; 7] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(10),
];

/// The most that is added to a wait, in percent of it.
const JITTER_PERCENT_MAX: i64 = 20;

/// A random part of a wait, so that receivers which failed together are not asked together: 0 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jitter(u16);

impl Jitter {
    /// The wait as it is, with nothing added.
    pub const NONE: Self = Self(0);

    /// The jitter that a random number leads to.
    pub const fn from_random(random: u16) -> Self {
        Self(random % 1001)
    }

    fn stretch(self, wait: SignedDuration) -> SignedDuration {
        let added_micros = wait.as_micros() * i128::from(JITTER_PERCENT_MAX) * i128::from(self.0) / 100_000;
        wait + SignedDuration::from_micros(i64::try_from(added_micros).unwrap_or_default())
    }
}

/// How often a delivery is attempted at most.
pub const fn attempts_max(form: EndpointForm) -> usize {
    match form {
        EndpointForm::PartnerCenter => DOUBLING_ATTEMPTS,
        EndpointForm::Standard => STANDARD_WAITS.len() + 1,
    }
}

/// The wait after an attempt, which are counted from 1; none after the last.
pub(super) fn wait_after(form: EndpointForm, attempt: u32, jitter: Jitter) -> Option<SignedDuration> {
    let made = usize::try_from(attempt.max(1)).unwrap_or(usize::MAX);
    if made >= attempts_max(form) {
        return None;
    }
    match form {
        EndpointForm::PartnerCenter => {
            let factor = 1_i32.checked_shl(attempt.max(1) - 1).unwrap_or(i32::MAX);
            Some(DOUBLING_FIRST.checked_mul(factor).unwrap_or(DOUBLING_MAX).min(DOUBLING_MAX))
        }
        EndpointForm::Standard => STANDARD_WAITS.get(made - 1).map(|wait| jitter.stretch(*wait)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(form: EndpointForm, jitter: Jitter) -> Vec<i64> {
        (1..).map_while(|attempt| wait_after(form, attempt, jitter)).map(|wait| wait.as_secs()).collect()
    }

    #[test]
    fn microsofts_form_doubles_up_to_an_hour_and_ends_after_ten_attempts() {
        let waits = seconds(EndpointForm::PartnerCenter, Jitter::from_random(1000));
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 2560]);
        assert_eq!(attempts_max(EndpointForm::PartnerCenter), 10);
    }

    #[test]
    fn standard_webhooks_wait_as_svix_does() {
        let waits = seconds(EndpointForm::Standard, Jitter::NONE);
        assert_eq!(waits, [5, 300, 1800, 7200, 18_000, 36_000, 36_000]);
        let most = seconds(EndpointForm::Standard, Jitter::from_random(1000));
        assert_eq!(most, [6, 360, 2160, 8640, 21_600, 43_200, 43_200]);
    }

    #[test]
    fn jitter_is_bounded_whatever_the_random_number_is() {
        for random in [0, 1, 999, 1000, 1001, u16::MAX] {
            let wait = wait_after(EndpointForm::Standard, 1, Jitter::from_random(random)).unwrap();
            assert!((5..=6).contains(&wait.as_secs()), "{random}");
        }
    }
}
