//! What is written and handed in with cases: when it counts, and when it goes.

use qualify_domain::ports::{
    CustomerStore as _, QualificationStore as _, Retention, ReviewStore as _, WorkStore as _,
};
use qualify_domain::review::{Command, Note};
use qualify_vocabulary::{Decision, Qualification, SignedDuration};

use super::Backend;
use super::reviews::{DENIED, FIRST, act_of, of_case, proposal, reviewer};
use super::webhooks::retention;
use crate::samples::{Tested, World, at, call, delete_customer, document, key, north, post};
use crate::worker::{Scripted, round};

for_each_backend! {
    a_case_to_which_its_partner_came_first_begins_with_the_first_look,
    a_deleted_customer_leaves_no_name_in_its_cases,
    what_was_written_in_a_case_goes_a_while_after_its_request,
}

async fn a_case_to_which_its_partner_came_first_begins_with_the_first_look<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let mut request = post(call(north(), 5), 1, Qualification::Education, "");
    request.decision_due_at = Some(at(10));
    world.store.create_qualification(request).await?;
    let case = world.only_case(1).await?;
    world.store.add_document(act_of("partner", 6), key(1), document(case, 6)).await?;
    assert!(world.in_queue("queued").await?.is_empty(), "nobody has looked yet");
    round(&*world.store, 20, &Scripted::saying(Decision::NeedsPerson), 10).await?;
    assert_eq!(world.in_queue("queued").await?, [case]);
    let begun = of_case(&world, case).await?;
    assert_eq!((begun.documents.len(), begun.review.sla.running_since), (1, Some(at(20))));
    assert!(begun.review.subject.decision.is_some(), "what the rules found is known");
    world.do_with(case, FIRST, Command::Claim(reviewer(FIRST)), 21).await?;
    Ok(())
}

async fn a_deleted_customer_leaves_no_name_in_its_cases<B: Backend>() -> Tested {
    const WRITTEN: &str = "Ask Mrs Zielona of the library";
    let world = World::<B>::with_customers(1).await?;
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    world.do_with(case, FIRST, Command::Claim(reviewer(FIRST)), 6).await?;
    world.do_with(case, FIRST, Command::Ask(reviewer(FIRST), vec![WRITTEN.to_owned()]), 7).await?;
    world.store.delete_customer(delete_customer(call(north(), 8), 1)).await?;
    let left = of_case(&world, case).await?;
    assert_eq!((left.review.state.name(), left.company_name.as_deref()), ("withdrawn", None));
    let shown = serde_json::to_string(&left.review)?;
    assert!(!shown.contains("Zielona") && !shown.contains("library"), "{shown}");
    Ok(())
}

async fn what_was_written_in_a_case_goes_a_while_after_its_request<B: Backend>() -> Tested {
    const WRITTEN: &str = "Ask Mrs Zielona of the library";
    let world = World::<B>::with_customers(1).await?;
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    world.do_with(case, FIRST, Command::Claim(reviewer(FIRST)), 6).await?;
    let note = Note { by: FIRST.to_owned(), at: at(6), text: WRITTEN.to_owned() };
    world.do_with(case, FIRST, Command::Annotate(note), 6).await?;
    world.do_with(case, FIRST, Command::Decide(reviewer(FIRST), proposal(DENIED)), 7).await?;
    let kept = Retention { decision_texts: SignedDuration::from_secs(100), ..retention(SignedDuration::MAX) };
    world.store.purge_expired(at(5000), kept).await?;
    let written = async || anyhow::Ok(serde_json::to_string(&of_case(&world, case).await?.review)?);
    assert!(written().await?.contains("Zielona"), "it is about the current request");
    world.ask_person(1, 6000).await?;
    world.store.purge_expired(at(6100), kept).await?;
    assert!(written().await?.contains("Zielona"), "for a while");
    assert_eq!(
        world.store.purge_expired(at(6101), kept).await?,
        2,
        "the texts of the decision and of its case"
    );
    assert!(!written().await?.contains("Zielona") && !written().await?.contains("charter"));
    assert_eq!(world.store.purge_expired(at(9000), kept).await?, 0, "once");
    Ok(())
}
