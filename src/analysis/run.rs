//! Activations -> `Record`: every statistic of every variant and pair, with its interval, and the argument from them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use indexmap::IndexMap;

use super::cache::{self, Cache};
use super::curves::{self, Triple};
use super::groups::{self, Measured};
use super::measure::{self, Measurement, Setting, Shared};
use super::other_labels::{self, Probed};
use super::pairs::{self, Member};
use super::record::{Arrays, Record, SIDECAR};
use super::schema::{Analysis, Argument, Data, Role, Settings, Variant};
use super::{BINS, EQUIVALENCE, LEVEL, RESAMPLES, SCHEMA_VERSION, SEED};
use super::{
    argument, claims, diffusion, embedding, examples, group_pairs, layers, matched, probes, relations, stored_accuracy,
    temperature_effects, trajectories,
};
use crate::extract::Activations;
use crate::extract::layers::Layers;
use crate::extract::probes::Probes;
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
    /// Difference of students' accuracies, a fraction, below which two teachers teach equally well.
    pub equivalence: f64,
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
            equivalence: EQUIVALENCE,
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
    let mut record = Record { analysis: empty(&inputs, data, options.equivalence), arrays: Arrays::default() };
    let triple = triple(&inputs, options.classes);
    let mut measured = Measured::new();
    let cache = Cache::new(options.cache, options.note);
    for split in &splits {
        let of: Vec<OfSplit<'_>> = inputs.iter().filter_map(|i| Some((i, i.activations.get(split)?))).collect();
        let Some((_, first)) = of.first() else { continue };
        let described = examples::describe(first, &record.analysis.data.classes);
        let setting = setting(&of, (split, &record.analysis.data), triple.as_ref());
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
            project(&mut record, &mut m, (input, a), (split, triple.as_ref()));
            a.release();
            of_split.insert(input.id.clone(), m);
        }
        if options.tsne && drawn(&splits) == Some(split) {
            (options.progress)(&format!("t-SNE, {split}"), 0, of.len());
            embedding::add(&mut record, &of, (&keys, split), &cache);
        }
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
    analysis.sidecar = (*arrays != Arrays::default()).then(|| SIDECAR.to_owned());
    Ok(record)
}

/// The split that figures draw.
fn drawn(splits: &BTreeSet<String>) -> Option<&String> {
    ["test", "val", "train"].into_iter().find_map(|split| splits.get(split))
}

/// What a split is measured by: classes are alike that have a superclass in common, else as the first teacher without a reference
/// takes them, or the first variant.
fn setting(of: &[OfSplit<'_>], (split, data): (&str, &Data), triple: Option<&Triple>) -> Setting {
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
    Setting { split: split.to_owned(), triple: triple.map(|t| t.classes), similar, similar_by }
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
fn empty(inputs: &[Input], data: Data, equivalence: f64) -> Analysis {
    Analysis {
        schema_version: SCHEMA_VERSION,
        penult: env!("CARGO_PKG_VERSION").to_owned(),
        settings: Settings { seed: SEED, resamples: RESAMPLES, level: LEVEL, bins: BINS, equivalence, arguments: Vec::new(), commit: None },
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
fn project(
    record: &mut Record,
    m: &mut Measurement,
    (input, a): (&Input, &Activations),
    (split, triple): (&str, Option<&Triple>),
) {
    let (curves, made) = curves::project(a, &m.pca, triple, (&input.id, split));
    m.split.curves.pca = curves.pca;
    m.split.curves.template_plane = curves.template_plane;
    if let Some(probes) = input.probes.get(split) {
        m.split.curves.landscape = probes::landscape(probes, (&input.id, split), &mut record.arrays.matrices);
    }
    record.arrays.points.extend(made.points);
    record.arrays.labels.extend(made.labels);
    if let Some(variant) = record.analysis.variants.get_mut(&input.id) {
        variant.splits.insert(split.to_owned(), m.split.clone());
    }
}

/// The classes that are given, or the rule's in the head of the first teacher that has no reference, else of the first
/// variant with a head.
fn triple(inputs: &[Input], given: Option<[usize; 3]>) -> Option<Triple> {
    if let Some(classes) = given {
        return Some(Triple { classes, chosen_by: "named by the user".to_owned() });
    }
    let of = |i: &Input| {
        let a = i.activations.values().next()?;
        let classes = template_plane::default_classes(a.templates()?, a.head_bias()).ok()?;
        let rule = "the two closest templates, and the class farthest from both";
        Some(Triple { classes, chosen_by: format!("{rule}, in the head of {}", i.id) })
    };
    inputs.iter().find(|i| is_reference(i)).and_then(of).or_else(|| inputs.iter().find_map(of))
}

fn is_reference(input: &Input) -> bool {
    input.variant.role == Role::Teacher && input.variant.reference.is_none()
}
