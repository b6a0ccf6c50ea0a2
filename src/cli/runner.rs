//! What runs networks for every command: the data, the constants, the device, the folder of activations.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device};
use clap::Args;

use super::Failure;
use super::device::{self, Precision};
use super::probing::Probing;
use super::progress::Screen;
use crate::analysis::layers::EXAMPLES;
use crate::checkpoint::Checkpoint;
use crate::data::{self, ClassMap, DataError, Dataset, Labels, Normalise, Reading, Transform};
use crate::extract::class_order::{self, OtherOrder};
use crate::extract::layers::{self, Layers};
use crate::extract::preprocessing::{self, Found};
use crate::extract::probes::augmentations::Augmentations;
use crate::extract::{self, Activations, Settings, Source, Thumbnails, engine, thumbnails};
use crate::metrics::sample::stratified;
use crate::network::Plan;
use crate::study::{self, Epochs, Study};

/// How networks are run.
#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools)] // switches of a command line
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
    /// Which labels count, of data that have two kinds (CIFAR-100): fine or coarse; fine by default.
    #[arg(long)]
    labels: Option<Labels>,
    /// The class of each output of the networks, a line each, where they were trained with the classes in another order;
    /// extract keeps that order in what it writes.
    #[arg(long)]
    class_map: Option<PathBuf>,
    /// Take every checkpoint of a run (ckpt_epoch_*, checkpoint-*), not its last alone.
    #[arg(long)]
    trajectories: bool,
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
    /// Compare networks layer by layer too (CKA of 1,000 examples).
    #[arg(long)]
    layers: bool,
    /// Run every forward pass again, and keep nothing.
    #[arg(long, conflicts_with = "cache")]
    pub(super) no_cache: bool,
    #[command(flatten)]
    probing: Probing,
}

impl Running {
    /// What is done to each image, if anything, and which labels count.
    fn reading(&self, study: &Study) -> Reading {
        let &Self { resize, crop, labels, .. } = self;
        let transform = (resize.is_some() || crop.is_some()).then_some(Transform { resize, crop });
        Reading { transform, labels: labels.or(study.labels).unwrap_or_default() }
    }

    /// Which checkpoints of a run are taken.
    pub(super) fn epochs(&self) -> Epochs {
        if self.trajectories { Epochs::Every } else { Epochs::Last }
    }

    /// The study with the weights that are asked for.
    pub(super) fn of(&self, mut study: Study) -> Study {
        if self.ema {
            study.take_averaged();
        }
        study
    }

    /// For activations alone: nothing is run, nothing is cached.
    pub(super) fn without_networks(class_map: Option<PathBuf>) -> Self {
        let (device, dtype) = ("cpu".to_owned(), Precision::F32);
        Self {
            data: None,
            train: None,
            normalize: None,
            resize: None,
            crop: None,
            labels: None,
            class_map,
            trajectories: false,
            device,
            dtype,
            ema: false,
            cache: None,
            layers: false,
            no_cache: true,
            probing: Probing::default(),
        }
    }
}

/// What runs networks: the data by split, the constants that were given, the device, the folder of activations.
pub(super) struct Runner<'a> {
    pub(super) sets: BTreeMap<String, Dataset>,
    given: Option<Found>,
    class_map: Option<PathBuf>,
    pub(super) device: Device,
    dtype: DType,
    pub(super) folder: PathBuf,
    pub(super) taps: Vec<String>,
    pub(super) probing: &'a Probing,
    compares_layers: bool,
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
        let sets = load_sets(&splits, study.data_name.as_deref(), running.reading(study), screen)?;
        let classes = sets.values().next().map_or(&[][..], |set| &set.classes);
        Ok(Self {
            augmentations: running.probing.augmentations(classes)?,
            sets,
            given,
            class_map: running.class_map.clone().or_else(|| study.class_map.clone()),
            device,
            dtype,
            folder,
            taps: Vec::new(),
            probing: &running.probing,
            compares_layers: running.layers,
            screen,
            temporary,
        })
    }

    /// Where statistics are kept for the next run.
    pub(super) fn cache(&self) -> Option<&Path> {
        self.temporary.is_none().then_some(self.folder.as_path())
    }

    /// The file of a variant's class map: its own, else that of all.
    pub(super) fn class_map_file<'b>(&'b self, v: &'b study::Variant) -> Option<&'b PathBuf> {
        v.class_map.as_ref().or(self.class_map.as_ref())
    }

    /// What the record says of a variant's class map.
    pub(super) fn class_map_note(&self, v: &study::Variant) -> Option<String> {
        let name = self.class_map_file(v)?.file_name().unwrap_or_default().display();
        Some(format!("its outputs are put into the order of the data's classes by the class map {name}"))
    }

    /// The class of each output of a variant; none where no class map is given.
    fn class_map(&self, v: &study::Variant, classes: usize) -> Result<Option<ClassMap>, DataError> {
        self.class_map_file(v).map(|path| ClassMap::read(path, &class_names(&self.sets, classes))).transpose()
    }

    /// Activations in the order of the data's classes: by the class map that is given; without one, what looks permuted stops
    /// the run.
    pub(super) fn in_class_order(
        &self,
        v: &study::Variant,
        of: BTreeMap<String, Activations>,
    ) -> Result<BTreeMap<String, Activations>, Failure> {
        let mut out = BTreeMap::new();
        for (split, a) in of {
            let Some(map) = self.class_map(v, a.classes)? else {
                if let Some(other) = class_order::other_order(&a) {
                    return Err(permuted(&other, &class_names(&self.sets, a.classes), v, &split).into());
                }
                out.insert(split, a);
                continue;
            };
            let a = a.in_class_order(&map)?;
            if class_order::other_order(&a).is_some() {
                self.screen.note(&format!("{}: its classes look permuted with the class map that is given, too", v.id));
            }
            out.insert(split, a);
        }
        Ok(out)
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
        let map = self.class_map(v, plan.classes)?;
        let found = preprocessing::find(self.given.clone().or(own), (checkpoint, plan), first, map.as_ref())?;
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

impl Runner<'_> {
    /// Small images of some examples by ids and labels, where the data hold them.
    pub(super) fn thumbnails(&self, split: &str, examples: (&[i64], &[usize])) -> Option<Thumbnails> {
        let found = thumbnails::thumbnails(self.sets.get(split)?, examples, &self.folder);
        found.unwrap_or_else(|e| {
            self.screen.note(&format!("the page shows no images of {split}: {e}"));
            None
        })
    }

    /// The layers of a checkpoint on a sample of its first split of test, val, train, where they are asked for.
    pub(super) fn layers(
        &self,
        v: &study::Variant,
        (checkpoint, plan): (&Checkpoint, &Plan),
        normalise: &Normalise,
    ) -> Result<Option<Layers>, Failure> {
        let split = ["test", "val", "train"].into_iter().find(|split| self.sets.contains_key(*split));
        let Some((split, set)) = split.and_then(|split| Some((split, self.sets.get(split)?))) else { return Ok(None) };
        if !self.compares_layers {
            return Ok(None);
        }
        let what = format!("{} layers", v.id);
        let progress = |done: usize, total: usize| self.screen.progress(&what, "images", done, total);
        let taps = layers::compared(&plan.taps());
        let settings = Settings {
            device: &self.device,
            dtype: self.dtype,
            folder: &self.folder,
            taps: &taps,
            progress: &progress,
        };
        let rows = stratified(&set.labels, &set.ids, EXAMPLES);
        let made = layers::run(&Source { checkpoint, plan, normalise }, (set, &rows), split, &settings)?;
        self.screen.clear();
        Ok(Some(made))
    }
}

/// Names of the classes: the data's, else numbers.
fn class_names(sets: &BTreeMap<String, Dataset>, count: usize) -> Vec<String> {
    sets.values().next().map_or_else(|| (0..count).map(|k| format!("class {k}")).collect(), |set| set.classes.clone())
}

fn no_data(id: &str) -> String {
    format!(
        "there are no data to run {id} on; give --data PATH, or write in penult.toml\n  [data]\n  test = \"path/to/test\""
    )
}

/// Why the run stops, and the class map that mends it.
fn permuted(other: &OtherOrder, names: &[String], v: &study::Variant, split: &str) -> String {
    format!(
        "the classes of {} look permuted: on {split} {:.1} % of its answers are right, but {:.1} % once its outputs are \
         renamed one to one, so it was trained with the classes in another order than the data's; write the class of each \
         output into a file, and give it by --class-map FILE, or class_map = \"FILE\" in penult.toml (under [data], or its \
         [[variant]]); the file that fits:\n{}",
        v.id,
        100.0 * other.before,
        100.0 * other.after,
        other.map.text(names).trim_end()
    )
}

fn load_sets(
    splits: &BTreeMap<String, PathBuf>,
    name: Option<&str>,
    reading: Reading,
    screen: &Screen,
) -> Result<BTreeMap<String, Dataset>, Failure> {
    let mut sets = BTreeMap::new();
    for (split, path) in splits {
        let set = data::load_as(path, split, reading)?;
        set.note.iter().for_each(|note| screen.note(note));
        let set = if let Some(name) = name { set.named(name)? } else { set };
        sets.insert(split.clone(), set);
    }
    Ok(sets)
}
