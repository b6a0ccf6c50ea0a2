//! `penult lab`: trains variants from a recipe.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::Outcome;
use super::progress::Screen;

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
    let _ = screen;
    crate::lab::run(recipe, &folder, &|line| anstream::eprintln!("{line}"))?;
    anstream::println!("{}", folder.display());
    Ok(())
}
