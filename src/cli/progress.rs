//! Progress and notes on stderr: bars on a terminal alone, nothing in a pipe.

use std::cell::RefCell;
use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};

/// Where progress and notes go.
pub(super) struct Screen {
    is_quiet: bool,
    bar: RefCell<Option<(String, ProgressBar)>>,
}

impl Screen {
    pub(super) fn new(is_quiet: bool) -> Self {
        Self { is_quiet, bar: RefCell::new(None) }
    }

    /// `done` of `total` of something, with its rate and the time that is left.
    pub(super) fn progress(&self, what: &str, done: usize, total: usize) {
        if self.is_quiet || !std::io::stderr().is_terminal() {
            return;
        }
        let mut bar = self.bar.borrow_mut();
        if bar.as_ref().is_none_or(|(name, _)| name != what) {
            if let Some((_, old)) = bar.take() {
                old.finish_and_clear();
            }
            let template = "{prefix:32!} {bar:28} {pos}/{len}  {per_sec}  {eta}";
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            *bar =
                Some((what.to_owned(), ProgressBar::new(total as u64).with_prefix(what.to_owned()).with_style(style)));
        }
        if let Some((_, bar)) = bar.as_ref() {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        if let Some((_, bar)) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }

    /// A remark that the user should read, on stderr.
    pub(super) fn note(&self, text: &str) {
        self.clear();
        if !self.is_quiet {
            anstream::eprintln!("note: {text}");
        }
    }

    /// Whether nothing but results and errors is wanted.
    pub(super) fn is_quiet(&self) -> bool {
        self.is_quiet
    }
}
