//! What runs networks for every command: the data, the constants, the device, the folder of activations.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device};
use clap::Args;

use super::device::{self, Precision};
use super::pipeline::Failure;
use super::probing::Probing;
use super::progress::Screen;
use crate::checkpoint::Checkpoint;
use crate::data::{self, Dataset, Normalise, Transform};
use crate::extract::preprocessing::{self, Found};
use crate::extract::probes::augmentations::Augmentations;
use crate::extract::{self, Activations, Settings, Source, engine};
use crate::network::Plan;
use crate::study::{self, Study};

/// How networks are run.
#[derive(Args, Debug)]
pub(super) struct Running {
    /// Test data: a folder or a file of a known format.
    #[arg(long)]
    pub(super) data: Option<PathBuf>,
    /// Train data, where claims about training examples are to be measured too.
    #[arg(long)]
    pub(super) train: Option<PathBuf>,
    /// MEAN/STD a channel (0.5,0.5,0.5/0.25,0.25,0.25) or the name of a known set.
    #[arg(long)]
    pub(super) normalize: Option<String>,
    /// Length that the shorter side of each image (PNG, JPEG) is brought to, in pixels: 256 before the usual crop.
    #[arg(long)]
    resize: Option<usize>,
    /// Side of the centre square of each image that is kept, in pixels: 224.
    #[arg(long)]
    crop: Option<usize>,
    /// auto, cpu, cuda:N or metal.
    #[arg(long, default_value = "auto")]
    pub(super) device: String,
    /// Type of the weights and of what flows between them.
    #[arg(long, value_enum, default_value = "f32")]
    dtype: Precision,
    /// Take averaged weights (EMA) where a file holds some; the raw ones by default.
    #[arg(long)]
    ema: bool,
    /// Folder of cached activations; by default .penult in the folder that is reported, or here for files side by side.
    #[arg(long)]
    pub(super) cache: Option<PathBuf>,
    /// Run every forward pass again, and keep nothing.
    #[arg(long, conflicts_with = "cache")]
    pub(super) no_cache: bool,
    #[command(flatten)]
    probing: Probing,
}

impl Running {
    /// What is done to each image, if anything.
    fn transform(&self) -> Option<Transform> {
        let &Self { resize, crop, .. } = self;
        (resize.is_some() || crop.is_some()).then_some(Transform { resize, crop })
    }

    /// The study with the weights that are asked for.
    pub(super) fn of(&self, mut study: Study) -> Study {
        if self.ema {
            study.take_averaged();
        }
        study
    }

    /// For activations alone: nothing is run, nothing is cached.
    pub(super) fn without_networks() -> Self {
        let (device, dtype) = ("cpu".to_owned(), Precision::F32);
        Self {
            data: None,
            train: None,
            normalize: None,
            resize: None,
            crop: None,
            device,
            dtype,
            ema: false,
            cache: None,
            no_cache: true,
            probing: Probing::default(),
        }
    }
}

/// What runs networks: the data by split, the constants that were given, the device, the folder of activations.
pub(super) struct Runner<'a> {
    pub(super) sets: BTreeMap<String, Dataset>,
    given: Option<Found>,
    pub(super) device: Device,
    dtype: DType,
    pub(super) folder: PathBuf,
    pub(super) taps: Vec<String>,
    pub(super) probing: &'a Probing,
    /// The augmented passes that are asked for.
    pub(super) augmentations: Option<Augmentations>,
    pub(super) screen: &'a Screen,
    temporary: Option<tempfile::TempDir>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(running: &'a Running, study: &Study, screen: &'a Screen) -> Result<Self, Failure> {
        let mut splits = study.splits.clone();
        if let Some(test) = &running.data {
            splits = BTreeMap::from([("test".to_owned(), test.clone())]);
        }
        if let Some(train) = &running.train {
            splits.insert("train".to_owned(), train.clone());
        }
        let given = match (&running.normalize, &study.normalise) {
            (Some(text), _) => Some(Found { normalise: Normalise::parse(text)?, found_by: "--normalize".to_owned() }),
            (None, Some((mean, std))) => {
                let normalise = Normalise { mean: mean.clone(), std: std.clone() };
                Some(Found { normalise, found_by: study::manifest::FILE.to_owned() })
            }
            (None, None) => None,
        };
        let temporary = running.no_cache.then(tempfile::tempdir).transpose()?;
        let folder = match (&temporary, &running.cache) {
            (Some(temporary), _) => temporary.path().to_path_buf(),
            (None, Some(cache)) => cache.clone(),
            (None, None) => study.root.join(".penult"),
        };
        let device = device::parse(&running.device)?;
        let (wanted, dtype) = (running.dtype.dtype(), engine::dtype(&device, running.dtype.dtype()));
        if dtype != wanted {
            screen.note(&format!("this device has no {}, {} is used", wanted.as_str(), dtype.as_str()));
        }
        let sets = load_sets(&splits, study.data_name.as_deref(), running.transform())?;
        let classes = sets.values().next().map_or(&[][..], |set| &set.classes);
        Ok(Self {
            augmentations: running.probing.augmentations(classes)?,
            sets,
            given,
            device,
            dtype,
            folder,
            taps: Vec::new(),
            probing: &running.probing,
            screen,
            temporary,
        })
    }

    /// Where statistics are kept for the next run.
    pub(super) fn cache(&self) -> Option<&Path> {
        self.temporary.is_none().then_some(self.folder.as_path())
    }

    /// Activations of a checkpoint by split, and the constants they were made with.
    pub(super) fn extract(
        &self,
        v: &study::Variant,
        checkpoint: &Checkpoint,
        plan: &Plan,
    ) -> Result<(BTreeMap<String, Activations>, Found), Failure> {
        let Some(first) = self.sets.values().next() else { return Err(no_data(&v.id).into()) };
        let own = v.normalise.as_ref().map(|(mean, std, source)| Found {
            normalise: Normalise { mean: mean.clone(), std: std.clone() },
            found_by: source.clone(),
        });
        let found = preprocessing::find(self.given.clone().or(own), (checkpoint, plan), first)?;
        let source = Source { checkpoint, plan, normalise: &found.normalise };
        let mut of = BTreeMap::new();
        for (split, set) in &self.sets {
            let what = format!("{} {split}", v.id);
            let progress = |done: usize, total: usize| self.screen.progress(&what, "images", done, total);
            let settings = Settings {
                device: &self.device,
                dtype: self.dtype,
                folder: &self.folder,
                taps: &self.taps,
                progress: &progress,
            };
            of.insert(split.clone(), extract::run(&source, set, split, &settings)?);
        }
        self.screen.clear();
        Ok((of, found))
    }
}

fn no_data(id: &str) -> String {
    format!(
        "there are no data to run {id} on; give --data PATH, or write in penult.toml\n  [data]\n  test = \"path/to/test\""
    )
}

fn load_sets(
    splits: &BTreeMap<String, PathBuf>,
    name: Option<&str>,
    transform: Option<Transform>,
) -> Result<BTreeMap<String, Dataset>, Failure> {
    let mut sets = BTreeMap::new();
    for (split, path) in splits {
        let set = match transform {
            Some(transform) => data::load_transformed(path, split, transform)?,
            None => data::load(path, split)?,
        };
        let set = if let Some(name) = name { set.named(name)? } else { set };
        sets.insert(split.clone(), set);
    }
    Ok(sets)
}
