//! What a page does with decisions that it sends.

use qualify_domain::ports::StoreError;
use qualify_domain::review::{Command, DraftState};

use super::*;
use crate::service::desk::{Desk, approving, rita};
use crate::service::reviews::of_staff;

#[tokio::test]
async fn dashboard_03_a_decision_of_a_page_waits_ten_seconds_and_can_be_taken_back() {
    let desk = Desk::open().await;
    let rita = rita();
    let asker = desk.asker(&rita);
    let early = submit(&asker, &desk.case, approving()).await;
    assert!(matches!(early, Err(StoreError::Refused(_))), "the case is not hers: {early:?}");
    let case = of_staff::act(&asker, &desk.case, Command::Claim).await.unwrap();
    let draft = submit(&asker, &case, approving()).await.unwrap();
    assert_eq!(draft.takes_effect_at.duration_since(draft.created_at), DRAFT_DELAY);
    assert_eq!(find_waiting(&asker, &case).await.unwrap(), Some(draft.clone()));
    let taken = take_back(&asker, draft.id).await.unwrap().expect("it is hers");
    assert_eq!(taken.state, DraftState::TakenBack);
    assert_eq!(list_own(&asker, PageSize::MAX).await.unwrap(), [taken]);
    let mut raj = rita.clone();
    raj.person.key = qualify_vocabulary::PersonKey::of("https://id.example", "raj");
    assert_eq!(take_back(&desk.asker(&raj), draft.id).await.unwrap(), None);
    assert_eq!(list_own(&desk.asker(&raj), PageSize::MAX).await.unwrap(), []);
}
