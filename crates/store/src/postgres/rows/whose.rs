//! The work of some partners, as conditions of statements.

use qualify_domain::ports::Whose;

use crate::postgres::engine::value::Value;

/// A statement with its parameters, the last of which may name partners.
pub(super) struct Narrowed {
    pub(super) sql: String,
    pub(super) parameters: Vec<Value>,
}

/// A statement that looks for what is due, narrowed to some partners: `WHOSE` in it is where the condition stands.
pub(super) fn narrowed(template: &str, parameters: Vec<Value>, whose: &Whose) -> Narrowed {
    let mut parameters = parameters;
    let place = parameters.len() + 1;
    let condition = match whose {
        Whose::Everybody => String::new(),
        Whose::AllBut(partners) => {
            parameters.push(Value::Blobs(partners.iter().map(|it| it.as_bytes().to_vec()).collect()));
            format!("AND partner_id <> ALL (${place})")
        }
        Whose::One(partner) => {
            parameters.push(Value::Blob(partner.as_bytes().to_vec()));
            format!("AND partner_id = ${place}")
        }
    };
    Narrowed { sql: template.replace("WHOSE", &condition), parameters }
}
