//! A sign of life on a terminal while something is waited for. Elsewhere: one line at the beginning.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use crate::output;

const FRAMES: [char; 4] = ['|', '/', '-', '\\'];
const FRAME: Duration = Duration::from_millis(250);
/// What is over sooner needs no sign.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) async fn during<T>(what: &str, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    if let Ok(ended) = tokio::time::timeout(PATIENCE, &mut work).await {
        return ended;
    }
    if !io::stderr().is_terminal() {
        output::note(what);
        return work.await;
    }
    let what = output::printable(what).into_owned();
    let mut frames = FRAMES.iter().cycle();
    loop {
        let frame = frames.next().copied().unwrap_or_default();
        draw(&format!("\r{frame} {what} "));
        if let Ok(ended) = tokio::time::timeout(FRAME, &mut work).await {
            draw(&format!("\r{:width$}\r", "", width = what.chars().count() + 4));
            return ended;
        }
    }
}

fn draw(text: &str) {
    let mut stderr = io::stderr().lock();
    // Nobody can be told that stderr is closed.
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}
