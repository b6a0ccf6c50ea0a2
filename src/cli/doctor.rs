//! `penult doctor`: what this build and this machine can do. It changes nothing and never fails.

use std::path::{Path, PathBuf};

use candle_core::{DType, Device};
use clap::Args;
use serde_json::{Map, Value, json};

use super::{Outcome, device, inspect};
use crate::data::FORMATS;
use crate::extract::engine::{Engine as _, described};
use crate::network::conv::instructions::{Instructions, VARIABLE};
use crate::network::families::FAMILIES;

/// What is looked at.
#[derive(Args)]
pub(super) struct Arguments {
    /// A folder of checkpoints, whose cache is looked at.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Its cache, where it is elsewhere than in .penult.
    #[arg(long)]
    cache: Option<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let cache = arguments.cache.clone().unwrap_or_else(|| arguments.folder.join(".penult"));
    let available: Vec<&str> = Instructions::available().iter().map(|i| i.name()).collect();
    let chosen = Instructions::chosen().map_or_else(|why| why, |i| i.name().to_owned());
    let (files, bytes) = size(&cache);
    let facts = json!({
        "penult": env!("CARGO_PKG_VERSION"),
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "features": {
            "cuda": cfg!(feature = "cuda"), "cudnn": cfg!(feature = "cudnn"), "metal": cfg!(feature = "metal"),
        },
        "devices": devices(),
        "threads": rayon::current_num_threads(),
        "instructions": { "available": available.join(", "), "chosen": chosen, "variable": VARIABLE },
        "cache": { "folder": cache.display().to_string(), "files": files, "bytes": bytes },
        "formats": FORMATS.iter().map(|f| f.name).collect::<Vec<_>>(),
        "families": FAMILIES.iter().map(|f| f.name).collect::<Vec<_>>(),
    });
    inspect::print(&facts, arguments.json)
}

/// What `--device` calls each device -> what it is, and the number types it has.
fn devices() -> Map<String, Value> {
    let types = |device: &Device| {
        let names = [DType::F32, DType::F16, DType::BF16].into_iter().filter(|dtype| device.has(*dtype));
        names.map(|dtype| dtype.as_str()).collect::<Vec<_>>().join(", ")
    };
    let about = |(name, device): (String, Device)| (name, json!(format!("{}: {}", described(&device), types(&device))));
    device::found().into_iter().map(about).collect()
}

/// Number and bytes of the files in a folder and below; what cannot be read counts nothing.
fn size(folder: &Path) -> (u64, u64) {
    let Ok(entries) = std::fs::read_dir(folder) else { return (0, 0) };
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(about) if about.is_dir() => size(&entry.path()),
        Ok(about) => (1, about.len()),
        Err(_) => (0, 0),
    };
    entries.flatten().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}
