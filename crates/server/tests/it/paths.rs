//! The paths of the wire for one customer.

pub(crate) fn qualification(customer: &str) -> String {
    format!("/v1/customers/{customer}/qualification")
}

pub(crate) fn qualification_with_code(customer: &str, code: &str) -> String {
    format!("/v1/customers/{customer}/qualification?code={code}")
}

pub(crate) fn qualifications(customer: &str) -> String {
    format!("/v1/customers/{customer}/qualifications")
}

pub(crate) fn billing(customer: &str) -> String {
    format!("/v1/customers/{customer}/profiles/billing")
}
