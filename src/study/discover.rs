//! Finds checkpoints and activations in a folder by their names, and what their heads say; reads none of the weights.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::runs::{self, Epochs, Moment, Run};
use super::{Files, StudyError};
use crate::checkpoint::{self, FOLDER_FILES, Model, NumpySet, Part};

/// What checkpoints end with, longest first.
const SUFFIXES: [&str; 7] = [".safetensors.index.json", ".safetensors", ".pth.tar", ".pth", ".pt", ".th", ".ckpt"];
/// What activations end with: penult's own, and those of other programs, which may also be sets of `.npy` files.
const ACTIVATIONS: [&str; 3] = [".activations.safetensors", ".activations.npz", ".npz"];
/// What the arrays beside an `analysis.json` end with: no variant.
const ARRAYS: &str = ".arrays.safetensors";
/// What was measured on weights, beside activations.
const PROBES: &str = ".probes.safetensors";
/// Names that say nothing: the folder's is taken.
const GENERIC: [&str; 11] = [
    "model",
    "best",
    "last",
    "latest",
    "checkpoint",
    "model_best",
    "pytorch_model",
    "best_model",
    "final",
    "student_latest",
    "student_best",
];
/// What numbered names that say nothing begin with.
const NUMBERED: [&str; 6] = ["ckpt_epoch_", "epoch_", "epoch=", "checkpoint-", "checkpoint_", "student_"];
/// Folders that say nothing: the one above is taken.
const PLACES: [&str; 4] = ["checkpoints", "checkpoint", "ckpt", "weights"];
const SPLITS: [&str; 3] = ["train", "val", "test"];
/// How deep folders are searched: torchdistill's lie five deep.
const DEPTH: usize = 6;

/// A variant's files and its id.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Its files.
    pub files: Files,
    /// Which weights of its checkpoint.
    pub part: Part,
    /// What the head of its file says.
    pub metadata: BTreeMap<String, String>,
    /// Other checkpoints of its run.
    pub others: Vec<PathBuf>,
    /// When in its run it was written, where several checkpoints of the run are variants.
    pub(super) moment: Option<Moment>,
    /// Those variants, at the last one, until they are told apart.
    pub(super) earlier: Vec<Found>,
    /// The run, once they are.
    pub(super) run: Option<Run>,
    /// The id of its teacher, where a file of its run holds both.
    pub teacher: Option<String>,
    /// Activations of its checkpoint by split, as their metadata says.
    pub cached: BTreeMap<String, PathBuf>,
}

/// What a folder holds.
pub struct Contents {
    /// Its variants.
    pub found: Vec<Found>,
    /// Its YAML files.
    pub configs: Vec<PathBuf>,
}

/// All variants under `root`, in natural order of their ids, a run's earlier checkpoints behind all others; `skipped` are
/// places of data.
///
/// # Errors
/// When a folder cannot be listed, or a checkpoint cannot be read to be told from another.
pub fn discover(root: &Path, skipped: &[PathBuf], epochs: Epochs) -> Result<Contents, StudyError> {
    let mut paths = Vec::new();
    walk(root, skipped, DEPTH, &mut paths)?;
    let (configs, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| is_config(path));
    let mut found = runs::gather(with_caches(together(paths))?, epochs);
    tell_apart(root, &mut found);
    found.sort_by_cached_key(|f| natural(&f.id));
    Ok(Contents { found: runs::flatten(found), configs })
}

/// Files as variants, splits of one variant together, two models of one file apart.
pub(super) fn together(paths: Vec<PathBuf>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for path in paths {
        let id = id(&path);
        let Some(split) = split(&path) else {
            found.extend(checkpoints(id, path));
            continue;
        };
        let is_beside = |of: &BTreeMap<String, PathBuf>| {
            !of.contains_key(&split) && of.values().all(|p| run_folder(p) == run_folder(&path))
        };
        let same = found.iter_mut().filter(|f| f.id == id).find_map(|f| match &mut f.files {
            Files::Activations(of) if is_beside(of) => Some(of),
            _ => None,
        });
        if let Some(of) = same {
            of.insert(split, path);
        } else {
            found.push(Found::activations(id, split, path));
        }
    }
    found
}

/// The variants of a checkpoint: one, or a student and its teacher.
fn checkpoints(id: String, path: PathBuf) -> Vec<Found> {
    // A file that cannot be read is a variant all the same; loading it says what is wrong.
    let survey = checkpoint::survey(&path, Part::default()).ok();
    let (models, metadata) = survey.map(|s| (s.models, s.metadata)).unwrap_or_default();
    let whole = Found::new(id, Files::Checkpoint(path), metadata);
    if models.is_empty() {
        return vec![whole];
    }
    let teacher = format!("{}_teacher", whole.id);
    let of = |model: Model| Found {
        id: if model == Model::Student { whole.id.clone() } else { teacher.clone() },
        part: Part { model: Some(model), ..Part::default() },
        teacher: (model == Model::Student).then(|| teacher.clone()),
        ..whole.clone()
    };
    models.into_iter().map(of).collect()
}

impl Found {
    /// A variant of some files.
    pub(super) fn new(id: String, files: Files, metadata: BTreeMap<String, String>) -> Self {
        Self {
            id,
            files,
            part: Part::default(),
            metadata,
            others: Vec::new(),
            moment: None,
            earlier: Vec::new(),
            run: None,
            teacher: None,
            cached: BTreeMap::new(),
        }
    }

    /// A variant that is one activations file.
    pub(super) fn activations(id: String, split: String, path: PathBuf) -> Self {
        let metadata = metadata_of(&path);
        Self::new(id, Files::Activations(BTreeMap::from([(split, path)])), metadata)
    }

    /// A variant that is a checkpoint.
    pub(super) fn checkpoint(id: String, path: PathBuf, part: Part) -> Self {
        let metadata = checkpoint::survey(&path, part).map(|s| s.metadata).unwrap_or_default();
        Self { part, ..Self::new(id, Files::Checkpoint(path), metadata) }
    }
}

/// What an activations file says of itself; empty where there is none.
fn metadata_of(path: &Path) -> BTreeMap<String, String> {
    checkpoint::metadata(path).unwrap_or_default()
}

/// Activations whose metadata name a checkpoint that is here belong to it.
fn with_caches(found: Vec<Found>) -> Result<Vec<Found>, StudyError> {
    let (mut checkpoints, mut out) = (BTreeMap::new(), Vec::new());
    let origin = |f: &Found| match &f.files {
        Files::Checkpoint(_) => None,
        Files::Activations(_) => f.metadata.get("checkpoint_blake3").cloned(),
    };
    let origins: Vec<Option<String>> = found.iter().map(origin).collect();
    if origins.iter().all(Option::is_none) {
        return Ok(found);
    }
    for (at, f) in found.iter().enumerate() {
        if let Files::Checkpoint(path) = &f.files {
            checkpoints.insert(checkpoint::hash_part(path, f.part)?, at);
        }
    }
    let mut caches: BTreeMap<usize, BTreeMap<String, PathBuf>> = BTreeMap::new();
    for (at, (f, origin)) in found.into_iter().zip(origins).enumerate() {
        match (origin.and_then(|hash| checkpoints.get(&hash)), f.files) {
            (Some(owner), Files::Activations(of)) => caches.entry(*owner).or_default().extend(of),
            (_, files) => out.push((at, Found { files, ..f })),
        }
    }
    Ok(out.into_iter().map(|(at, f)| Found { cached: caches.remove(&at).unwrap_or_default(), ..f }).collect())
}

/// Whether a path looks like a checkpoint or an activations file.
pub fn is_variant(path: &Path) -> bool {
    let name = name(path);
    let is_suffixed = |name: &str| SUFFIXES.iter().chain(&ACTIVATIONS).any(|s| name.ends_with(s));
    name == "pytorch_model.bin"
        || is_suffixed(&name) && !name.ends_with(ARRAYS) && !name.ends_with(PROBES)
        || NumpySet::of(path).is_some()
        || !name.contains('.') && checkpoint::is_torch(path)
}

fn is_config(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "yaml" || e == "yml")
}

fn walk(folder: &Path, skipped: &[PathBuf], depth: usize, out: &mut Vec<PathBuf>) -> Result<(), StudyError> {
    let list = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = list
        .map_err(|e| StudyError::Input { what: format!("cannot list the folder ({e})"), path: folder.to_path_buf() })?;
    let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).collect();
    paths.sort();
    let is_sharded = paths.iter().any(|p| name(p).ends_with(".safetensors.index.json"));
    // The same weights in several formats, as on the Hugging Face hub: the first stands for its folder.
    let first = FOLDER_FILES.iter().find(|file| paths.iter().any(|p| name(p) == **file));
    for path in paths {
        let name = name(&path);
        let is_copy = FOLDER_FILES.contains(&name.as_str()) && first != Some(&name.as_str());
        if name.starts_with('.') || skipped.contains(&path) || is_copy {
            continue;
        }
        if path.is_dir() {
            if depth > 1 {
                walk(&path, skipped, depth - 1, out)?;
            }
        } else if is_config(&path) || is_variant(&path) && !(is_sharded && name.contains("-of-")) {
            out.push(path);
        }
    }
    Ok(())
}

pub(super) fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What else than the array and the split the names of a set of `.npy` files say, and the split: `teacher` and `train` of
/// `teacher_train_features.npy`.
fn split_of(set: &NumpySet) -> (String, Option<&'static str>) {
    let rest = set.rest();
    let words: Vec<&str> = rest.split(['_', '-', '.']).filter(|word| !word.is_empty()).collect();
    let split = SPLITS.into_iter().find(|split| words.contains(split));
    let is_kept = |word: &&&str| split.is_none_or(|split| **word != split);
    (words.iter().filter(is_kept).copied().collect::<Vec<_>>().join("_"), split)
}

/// A file's name without its suffix, and without the split of activations; of an array, what its set says beside.
pub(super) fn stem(path: &Path) -> String {
    if let Some(set) = NumpySet::of(path) {
        return split_of(&set).0;
    }
    let name = name(path);
    if let Some(stem) = activations_stem(&name) {
        return SPLITS.iter().find_map(|s| stem.strip_suffix(&format!(".{s}"))).unwrap_or(stem).to_owned();
    }
    let suffixes = SUFFIXES.iter().chain([&".bin"]);
    suffixes.into_iter().find_map(|s| name.strip_suffix(s)).unwrap_or(&name).to_owned()
}

/// The name of an activations file without its suffix; none for another file.
fn activations_stem(name: &str) -> Option<&str> {
    ACTIVATIONS.iter().find_map(|s| name.strip_suffix(s))
}

/// Whether a file's name says nothing of the variant, so that its folder stands for it: `model`, `ckpt_epoch_240`, and
/// `resnet20_best` in a folder that names resnet20.
pub fn has_generic_name(path: &Path) -> bool {
    let (stem, folder) = (stem(path), path.parent().map(name).unwrap_or_default());
    let says_as_much = |end: &str| stem.strip_suffix(end).is_some_and(|arch| !arch.is_empty() && folder.contains(arch));
    let is_numbered =
        |start: &str| stem.strip_prefix(start).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    stem.is_empty()
        || GENERIC.contains(&stem.as_str())
        || NUMBERED.iter().any(|start| is_numbered(start))
        || ["_best", "_last"].iter().any(|end| says_as_much(end))
}

/// The folder that stands for a run: the file's, or the one above where that says nothing (`checkpoints`, `checkpoint-500`).
pub(super) fn run_folder(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let own = name(folder);
    let is_step = own.strip_prefix("checkpoint-").is_some_and(|n| n.parse::<u64>().is_ok());
    let is_split = SPLITS.contains(&own.as_str()) && NumpySet::of(path).is_some();
    let above = folder.parent().filter(|above| !name(above).is_empty());
    above.filter(|_| is_step || is_split || PLACES.contains(&own.as_str())).unwrap_or(folder).to_path_buf()
}

/// The id that a file's name gives: its stem, or its run's folder where the stem is generic.
pub fn id(path: &Path) -> String {
    let folder = name(&run_folder(path));
    if has_generic_name(path) && !folder.is_empty() { folder } else { stem(path) }
}

/// The split of an activations file: its name's, else its metadata's, else test; none for a checkpoint.
pub fn split(path: &Path) -> Option<String> {
    if let Some(set) = NumpySet::of(path) {
        let (_, split) = split_of(&set);
        let folder = path.parent().map(name).filter(|folder| SPLITS.contains(&folder.as_str()));
        return Some(split.map(str::to_owned).or(folder).unwrap_or_else(|| "test".to_owned()));
    }
    let name = name(path);
    let stem = activations_stem(&name)?;
    let named = SPLITS.into_iter().find(|s| stem.ends_with(&format!(".{s}")));
    let said = || metadata_of(path).remove("split").filter(|s| SPLITS.contains(&s.as_str()));
    Some(named.map(str::to_owned).or_else(said).unwrap_or_else(|| "test".to_owned()))
}

/// Ids that clash become paths from the root: of the folder where the name is generic, without the suffix, then whole.
pub(super) fn tell_apart(root: &Path, found: &mut [Found]) {
    let relative = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
    let folder = |path: &Path| {
        Some(run_folder(path)).filter(|_| has_generic_name(path)).map(|f| relative(&f)).filter(|f| !f.is_empty())
    };
    let bare = |path: &Path| {
        let whole = relative(path);
        SUFFIXES.iter().find_map(|s| whole.strip_suffix(s)).unwrap_or(&whole).to_owned()
    };
    let ways: [&dyn Fn(&Path) -> String; 3] = [&|path| folder(path).unwrap_or_else(|| bare(path)), &bare, &relative];
    for longer in ways {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for f in found.iter() {
            *counts.entry(f.id.clone()).or_default() += 1;
        }
        for f in found.iter_mut().filter(|f| counts[&f.id] > 1) {
            f.id = f.files.first().map(longer).unwrap_or_default();
        }
    }
}

/// The folder that all files are below, so that ids of files side by side tell no more of the path than they must.
pub(super) fn common_folder(files: &[PathBuf]) -> PathBuf {
    let mut parents = files.iter().filter_map(|f| f.parent());
    let Some(mut common) = parents.next() else { return PathBuf::new() };
    for parent in parents {
        while !parent.starts_with(common) {
            common = common.parent().unwrap_or_else(|| Path::new(""));
        }
    }
    common.to_path_buf()
}

/// `seed2` before `seed10`: digits compare as numbers.
pub fn natural(text: &str) -> Vec<(String, u64)> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[word..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |d| word + d);
        out.push((rest[..word].to_owned(), rest[word..digits].parse().unwrap_or(0)));
        rest = &rest[digits..];
    }
    out
}
