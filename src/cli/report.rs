//! `penult report`: the main job.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use crate::analysis::run::{Input, run as analyse, split_of};
use crate::analysis::schema::{Checkpoint, Data, Variant};
use crate::data::{Dataset, Normalise};
use crate::extract::{self, activations};
use crate::study::{self, Study};
use crate::{checkpoint, network};

/// The folder and what overrides it.
#[derive(Args)]
pub(super) struct Arguments {
    /// Folder of checkpoints, with or without penult.toml.
    folder: PathBuf,
    /// Test data: a folder of IDX files or Parquet, or a Parquet file.
    #[arg(long)]
    data: Option<PathBuf>,
    /// MEAN/STD a channel (0.5,0.5,0.5/0.25,0.25,0.25) or the name of a known set.
    #[arg(long)]
    normalize: Option<String>,
    /// Folder of the report; reports/NAME by default.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Folder of cached activations; FOLDER/.penult by default.
    #[arg(long)]
    cache: Option<PathBuf>,
    /// Run every forward pass again.
    #[arg(long)]
    no_cache: bool,
    /// Three class indices of the template plane, for example 2,4,6.
    #[arg(long, value_delimiter = ',')]
    classes: Option<Vec<usize>>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mut study = study::open(&arguments.folder)?;
    if let Some(data) = &arguments.data {
        study.splits = BTreeMap::from([("test".to_owned(), data.clone())]);
    }
    let triple = match arguments.classes.as_deref() {
        None => None,
        Some([a, b, c]) => Some([*a, *b, *c]),
        Some(other) => return Err(format!("--classes takes three indices, found {}", other.len()).into()),
    };
    let sets = load_data(&study)?;
    let (normalise, preprocessing) = preprocessing(arguments, &study, &sets)?;
    let cache = (!arguments.no_cache).then(|| arguments.cache.clone().unwrap_or_else(|| arguments.folder.join(".penult")));
    let mut inputs = Vec::new();
    for variant in &study.variants {
        inputs.push(input(&study, variant, &sets, &normalise, cache.as_deref())?);
    }
    let data = describe(&study, &sets, &inputs, preprocessing);
    check_classes(&data, &inputs, triple)?;
    let analysis = analyse(&inputs, data, triple)?;
    let name = arguments.folder.file_name().map_or_else(|| "report".to_owned(), |n| n.to_string_lossy().into_owned());
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("reports").join(name));
    std::fs::create_dir_all(&out).map_err(|e| format!("cannot make the report's folder ({e}); give another with --out: {}", out.display()))?;
    let mut text = serde_json::to_vec_pretty(&analysis)?;
    text.push(b'\n');
    let json = out.join("analysis.json");
    checkpoint::write_atomic(&json, &text).map_err(|e| format!("cannot write ({e}); give another folder with --out: {}", json.display()))?;
    // Rendered from the file, so that `penult render` gives the same bytes.
    let read = serde_json::from_slice(&text)?;
    crate::report::write(&read, &super::glossary(), &out)?;
    for verdict in &analysis.argument.verdicts {
        anstream::println!("{}", verdict.summary);
    }
    anstream::println!("report: {}", out.join("index.html").display());
    Ok(())
}

fn load_data(study: &Study) -> Result<BTreeMap<String, Dataset>, Box<dyn std::error::Error>> {
    let mut sets = BTreeMap::new();
    for (split, path) in &study.splits {
        let set = crate::data::load(path, split)?;
        let mut counts = vec![0usize; set.classes.len()];
        for label in &set.labels {
            counts[*label] += 1;
        }
        if let Some(absent) = counts.iter().position(|c| *c == 0) {
            anstream::eprintln!("note: class {absent} ({}) has no example in split {split}", set.classes[absent]);
        }
        sets.insert(split.clone(), set);
    }
    Ok(sets)
}

fn preprocessing(arguments: &Arguments, study: &Study, sets: &BTreeMap<String, Dataset>) -> Result<(Normalise, String), String> {
    let say = |n: &Normalise, found: &str| format!("(x/255 - mean) / std, mean {:?}, std {:?}; found by: {found}", n.mean, n.std);
    if let Some(text) = &arguments.normalize {
        let n = parse_normalize(text)?;
        let words = say(&n, "--normalize");
        return Ok((n, words));
    }
    if let Some((mean, std)) = &study.normalise {
        let n = Normalise { mean: mean.clone(), std: std.clone() };
        let words = say(&n, "penult.toml");
        return Ok((n, words));
    }
    let name = study.data_name.clone().or_else(|| sets.values().next().map(|s| s.name.clone()));
    if let Some(known) = name.as_deref().and_then(crate::data::known::known) {
        let n = Normalise { mean: known.mean.to_vec(), std: known.std.to_vec() };
        let words = say(&n, &format!("the usual constants of {}", known.name));
        return Ok((n, words));
    }
    if sets.is_empty() {
        return Ok((Normalise { mean: Vec::new(), std: Vec::new() }, "none: activations were given".to_owned()));
    }
    Err("how pixels are normalised is unknown; give --normalize MEAN/STD, or write in penult.toml\n  [data]\n  normalize = { mean = [0.2860], std = [0.3530] }".to_owned())
}

fn parse_normalize(text: &str) -> Result<Normalise, String> {
    if let Some(known) = crate::data::known::known(text) {
        return Ok(Normalise { mean: known.mean.to_vec(), std: known.std.to_vec() });
    }
    let parse = |part: &str| part.split(',').map(|v| v.trim().parse::<f32>()).collect::<Result<Vec<_>, _>>();
    match text.split_once('/').map(|(m, s)| (parse(m), parse(s))) {
        Some((Ok(mean), Ok(std))) if mean.len() == std.len() && std.iter().all(|s| *s > 0.0) => Ok(Normalise { mean, std }),
        _ => Err(format!("--normalize: expected MEAN/STD (0.5,0.5,0.5/0.25,0.25,0.25) or a known set, found {text:?}")),
    }
}

fn input(study: &Study, v: &study::Variant, sets: &BTreeMap<String, Dataset>, normalise: &Normalise, cache: Option<&Path>) -> Result<Input, Box<dyn std::error::Error>> {
    let mut variant = Variant {
        role: v.role.clone(),
        group: v.group.clone(),
        seed: v.seed,
        objective: v.objective.clone(),
        distillation: v.distillation.clone(),
        teacher: v.teacher.clone(),
        reference: v.reference.clone(),
        checkpoint: Checkpoint { file: v.path.strip_prefix(&study.root).unwrap_or(&v.path).display().to_string(), blake3: String::new() },
        network: String::new(),
        found_by: v.found_by.clone(),
        splits: BTreeMap::new(),
    };
    let mut of = BTreeMap::new();
    if activations::is_activations(&v.path) {
        let a = activations::read(&v.path)?;
        let bytes = std::fs::read(&v.path)?;
        variant.checkpoint.blake3 = blake3::hash(&bytes).to_hex().to_string();
        "activations given".clone_into(&mut variant.network);
        of.insert("test".to_owned(), a);
        return Ok(Input { id: v.id.clone(), variant, activations: of });
    }
    if sets.is_empty() {
        return Err(format!("no data to run {} on; give --data DIR, or write in {}\n  [data]\n  test = \"path/to/test\"", v.id, study.root.join("penult.toml").display()).into());
    }
    let checkpoint = checkpoint::load(&v.path)?;
    let plan = network::recognise(&checkpoint)?;
    variant.checkpoint.blake3.clone_from(&checkpoint.blake3);
    variant.network = format!("{}: {} ({} parameters)", plan.family, plan.evidence, plan.parameters);
    if !plan.unused.is_empty() {
        anstream::eprintln!("note: {} has tensors that the network does not use: {}", v.id, plan.unused.join(", "));
    }
    for (split, set) in sets {
        if set.shape[0] != normalise.mean.len() {
            return Err(format!("split {split} has {} channels, the normalisation {}; give --normalize MEAN/STD with a value each", set.shape[0], normalise.mean.len()).into());
        }
        let bar = bar(&format!("{} {split}", v.id));
        let progress = |done: usize, total: usize| {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        };
        let settings = extract::Settings { device: &candle_core::Device::Cpu, cache, progress: &progress };
        of.insert(split.clone(), extract::run(&checkpoint, &plan, set, normalise, &settings)?);
        bar.finish_and_clear();
    }
    Ok(Input { id: v.id.clone(), variant, activations: of })
}

fn bar(name: &str) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {per_sec} {eta}").unwrap_or_else(|_| indicatif::ProgressStyle::default_bar());
    indicatif::ProgressBar::new(0).with_prefix(name.to_owned()).with_style(style)
}

fn describe(study: &Study, sets: &BTreeMap<String, Dataset>, inputs: &[Input], preprocessing: String) -> Data {
    let mut splits = BTreeMap::new();
    for input in inputs {
        for (split, a) in &input.activations {
            splits.entry(split.clone()).or_insert_with(|| split_of(a));
        }
    }
    let first = sets.values().next();
    let k = inputs.first().and_then(|i| i.activations.values().next()).map_or(0, |a| a.classes);
    Data {
        name: study.data_name.clone().or_else(|| first.map(|s| s.name.clone())).unwrap_or_else(|| "activations".to_owned()),
        classes: first.map_or_else(|| (0..k).map(|i| format!("class {i}")).collect(), |s| s.classes.clone()),
        splits,
        preprocessing,
    }
}

fn check_classes(data: &Data, inputs: &[Input], triple: Option<[usize; 3]>) -> Result<(), String> {
    let k = data.classes.len();
    for input in inputs {
        if let Some(a) = input.activations.values().find(|a| a.classes != k) {
            return Err(format!("variant {:?} has {} classes, the data {k}; compare variants of the same classes", input.id, a.classes));
        }
    }
    match triple {
        Some(t) if t.iter().any(|c| *c >= k) => Err(format!("--classes {t:?}: the data have classes 0..{k}")),
        _ => Ok(()),
    }
}
