//! Several cases that are decided alike.

use super::*;

#[test]
fn several_cases_of_one_domain_are_decided_alike_and_others_not() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    let rita = member(&server, RITA);
    for _ in 0..2 {
        server.new_customer_in("E?");
    }
    let body = |reviews: &[String]| json!({ "reviews": reviews, "decision": denial() });
    // Without a registrable domain nothing says that they belong together.
    let answer = rita.post("/operator/v1/reviews/decide").json(&body(&queue(&server, ""))).send();
    answer.assert_error(409, 1_900_021);
    rita.post("/operator/v1/reviews/decide").json(&body(&[])).send().assert_error(400, 3000);
    let one = queue(&server, "").remove(0);
    let decided = rita
        .post("/operator/v1/reviews/decide")
        .json(&body(std::slice::from_ref(&one)))
        .send()
        .expect(200)
        .json();
    assert_eq!((decided[0]["id"].as_str(), decided[0]["done"].as_bool()), (Some(one.as_str()), Some(true)));
}

#[test]
fn of_cases_that_are_decided_alike_one_that_does_not_read_back_is_named_and_stops_no_other() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
    let rita = member(&server, RITA);
    let customers = [server.new_customer_in("E?"), server.new_customer_in("E?")];
    let cases = queue(&server, "");
    let database = server.beside();
    let break_cases = |ids: &[String]| {
        for id in ids {
            let id = database.bytes(ReviewId::parse(id).expect("a GUID").as_bytes());
            assert_eq!(database.execute(&format!("UPDATE reviews SET body = '{{}}' WHERE id = {id}")), 1);
        }
        // Point readers look again after a write of the service's own.
        server.new_customer();
    };
    let body = json!({ "reviews": cases, "decision": denial() });
    let decide = || rita.post("/operator/v1/reviews/decide").json(&body).send();
    break_cases(&cases[..1]);
    let decided = decide().expect(200).json();
    for outcome in decided.as_array().expect("a list") {
        let is_broken = outcome["id"] == *cases[0];
        assert_eq!(outcome["done"], !is_broken, "{decided}");
        let problem = outcome["problem"].as_str().unwrap_or_default();
        assert_eq!(problem.contains("Ask the operator, whose log says why"), is_broken, "{decided}");
    }
    let states = customers.map(|customer| server.state_of(&customer));
    assert_eq!(states.iter().filter(|state| *state == "E-").count(), 1, "{states:?}");
    break_cases(&cases[1..]);
    decide().expect(500);
}
