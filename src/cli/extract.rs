//! `penult extract`: activations files of checkpoints, and nothing else.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::progress::Screen;
use super::runner::{Runner, Running};
use crate::study::{self, Files};
use crate::{checkpoint, network};

/// What is extracted.
#[derive(Args)]
pub(super) struct Arguments {
    /// Checkpoints, or folders of them.
    #[arg(required = true, num_args = 1..)]
    checkpoints: Vec<PathBuf>,
    /// Layers whose outputs are kept too, by their checkpoint key; `penult inspect` lists them.
    #[arg(long, value_delimiter = ',')]
    taps: Vec<String>,
    /// Folder of the activations files.
    #[arg(long, short, default_value = ".")]
    out: PathBuf,
    #[command(flatten)]
    running: Running,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Outcome {
    let study = arguments.running.of(study::gather(&arguments.checkpoints, arguments.running.epochs())?);
    let mut runner = Runner::new(&arguments.running, &study, screen)?;
    runner.taps.clone_from(&arguments.taps);
    for v in &study.variants {
        let Files::Checkpoint(path) = &v.files else { continue };
        let checkpoint = checkpoint::load_part(path, v.part)?;
        let plan = network::recognise(&checkpoint)?;
        let (made, found) = runner.extract(v, &checkpoint, &plan)?;
        screen.note(&format!(
            "{}: inputs are (x - {:?}) / {:?}; {}",
            v.id, found.normalise.mean, found.normalise.std, found.found_by
        ));
        for (split, activations) in made {
            let name = format!("{}.{split}.activations.safetensors", v.id.replace('/', "_"));
            anstream::println!("{}", place(&activations.file, &arguments.out.join(name))?.display());
        }
    }
    Ok(())
}

/// Puts a cached file where the user wants it: whole or not at all.
fn place(cached: &Path, wanted: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let folder = wanted.parent().unwrap_or_else(|| Path::new("."));
    let failed =
        |e: std::io::Error| format!("cannot write ({e}); give another folder with --out: {}", wanted.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    checkpoint::copy_atomic(cached, wanted).map_err(failed)?;
    Ok(wanted.to_path_buf())
}
