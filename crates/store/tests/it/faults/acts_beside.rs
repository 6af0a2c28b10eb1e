//! Acts that another process leaves beside the one that holds the store.

use qualify_domain::audit::{AuditOperation, NO_PARTNER};
use qualify_domain::ports::TrailStore as _;
use qualify_store::{DatabaseLocation, Store};
use qualify_vocabulary::PageSize;

use crate::samples::{Tested, act};

#[tokio::test]
async fn trust_12_an_act_that_is_noted_beside_the_service_comes_into_its_trail_once() -> Tested {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&DatabaseLocation::in_folder(folder.path()))?;
    assert_eq!(store.take_over_acts().await?, 0);
    for seconds in [1, 2] {
        let details = vec![("What".into(), "database".to_owned())];
        Store::note_act_beside(
            &DatabaseLocation::in_folder(folder.path()),
            &act(seconds),
            AuditOperation::BackUp,
            details,
        )?;
    }
    assert_eq!((store.take_over_acts().await?, store.take_over_acts().await?), (2, 0));
    let trail = store.list_operator_audit(Some(NO_PARTNER), None, PageSize::MAX).await?.items;
    let operations: Vec<_> = trail.iter().map(|entry| (entry.fact.operation, entry.fact.at)).collect();
    let expected = [2, 1].map(|seconds| (AuditOperation::BackUp, act(seconds).now));
    assert_eq!(operations, expected, "the newest first");
    Ok(())
}
