//! The scenarios: one file each, for copying. Those of Microsoft's sample projects keep their names.
//!
//! To add one: a file here with a function `run`, its row in [`ALL`], and its outcome in the test of all.

mod create_customer_qualification;
mod create_customer_qualification_with_gcc;
mod customer_creation;
mod customer_qualification_operations;
mod denial_and_appeal;
mod exhausted_code;
mod get_customer_qualifications;
mod get_validation_codes;
mod get_validation_status;
mod missing_mfa;
mod throttling_survived;
mod wait_for_vetting;

use std::fmt;
use std::pin::Pin;

use crate::sample::{Outcome, Sample};

type Running<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Outcome>> + 'a>>;

/// One thing that is shown.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// What it shows, in a few words.
    pub(crate) about: &'static str,
    pub(crate) needs: Needs,
    pub(crate) run: fn(&Sample) -> Running<'_>,
}

/// What a scenario takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// A sign-in that may read.
    Reading,
    /// One that may change, and somebody's word that it should.
    Changing,
    /// The powers of a sandbox.
    Sandbox,
}

/// All of them, in the order of the menu.
pub(crate) static ALL: [Scenario; 12] = [
    Scenario {
        name: "CustomerCreation",
        about: "a new customer, its qualification, and its end",
        needs: Needs::Changing,
        run: |sample| Box::pin(customer_creation::run(sample)),
    },
    Scenario {
        name: "CreateCustomerQualification",
        about: "asks for Education",
        needs: Needs::Changing,
        run: |sample| Box::pin(create_customer_qualification::run(sample)),
    },
    Scenario {
        name: "CreateCustomerQualificationWithGCC",
        about: "the Government Community Cloud by a validation code",
        needs: Needs::Changing,
        run: |sample| Box::pin(create_customer_qualification_with_gcc::run(sample)),
    },
    Scenario {
        name: "GetCustomerQualifications",
        about: "the qualifications of a customer",
        needs: Needs::Reading,
        run: |sample| Box::pin(get_customer_qualifications::run(sample)),
    },
    Scenario {
        name: "CustomerQualificationOperations",
        about: "the synchronous form: get, Education, the Government Community Cloud",
        needs: Needs::Changing,
        run: |sample| Box::pin(customer_qualification_operations::run(sample)),
    },
    Scenario {
        name: "GetValidationCodes",
        about: "the partner's validation codes, with what is left of them",
        needs: Needs::Reading,
        run: |sample| Box::pin(get_validation_codes::run(sample)),
    },
    Scenario {
        name: "GetValidationStatus",
        about: "whether a customer's account may buy",
        needs: Needs::Reading,
        run: |sample| Box::pin(get_validation_status::run(sample)),
    },
    Scenario {
        name: "WaitForVetting",
        about: "waits until Education is decided",
        needs: Needs::Changing,
        run: |sample| Box::pin(wait_for_vetting::run(sample)),
    },
    Scenario {
        name: "DenialAndAppeal",
        about: "a denial, its reason, and the appeal against it",
        needs: Needs::Sandbox,
        run: |sample| Box::pin(denial_and_appeal::run(sample)),
    },
    Scenario {
        name: "ThrottlingSurvived",
        about: "too many requests, waited out and carried out once",
        needs: Needs::Sandbox,
        run: |sample| Box::pin(throttling_survived::run(sample)),
    },
    Scenario {
        name: "ExhaustedCode",
        about: "a validation code with nothing left",
        needs: Needs::Sandbox,
        run: |sample| Box::pin(exhausted_code::run(sample)),
    },
    Scenario {
        name: "MissingMfa",
        about: "a user who signed in without a second factor",
        needs: Needs::Sandbox,
        run: |sample| Box::pin(missing_mfa::run(sample)),
    },
];

/// One by its name in any case, or its number in the menu.
pub(crate) fn find(text: &str) -> Option<&'static Scenario> {
    match text.parse::<usize>() {
        Ok(number) => ALL.get(number.checked_sub(1)?),
        Err(_) => ALL.iter().find(|scenario| scenario.name.eq_ignore_ascii_case(text)),
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Scenario").field("name", &self.name).finish_non_exhaustive()
    }
}
