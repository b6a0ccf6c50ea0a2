//! `penult lab`: trains variants from a recipe.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

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
    let (is_quiet, is_terminal) = (screen.is_quiet(), std::io::stderr().is_terminal());
    // Every epoch on a terminal, every variant in a pipe.
    let tell = |event: &Event| {
        if !is_quiet && (is_terminal || !matches!(event, Event::Epoch { .. })) {
            anstream::eprintln!("{event}");
        }
    };
    crate::lab::run(recipe, &folder, &tell)?;
    anstream::println!("{}", folder.display());
    Ok(())
}
