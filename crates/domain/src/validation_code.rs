//! A partner's validation codes for the Government Community Cloud (contract 2.7).

use qualify_vocabulary::{SignedDuration, Timestamp, ValidationCodeId};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Most codes of one partner, used-up ones included: a partner reads all of them in one answer (contract 1.9).
pub const VALIDATION_CODES_MAX: u32 = 1000;

/// A code that an operator issued to a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationCode {
    /// The code's text.
    pub id: ValidationCodeId,
    /// The government body for which it was issued.
    pub organization_name: String,
    /// The number of customers; none for no limit.
    #[serde(default)]
    pub units: Option<Units>,
    /// The moment of the last change; the eTag is made of it.
    pub changed_at: Timestamp,
}

/// How many customers may get GCC with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// Those that it was issued with.
    pub max_creates: u32,
    /// Those that are not used yet.
    pub remaining_creates: u32,
}

impl ValidationCode {
    /// A code with all its units.
    pub fn issue(
        id: ValidationCodeId,
        organization_name: String,
        max_creates: Option<u32>,
        now: Timestamp,
    ) -> Self {
        let units = max_creates.map(|max_creates| Units { max_creates, remaining_creates: max_creates });
        Self { id, organization_name, units, changed_at: now }
    }

    /// Takes one unit for one customer. The moment of change always grows, so that the eTag changes even where the
    /// clock stands.
    ///
    /// # Errors
    /// [`Refusal::ValidationCodeExhausted`] if no unit is left.
    pub(crate) fn take_unit(mut self, now: Timestamp) -> Result<Self, Refusal> {
        let Some(units) = &mut self.units else {
            return Ok(self);
        };
        let Some(remaining) = units.remaining_creates.checked_sub(1) else {
            return Err(Refusal::ValidationCodeExhausted(self.id));
        };
        units.remaining_creates = remaining;
        let next_moment = self.changed_at.checked_add(SignedDuration::from_micros(1)).unwrap_or(now);
        self.changed_at = now.max(next_moment);
        Ok(self)
    }
}

impl ValidationCode {
    /// Whether the unit that was taken last was the one after which the code's partner is told: a fifth of the
    /// units is left, or none.
    pub fn has_become_low(&self) -> bool {
        self.units.is_some_and(|units| {
            let few = units.max_creates.div_ceil(5);
            units.remaining_creates == 0 || units.remaining_creates == few && few < units.max_creates
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(max_creates: Option<u32>) -> ValidationCode {
        let id = ValidationCodeId::parse_issued("481516").unwrap();
        ValidationCode::issue(id, "Lakeside County IT".to_owned(), max_creates, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_code_gives_as_many_units_as_it_has() {
        let now = Timestamp::UNIX_EPOCH;
        let once = code(Some(2)).take_unit(now).unwrap();
        let twice = once.clone().take_unit(now).unwrap();
        assert_eq!(twice.units, Some(Units { max_creates: 2, remaining_creates: 0 }));
        assert!(once.changed_at < twice.changed_at, "the eTag changes even where the clock stands");
        let refusal = twice.take_unit(now).unwrap_err();
        assert!(matches!(refusal, Refusal::ValidationCodeExhausted(_)));
    }

    #[test]
    fn a_code_is_low_once_with_a_fifth_of_its_units_and_once_with_none() {
        let low_at = |max_creates: u32| {
            let mut code = code(Some(max_creates));
            let mut low_at = Vec::new();
            for _ in 0..max_creates {
                code = code.take_unit(Timestamp::UNIX_EPOCH).unwrap();
                low_at.extend(
                    code.units.filter(|_| code.has_become_low()).map(|units| units.remaining_creates),
                );
            }
            low_at
        };
        assert_eq!(low_at(10), [2, 0]);
        assert_eq!(low_at(5), [1, 0]);
        assert_eq!(low_at(1), [0]);
        assert!(!code(None).has_become_low());
    }

    #[test]
    fn a_code_without_a_limit_never_changes() {
        let unlimited = code(None);
        assert_eq!(unlimited.clone().take_unit(Timestamp::MAX), Ok(unlimited));
    }
}
