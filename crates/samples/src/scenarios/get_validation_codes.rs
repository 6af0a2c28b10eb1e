//! The partner's validation codes: the sample GetValidationCodes.

use crate::sample::{Outcome, Sample};
use crate::say;

pub(super) async fn run(sample: &Sample) -> anyhow::Result<Outcome> {
    say::request("GET /v1/customers/all/validations");
    let codes = sample.client.validation_codes().await?;
    for code in &codes {
        let left = match (code.remaining_creates, code.max_creates) {
            (Some(left), Some(all)) => format!("{left} of {all} left"),
            (Some(left), None) => format!("{left} left"),
            (None, _) => "without a limit".to_owned(),
        };
        // A code is worth something: what is printed shows its last two digits, `reveal()` all of them.
        say::answer(format!("{} for {}: {left}", code.validation_id, code.organization_name));
    }
    say::meaning("Each customer that gets the Government Community Cloud uses one unit of a code.");
    let usable = codes.iter().filter(|code| code.remaining_creates != Some(0)).count();
    Ok(Outcome::ran(format!("{} in all, {usable} that can be used", codes.len())))
}
