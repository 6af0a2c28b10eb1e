//! The work of some partners, as conditions of statements.

use qualify_domain::ports::Whose;
use rusqlite::types::Value;

/// A statement with its parameters, the last of which may name partners.
pub(super) struct Narrowed {
    pub(super) sql: String,
    pub(super) parameters: Vec<Value>,
}

/// A statement that looks for what is due, narrowed to some partners: `WHOSE` in it is where the condition stands, and `DUE`
/// stands before the moment that is compared, so that the rows of one partner are found by the partner.
pub(super) fn narrowed(template: &str, parameters: Vec<Value>, whose: &Whose) -> Narrowed {
    let mut parameters = parameters;
    let place = parameters.len() + 1;
    let (condition, mark) = match whose {
        Whose::Everybody => (String::new(), ""),
        Whose::AllBut(partners) => {
            let ids: Vec<String> = partners.iter().map(|it| it.as_uuid().simple().to_string()).collect();
            parameters.push(Value::Text(format!("[{}]", quoted(&ids))));
            (format!("AND partner_id NOT IN (SELECT unhex(value) FROM json_each(?{place}))"), "")
        }
        Whose::One(partner) => {
            parameters.push(Value::Blob(partner.as_bytes().to_vec()));
            (format!("AND partner_id = ?{place}"), "+")
        }
    };
    Narrowed { sql: template.replace("WHOSE", &condition).replace("DUE", mark), parameters }
}

fn quoted(ids: &[String]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    quoted.join(",")
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::PartnerId;
    use rusqlite::{Connection, params_from_iter};

    use super::*;
    use crate::sqlite::engine::migrate::migrate;

    /// How the engine goes about a statement.
    fn plan(connection: &Connection, template: &str, whose: &Whose) -> String {
        let Narrowed { sql, parameters } = narrowed(template, vec![Value::Integer(1)], whose);
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let rows = statement.query_map(params_from_iter(parameters), |row| row.get::<_, String>("detail"));
        rows.unwrap().map(Result::unwrap).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn one_partners_rows_are_found_by_the_partner_and_those_of_others_by_their_time() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let ids = [PartnerId::from([1; 16]), PartnerId::from([2; 16])];
        let due = "SELECT id FROM customers
             WHERE due_at IS NOT NULL AND DUE coalesce(leased_until, due_at) <= ?1 WHOSE";
        let next = "SELECT id FROM reviews WHERE next_at IS NOT NULL AND DUE next_at <= ?1 WHOSE";
        for (template, by_time) in [(due, "customers_due"), (next, "reviews_next")] {
            for whose in [Whose::Everybody, Whose::AllBut(ids.into())] {
                assert!(plan(&connection, template, &whose).contains(by_time), "{whose:?}");
            }
            let of_one = plan(&connection, template, &Whose::One(ids[0]));
            assert!(of_one.contains("(partner_id=?)"), "{of_one}");
        }
    }

    #[test]
    fn partners_are_left_out_by_their_ids() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE things (partner_id BLOB, due INTEGER)").unwrap();
        let ids = [1, 2, 3].map(|number| PartnerId::from([number; 16]));
        for id in ids {
            connection.execute("INSERT INTO things VALUES (?1, 5)", [id.as_bytes()]).unwrap();
        }
        let found = |whose: &Whose| {
            let template = "SELECT partner_id FROM things WHERE DUE due <= ?1 WHOSE";
            let Narrowed { sql, parameters } = narrowed(template, vec![Value::Integer(9)], whose);
            let mut statement = connection.prepare(&sql).unwrap();
            let rows =
                statement.query_map(params_from_iter(parameters), |row| row.get::<_, [u8; 16]>(0)).unwrap();
            rows.map(|row| row.unwrap()[0]).collect::<Vec<_>>()
        };
        assert_eq!(found(&Whose::Everybody), [1, 2, 3]);
        assert_eq!(found(&Whose::AllBut(ids[..2].into())), [3]);
        assert_eq!(found(&Whose::One(ids[1])), [2]);
    }
}
