//! What is done once a report stands: gates are judged, the page is opened. `report`, `compare` and `render` share it.

use std::cell::Cell;
use std::path::Path;

use clap::Args;

use super::progress::Screen;
use super::{Ended, Failure, Usage, open};
use crate::analysis::gate::{Gate, Judged};
use crate::analysis::schema::Analysis;

/// Gates and the browser.
#[derive(Args, Debug, Default)]
pub(super) struct After {
    #[command(flatten)]
    pub(super) gates: Gates,
    /// Open the page in the browser; on a machine without one, or in CI, its path is printed alone.
    #[arg(long)]
    open: bool,
    #[arg(skip)]
    is_opened: Cell<bool>,
}

impl After {
    /// Opens the page where that was asked for, once, then judges the gates.
    pub(super) fn done(&self, analysis: &Analysis, page: &Path, screen: &Screen) -> Result<Ended, Failure> {
        if self.open && !self.is_opened.replace(true) {
            open::page(page, screen);
        }
        self.gates.judge(analysis, screen)
    }
}

/// Conditions that end the command with 3.
#[derive(Args, Debug, Default)]
pub(super) struct Gates {
    /// Exit with 3 where this holds: 'ece > 0.05', 'teacher_ls01.accuracy@train < 90%', 'verdict == erasure'. The whole interval must
    /// lie beyond the number; low(ece), high(ece) and value(ece) ask for one end or the value. May be given several times.
    #[arg(long = "fail-if", value_name = "CONDITION")]
    fail_if: Vec<Gate>,
}

impl Gates {
    /// Says on stderr which gates tripped and where, and what could not be judged.
    ///
    /// # Errors
    /// A name that is not in the analysis: the command was typed wrongly.
    pub(super) fn judge(&self, analysis: &Analysis, screen: &Screen) -> Result<Ended, Failure> {
        let mut ended = Ended::Done;
        for gate in &self.fail_if {
            let why = |why: String| Usage(format!("--fail-if {:?}: {why}", gate.text()));
            let Judged { tripped, open } = gate.judge(analysis).map_err(why)?;
            open.iter().for_each(|why| screen.note(&format!("--fail-if {:?} says nothing of {why}", gate.text())));
            screen.clear();
            for at in &tripped {
                anstream::eprintln!("tripped: {:?} by {at}", gate.text());
                ended = Ended::Tripped;
            }
        }
        Ok(ended)
    }
}
