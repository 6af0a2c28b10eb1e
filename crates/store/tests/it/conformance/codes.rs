//! Validation codes and the units that they give (contract 2.7).

use qualify_domain::Refusal;
use qualify_domain::ports::{OperatorStore as _, QualificationStore as _};
use qualify_domain::qualification::CodeInput;
use qualify_domain::validation_code::{Units, VALIDATION_CODES_MAX, ValidationCode};
use qualify_vocabulary::{Decision, Qualification};

use super::Backend;
use crate::samples::{
    Tested, World, act, at, call, code_id, key, keyed_call, north, post, put, refusal, south,
};

const GCC: Qualification = Qualification::GovernmentCommunityCloud;

for_each_backend! {
    a_successful_request_takes_exactly_one_unit,
    the_moment_of_change_grows_although_the_clock_stands,
    a_code_without_a_limit_never_changes,
    a_code_that_is_used_up_is_refused_and_stays_at_nought,
    an_unknown_code_and_another_partners_code_are_refused_alike,
    leading_zeros_count,
    a_put_for_a_customer_that_has_gcc_does_not_look_at_the_code,
    codes_are_listed_by_their_text,
    a_code_exists_once_for_a_partner,
    units_that_make_no_sense_are_a_fault_and_not_an_existing_code,
    trust_14_a_partner_has_no_more_codes_than_one_answer_holds,
}

async fn trust_14_a_partner_has_no_more_codes_than_one_answer_holds<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    for number in 0..VALIDATION_CODES_MAX {
        world.issue(north(), &format!("{}", 100_000 + number), Some(1)).await?;
    }
    let one_more = ValidationCode::issue(code_id("999999"), "Lakeside".to_owned(), None, at(2));
    let refused = refusal(world.store.issue_validation_code(act(2), north(), one_more.clone()).await)?;
    assert_eq!(refused, Refusal::TooManyValidationCodes(VALIDATION_CODES_MAX));
    let codes = world.store.list_validation_codes(north()).await?;
    assert_eq!(codes.len(), VALIDATION_CODES_MAX as usize, "what is refused leaves nothing");
    world.store.issue_validation_code(act(3), south(), one_more).await?;
    Ok(())
}

async fn a_successful_request_takes_exactly_one_unit<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    world.issue(north(), "481516", Some(4)).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 5), 1, GCC, "481516")).await?;
    store.set_qualification(put(call(north(), 6), 2, GCC, "481516", Decision::NeedsPerson)).await?;
    assert_eq!(world.remaining("481516").await?, Some(2));
    let again = store.create_qualification(post(call(north(), 7), 1, GCC, "481516")).await;
    assert!(matches!(refusal(again)?, Refusal::AlreadyQualified { .. }));
    store.create_qualification(post(call(north(), 8), 3, Qualification::Education, "481516")).await?;
    let beside = store.create_qualification(post(call(north(), 9), 3, GCC, "481516")).await;
    assert!(matches!(refusal(beside)?, Refusal::NotCombinable { .. }));
    store.create_qualification(post(call(north(), 9), 4, Qualification::StateOwnedEntity, "481516")).await?;
    assert_eq!(world.remaining("481516").await?, Some(2), "neither failures nor others take a unit");
    let records = store.get_qualifications(key(1)).await?;
    let validation = records.government_record().map(|record| &record.validation);
    assert_eq!(validation.map(|it| it.code.reveal()), Some("481516"));
    assert_eq!(validation.map(|it| it.organization_name.as_str()), Some("Lakeside County IT"));
    Ok(())
}

async fn the_moment_of_change_grows_although_the_clock_stands<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.issue(north(), "1111", Some(3)).await?;
    let mut last = world.code(north(), "1111").await?.changed_at;
    for number in [1, 2, 3] {
        world.store.create_qualification(post(call(north(), 1), number, GCC, "1111")).await?;
        let changed_at = world.code(north(), "1111").await?.changed_at;
        assert!(changed_at > last, "{changed_at} after {last}");
        last = changed_at;
    }
    Ok(())
}

async fn a_code_without_a_limit_never_changes<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", None).await?;
    let before = world.code(north(), "1111").await?;
    for number in [1, 2] {
        world.store.create_qualification(post(call(north(), 9), number, GCC, "1111")).await?;
    }
    assert_eq!(world.code(north(), "1111").await?, before);
    Ok(())
}

async fn a_code_that_is_used_up_is_refused_and_stays_at_nought<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", Some(1)).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 5), 1, GCC, "1111")).await?;
    let before = world.code(north(), "1111").await?;
    let posted = store.create_qualification(post(call(north(), 6), 2, GCC, "1111")).await;
    assert_eq!(refusal(posted)?, Refusal::ValidationCodeExhausted(code_id("1111")));
    let set = store.set_qualification(put(call(north(), 6), 2, GCC, "1111", Decision::Approve)).await;
    assert_eq!(refusal(set)?, Refusal::ValidationCodeExhausted(code_id("1111")));
    assert_eq!(world.code(north(), "1111").await?, before);
    assert_eq!(before.units, Some(Units { max_creates: 1, remaining_creates: 0 }));
    assert_eq!(world.views(2).await?, []);
    Ok(())
}

async fn an_unknown_code_and_another_partners_code_are_refused_alike<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(south(), "2342", Some(5)).await?;
    let store = &world.store;
    for text in ["2342", "9999"] {
        let posted = store.create_qualification(post(call(north(), 5), 1, GCC, text)).await;
        assert_eq!(refusal(posted)?, Refusal::ValidationCodeUnknown(code_id(text)));
        let set = store.set_qualification(put(call(north(), 5), 1, GCC, text, Decision::Approve)).await;
        assert_eq!(refusal(set)?, Refusal::ValidationCodeUnknown(code_id(text)));
    }
    let units = world.code(south(), "2342").await?.units;
    assert_eq!(units, Some(Units { max_creates: 5, remaining_creates: 5 }));
    Ok(())
}

async fn leading_zeros_count<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(north(), "01234", None).await?;
    let without = world.store.create_qualification(post(call(north(), 5), 1, GCC, "1234")).await;
    assert!(matches!(refusal(without)?, Refusal::ValidationCodeUnknown(_)));
    world.store.create_qualification(post(call(north(), 6), 1, GCC, " 01234 ")).await?;
    Ok(())
}

async fn a_put_for_a_customer_that_has_gcc_does_not_look_at_the_code<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(north(), "1111", Some(1)).await?;
    let store = &world.store;
    store.set_qualification(put(call(north(), 5), 1, GCC, "1111", Decision::Approve)).await?;
    let before = (world.code(north(), "1111").await?, world.effects().await?);
    let mut conflicting = put(call(north(), 6), 1, GCC, "", Decision::Approve);
    conflicting.request.code = CodeInput::Conflicting;
    let absent = put(call(north(), 6), 1, GCC, "", Decision::Approve);
    let unknown = put(keyed_call(north(), 6, 1), 1, GCC, "9999", Decision::Approve);
    for command in [conflicting, absent, unknown] {
        assert_eq!(store.set_qualification(command).await?.outcome, GCC);
    }
    assert_eq!((world.code(north(), "1111").await?, world.effects().await?), before);
    Ok(())
}

async fn codes_are_listed_by_their_text<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    for text in ["4815", "01234", "481", "99999", "00001"].into_iter().filter(|text| text.len() > 3) {
        world.issue(north(), text, None).await?;
    }
    let codes = world.store.list_validation_codes(north()).await?;
    let texts: Vec<_> = codes.iter().map(|code| code.id.reveal()).collect();
    assert_eq!(texts, ["00001", "01234", "4815", "99999"]);
    Ok(())
}

async fn a_code_exists_once_for_a_partner<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.issue(north(), "1111", Some(3)).await?;
    let before = world.trail(north()).await?.len();
    let twin = ValidationCode::issue(code_id("1111"), "Another body".to_owned(), None, at(5));
    let issued = world.store.issue_validation_code(act(5), north(), twin.clone()).await;
    assert_eq!(refusal(issued)?, Refusal::ValidationCodeExists(code_id("1111")));
    assert_eq!(world.remaining("1111").await?, Some(3));
    assert_eq!(world.trail(north()).await?.len(), before);
    world.store.issue_validation_code(act(6), south(), twin.clone()).await?;
    let nobody = qualify_vocabulary::PartnerId::from([9; 16]);
    let issued = world.store.issue_validation_code(act(7), nobody, twin).await;
    assert_eq!(refusal(issued)?, Refusal::PartnerNotFound);
    Ok(())
}

async fn units_that_make_no_sense_are_a_fault_and_not_an_existing_code<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let mut code = ValidationCode::issue(code_id("1111"), "Lakeside County IT".to_owned(), None, at(5));
    code.units = Some(Units { max_creates: 1, remaining_creates: 2 });
    let issued = world.store.issue_validation_code(act(5), north(), code).await;
    assert!(matches!(issued, Err(qualify_domain::ports::StoreError::Failed(_))), "{issued:?}");
    assert_eq!(world.store.list_validation_codes(north()).await?, []);
    Ok(())
}
