//! Activations -> `Record`: every statistic of every variant and pair, with its interval, and the argument from them.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::curves::{self, Triple};
use super::groups::{self, Measured};
use super::intervals::{self, Resamples};
use super::measure::{self, Measurement, Shared};
use super::record::{Arrays, Record, SIDECAR};
use super::schema::{Analysis, Argument, Data, Settings, Split, Variant};
use super::{BINS, LEVEL, RESAMPLES, SCHEMA_VERSION, SEED, argument, pairs};
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
    let mut analysis = Analysis {
        schema_version: SCHEMA_VERSION,
        penult: env!("CARGO_PKG_VERSION").to_owned(),
        settings: Settings { seed: SEED, resamples: RESAMPLES, level: LEVEL, bins: BINS },
        data,
        variants: inputs.iter().map(|i| (i.id.clone(), i.variant.clone())).collect(),
        groups: IndexMap::new(),
        pairs: Vec::new(),
        differences: Vec::new(),
        ledger: Vec::new(),
        argument: Argument::default(),
        sidecar: None,
    };
    let mut arrays = Arrays::default();
    let mut measured = Measured::new();
    let splits: std::collections::BTreeSet<String> =
        inputs.iter().flat_map(|i| i.activations.keys().cloned()).collect();
    for split in &splits {
        pair_examples(&mut inputs, split)?;
    }
    let triple = triple(&inputs, options.classes);
    for split in &splits {
        let of: Vec<(&Input, &Activations)> =
            inputs.iter().filter_map(|i| Some((i, i.activations.get(split)?))).collect();
        let Some(shared) = of.first().map(|(_, a)| shared(a)) else { continue };
        analysis.data.splits.insert(split.clone(), describe(of[0].1, &analysis.data.classes));
        let of_split = measured.entry(split.clone()).or_default();
        for (done, (input, a)) in of.iter().enumerate() {
            (options.progress)(&format!("statistics, {split}"), done, of.len());
            let mut m = measure::measure(a, &shared);
            let (curves, made) = curves::project(a, &m.pca, triple.as_ref(), (&input.id, split));
            m.split.curves.pca = curves.pca;
            m.split.curves.template_plane = curves.template_plane;
            arrays.points.extend(made.points);
            arrays.labels.extend(made.labels);
            analysis.variants[&input.id].splits.insert(split.clone(), m.split.clone());
            of_split.insert(input.id.clone(), m);
        }
        let members: Vec<(&Input, &Activations, &Measurement)> =
            of.iter().map(|(i, a)| (*i, *a, &of_split[&i.id])).collect();
        let progress = |done: usize, total: usize| (options.progress)(&format!("pairs, {split}"), done, total);
        analysis.pairs.extend(pairs::pairs(&members, &shared, split, &progress));
    }
    analysis.groups = groups::groups(&analysis);
    analysis.differences = groups::differences(&analysis, &measured);
    analysis.argument = argument::argue(&analysis);
    analysis.sidecar = (arrays != Arrays::default()).then(|| SIDECAR.to_owned());
    Ok(Record { analysis, arrays })
}

fn shared(a: &Activations) -> Shared {
    let classes = a.labels.iter().copied().max().unwrap_or(0) + 1;
    Shared { resamples: Resamples::new(a.n, RESAMPLES, SEED), groups: intervals::jackknife_groups(&a.labels, classes) }
}

/// Brings the variants of a split to the same examples in the same order: by ids where both have them, else equal labels
/// in equal order are required.
fn pair_examples(inputs: &mut [Input], split: &str) -> Result<(), String> {
    let Some(first) = inputs.iter().position(|i| i.activations.contains_key(split)) else { return Ok(()) };
    let (head, rest) = inputs.split_at_mut(first + 1);
    let (id, a) = (&head[first].id, &head[first].activations[split]);
    for other in rest {
        let Some(b) = other.activations.get_mut(split) else { continue };
        let file = b.file.clone();
        let clash = |what: String| {
            format!(
                "variants {id:?} and {:?} were run on different examples of split {split} ({what}); extract both from the \
                 same data: {}",
                other.id,
                file.display()
            )
        };
        if a.has_ids && b.has_ids && a.ids != b.ids {
            let order = order(&a.ids, &b.ids).map_err(clash)?;
            *b = b.reordered(&order);
        }
        if a.n != b.n {
            return Err(clash(format!("{} examples and {}", a.n, b.n)));
        }
        if let Some(row) = (0..a.n).find(|i| a.labels[*i] != b.labels[*i]) {
            return Err(clash(format!(
                "row {row} has label {} in one and {} in the other",
                a.labels[row], b.labels[row]
            )));
        }
    }
    Ok(())
}

/// Rows of `b` in the order of the ids of `a`.
fn order(a: &[i64], b: &[i64]) -> Result<Vec<usize>, String> {
    let at: BTreeMap<i64, usize> = b.iter().enumerate().map(|(row, id)| (*id, row)).collect();
    if at.len() != b.len() {
        return Err("an id occurs twice".to_owned());
    }
    if a.len() != b.len() {
        return Err(format!("{} ids and {}", a.len(), b.len()));
    }
    let missing = |id: &i64| format!("id {id} is in the first alone");
    a.iter().map(|id| at.get(id).copied().ok_or_else(|| missing(id))).collect()
}

fn describe(a: &Activations, classes: &[String]) -> Split {
    let mut hasher = blake3::Hasher::new();
    let mut seen = vec![false; classes.len()];
    for (id, label) in a.ids.iter().zip(&a.labels) {
        hasher.update(&id.to_le_bytes());
        hasher.update(&(*label as u64).to_le_bytes());
        if let Some(seen) = seen.get_mut(*label) {
            *seen = true;
        }
    }
    let absent_classes = classes.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(name, _)| name.clone()).collect();
    Split { n: a.n, hash: hasher.finalize().to_hex().to_string(), absent_classes }
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
    let is_reference = |i: &&Input| i.variant.role == super::schema::Role::Teacher && i.variant.reference.is_none();
    inputs.iter().find(is_reference).and_then(of).or_else(|| inputs.iter().find_map(of))
}
