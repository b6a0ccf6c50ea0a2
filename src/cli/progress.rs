//! Progress and notes on stderr: bars on a terminal alone, nothing in a pipe.

use std::fmt::Write;
use std::io::IsTerminal as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// Where progress and notes go.
pub(super) struct Screen {
    is_quiet: bool,
    bar: Mutex<Option<(String, ProgressBar)>>,
}

impl Screen {
    pub(super) fn new(is_quiet: bool) -> Self {
        Self { is_quiet, bar: Mutex::new(None) }
    }

    /// Whether nothing but results and errors is wanted.
    pub(super) fn is_quiet(&self) -> bool {
        self.is_quiet
    }

    /// `done` of `total` units of something, with their rate and the time that is left.
    pub(super) fn progress(&self, what: &str, unit: &'static str, done: usize, total: usize) {
        if self.is_quiet || !std::io::stderr().is_terminal() {
            return;
        }
        let mut slot = self.bar();
        if slot.as_ref().is_none_or(|(name, _)| name != what) {
            clear(&mut slot);
            *slot = Some((what.to_owned(), bar(what, unit)));
        }
        if let Some((_, bar)) = slot.as_ref() {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        clear(&mut self.bar());
    }

    fn bar(&self) -> MutexGuard<'_, Option<(String, ProgressBar)>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A remark that the user should read, on stderr.
    pub(super) fn note(&self, text: &str) {
        self.tell(&format!("note: {text}"));
    }

    /// What happened, on stderr.
    pub(super) fn tell(&self, text: &str) {
        self.clear();
        if !self.is_quiet {
            anstream::eprintln!("{text}");
        }
    }
}

fn clear(slot: &mut Option<(String, ProgressBar)>) {
    if let Some((_, bar)) = slot.take() {
        bar.finish_and_clear();
    }
}

fn bar(what: &str, unit: &'static str) -> ProgressBar {
    let template = "{prefix:32!} {bar:28} {pos}/{len}  {rate}  {eta} left";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let write = move |state: &ProgressState, out: &mut dyn Write| {
        // What cannot be written is a bar that is not seen.
        let _ = write_rate(state.per_sec(), unit, out);
    };
    ProgressBar::new(0).with_prefix(what.to_owned()).with_style(style.with_key("rate", write))
}

/// Units a second, or seconds a unit where that is the larger number.
fn write_rate(per_second: f64, unit: &str, out: &mut dyn Write) -> std::fmt::Result {
    match per_second {
        10.0.. => write!(out, "{per_second:.0} {unit}/s"),
        1.0..10.0 => write!(out, "{per_second:.1} {unit}/s"),
        _ if per_second > 0.0 => write!(out, "{:.1} s each", 1.0 / per_second),
        _ => Ok(()),
    }
}
