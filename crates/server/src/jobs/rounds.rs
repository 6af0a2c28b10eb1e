//! Whose work a job looks for, and by which time.

use qualify_domain::ports::{Waiting, Whose, WorkStore as _};

use crate::app::App;

/// Everybody, but for partners with a time of their own; and each of these for whom something is due by that. One look finds
/// them, however many have one.
pub(super) async fn rounds(app: &App, what: Waiting) -> Vec<Whose> {
    let mut rounds = vec![app.clock.everybody_else()];
    let Some(latest) = app.clock.latest() else { return rounds };
    match app.store.list_partners_waiting(what, latest).await {
        Ok(waiting) => {
            let due =
                waiting.into_iter().filter(|(partner, due_at)| app.clock.is_ahead_of(*partner, *due_at));
            rounds.extend(due.map(|(partner, _)| Whose::One(partner)));
        }
        Err(error) => tracing::warn!(
            %error,
            "for whom something is due by a time of their own is not known; the next round asks again"
        ),
    }
    rounds
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{PartnerId, SignedDuration};

    use super::*;
    use crate::compose::compose_for_test;

    /// Partners that are ahead: as many as a sandbox has unless told otherwise.
    const AHEAD: u16 = 1000;

    #[tokio::test]
    async fn those_who_are_ahead_have_no_round_where_nothing_waits_for_them() {
        let folder = tempfile::tempdir().unwrap();
        let app = compose_for_test(folder.path(), |_| {}).await;
        for what in [Waiting::Records, Waiting::Reviews, Waiting::Receivers] {
            assert_eq!(rounds(&app, what).await, [Whose::Everybody]);
        }
        for number in 0..AHEAD {
            let mut id = [7; 16];
            id[..2].copy_from_slice(&number.to_be_bytes());
            app.clock.put_ahead(PartnerId::from(id), SignedDuration::from_hours(24));
        }
        assert_eq!(app.clock.rounds().len(), 1 + usize::from(AHEAD));
        for what in [Waiting::Records, Waiting::Reviews, Waiting::Receivers] {
            assert_eq!(rounds(&app, what).await, [app.clock.everybody_else()]);
        }
    }
}
