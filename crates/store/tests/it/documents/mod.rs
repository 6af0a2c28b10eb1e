//! The behaviour of a store of documents' bytes.
//!
//! Each test is a function that is generic over the [`Place`]; [`for_each_place`] makes one test of it for every place. To
//! add a place, such as a store of objects: implement [`Place`] in a module beside [`folder`], and give it an arm in the
//! macro.

use std::future::Future;

use qualify_domain::ports::{DocumentStore, DocumentStoreError, IncomingBytes as _, StoredBytes as _};
use qualify_vocabulary::{DocumentId, Timestamp};

use crate::samples::{Tested, bytes, north};

#[cfg(feature = "postgres")]
mod database;
mod folder;

/// Makes a test of each function for each place.
macro_rules! for_each_place {
    ($($test:ident),+ $(,)?) => {
        mod in_a_folder {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() -> crate::samples::Tested {
                    super::$test::<super::folder::Folder>().await
                }
            )+
        }

        #[cfg(feature = "postgres")]
        mod in_a_database {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() -> crate::samples::Tested {
                    super::$test::<super::database::Database>().await
                }
            )+
        }
    };
}

for_each_place!(
    a_document_that_was_kept_reads_back_part_by_part_and_after_a_restart,
    a_document_that_was_not_kept_is_nowhere_and_takes_no_room,
    a_document_that_nobody_kept_is_not_there,
    one_that_is_removed_is_gone_and_removing_it_again_is_no_error,
    whoever_reads_a_document_that_is_removed_reads_it_to_its_end,
    documents_are_listed_that_were_kept_by_a_moment,
    copies_share_a_hold_and_a_removal_has_it_alone_in_every_process,
    documents_that_come_at_once_do_not_mix,
);

/// Somewhere that bytes are kept, which goes with the value.
pub(super) trait Place: Sized + Send + Sync {
    /// The store.
    type Store: DocumentStore<Incoming: Send + 'static> + 'static;

    /// An empty place.
    fn fresh() -> anyhow::Result<Self>;

    /// The store of this place, opened by a process that starts, after the one before has ended.
    fn open(&self) -> anyhow::Result<Self::Store>;

    /// Takes a hold for a copy as another process does, beside the one that has the store open.
    fn hold_for_copy_beside(&self) -> impl Future<Output = anyhow::Result<Option<impl Send>>> + Send;
}

fn id(number: u32) -> DocumentId {
    DocumentId::from(bytes(0xD0, number))
}

/// Bytes that differ from document to document and from place to place.
fn content(number: u32, length: usize) -> Vec<u8> {
    (0u32..).take(length).map(|place| (place.wrapping_mul(31).wrapping_add(number) % 251) as u8).collect()
}

async fn keep(store: &impl DocumentStore, number: u32, parts: &[&[u8]]) -> Result<(), DocumentStoreError> {
    let mut incoming = store.begin().await?;
    for part in parts {
        incoming = incoming.append(part.to_vec()).await?;
    }
    incoming.keep(north(), id(number)).await
}

/// The parts of a document that is there.
async fn parts(store: &impl DocumentStore, number: u32, bytes_max: usize) -> anyhow::Result<Vec<Vec<u8>>> {
    let opened = store.open(north(), id(number)).await?;
    let mut rest = opened.ok_or_else(|| anyhow::anyhow!("document {number} is not there"))?;
    let mut parts = Vec::new();
    while let Some((part, behind)) = rest.next_part(bytes_max).await? {
        parts.push(part);
        rest = behind;
    }
    Ok(parts)
}

async fn a_document_that_was_kept_reads_back_part_by_part_and_after_a_restart<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    let whole = content(1, 1000);
    let incoming = store.begin().await?.append(whole[..300].to_vec()).await?;
    let incoming = incoming.append(whole[300..].to_vec()).await?;
    assert_eq!(incoming.read().await?, whole, "it can be looked at before it is kept");
    incoming.keep(north(), id(1)).await?;
    keep(&store, 2, &[]).await?;
    assert_eq!(store.bytes_kept(), 1000);
    drop(store);
    let store = place.open()?;
    assert_eq!(store.bytes_kept(), 1000);
    for bytes_max in [1, 64, 999, 1000, 4096] {
        let parts = parts(&store, 1, bytes_max).await?;
        assert!(parts.iter().all(|part| !part.is_empty() && part.len() <= bytes_max), "{bytes_max}");
        assert_eq!(parts.concat(), whole, "{bytes_max}");
    }
    assert_eq!(store.open(north(), id(1)).await?.map(|opened| opened.bytes()), Some(1000));
    assert!(parts(&store, 2, 64).await?.is_empty(), "an empty one is one");
    Ok(())
}

async fn a_document_that_was_not_kept_is_nowhere_and_takes_no_room<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    let given_up = store.begin().await?.append(content(1, 500)).await?;
    assert_eq!((store.bytes_kept(), store.list_kept_until(Timestamp::MAX).await?.len()), (0, 0));
    drop(given_up);
    let unfinished = store.begin().await?.append(content(2, 500)).await?;
    // As when the process is killed: nothing of it runs any more.
    std::mem::forget(unfinished);
    drop(store);
    let store = place.open()?;
    assert_eq!((store.bytes_kept(), store.list_kept_until(Timestamp::MAX).await?.len()), (0, 0));
    Ok(())
}

async fn a_document_that_nobody_kept_is_not_there<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    keep(&store, 1, &[b"one"]).await?;
    assert!(store.open(north(), id(2)).await?.is_none());
    assert_eq!(parts(&store, 1, 64).await?.concat(), b"one");
    Ok(())
}

async fn one_that_is_removed_is_gone_and_removing_it_again_is_no_error<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    keep(&store, 1, &[&content(1, 700)]).await?;
    keep(&store, 2, &[&content(2, 300)]).await?;
    for _ in 0..2 {
        store.remove(id(1)).await?;
        assert!(store.open(north(), id(1)).await?.is_none());
        assert_eq!(store.bytes_kept(), 300);
        assert_eq!(store.list_kept_until(Timestamp::MAX).await?, [id(2)]);
    }
    assert_eq!(parts(&store, 2, 64).await?.concat(), content(2, 300));
    Ok(())
}

async fn whoever_reads_a_document_that_is_removed_reads_it_to_its_end<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    keep(&store, 1, &[&content(1, 900)]).await?;
    let mut rest = store.open(north(), id(1)).await?.ok_or_else(|| anyhow::anyhow!("it is not there"))?;
    let mut read = Vec::new();
    while let Some((part, behind)) = rest.next_part(100).await? {
        store.remove(id(1)).await?;
        read.extend(part);
        rest = behind;
    }
    assert_eq!(read, content(1, 900));
    Ok(())
}

async fn documents_are_listed_that_were_kept_by_a_moment<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    for number in 1..=3 {
        keep(&store, number, &[b"bytes"]).await?;
    }
    let mut listed = store.list_kept_until(Timestamp::MAX).await?;
    listed.sort_unstable();
    assert_eq!(listed, [id(1), id(2), id(3)]);
    assert!(store.list_kept_until(crate::samples::START).await?.is_empty(), "they came later");
    Ok(())
}

async fn copies_share_a_hold_and_a_removal_has_it_alone_in_every_process<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    let copying = store.hold_for_copy().await?;
    let copying_beside = place.hold_for_copy_beside().await?;
    assert!(copying.is_some() && copying_beside.is_some());
    assert!(store.hold_for_removal().await?.is_none());
    drop(copying);
    assert!(store.hold_for_removal().await?.is_none(), "another process copies still");
    drop(copying_beside);
    let removing = store.hold_for_removal().await?;
    assert!(removing.is_some());
    assert!(store.hold_for_copy().await?.is_none() && store.hold_for_removal().await?.is_none());
    assert!(place.hold_for_copy_beside().await?.is_none());
    drop(removing);
    assert!(place.hold_for_copy_beside().await?.is_some());
    Ok(())
}

async fn documents_that_come_at_once_do_not_mix<P: Place>() -> Tested {
    let place = P::fresh()?;
    let store = place.open()?;
    let mut coming = Vec::new();
    for number in 1..=8 {
        coming.push((number, store.begin().await?));
    }
    for _ in 0..4 {
        let mut further = Vec::new();
        for (number, incoming) in coming {
            further.push((number, incoming.append(content(number, 50)).await?));
        }
        coming = further;
    }
    for (number, incoming) in coming {
        incoming.keep(north(), id(number)).await?;
    }
    for number in 1..=8 {
        assert_eq!(parts(&store, number, 64).await?.concat(), content(number, 50).repeat(4), "{number}");
    }
    assert_eq!(store.bytes_kept(), 8 * 200);
    Ok(())
}
