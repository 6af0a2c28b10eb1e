//! Which kinds of institutions two languages take for each other.

use super::meaning::{Id, id};

const UNIVERSITY: Id = id("kind", "university");
const APPLIED_SCIENCES: Id = id("kind", "applied-sciences");
const HIGHER_SCHOOL: Id = id("kind", "higher-school");
const ACADEMY: Id = id("kind", "academy");
const COLLEGE: Id = id("kind", "college");
const SCHOOL: Id = id("kind", "school");

const COMPATIBLE: [(Id, &[Id]); 3] = [
    (UNIVERSITY, &[APPLIED_SCIENCES, HIGHER_SCHOOL, ACADEMY, COLLEGE]),
    (HIGHER_SCHOOL, &[APPLIED_SCIENCES, ACADEMY, COLLEGE, SCHOOL]),
    (COLLEGE, &[APPLIED_SCIENCES]),
];

/// Kinds as which two languages know the same institutions.
pub(super) fn are_compatible(one: Id, other: Id) -> bool {
    COMPATIBLE.iter().any(|(kind, others)| {
        (*kind == one && others.contains(&other)) || (*kind == other && others.contains(&one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn these_kinds_go_together_and_no_others() {
        let kinds = [
            ("university", &["applied-sciences", "higher-school", "academy", "college"][..]),
            ("applied-sciences", &["university", "higher-school", "college"]),
            ("higher-school", &["university", "applied-sciences", "academy", "college", "school"]),
            ("academy", &["university", "higher-school"]),
            ("college", &["university", "applied-sciences", "higher-school"]),
            ("school", &["higher-school"]),
            ("conservatory", &[]),
            ("institute", &[]),
            ("faculty", &[]),
            ("primary", &[]),
        ];
        for (one, others) in kinds {
            for (other, _) in kinds {
                let expected = others.contains(&other);
                assert_eq!(are_compatible(id("kind", one), id("kind", other)), expected, "{one} {other}");
            }
        }
    }
}
