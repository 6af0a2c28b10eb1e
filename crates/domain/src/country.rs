//! What a country demands of a new customer.

/// The countries that demand an organization registration number and a phone number (contract 4.5 and Q14).
pub const REGISTRATION_COUNTRIES: [&str; 24] = [
    "AE", "AM", "AZ", "BR", "BY", "HU", "IN", "IQ", "KG", "KZ", "MD", "MM", "PL", "RU", "SA", "SS", "TH",
    "TJ", "TR", "UA", "UZ", "VE", "VN", "ZA",
];

/// Whether the country demands an organization registration number and a phone number.
///
/// ```
/// assert!(qualify_domain::country::demands_registration("PL"));
/// assert!(!qualify_domain::country::demands_registration("US"));
/// ```
pub fn demands_registration(country: &str) -> bool {
    REGISTRATION_COUNTRIES.binary_search(&country).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_searching_finds_every_country() {
        assert!(REGISTRATION_COUNTRIES.is_sorted());
        assert!(REGISTRATION_COUNTRIES.iter().all(|country| demands_registration(country)));
    }
}
