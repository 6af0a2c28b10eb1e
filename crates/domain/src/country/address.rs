//! Whether an address can be one of its country (contract 1.12). Nobody looks up whether it exists.

use super::facts::Country;
use crate::MemberProblem;
use crate::billing_profile::AddressInput;
use crate::members::Rule;

const MISSING: &str = "a value (every address needs one)";
const DEMANDED: &str = "a value (the country demands one)";
const UNKNOWN_STATE: &str = "one of the states in the validation rules of the country";
const OTHER_POSTAL_CODE: &str = "a postal code in the country's form";

/// Names every member that is missing or that no address of the country can have; nothing if the address is good.
///
/// ```
/// use qualify_domain::billing_profile::AddressInput;
/// use qualify_domain::country::check_address;
/// let problems = check_address(&AddressInput { country: Some("Atlantis".to_owned()), ..AddressInput::default() });
/// assert_eq!(problems.iter().map(|problem| problem.member).collect::<Vec<_>>(), ["country", "addressLine1"]);
/// ```
pub fn check_address(address: &AddressInput) -> Vec<MemberProblem> {
    let mut checks = Checks::default();
    let code = checks.text("country", address.country.as_deref(), Some(MISSING));
    let country = code.and_then(Country::find);
    if code.is_some() && country.is_none() {
        checks.add("country", Rule::COUNTRY.text);
    }
    let demanded =
        |is_demanded: fn(&Country) -> bool| country.filter(|one| is_demanded(one)).map(|_| DEMANDED);
    let state = checks.text("state", address.state.as_deref(), demanded(Country::is_state_required));
    if let (Some(country), Some(state)) = (country, state)
        && !country.accepts_state(state)
    {
        checks.add("state", UNKNOWN_STATE);
    }
    checks.text("city", address.city.as_deref(), demanded(Country::is_city_required));
    let postal_code =
        checks.text("postalCode", address.postal_code.as_deref(), demanded(Country::is_postal_code_required));
    let form = country.and_then(|country| country.postal_code.as_ref());
    if let (Some(form), Some(postal_code)) = (form, postal_code)
        && !form.matches(postal_code)
    {
        checks.add("postalCode", OTHER_POSTAL_CODE);
    }
    checks.line("addressLine1", address.address_line1.as_deref(), Some(MISSING));
    checks.line("addressLine2", address.address_line2.as_deref(), None);
    checks.problems
}

#[derive(Default)]
struct Checks {
    problems: Vec<MemberProblem>,
}

impl Checks {
    fn add(&mut self, member: &'static str, rule: &'static str) {
        self.problems.push(MemberProblem { member, rule });
    }

    /// The text without blanks around it; `missing` is what is said where there is none.
    fn text<'a>(
        &mut self,
        member: &'static str,
        value: Option<&'a str>,
        missing: Option<&'static str>,
    ) -> Option<&'a str> {
        self.by_rule(member, value, missing, Rule::TEXT)
    }

    fn line(&mut self, member: &'static str, value: Option<&str>, missing: Option<&'static str>) {
        self.by_rule(member, value, missing, Rule::ADDRESS_LINE);
    }

    fn by_rule<'a>(
        &mut self,
        member: &'static str,
        value: Option<&'a str>,
        missing: Option<&'static str>,
        rule: Rule,
    ) -> Option<&'a str> {
        let text = value.map(str::trim).filter(|text| !text.is_empty());
        match (text, missing) {
            (None, Some(missing)) => self.add(member, missing),
            // What breaks the general rule is not looked at again.
            (Some(text), _) if !(rule.is_met)(text) => {
                self.add(member, rule.text);
                return None;
            }
            _ => {}
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_be_checked(
            country in "(us|GB|cn|\\PC{0,4}|[A-Z]{2})",
            state in proptest::option::of("\\PC{0,300}"),
            postal_code in proptest::option::of("(\\PC{0,300}|[A-Z0-9 -]{1,10})"),
            line in "\\PC*",
        ) {
            let address = AddressInput {
                country: Some(country),
                state,
                postal_code,
                address_line1: Some(line),
                ..AddressInput::default()
            };
            for problem in check_address(&address) {
                prop_assert!(!problem.rule.is_empty());
            }
        }
    }

    fn address(country: &str, state: &str, city: &str, postal_code: &str) -> AddressInput {
        let text = |text: &str| Some(text.to_owned());
        AddressInput {
            country: text(country),
            state: text(state),
            city: text(city),
            postal_code: text(postal_code),
            address_line1: text("15 Lake St"),
            ..AddressInput::default()
        }
    }

    fn wrong(address: &AddressInput) -> Vec<&'static str> {
        check_address(address).into_iter().map(|problem| problem.member).collect()
    }

    #[test]
    fn a_good_address_has_no_problem_in_any_casing() {
        for good in [
            address("US", "WA", "Redmond", "98052"),
            address("us", "wa", "Redmond", "98052-1100"),
            address("CA", "ON", "Ottawa", "k1a 0b1"),
            address("CN", "BJ", "Beijing", "100000"),
            address("MX", "CMX", "Mexico", "06000"),
            address("GB", "Kent", "Dover", "CT16 1AA"),
            address("GB", "", "Dover", "CT16 1AA"),
            address("HK", "", "", ""),
            address("AE", "", "Dubai", ""),
        ] {
            assert_eq!(check_address(&good), [], "{:?}", good.country);
        }
    }

    #[test]
    fn each_problem_names_its_member() {
        for (bad, members) in [
            (address("", "", "", ""), &["country"][..]),
            (address("XX", "ZZ", "", ""), &["country"]),
            (address("USA", "WA", "Redmond", "98052"), &["country"]),
            (address("US", "ZZ", "Redmond", "98052"), &["state"]),
            (address("US", "Washington", "Redmond", "98052"), &["state"]),
            (address("US", "", "", ""), &["state", "city", "postalCode"]),
            (address("US", "WA", "Redmond", "9805"), &["postalCode"]),
            (address("CA", "WA", "Ottawa", "98052"), &["state", "postalCode"]),
            (address("US", "WA", "Red\u{7}mond", "98052"), &["city"]),
            (address("US", "WA", &"x".repeat(257), "98052"), &["city"]),
        ] {
            assert_eq!(wrong(&bad), members, "{:?} {:?}", bad.country, bad.state);
        }
        let no_line = AddressInput { address_line1: None, ..address("US", "WA", "Redmond", "98052") };
        assert_eq!(wrong(&no_line), ["addressLine1"]);
        let long_line =
            AddressInput { address_line2: Some("x".repeat(201)), ..address("US", "WA", "Redmond", "98052") };
        assert_eq!(wrong(&long_line), ["addressLine2"]);
    }
}
