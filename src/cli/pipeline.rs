//! What `report`, `compare`, `extract` and `analyze` share: a study -> activations -> a record.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::outputs::Outputs;
use super::probing;
use super::progress::Screen;
use super::runner::{Runner, Running};
use super::{Failure, show};
use crate::analysis::schema::{self, Data, Preprocessing};
use crate::analysis::{self, Input, Options, Record};
use crate::extract::preprocessing::Found;
use crate::extract::{Activations, ExtractError, activations, numpy};
use crate::study::{self, Files, Study, StudyError};
use crate::{checkpoint, network};

/// What is drawn and measured.
#[derive(Args, Debug)]
pub(super) struct Measuring {
    /// Three classes of the template plane, by name or index, for example cat,dog,ship; the rule's by default.
    #[arg(long, value_delimiter = ',')]
    classes: Option<Vec<String>>,
    /// Difference of students' accuracies, in points, below which two teachers teach equally well.
    #[arg(long, value_name = "POINTS", default_value_t = 0.5, value_parser = points)]
    equivalence: f64,
    /// Draw t-SNE of every variant too; some seconds each, the first time.
    #[arg(long)]
    tsne: bool,
    /// What was typed of the options that the numbers depend on.
    #[arg(skip)]
    pub(super) arguments: Vec<String>,
}

/// A margin in points of accuracy.
fn points(text: &str) -> Result<f64, String> {
    let found = text.parse().ok().filter(|points| (0.0..=100.0).contains(points));
    found.ok_or_else(|| "expected points of accuracy from 0 to 100, for example 0.5".to_owned())
}

/// A study's activations and what is known of its variants.
pub(super) struct Prepared<'a> {
    inputs: Vec<Input>,
    data: Data,
    runs: BTreeMap<String, String>,
    // Its temporary activations live as long as they are mapped.
    runner: Runner<'a>,
}

/// Runs what is not in the cache. Files that hold no known network are left out with a note, unless the manifest names them.
pub(super) fn prepare<'a>(study: &Study, running: &'a Running, screen: &'a Screen) -> Result<Prepared<'a>, Failure> {
    let runner = Runner::new(running, study, screen)?;
    // Before anything long is run.
    if let (Some(superclasses), Some(set)) = (&study.superclasses, runner.sets.values().next()) {
        superclasses.of(&set.classes)?;
    }
    let mut inputs = Vec::new();
    let mut constants: Vec<Option<Preprocessing>> = Vec::new();
    let mut left_out = Vec::new();
    for v in &study.variants {
        match input(study, v, &runner) {
            Ok((input, found)) => {
                inputs.push(input);
                constants.push(found);
            }
            Err(Skip::Unknown(why)) if !v.is_named => left_out.push((v.id.clone(), why)),
            Err(Skip::Unknown(why)) => return Err(why.into()),
            Err(Skip::Failed(why)) => return Err(why),
        }
    }
    if inputs.is_empty() {
        let all: Vec<String> = left_out.iter().map(|(id, why)| format!("\n- {id}: {why}")).collect();
        return Err(format!("nothing was recognised in {}:{}", study.root.display(), all.concat()).into());
    }
    for (id, why) in &left_out {
        screen.note(&format!("left out {id}: {why}"));
    }
    drop_missing(&mut inputs, screen);
    probing::of_study(study, &runner, &mut inputs, &constants)?;
    for v in study.variants.iter().filter(|v| !v.others.is_empty()) {
        screen.note(&passed_over(v));
    }
    study.questions.iter().for_each(|q| screen.note(q));
    let data = describe(study, &runner, &mut inputs, constants)?;
    Ok(Prepared { inputs, data, runs: study.runs(), runner })
}

/// A run's other checkpoints, which are not analysed.
pub(super) fn passed_over(v: &study::Variant) -> String {
    let name = |p: &Path| p.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let others: Vec<String> = v.others.iter().map(|p| name(p)).collect();
    let taken = v.files.first().map(name).unwrap_or_default();
    let (first, count) = (others.iter().take(4).cloned().collect::<Vec<_>>().join(", "), others.len());
    let more = if count > 4 { format!(" and {} more", count - 4) } else { String::new() };
    format!(
        "of the run {}, {taken} is taken, not {first}{more}; --trajectories takes all, a [[variant]] with its path adds one",
        v.id
    )
}

enum Skip {
    Unknown(String),
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Skip {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn input(study: &Study, v: &study::Variant, runner: &Runner<'_>) -> Result<(Input, Option<Preprocessing>), Skip> {
    // Of files from anywhere, the name alone: no absolute path goes into a report.
    let relative = |p: &Path| {
        let inside = p.strip_prefix(&study.root).ok().or_else(|| p.is_relative().then_some(p));
        inside.or_else(|| p.file_name().map(Path::new)).unwrap_or(p).display().to_string()
    };
    let mut variant = schema::Variant {
        role: v.role,
        group: v.group.clone(),
        seed: v.seed,
        epoch: v.epoch,
        objective: v.objective.clone(),
        distillation: v.distillation.clone(),
        teacher: v.teacher.clone(),
        reference: v.reference.clone(),
        checkpoint: schema::Checkpoint {
            file: String::new(),
            blake3: String::new(),
            notes: Vec::new(),
            stored_accuracy: v.accuracy.clone(),
        },
        network: None,
        template_products: None,
        preprocessing: None,
        found_by: v.found_by.clone(),
        splits: BTreeMap::new(),
    };
    let mut layers = None;
    let (of, found) = match &v.files {
        Files::Activations(files) => {
            let of = runner.in_class_order(v, open(files, runner)?)?;
            if let (Some(path), Some(first)) = (v.files.first(), of.values().next()) {
                variant.checkpoint.file = relative(path);
                first.content().clone_into(&mut variant.checkpoint.blake3);
            }
            (of, None)
        }
        Files::Checkpoint(path) => {
            let checkpoint = checkpoint::load_part(path, v.part).map_err(|e| unreadable(path, &v.id, &e))?;
            let plan = network::recognise(&checkpoint).map_err(|e| Skip::Unknown(e.to_string()))?;
            let unused = plan.unused.iter().map(|name| format!("the network does not use {name}"));
            variant.checkpoint.notes = checkpoint.notes.iter().cloned().chain(unused).collect();
            variant.checkpoint.file = relative(path);
            variant.checkpoint.blake3.clone_from(&checkpoint.blake3);
            variant.network = Some(schema::Network {
                family: plan.family.to_owned(),
                evidence: plan.evidence.clone(),
                parameters: plan.parameters,
                multiply_adds: plan.multiply_adds,
                width: plan.width,
            });
            if runner.sets.is_empty() && !v.cached.is_empty() {
                (runner.in_class_order(v, open(&v.cached, runner)?)?, None)
            } else {
                let (of, Found { normalise, found_by }) = runner.extract(v, &checkpoint, &plan)?;
                layers = runner.layers(v, (&checkpoint, &plan), &normalise)?;
                let found = Preprocessing { mean: normalise.mean, std: normalise.std, found_by };
                (runner.in_class_order(v, of)?, Some(found))
            }
        }
    };
    variant.checkpoint.notes.extend(runner.class_map_note(v));
    Ok((Input { id: v.id.clone(), variant, activations: of, probes: BTreeMap::new(), layers }, found))
}

/// Activations files by split, opened.
fn open(files: &BTreeMap<String, PathBuf>, runner: &Runner<'_>) -> Result<BTreeMap<String, Activations>, ExtractError> {
    let open = |path: &Path| {
        if numpy::is_numpy(path) { numpy::open(path, &runner.folder) } else { activations::open(path) }
    };
    files.iter().map(|(split, path)| Ok((split.clone(), open(path)?))).collect()
}

/// A safetensors file that cannot be read is broken; of other kinds many are no weights, as optimizers' states.
fn unreadable(path: &Path, id: &str, error: &checkpoint::CheckpointError) -> Skip {
    let name = path.to_string_lossy();
    if name.ends_with(".safetensors") || name.ends_with(".safetensors.index.json") {
        let lines = format!("\nor leave it out by penult.toml\n  [[variant]]\n  id = {id:?}\n  skip = true");
        return Skip::Failed(format!("{error}{lines}").into());
    }
    Skip::Unknown(error.to_string())
}

/// Teachers and references that were left out are nobody's.
fn drop_missing(inputs: &mut [Input], screen: &Screen) {
    let ids: Vec<String> = inputs.iter().map(|i| i.id.clone()).collect();
    for input in inputs {
        for (fact, id) in [("teacher", &mut input.variant.teacher), ("reference", &mut input.variant.reference)] {
            if let Some(missing) = id.take_if(|id| !ids.contains(id)) {
                screen.note(&format!("the {fact} of {}, {missing}, was left out", input.id));
            }
        }
    }
}

/// The data, with the constants that most variants share; the others say their own.
fn describe(
    study: &Study,
    runner: &Runner<'_>,
    inputs: &mut [Input],
    constants: Vec<Option<Preprocessing>>,
) -> Result<Data, StudyError> {
    let common =
        constants.iter().flatten().max_by_key(|c| constants.iter().flatten().filter(|o| o == c).count()).cloned();
    for (input, own) in inputs.iter_mut().zip(constants) {
        input.variant.preprocessing = own.filter(|own| Some(own) != common.as_ref());
    }
    let set = runner.sets.values().next();
    let k = inputs.iter().flat_map(|i| i.activations.values()).map(|a| a.classes).max().unwrap_or(0);
    let numbered = || (0..k).map(|i| format!("class {i}")).collect();
    let classes: Vec<String> = set.map_or_else(numbered, |s| s.classes.clone());
    let superclasses = study.superclasses.as_ref().map(|s| s.of(&classes)).transpose()?;
    Ok(Data {
        name: study
            .data_name
            .clone()
            .or_else(|| set.map(|s| s.name.clone()))
            .unwrap_or_else(|| "activations".to_owned()),
        classes,
        shown: None,
        superclasses,
        splits: BTreeMap::new(),
        preprocessing: common,
    })
}

/// A class by its name or index.
pub(super) fn class(text: &str, classes: &[String]) -> Option<usize> {
    let by_name = classes.iter().position(|c| c.eq_ignore_ascii_case(text));
    by_name.or_else(|| text.parse().ok().filter(|i| *i < classes.len()))
}

/// Three different classes, each by its name or index.
fn triple(named: &[String], classes: &[String]) -> Result<[usize; 3], String> {
    match named.iter().map(|text| class(text, classes)).collect::<Option<Vec<usize>>>().as_deref() {
        Some([a, b, c]) if a != b && b != c && a != c => Ok([*a, *b, *c]),
        _ => {
            let known: Vec<&str> = classes.iter().map(String::as_str).take(12).collect();
            Err(format!(
                "--classes: expected three different classes among {}, found {}",
                known.join(", "),
                named.join(",")
            ))
        }
    }
}

/// Every statistic of what was prepared.
pub(super) fn analyse(prepared: Prepared<'_>, measuring: &Measuring, screen: &Screen) -> Result<Record, Failure> {
    let classes = measuring.classes.as_deref().map(|named| triple(named, &prepared.data.classes)).transpose()?;
    let progress = |what: &str, done: usize, total: usize| screen.progress(what, "steps", done, total);
    let note = |text: &str| screen.note(text);
    let equivalence = measuring.equivalence / 100.0;
    let (tsne, runs, cache) = (measuring.tsne, prepared.runs, prepared.runner.cache());
    let images = |split: &str, ids: &[i64], labels: &[usize]| prepared.runner.thumbnails(split, (ids, labels));
    let arguments = measuring.arguments.clone();
    let options = Options {
        classes,
        tsne,
        runs,
        cache,
        images: &images,
        equivalence,
        arguments,
        progress: &progress,
        note: &note,
    };
    let record = analysis::run(prepared.inputs, prepared.data, &options)?;
    screen.clear();
    for (id, variant) in &record.analysis.variants {
        let accuracy = variant.splits.get("test").and_then(|split| split.metrics.get("accuracy"));
        if let Some(note) = accuracy.and_then(schema::Metric::scalar).and_then(|(_, estimate)| estimate.note.as_ref()) {
            screen.note(&format!("{id}: {note}"));
        }
    }
    for (split, of) in &record.analysis.data.splits {
        if !of.absent_classes.is_empty() {
            screen.note(&format!("split {split} has no example of {}", of.absent_classes.join(", ")));
        }
    }
    Ok(record)
}

/// Makes the folder of a report before anything long is run.
pub(super) fn make_folder(out: &Path) -> Result<(), String> {
    std::fs::create_dir_all(out)
        .map_err(|e| format!("cannot write the report ({e}); give another folder with --out: {}", out.display()))
}

/// Writes `analysis.json`, the report and what else is asked for, prints the summary and where they are; gives the page.
pub(super) fn finish(record: &Record, out: &Path, outputs: &Outputs, screen: &Screen) -> Result<PathBuf, Failure> {
    let json = record.write(out)?;
    // Rendered from the file, so that `penult render` gives the same bytes.
    let record = Record::read(&json)?;
    let page = crate::report::write(&record, out)?;
    show::summary(&record.analysis, screen);
    anstream::println!("report: {}", page.display());
    outputs.write(&record, out)?;
    Ok(page)
}
