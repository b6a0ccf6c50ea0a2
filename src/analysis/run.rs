//! Activations -> `Record`: every statistic of every variant and pair, with its interval, and the argument from them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::curves::{self, Triple};
use super::groups::{self, Measured};
use super::jackknife::Jackknife;
use super::measure::{self, Measurement, Shared};
use super::record::{Arrays, Record, SIDECAR};
use super::resamples::Resamples;
use super::schema::{Analysis, Argument, Data, Role, Settings, Variant};
use super::{BINS, LEVEL, RESAMPLES, SCHEMA_VERSION, SEED, argument, examples, group_pairs, pairs, stored_accuracy};
use crate::extract::Activations;
use crate::metrics::template_plane;

/// One variant, described, with its activations by split.
pub struct Input {
    /// Its id.
    pub id: String,
    /// What is known of it; `splits` is filled here.
    pub variant: Variant,
    /// Activations by split.
    pub activations: BTreeMap<String, Activations>,
}

/// What a run is told beside its inputs.
pub struct Options<'a> {
    /// The three classes of the template plane, by index; chosen by rule where none are given.
    pub classes: Option<[usize; 3]>,
    /// Called with what is measured, and (done, total).
    pub progress: &'a dyn Fn(&str, usize, usize),
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
    let mut record = Record { analysis: empty(&inputs, data), arrays: Arrays::default() };
    let triple = triple(&inputs, options.classes);
    let mut measured = Measured::new();
    for split in &splits {
        let of: Vec<(&Input, &Activations)> =
            inputs.iter().filter_map(|i| Some((i, i.activations.get(split)?))).collect();
        let Some((_, first)) = of.first() else { continue };
        let shared =
            Shared { resamples: Resamples::new(first.n, RESAMPLES, SEED), jackknife: Jackknife::new(&first.labels) };
        record.analysis.data.splits.insert(split.clone(), examples::describe(first, &record.analysis.data.classes));
        let mut of_split: IndexMap<String, Measurement> = IndexMap::new();
        for (done, (input, a)) in of.iter().enumerate() {
            (options.progress)(&format!("statistics, {split}"), done, of.len());
            let mut m = measure::measure(a, &shared);
            project(&mut record, &mut m, (input, a), (split, triple.as_ref()));
            of_split.insert(input.id.clone(), m);
        }
        let members: Vec<pairs::Member<'_>> = of.iter().map(|(i, a)| (*i, *a, &of_split[&i.id])).collect();
        let progress = |done: usize, total: usize| (options.progress)(&format!("pairs, {split}"), done, total);
        record.analysis.pairs.extend(pairs::pairs(&members, &shared, split, &progress));
        measured.insert(split.clone(), of_split);
    }
    let Record { analysis, arrays } = &mut record;
    stored_accuracy::compare(analysis);
    analysis.groups = groups::groups(analysis);
    analysis.group_pairs = group_pairs::group_pairs(analysis);
    analysis.differences = groups::differences(analysis, &measured);
    analysis.argument = argument::argue(analysis);
    analysis.sidecar = (*arrays != Arrays::default()).then(|| SIDECAR.to_owned());
    Ok(record)
}

/// The variants as they were given, nothing measured yet.
fn empty(inputs: &[Input], data: Data) -> Analysis {
    Analysis {
        schema_version: SCHEMA_VERSION,
        penult: env!("CARGO_PKG_VERSION").to_owned(),
        settings: Settings { seed: SEED, resamples: RESAMPLES, level: LEVEL, bins: BINS },
        data,
        variants: inputs.iter().map(|i| (i.id.clone(), i.variant.clone())).collect(),
        groups: IndexMap::new(),
        pairs: Vec::new(),
        group_pairs: Vec::new(),
        differences: Vec::new(),
        ledger: Vec::new(),
        argument: Argument::default(),
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
    let is_reference = |i: &&Input| i.variant.role == Role::Teacher && i.variant.reference.is_none();
    inputs.iter().find(is_reference).and_then(of).or_else(|| inputs.iter().find_map(of))
}
