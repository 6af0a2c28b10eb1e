//! Pictures as staff asks for them.

use qualify_domain::figures::BacklogAge;
use qualify_domain::review::Command;

use super::*;
use crate::service::desk::{Desk, PARTNER, rita};
use crate::service::reviews::of_staff;

#[tokio::test]
async fn dashboard_05_a_picture_leads_from_each_number_to_its_list() {
    let desk = Desk::open().await;
    let rita = rita();
    let asker = desk.asker(&rita);
    of_staff::act(&asker, &desk.case, Command::Claim).await.unwrap();
    let picture = Picture::of_days(&asker, 7, None);
    let figures = read(&asker, picture).await.unwrap();
    assert_eq!(figures.inflow.len(), 7);
    assert_eq!(figures.inflow.last().map(|(day, count)| (*day, *count)), Some((picture.last, 1)));
    assert_eq!(figures.backlog[0], (BacklogAge::Day, 1));
    assert_eq!((figures.reviewers.len(), figures.reviewers[0].held), (1, 1));
    for number in [
        CaseNumber::Opened,
        CaseNumber::OpenedOn(picture.last),
        CaseNumber::Waiting(BacklogAge::Day),
        CaseNumber::HeldBy(rita.person.key.clone()),
    ] {
        let page = list_cases(&asker, picture, number.clone(), None, PageSize::MAX).await.unwrap();
        assert_eq!(page.items.len(), 1, "{number:?}");
    }
    let none = list_cases(&asker, picture, CaseNumber::Waiting(BacklogAge::Week), None, PageSize::MAX).await;
    assert_eq!(none.unwrap().items, []);
    let decisions = list_decisions(&asker, picture, DecisionNumber::OfPeople, None, PageSize::MAX).await;
    assert_eq!(decisions.unwrap().items, []);
    let of_partner = Picture { partner: Some(PARTNER), ..picture };
    assert_eq!(read(&asker, of_partner).await.unwrap().backlog[0].1, 1);
}

#[tokio::test]
async fn dashboard_05_a_picture_has_so_many_days_at_most() {
    let desk = Desk::open().await;
    let rita = rita();
    let asker = desk.asker(&rita);
    let figures = read(&asker, Picture::of_days(&asker, 10_000, None)).await.unwrap();
    assert_eq!(i64::try_from(figures.inflow.len()).unwrap(), Figures::DAYS_MAX);
}
