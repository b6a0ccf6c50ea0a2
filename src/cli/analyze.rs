//! `penult analyze`: activations files -> analysis.json, without weights or images.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::pipeline::{self, Measuring};
use super::progress::Screen;
use super::runner::Running;
use crate::study::{self, Epochs, Files};

/// What is analysed.
#[derive(Args)]
pub(super) struct Arguments {
    /// Activations files, or folders of them.
    #[arg(required = true, num_args = 1..)]
    activations: Vec<PathBuf>,
    /// Folder of analysis.json.
    #[arg(long, short, default_value = ".")]
    out: PathBuf,
    /// The class of each output, a line each, where they stand in another order than the labels'.
    #[arg(long)]
    class_map: Option<PathBuf>,
    #[command(flatten)]
    pub(super) measuring: Measuring,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Outcome {
    let mut study = study::gather(&arguments.activations, Epochs::Last)?;
    study.splits.clear();
    if let Some(v) = study.variants.iter().find(|v| matches!(v.files, Files::Checkpoint(_))) {
        let file = v.files.first().map(|p| p.display().to_string()).unwrap_or_default();
        return Err(
            format!("analyze takes *.activations.safetensors; use `penult compare` for checkpoints: {file}").into()
        );
    }
    let running = Running::without_networks(arguments.class_map.clone());
    let prepared = pipeline::prepare(&study, &running, screen)?;
    let record = pipeline::analyse(prepared, &arguments.measuring, screen)?;
    anstream::println!("{}", record.write(&arguments.out)?.display());
    Ok(())
}
