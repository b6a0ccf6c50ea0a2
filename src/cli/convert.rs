//! `penult convert`: a checkpoint of any kind as safetensors.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::part::Chosen;
use super::progress::Screen;
use crate::checkpoint;

/// From where to where.
#[derive(Args)]
pub(super) struct Arguments {
    /// A checkpoint of any kind that penult reads.
    from: PathBuf,
    /// The file to write: every tensor in its own type, what the checkpoint says of itself as metadata.
    to: PathBuf,
    #[command(flatten)]
    chosen: Chosen,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Outcome {
    let notes = checkpoint::convert(&arguments.from, arguments.chosen.part(), &arguments.to)?;
    notes.iter().for_each(|note| screen.note(note));
    anstream::println!("{}", arguments.to.display());
    Ok(())
}
