//! `penult extract`: activations files of checkpoints, and probes files where they are asked for.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::probing::{self, Probed};
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
        let placed = |split: &str, what: &str| {
            arguments.out.join(format!("{}.{split}.{what}.safetensors", v.id.replace('/', "_")))
        };
        for (split, activations) in &made {
            anstream::println!("{}", place(&activations.file, &placed(split, "activations"))?.display());
        }
        if runner.probing.is_asked() {
            let probed = Probed { variant: v, checkpoint: &checkpoint, plan: &plan, normalise: Some(&found.normalise) };
            for (split, probes) in probing::of_variant(&study, &probed, &made, &runner)? {
                let path = placed(&split, "probes");
                probes.write(&path)?;
                anstream::println!("{}", path.display());
            }
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
