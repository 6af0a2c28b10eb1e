//! Panics and a full queue, on a writer of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Context, Waker};

use super::*;
use crate::sqlite::engine::checkpointer::LOG_PAGES_MAX;
use crate::sqlite::engine::gathering::WAITING_MAX;
use crate::sqlite::engine::migrate::migrate;
use crate::sqlite::engine::open;
use qualify_domain::audit::{AuditPosition, NO_PARTNER};
use qualify_vocabulary::Timestamp;

use crate::operations::reads::FindSetting;
use crate::operations::settings::SaveSetting;
use crate::sqlite::engine::options::SqliteOptions;
use crate::sqlite::engine::run::{HOLDER, failed, run};

/// A queue on a fresh database, with the folder that holds it.
fn start() -> (WriteQueue, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("qualify.db");
    let mut connection = open::open_writer(&file, SqliteOptions::default()).unwrap();
    migrate(&mut connection).unwrap();
    let readers = Arc::new(PointReaders::open(&file, SqliteOptions::default()).unwrap());
    let own = open::open_for_checkpoints(&file, SqliteOptions::default()).unwrap();
    let checkpointer = Checkpointer::start(own, LOG_PAGES_MAX).unwrap();
    let beside = Beside { checkpointer, metrics: Arc::default(), readers };
    (WriteQueue::start(connection, beside, watch::Sender::new(0)).unwrap(), folder)
}

async fn on_session<T: Send + 'static>(
    queue: &WriteQueue,
    decide: impl FnMut(&mut Session) -> Done<T> + Send + 'static,
) -> Outcome<T> {
    queue.run(HOLDER, decide, |_| ()).await
}

async fn has_setting(queue: &WriteQueue, name: &'static str) -> bool {
    on_session(queue, move |session| run(HOLDER, FindSetting { name }, session)).await.unwrap().is_some()
}

#[tokio::test]
async fn a_panic_costs_the_operation_and_neither_its_neighbours_nor_the_writer() {
    let (queue, _folder) = start();
    let save = |name| {
        on_session(&queue, move |session| run(HOLDER, SaveSetting { name, value: b"1".to_vec() }, session))
    };
    let panicking = on_session(&queue, |session| -> Done<()> {
        run(HOLDER, SaveSetting { name: "panicked", value: b"1".to_vec() }, session)?;
        session.next_position(NO_PARTNER, Timestamp::MAX)?;
        panic!("an operation with a bug");
    });
    let (before, panicked, after) = tokio::join!(save("before"), panicking, save("after"));
    before.unwrap();
    after.unwrap();
    assert!(matches!(panicked, Err(StoreError::Failed(_))), "{panicked:?}");
    assert!(has_setting(&queue, "before").await && has_setting(&queue, "after").await);
    assert!(!has_setting(&queue, "panicked").await);
    let next = |session: &mut Session| Ok(session.next_position(NO_PARTNER, Timestamp::UNIX_EPOCH)?);
    let position = on_session(&queue, next).await.unwrap();
    let first = AuditPosition::next_after(AuditPosition::from_ticks(0), Timestamp::UNIX_EPOCH);
    assert_eq!(position, first, "its place in the trail is free again");
}

/// Is undone, and panics where it leaves its trace.
struct PanicsLeaving(Option<oneshot::Sender<bool>>, bool);

impl Work for PanicsLeaving {
    fn run(&mut self, session: &mut Session) -> bool {
        let saved = run(HOLDER, SaveSetting { name: "undone", value: b"1".to_vec() }, session);
        assert!(saved.is_ok());
        false
    }

    fn leave(&mut self, session: &mut Session) -> bool {
        let left = run(HOLDER, SaveSetting { name: "left", value: b"1".to_vec() }, session);
        assert!(left.is_err(), "a trace with a bug");
        true
    }

    fn has_panicked(&mut self) {
        self.1 = true;
    }

    fn answer(self: Box<Self>, commit: &Result<(), CommitFailure>) {
        let Self(reply, has_panicked) = *self;
        let _ = reply.map(|reply| reply.send(has_panicked && commit.is_ok()));
    }
}

#[tokio::test]
async fn a_panic_where_a_trace_is_left_costs_neither_the_neighbours_nor_the_writer() {
    let (queue, _folder) = start();
    let (reply, answer) = oneshot::channel();
    assert!(queue.waiting.push(Box::new(PanicsLeaving(Some(reply), false))).is_ok());
    assert!(answer.await.unwrap(), "it is told, and the others of its group are committed");
    assert!(!has_setting(&queue, "undone").await && !has_setting(&queue, "left").await);
}

#[tokio::test]
async fn a_panic_where_an_answer_is_published_costs_neither_the_answer_nor_the_writer() {
    let (queue, _folder) = start();
    let save =
        |session: &mut Session| run(HOLDER, SaveSetting { name: "kept", value: b"1".to_vec() }, session);
    queue.run(HOLDER, save, |()| panic!("a publication with a bug")).await.unwrap();
    assert!(has_setting(&queue, "kept").await);
}

/// Keeps the writer in an operation, so that those behind it gather: what says that it has begun, and what ends it.
fn hold_up(
    queue: &WriteQueue,
) -> (impl Future<Output = Outcome<()>>, oneshot::Receiver<()>, mpsc::Sender<()>) {
    let (release, released) = mpsc::channel::<()>();
    let (started, is_started) = oneshot::channel();
    let mut started = Some(started);
    let holding = on_session(queue, move |_| {
        if let Some(started) = started.take() {
            let _ = started.send(());
            let _ = released.recv();
        }
        Ok(())
    });
    (holding, is_started, release)
}

#[tokio::test]
async fn a_queue_that_is_full_refuses_and_answers_everything_that_it_took() {
    let (queue, _folder) = start();
    let (blocking, is_started, release) = hold_up(&queue);
    let filling = async {
        is_started.await.unwrap();
        let mut waiting: Vec<_> =
            (0..WAITING_MAX).map(|_| Box::pin(on_session(&queue, |_| Ok(())))).collect();
        for operation in &mut waiting {
            let polled = operation.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_pending(), "{polled:?}");
        }
        let refused = on_session(&queue, |_| Ok(())).await;
        assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
        release.send(()).unwrap();
        for operation in waiting {
            operation.await.unwrap();
        }
    };
    let (answered, ()) = tokio::join!(blocking, filling);
    answered.unwrap();
}

/// What an operation of a test does.
#[derive(Clone, Copy)]
enum Does {
    Saves(&'static str),
    FailsBehind(&'static str),
    PanicsBehind(&'static str),
    FailsAtOnce,
}

/// Carries operations out in one group; answers whether each was done, and how often it ran.
async fn in_one_group<const N: usize>(queue: &WriteQueue, all: [Does; N]) -> [(bool, usize); N] {
    let (holds_up, is_started, release) = hold_up(queue);
    let runs: Arc<[AtomicUsize; N]> = Arc::new(std::array::from_fn(|_| AtomicUsize::new(0)));
    let gathering = async {
        is_started.await.unwrap();
        let mut waiting: Vec<_> = (0..N)
            .map(|place| {
                let runs = Arc::clone(&runs);
                let operation = move |session: &mut Session| {
                    runs[place].fetch_add(1, Ordering::Relaxed);
                    let mut save = |name| run(HOLDER, SaveSetting { name, value: b"1".to_vec() }, session);
                    match all[place] {
                        Does::Saves(name) => save(name),
                        Does::FailsBehind(name) => save(name).and_then(|()| Err(failed("a test"))),
                        Does::PanicsBehind(name) => save(name).map(|()| panic!("a test")),
                        Does::FailsAtOnce => Err(failed("a test")),
                    }
                };
                Box::pin(queue.run(HOLDER, operation, |()| ()))
            })
            .collect();
        for operation in &mut waiting {
            assert!(operation.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        release.send(()).unwrap();
        let mut done = [false; N];
        for (place, operation) in waiting.into_iter().enumerate() {
            done[place] = operation.await.is_ok();
        }
        done
    };
    let (answered, done) = tokio::join!(holds_up, gathering);
    answered.unwrap();
    std::array::from_fn(|place| (done[place], runs[place].load(Ordering::Relaxed)))
}

#[tokio::test]
async fn one_that_fails_behind_a_write_takes_back_itself_alone_and_makes_its_group_run_again_once() {
    for fails in [Does::FailsBehind("half"), Does::PanicsBehind("half")] {
        let (queue, _folder) = start();
        let first = [Does::Saves("before"), fails, Does::Saves("after")];
        assert_eq!(in_one_group(&queue, first).await, [(true, 2), (false, 2), (true, 1)]);
        // The next groups have savepoints.
        let next = [Does::Saves("later"), fails, Does::FailsAtOnce, Does::Saves("last")];
        assert_eq!(in_one_group(&queue, next).await, [(true, 1), (false, 1), (false, 1), (true, 1)]);
        for (name, is_there) in
            [("before", true), ("half", false), ("after", true), ("later", true), ("last", true)]
        {
            assert_eq!(has_setting(&queue, name).await, is_there, "{name}");
        }
    }
}

#[tokio::test]
async fn one_that_fails_before_it_writes_makes_nothing_run_again() {
    let (queue, _folder) = start();
    let group = [Does::Saves("before"), Does::FailsAtOnce, Does::Saves("after")];
    assert_eq!(in_one_group(&queue, group).await, [(true, 1), (false, 1), (true, 1)]);
    assert!(has_setting(&queue, "before").await && has_setting(&queue, "after").await);
}

#[tokio::test]
async fn groups_run_without_savepoints_again_after_a_while() {
    let (queue, _folder) = start();
    let fails = [Does::FailsBehind("half")];
    assert_eq!(in_one_group(&queue, fails).await, [(false, 2)]);
    // What holds the group up is a group, too.
    for _ in 0..CAREFUL_GROUPS {
        assert_eq!(in_one_group(&queue, [Does::Saves("kept")]).await, [(true, 1)]);
    }
    assert_eq!(in_one_group(&queue, fails).await, [(false, 2)]);
}
