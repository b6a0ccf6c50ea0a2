//! `penult lab`: trains variants from a recipe.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::Subcommand;

use super::Outcome;
use super::progress::Screen;
use crate::lab::Event;

/// What the lab does.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Train what the recipe names and is not there yet; unfinished training goes on
    Run {
        /// The recipe.
        recipe: PathBuf,
        /// Folder of the variants; the recipe's own by default.
        #[arg(long, short)]
        out: Option<PathBuf>,
    },
}

pub(super) fn run(command: &Command, screen: &Screen) -> Outcome {
    let Command::Run { recipe, out } = command;
    let folder = out.clone().unwrap_or_else(|| recipe.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf));
    // Epochs of each variant that was begun: done, in all.
    let epochs: Mutex<BTreeMap<String, (usize, usize)>> = Mutex::default();
    let tell = |event: &Event| match event {
        Event::Epoch { id, epoch, epoch_count, .. } => {
            let mut epochs = epochs.lock().unwrap_or_else(PoisonError::into_inner);
            epochs.insert(id.clone(), (*epoch, *epoch_count));
            let sum = |of: fn(&(usize, usize)) -> usize| epochs.values().map(of).sum();
            screen.progress("training", "epochs", sum(|e| e.0), sum(|e| e.1));
        }
        event => screen.tell(&event.to_string()),
    };
    crate::lab::run(recipe, &folder, &tell)?;
    screen.clear();
    anstream::println!("{}", folder.display());
    Ok(())
}
