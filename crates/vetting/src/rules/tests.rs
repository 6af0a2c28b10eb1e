use super::*;

#[test]
fn every_rule_has_a_name_of_its_own_and_says_when_and_what() {
    for (place, rule) in TABLE.iter().enumerate() {
        assert!(TABLE[..place].iter().all(|other| other.id != rule.id), "{} stands twice", rule.id);
        assert!(!rule.condition.is_empty() && !rule.answers.is_empty(), "{}", rule.id);
    }
}
