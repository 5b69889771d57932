//! A line that counts files while many of them are read.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rayon::prelude::*;

/// Fewer files than this are done before anybody could read a number.
const WORTH_SHOWING: usize = 50;
const REDRAW: Duration = Duration::from_millis(100);
const ERASE_LINE: &str = "\r\x1b[K";

/// Draws on standard error, and only where it is a terminal.
pub(crate) struct Progress {
    total: usize,
    shown: bool,
    state: Mutex<State>,
}

struct State {
    done: usize,
    drawn: Instant,
}

impl Progress {
    pub(crate) fn new(total: usize, quiet: bool) -> Self {
        let shown = !quiet && total >= WORTH_SHOWING && io::stderr().is_terminal();
        Progress { total, shown, state: Mutex::new(State { done: 0, drawn: Instant::now() }) }
    }

    /// The outcome of some work on every file, in the order of the files. One file needs no threads, and starting them
    /// takes longer than reading it.
    pub(crate) fn each<T: Send, R: Send>(&self, files: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        let one = |file| {
            let outcome = work(file);
            self.step();
            outcome
        };
        match files.len() {
            1 => files.into_iter().map(one).collect(),
            _ => files.into_par_iter().map(one).collect(),
        }
    }

    /// One more file is done.
    fn step(&self) {
        if !self.shown {
            return;
        }
        let Ok(mut state) = self.state.lock() else { return };
        state.done += 1;
        if state.drawn.elapsed() >= REDRAW {
            state.drawn = Instant::now();
            draw(&format!("{ERASE_LINE}Checked {} of {} files", state.done, self.total));
        }
    }

    /// Leaves the terminal as it was.
    pub(crate) fn finish(self) {
        if self.shown {
            draw(ERASE_LINE);
        }
    }
}

/// A counter that can't be shown is no reason to stop.
fn draw(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
