//! The story: who asks for what, what has to come back, and what it means.
//!
//! Everything in it is from the built-in seed, and it is played in this order on a fresh sandbox.

use serde_json::json;

use super::exchange::Caller::{Ana, Application, Nobody, Olga};
use super::exchange::Exchange;

/// How long the sandbox's reviewers take: three days.
pub(super) const REVIEW_SECONDS: u32 = 3 * 24 * 60 * 60;

const NORTHLIGHT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
const LAKESIDE_SCHOOL: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";
const RIVERBEND_UNIVERSITY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c01";
const LAKESIDE_COUNTY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02";
const HARBOR_BOOKS: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c03";
const SZKOLA_ZIELONA: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c05";
const LIBRARY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04";
const GRID_STATE: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c06";
const SOUTHGATE_PRIMARY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c07";

/// The id of the one request that is sent twice.
const REQUEST_ID: &str = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01";

/// Exchanges about one thing.
#[derive(Debug)]
pub(super) struct Chapter {
    pub(super) title: &'static str,
    pub(super) introduction: &'static str,
    pub(super) exchanges: Vec<Exchange>,
}

pub(super) fn chapters() -> Vec<Chapter> {
    vec![sign_in(), ask(), set_education(), set_government(), be_reviewed(), let_time_pass(), be_refused()]
}

/// The older form: one word.
fn qualification(customer: &str) -> String {
    format!("/v1/customers/{customer}/qualification")
}

/// The newer form: records that are vetted.
fn qualifications(customer: &str) -> String {
    format!("/v1/customers/{customer}/qualifications")
}

fn validation_codes() -> String {
    "/v1/customers/all/validations".to_owned()
}

fn decision(customer: &str) -> String {
    format!("/operator/v1/partners/{NORTHLIGHT}/customers/{customer}/education/decision")
}

fn sandbox_token(plot: &'static str, wish: &str) -> Exchange {
    Exchange::post(plot, Nobody, "/sandbox/token".to_owned(), wish)
        .answered(200, json!({ "token_type": "Bearer", "expires_in": 3600 }))
}

fn sign_in() -> Chapter {
    Chapter {
        title: "Ana signs in",
        introduction: "Every call carries a token that says who asks. In production an identity provider issues it. A \
                       sandbox gives one to anybody.",
        exchanges: vec![
            sandbox_token("A token for Ana, who administers Northlight Cloud.", "{}")
                .signing_in(Ana)
                .meaning("From here on Ana calls, through Northlight's application (App+User)."),
        ],
    }
}

fn ask() -> Chapter {
    Chapter {
        title: "What is known about a customer?",
        introduction: "Lakeside School is one of Northlight's customers. The API has two forms: /qualification, the \
                       older one, says one word; /qualifications, the newer one, shows each record with its state.",
        exchanges: vec![
            Exchange::get("Ana asks in the older form.", Ana, qualification(LAKESIDE_SCHOOL))
                .answered(200, json!("none"))
                .meaning("Nothing is known yet: the school buys at ordinary prices."),
            Exchange::get("And in the newer form.", Ana, qualifications(LAKESIDE_SCHOOL))
                .answered(200, json!([]))
                .meaning("The same answer: no record."),
        ],
    }
}

fn set_education() -> Chapter {
    Chapter {
        title: "Education, decided at once",
        introduction: "PUT sets a qualification if it can be decided on the spot. The vetting engine looks at the \
                       customer's name, e-mail host, website and address, and decides by rules; `qualify vetting \
                       rules` prints them. Lakeside School writes from lakeside.k12.wa.us.",
        exchanges: vec![
            Exchange::put(
                "Ana sets Education for Lakeside School.",
                Ana,
                qualification(LAKESIDE_SCHOOL),
                r#""Education""#,
            )
            .answered(200, json!("education"))
            .meaning(
                "Approved by rule EDU_SUFFIX_A: only schools are admitted below k12.wa.us. The school may buy at \
                 Education prices. This is for good: there is no way back to none.",
            ),
            Exchange::get("The newer form shows the record behind it.", Ana, qualifications(LAKESIDE_SCHOOL))
                .answered(
                    200,
                    json!([{ "qualification": "Education", "vettingStatus": "Approved", "vettingReason": null }]),
                )
                .meaning("Approved, with the time of the request."),
            Exchange::post(
                "Ana asks for it once more, in the newer form.",
                Ana,
                qualifications(LAKESIDE_SCHOOL),
                r#"{"qualification":"Education","educationSegment":"K12"}"#,
            )
            .answered(409, json!({ "code": 1_900_007, "errorName": "QualificationExists" }))
            .meaning(
                "409: it is there already. Every error has this form. Programs compare the status and the code, \
                 people read the description.",
            ),
            Exchange::put(
                "Harbor Books Ltd writes from a public mailbox.",
                Ana,
                qualification(HARBOR_BOOKS),
                r#""Education""#,
            )
            .answered(
                400,
                json!({ "code": 1_900_013, "errorName": "VettingDenied",
                    "parameters": { "vettingReason": "Not an Academic Domain", "reasonCode": "FREE_MAIL" } }),
            )
            .meaning("Denied at once, by rule FREE_MAIL. Nothing is stored; the text says what to send instead."),
            Exchange::put(
                "Szkoła Zielona has a name below edu.pl, which anybody can register.",
                Ana,
                qualification(SZKOLA_ZIELONA),
                r#""Education""#,
            )
            .answered(400, json!({ "code": 1_900_009, "errorName": "VettingRequired" }))
            .meaning("No rule decides, so a person has to look: that is what POST is for."),
        ],
    }
}

fn set_government() -> Chapter {
    let codes = |left: u32| {
        json!([
            { "validationId": "424242", "maxCreates": null },
            { "validationId": "481516", "maxCreates": 5, "remainingCreates": left },
            { "validationId": "777000", "maxCreates": 3, "remainingCreates": 0 }
        ])
    };
    let set = |plot| {
        let path = format!("{}?code=481516", qualification(LAKESIDE_COUNTY));
        Exchange::put(plot, Ana, path, "3")
            .under_id(REQUEST_ID)
            .answered(200, json!("governmentcommunitycloud"))
    };
    Chapter {
        title: "Government, with a validation code",
        introduction: "Government organisations in the United States are validated outside this API. The partner gets a \
                       validation code for it, which is good for a number of customers.",
        exchanges: vec![
            Exchange::get("Which codes does Northlight hold?", Ana, validation_codes())
                .answered(200, codes(2))
                .meaning(
                    "Three: 481516 has 2 of its 5 creates left, 777000 none, and 424242 has no limit, so it shows no \
                     numbers.",
                ),
            set(
                "Ana sets GovernmentCommunityCloud for Lakeside County IT. 3 is its number; names work, too. The \
                 request carries an id of her choice.",
            )
            .meaning("Done, and one create of the code is used."),
            set(
                "Suppose that the answer got lost on the way. Ana sends the same request again, under the same id.",
            )
            .again()
            .meaning("The same answer, marked as given before. Nothing was done a second time:"),
            Exchange::get("What is left of the code?", Ana, validation_codes())
                .answered(200, codes(1))
                .meaning("One create is used, not two."),
            Exchange::post(
                "Grid State Energy is to get the same, in the newer form, by the code that is used up.",
                Ana,
                qualifications(GRID_STATE),
                r#"{"qualification":"GovernmentCommunityCloud","validationCode":"777000"}"#,
            )
            .answered(400, json!({ "code": 1_900_003, "errorName": "ValidationCodeExhausted" }))
            .meaning("Refused, and nothing is stored. The text says what to do."),
        ],
    }
}

fn be_reviewed() -> Chapter {
    Chapter {
        title: "Education, in review",
        introduction: "POST opens a request that is vetted, which takes its time. Biblioteka Miejska is a public \
                       library. No list and no registry speaks for it, so a person has to look at it.",
        exchanges: [library_is_denied(), library_is_approved()].into_iter().flatten().collect(),
    }
}

fn library_is_denied() -> Vec<Exchange> {
    vec![
        Exchange::post(
            "Ana asks for Education.",
            Ana,
            qualifications(LIBRARY),
            r#"{"qualification":"Education","educationSegment":"HigherEducation"}"#,
        )
        .answered(201, json!({ "qualification": "Education", "vettingStatus": "InReview" }))
        .meaning("In review. Until it is approved, the older form goes on saying \"none\"."),
        sandbox_token(
            "Olga works for whoever runs Qualify. Her token opens the operator's door, and no other.",
            r#"{"kind":"staff"}"#,
        )
        .signing_in(Olga)
        .meaning("Olga is signed in beside Ana."),
        Exchange::post(
            "Olga looks at the library, and denies it.",
            Olga,
            decision(LIBRARY),
            r#"{"decision":"deny","reason":"Not an eligible Library"}"#,
        )
        .answered(200, json!({ "vettingStatus": "Denied" }))
        .meaning("A denial needs a reason: one of the seven that Partner Center documents."),
        Exchange::get("Ana looks again.", Ana, qualifications(LIBRARY))
            .answered(200, json!([{ "vettingStatus": "Denied", "vettingReason": "Not an eligible Library" }]))
            .meaning("Denied, and why. A denied request may be repeated."),
    ]
}

fn library_is_approved() -> Vec<Exchange> {
    vec![
        Exchange::post(
            "Ana repeats it, this time with the library's website.",
            Ana,
            qualifications(LIBRARY),
            r#"{"qualification":"Education","educationSegment":"HigherEducation","website":"biblioteka.example"}"#,
        )
        .answered(201, json!({ "vettingStatus": "InReview", "vettingReason": null }))
        .meaning("A new request, in review; the denied one is replaced."),
        Exchange::post(
            "Olga follows the link, and approves.",
            Olga,
            decision(LIBRARY),
            r#"{"decision":"approve"}"#,
        )
        .answered(200, json!({ "vettingStatus": "Approved", "vettingReason": null }))
        .meaning("Approved: Education prices from now on."),
        Exchange::post(
            "The library belongs to its city. Ana adds that it is a state-owned entity.",
            Ana,
            qualifications(LIBRARY),
            r#"{"qualification":"StateOwnedEntity"}"#,
        )
        .answered(201, json!({ "qualification": "StateOwnedEntity", "vettingStatus": null }))
        .meaning("This one is not vetted, and stands beside Education and Government alike."),
        Exchange::get("The newer form shows both records.", Ana, qualifications(LIBRARY))
            .answered(
                200,
                json!([
                    { "qualification": "Education", "vettingStatus": "Approved", "vettingReason": null },
                    { "qualification": "StateOwnedEntity" }
                ]),
            )
            .meaning("The vetted one comes first."),
        Exchange::get("The older form knows one word.", Ana, qualification(LIBRARY))
            .answered(200, json!("education"))
            .meaning("The one that decides about the price."),
    ]
}

fn let_time_pass() -> Chapter {
    Chapter {
        title: "Three days in a moment",
        introduction: "A POST is decided three days later in this sandbox, as if people took their time. Nobody has \
                       to wait for that: a sandbox has a clock of its own.",
        exchanges: vec![
            Exchange::post(
                "Ana asks for Riverbend University.",
                Ana,
                qualifications(RIVERBEND_UNIVERSITY),
                r#"{"qualification":"Education","educationSegment":"HigherEducation"}"#,
            )
            .answered(201, json!({ "vettingStatus": "InReview" }))
            .meaning("In review, until somebody decides or the three days are over."),
            Exchange::post(
                "The clock goes three days ahead.",
                Nobody,
                "/sandbox/clock/advance".to_owned(),
                json!({ "seconds": REVIEW_SECONDS }).to_string(),
            )
            .answered(200, json!({ "running": true }))
            .meaning("Tokens stay good: they go by real time."),
            Exchange::get("And now?", Ana, qualifications(RIVERBEND_UNIVERSITY))
                .answered(200, json!([{ "qualification": "Education", "vettingStatus": "Approved" }]))
                .eventually()
                .meaning(
                    "Approved by rule EDU_SUFFIX_B: the registry of .edu checks its members, and the name is that of a \
                     university. The date stays that of the request.",
                ),
        ],
    }
}

fn be_refused() -> Chapter {
    Chapter {
        title: "Who may not",
        introduction: "Reading is for every caller of the partner. To set something, a person has to be signed in.",
        exchanges: vec![
            sandbox_token("A token for Northlight's application alone.", r#"{"kind":"app-only"}"#)
                .signing_in(Application)
                .meaning("It acts for the partner, and for nobody in person (App-only)."),
            Exchange::get(
                "The application asks about the university.",
                Application,
                qualification(RIVERBEND_UNIVERSITY),
            )
            .answered(200, json!("education"))
            .meaning("It may read."),
            Exchange::put(
                "It tries to set Education.",
                Application,
                qualification(GRID_STATE),
                r#""Education""#,
            )
            .answered(403, json!({ "code": 900_329, "errorName": "AppOnlyNotSupported" }))
            .meaning("It may not: for this call, Partner Center wants a user too."),
            Exchange::get(
                "Ana asks about a customer of another partner.",
                Ana,
                qualification(SOUTHGATE_PRIMARY),
            )
            .answered(404, json!({ "code": 60_003, "errorName": "TenantNotFound" }))
            .meaning(
                "For Northlight there is no such customer. Whether there is one elsewhere, nobody is told.",
            ),
        ],
    }
}
