//! `penult analyze`: activations files -> analysis.json, without weights or images.

use std::path::PathBuf;

use clap::Args;

use super::after::Gates;
use super::pipeline::{self, Measuring};
use super::progress::Screen;
use super::runner::Running;
use super::{Ended, Failure, show};
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
    #[command(flatten)]
    gates: Gates,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<Ended, Failure> {
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
    let file = record.write(&arguments.out)?;
    show::summary(&record.analysis, screen);
    anstream::println!("{}", file.display());
    arguments.gates.judge(&record.analysis, screen)
}
