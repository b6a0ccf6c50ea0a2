//! Activations -> `Record`: every statistic of every variant and pair, with its interval, and the argument from them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use indexmap::IndexMap;

use super::cache::{self, Cache};
use super::curves::{self, Drawn};
use super::groups::{self, Measured};
use super::measure::{self, Measurement, Setting, Shared};
use super::other_labels::{self, Probed};
use super::pairs::{self, Member};
use super::record::{Arrays, Matrix, Record, SIDECAR};
use super::schema::{Analysis, Argument, Curves, Data, Settings, Split, Variant};
use super::shown::{self, classes::is_reference, margins, sample};
use super::{BINS, COMMIT, EQUIVALENCE, LEVEL, RESAMPLES, SCHEMA_VERSION, SEED};
use super::{
    argument, checks, claims, diffusion, embedding, examples, group_pairs, layers, matched, probes, relations,
    stored_accuracy, temperature_effects, trajectories,
};
use crate::extract::layers::Layers;
use crate::extract::probes::Probes;
use crate::extract::{Activations, Thumbnails};
use crate::metrics::class_sets::ClassSets;
use crate::metrics::{Undefined, template_plane};

/// One variant, described, with its activations by split.
pub struct Input {
    /// Its id.
    pub id: String,
    /// What is known of it; `splits` is filled here.
    pub variant: Variant,
    /// Activations by split.
    pub activations: BTreeMap<String, Activations>,
    /// What was measured on its weights, by split.
    pub probes: BTreeMap<String, Probes>,
    /// Its layers on a sample of one split, where they were asked for.
    pub layers: Option<Layers>,
}

/// A variant with its activations on one split.
pub(super) type OfSplit<'a> = (&'a Input, &'a Activations);

/// What a run is told beside its inputs.
pub struct Options<'a> {
    /// The three classes of the template plane, by index; chosen by rule where none are given.
    pub classes: Option<[usize; 3]>,
    /// Whether t-SNE of every variant is made, which takes seconds each.
    pub tsne: bool,
    /// The run of each variant that is one of a run's epochs.
    pub runs: BTreeMap<String, String>,
    /// Folder in which statistics are kept for the next run; nothing is kept without one.
    pub cache: Option<&'a Path>,
    /// Images of the examples of a split, by ids and labels, where they are at hand.
    pub images: &'a dyn Fn(&str, &[i64], &[usize]) -> Option<Thumbnails>,
    /// Difference of students' accuracies, a fraction, below which two teachers teach equally well.
    pub equivalence: f64,
    /// The options that were typed and that the numbers depend on, without paths; the record keeps them.
    pub arguments: Vec<String>,
    /// Called with what is measured, and (done, total).
    pub progress: &'a dyn Fn(&str, usize, usize),
    /// Called with a remark that the user should read.
    pub note: &'a dyn Fn(&str),
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            classes: None,
            tsne: false,
            runs: BTreeMap::new(),
            cache: None,
            images: &|_, _, _| None,
            equivalence: EQUIVALENCE,
            arguments: Vec::new(),
            progress: &|_, _, _| {},
            note: &|_| {},
        }
    }
}

/// Analyses variants; `data.splits` is filled here.
///
/// # Errors
/// When two variants disagree on the examples of a split; the text says which, and what to do.
pub fn run(mut inputs: Vec<Input>, data: Data, options: &Options<'_>) -> Result<Record, String> {
    let splits: BTreeSet<String> = inputs.iter().flat_map(|i| i.activations.keys().cloned()).collect();
    for split in &splits {
        examples::pair(&mut inputs, split)?;
    }
    let mut record = Record { analysis: empty(&inputs, data, options), arrays: Arrays::default() };
    let triple = shown::classes::triple(&inputs, options.classes);
    let shown = shown::classes::shown(&inputs, record.analysis.data.classes.len(), triple.as_ref());
    templates(&mut record, &inputs, &shown.classes);
    let mut measured = Measured::new();
    let cache = Cache::new(options.cache, options.note);
    for split in &splits {
        let of: Vec<OfSplit<'_>> = inputs.iter().filter_map(|i| Some((i, i.activations.get(split)?))).collect();
        let Some((_, first)) = of.first() else { continue };
        let rows = sample::rows(&first.labels, &shown.classes);
        let drawn = Drawn { split, sample: &rows, shown: &shown.classes, triple: triple.as_ref() };
        let described = describe(first, &drawn, options, &mut record);
        let setting = setting(&of, &record.analysis.data, &drawn);
        let part = format!("{}/{}", described.hash, setting.key());
        let keys: Vec<String> = of.iter().map(|(_, a)| cache::key(a, &part)).collect();
        record.analysis.data.splits.insert(split.clone(), described);
        let shared = Shared::new(&first.labels, setting);
        let mut of_split: IndexMap<String, Measurement> = IndexMap::new();
        for (done, ((input, a), key)) in of.iter().zip(&keys).enumerate() {
            (options.progress)(&format!("statistics, {split}"), done, of.len());
            let mut m = kept(&cache, key, || measure::measure(a, &shared));
            probes::add(&mut m, input.probes.get(split));
            let probed = Probed { scored: a, train: input.activations.get("train"), split, key };
            other_labels::add(&mut m, &probed, record.analysis.data.superclasses.as_deref(), (&shared, &cache));
            project(&mut record, &mut m, (input, a), &drawn);
            a.release();
            of_split.insert(input.id.clone(), m);
        }
        if options.tsne && embedded(&splits) == Some(split) {
            (options.progress)(&format!("t-SNE, {split}"), 0, of.len());
            embedding::add(&mut record, &of, (&keys, &drawn), &cache);
        }
        let ranges: Vec<_> = of_split.values().map(|m| m.explored.margins.clone()).collect();
        margins::add(&mut record, &of, (&ranges, &keys, split), &cache);
        let members: Vec<Member<'_>> =
            of.iter().zip(&keys).map(|(of, key)| Member::new(*of, &of_split[&of.0.id], key)).collect();
        let progress = |done: usize, total: usize| (options.progress)(&format!("pairs, {split}"), done, total);
        record.analysis.pairs.extend(pairs::pairs(&members, (&shared, &cache), split, &progress));
        if matched::split(&splits) == Some(split) {
            let sides = of.iter().zip(&keys).map(|(of, key)| matched::Side::new(*of, &of_split[&of.0.id], key));
            let sides: Vec<matched::Side<'_>> = sides.collect();
            record.analysis.matched = matched::matched(&record.analysis, &sides, (&shared, &cache), split);
        }
        record.analysis.diffusion.extend(diffusion::diffusion(&members, (&shared, &cache), split));
        measured.insert(split.clone(), of_split);
    }
    record.analysis.data.shown = Some(shown);
    let Record { analysis, arrays } = &mut record;
    analysis.layers = layers::layers(&inputs, arrays)?;
    stored_accuracy::compare(analysis);
    analysis.trajectories = trajectories::trajectories(analysis, &options.runs);
    analysis.groups = groups::groups(analysis);
    analysis.group_pairs = group_pairs::group_pairs(analysis);
    analysis.differences = groups::differences(analysis, &measured);
    analysis.temperature_effects = temperature_effects::temperature_effects(analysis, &measured);
    analysis.relations = relations::relations(analysis);
    analysis.argument = argument::argue(analysis);
    analysis.ledger = claims::judge(analysis);
    analysis.checks = checks::checks(analysis, arrays, &inputs);
    analysis.sidecar = (*arrays != Arrays::default()).then(|| SIDECAR.to_owned());
    Ok(record)
}

/// What is said of a split, any of whose variants is `first`, with the examples that the page shows.
fn describe(first: &Activations, drawn: &Drawn<'_>, options: &Options<'_>, record: &mut Record) -> Split {
    let Record { analysis, arrays } = record;
    let mut sample = sample::describe(first, drawn, analysis.data.classes.len(), arrays);
    // Row numbers are no ids: they may be those of other data.
    if first.has_ids {
        sample::illustrate(&mut sample, drawn.split, options.images, arrays);
    }
    Split { sample: Some(sample), ..examples::describe(first, &analysis.data.classes) }
}

/// The split of which t-SNE is made: the one that figures draw.
fn embedded(splits: &BTreeSet<String>) -> Option<&String> {
    ["test", "val", "train"].into_iter().find_map(|split| splits.get(split))
}

/// What a split is measured by: classes are alike that have a superclass in common, else as the first teacher without a reference
/// takes them, or the first variant.
fn setting(of: &[OfSplit<'_>], data: &Data, drawn: &Drawn<'_>) -> Setting {
    let teacher = of.iter().find(|(input, _)| is_reference(input)).or_else(|| of.first());
    let none = || Undefined("there is no teacher to say which classes are alike".to_owned());
    let by = teacher.map_or("nobody", |(input, _)| input.id.as_str());
    let superclasses: Option<Vec<usize>> =
        data.superclasses.as_ref().map(|of_class| of_class.iter().map(|superclass| superclass.index).collect());
    let similar = teacher.ok_or_else(none).and_then(|(_, a)| match &superclasses {
        Some(superclasses) => ClassSets::of_superclasses(superclasses, a.logits(), &a.labels),
        None => ClassSets::of_teacher(a.logits(), &a.labels),
    });
    // What is mapped counts as memory.
    of.iter().for_each(|(_, a)| a.release());
    let similar_by = match superclasses {
        Some(_) => format!(
            "the classes of the same superclass, and as many others that {by} takes each for least, on this split"
        ),
        None => format!("the classes that {by} takes each class for most, and least, on this split"),
    };
    let (split, triple) = (drawn.split.to_owned(), drawn.triple.map(|t| t.classes));
    Setting { split, triple, similar, similar_by, shown: drawn.shown.to_vec() }
}

/// What the cache holds, or else what is made now and kept.
fn kept(cache: &Cache<'_>, key: &str, make: impl FnOnce() -> Measurement) -> Measurement {
    cache.read(key, "statistics").unwrap_or_else(|| {
        let made = make();
        cache.write(key, "statistics", &made);
        made
    })
}

/// The variants as they were given, nothing measured yet.
fn empty(inputs: &[Input], data: Data, options: &Options<'_>) -> Analysis {
    Analysis {
        schema_version: SCHEMA_VERSION,
        penult: env!("CARGO_PKG_VERSION").to_owned(),
        settings: Settings {
            seed: SEED,
            resamples: RESAMPLES,
            level: LEVEL,
            bins: BINS,
            equivalence: options.equivalence,
            arguments: options.arguments.clone(),
            commit: COMMIT.map(str::to_owned),
        },
        data,
        variants: inputs.iter().map(|i| (i.id.clone(), i.variant.clone())).collect(),
        groups: IndexMap::new(),
        pairs: Vec::new(),
        group_pairs: Vec::new(),
        differences: Vec::new(),
        matched: Vec::new(),
        temperature_effects: Vec::new(),
        relations: Vec::new(),
        diffusion: Vec::new(),
        trajectories: Vec::new(),
        layers: Vec::new(),
        ledger: Vec::new(),
        argument: Argument::default(),
        checks: Vec::new(),
        sidecar: None,
    }
}

/// Puts the measurement of a variant into the record, with what its figures draw.
fn project(record: &mut Record, m: &mut Measurement, (input, a): OfSplit<'_>, drawn: &Drawn<'_>) {
    let (curves, made) = curves::project(a, &m.pca, &input.id, drawn);
    m.split.curves = Curves { reliability: std::mem::take(&mut m.split.curves.reliability), ..curves };
    record.arrays.points.extend(made.points);
    record.arrays.labels.extend(made.labels);
    record.arrays.outputs.extend(made.outputs);
    let split = drawn.split;
    shown::put(&m.explored, &format!("{}/{split}", input.id), &mut m.split.curves, &mut record.arrays);
    if let Some(probes) = input.probes.get(split) {
        m.split.curves.landscape = probes::landscape(probes, (&input.id, split), &mut record.arrays.matrices);
    }
    if let Some(variant) = record.analysis.variants.get_mut(&input.id) {
        variant.splits.insert(split.to_owned(), m.split.clone());
    }
}

/// Puts the inner products of the templates of the shown classes into the record, of every variant that has a head of them.
fn templates(record: &mut Record, inputs: &[Input], shown: &[usize]) {
    for input in inputs {
        let head = input.activations.values().next().and_then(|a| Some((a.templates()?, a.head_bias())));
        let variant = record.analysis.variants.get_mut(&input.id);
        let (Some((weight, bias)), Some(variant)) = (head, variant) else { continue };
        if shown.iter().all(|class| *class < weight.rows) {
            let name = format!("{}/template_products", input.id);
            let values = template_plane::products(weight, bias, shown);
            record.arrays.matrices.insert(name.clone(), Matrix { cols: shown.len(), values });
            variant.template_products = Some(name);
        }
    }
}
