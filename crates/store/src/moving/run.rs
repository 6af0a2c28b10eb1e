//! Leads the rows from one place to the other: one thread reads and sums, the other writes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::counted;

use super::form::Table;
use super::tuple::Batch;
use super::{Source, Sum, Target, refused};

/// The size at which a batch is written.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Batches that were read and wait to be written.
const BATCHES_WAITING_MAX: usize = 3;

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Every table, in the order in which they were moved.
    pub tables: Vec<MovedTable>,
    /// Rows that an earlier run had moved.
    pub rows_before: u64,
}

/// A table that was moved: what arrived is what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name.
    pub name: &'static str,
    /// How many rows, and their sum, on both sides.
    pub sum: Sum,
}

/// How far a move is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The table that rows came of.
    pub table: &'static str,
    /// How many rows of it there are now.
    pub rows: u64,
}

/// Leads all rows from a source to a target.
#[cfg(feature = "postgres")]
pub(crate) fn lead(
    source: Box<dyn Source>,
    target: &mut dyn Target,
    tables: &[Table],
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Outcome<Moved> {
    lead_with(source, target, tables, watch, &mut || Ok(()))
}

/// The same, with what else has to be done once the target is begun and before a service can start on it.
pub(crate) fn lead_with(
    mut source: Box<dyn Source>,
    target: &mut dyn Target,
    tables: &[Table],
    watch: &mut dyn FnMut(Progress) -> bool,
    besides: &mut dyn FnMut() -> Outcome<()>,
) -> Outcome<Moved> {
    let present = target.begin(tables)?;
    besides()?;
    let spread_to = source.spread_to()?;
    let sent = carry(source, target, tables, &present, watch)?;
    let arrived = target.sums(tables)?;
    let mut moved = Moved { tables: Vec::new(), rows_before: present.iter().sum() };
    for ((table, sent), arrived) in tables.iter().zip(sent).zip(arrived) {
        if sent != arrived {
            let told = format!(
                "{}: {} with the sum {sent} sent, and {} with the sum {arrived} arrived",
                table.name,
                counted(sent.rows(), "row"),
                counted(arrived.rows(), "row")
            );
            return Err(StoreError::Unavailable { reason: NOT_EQUAL, source: Some(told.into()) });
        }
        moved.tables.push(MovedTable { name: table.name, sum: arrived });
    }
    target.complete(spread_to)?;
    Ok(moved)
}

/// What is said where the two sides differ.
const NOT_EQUAL: &str = "what arrived is not what the source holds, which has changed since the move began; no service starts on the target: make it anew, and begin again";

/// What is said where somebody stopped it.
const STOPPED: &str = "the move was stopped; the same command goes on where it stopped";

/// What the reading thread tells.
enum Told {
    Rows(Batch),
    /// There are no more of this table.
    End(Sum),
}

/// Reads everything, writes what is not there yet, and answers the sums of what was read.
fn carry(
    mut source: Box<dyn Source>,
    target: &mut dyn Target,
    tables: &[Table],
    present: &[u64],
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Outcome<Vec<Sum>> {
    let (tell, told) = sync_channel(BATCHES_WAITING_MAX);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || {
            for (table, present) in tables.iter().zip(present) {
                if !send_table(&mut *source, table, *present, &tell)? {
                    // Whoever writes has stopped, and says why.
                    break;
                }
            }
            Ok(())
        });
        let written = write_all(target, tables, present, &told, watch);
        drop(told);
        let read: Outcome<()> = reading.join().map_err(|_| StoreError::Failed("reading panicked".into()))?;
        // Where reading failed, writing ended early for want of rows.
        read.and(written)
    })
}

/// Sends the rows of a table that are not there yet; answers whether anybody takes them.
fn send_table(
    source: &mut dyn Source,
    table: &Table,
    present: u64,
    tell: &SyncSender<Told>,
) -> Outcome<bool> {
    let (mut sum, mut batch) = (Sum::default(), Batch::default());
    let gone = || refused(STOPPED);
    let read = source.read(table, &mut |row| {
        sum.add(row);
        if sum.rows() > present {
            batch.push(row);
        }
        if batch.bytes.len() < BATCH_BYTES {
            return Ok(());
        }
        tell.send(Told::Rows(std::mem::take(&mut batch))).map_err(|_| gone())
    });
    if let Err(error) = read {
        // Nobody listens: that is no failure of the source.
        let is_stopped = matches!(error, StoreError::Unavailable { reason: STOPPED, .. });
        return if is_stopped { Ok(false) } else { Err(error) };
    }
    if batch.rows > 0 && tell.send(Told::Rows(batch)).is_err() {
        return Ok(false);
    }
    Ok(tell.send(Told::End(sum)).is_ok())
}

fn write_all(
    target: &mut dyn Target,
    tables: &[Table],
    present: &[u64],
    told: &Receiver<Told>,
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Outcome<Vec<Sum>> {
    let mut sums = Vec::with_capacity(tables.len());
    for (number, (table, present)) in tables.iter().zip(present).enumerate() {
        let mut rows = *present;
        loop {
            // It ends early where reading has failed; that error is the one that counts.
            match told.recv().map_err(|_| refused(STOPPED))? {
                Told::Rows(batch) => {
                    rows += batch.rows;
                    target.write(table, batch)?;
                    if !watch(Progress { table: table.name, rows }) {
                        return Err(refused(STOPPED));
                    }
                }
                Told::End(sum) => {
                    sums.push(sum);
                    break;
                }
            }
        }
        target.end_table(number)?;
    }
    Ok(sums)
}
