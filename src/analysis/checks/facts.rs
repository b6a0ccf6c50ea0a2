//! What was told or inferred of the inputs, from what, and whether anything speaks against it.

use std::collections::BTreeMap;

use crate::analysis::format;
use crate::analysis::run::Input;
use crate::analysis::schema::{Analysis, Check, Metric, Preprocessing, Variant};

/// How sources of facts begin that nobody told: names, rules, and trials.
const INFERRED: [&str; 4] = ["its ", "a trial", "the constants of ", "the only published "];

/// Facts of a variant that place it in the study.
const LINEAGE: [&str; 3] = ["role", "teacher", "reference"];

fn fact(name: &str, statement: &str, has_passed: Option<bool>, found: String) -> Check {
    let (name, statement) = (name.to_owned(), statement.to_owned());
    Check { name, statement, has_passed, found, deviation: None, tolerance: None }
}

/// Whether measured accuracies are those that the files store.
pub(super) fn stored_accuracy(analysis: &Analysis) -> Check {
    let mut gaps = Vec::new();
    let mut notes = Vec::new();
    for (id, variant) in &analysis.variants {
        let Some(stored) = &variant.checkpoint.stored_accuracy else { continue };
        let metric = variant.splits.get("test").and_then(|split| split.metrics.get("accuracy"));
        let Some((measured, estimate)) = metric.and_then(Metric::scalar) else { continue };
        gaps.push((measured - stored.value).abs());
        notes.extend(estimate.note.as_ref().map(|note| format!("{id}: {note}")));
    }
    let largest = gaps.iter().copied().max_by(f64::total_cmp);
    let found = match largest {
        None => "no file stores an accuracy of the test split".to_owned(),
        Some(_) if !notes.is_empty() => notes.join("; "),
        Some(gap) => format!(
            "{} of {} files store one; the largest difference is {} points",
            gaps.len(),
            analysis.variants.len(),
            format::number("accuracy", gap)
        ),
    };
    let statement = "The accuracy that a file stores is measured again, up to chance";
    Check { deviation: largest, ..fact("stored_accuracy", statement, largest.map(|_| notes.is_empty()), found) }
}

/// Whether every variant has an output for each class of the data.
pub(super) fn class_count(analysis: &Analysis, inputs: &[Input]) -> Check {
    let classes = analysis.data.classes.len();
    let other = |input: &Input| {
        let outputs = input.activations.values().map(|a| a.classes).find(|outputs| *outputs != classes)?;
        Some(format!("{} has {outputs}", input.id))
    };
    let others: Vec<String> = inputs.iter().filter_map(other).collect();
    let found = format!("the data have {} classes", format::count(classes));
    let found = if others.is_empty() {
        format!("{found}, and so has each of {} variants", format::count(inputs.len()))
    } else {
        format!("{found}; {}", others.join("; "))
    };
    fact("class_count", "Every network has one output a class", Some(others.is_empty()), found)
}

/// By what the networks were recognised.
pub(super) fn architecture(analysis: &Analysis) -> Check {
    let networks = analysis.variants.values().filter_map(|v| v.network.as_ref());
    let counts = counted(networks.map(|n| format!("{}: {}", n.family, n.evidence)));
    let statement = "Each network is recognised by the names and shapes of its tensors, none missing";
    if counts.is_empty() {
        return fact("architecture", statement, None, "activations were given, no network was run".to_owned());
    }
    fact("architecture", statement, Some(true), listed(&counts))
}

/// Where the constants of the inputs came from.
pub(super) fn preprocessing(analysis: &Analysis) -> Check {
    let statement = "The constants that turn pixels into inputs are told, not inferred";
    let shared = analysis.data.preprocessing.as_ref();
    let own = |v: &Variant| v.preprocessing.as_ref().or(shared).map(constants);
    let ran = analysis.variants.values().filter(|v| v.network.is_some());
    let counts = counted(ran.filter_map(own));
    if counts.is_empty() {
        return fact("preprocessing", statement, None, "activations were given, no pixels were read".to_owned());
    }
    let sources = shared.into_iter().chain(analysis.variants.values().filter_map(|v| v.preprocessing.as_ref()));
    let is_told = sources.into_iter().all(|p| !is_inferred(&p.found_by));
    fact("preprocessing", statement, is_told.then_some(true), verdict(is_told, &counts))
}

fn constants(found: &Preprocessing) -> String {
    let list = |values: &[f32]| values.iter().map(format::exact).collect::<Vec<_>>().join(", ");
    format!("mean {}, std {}, from {}", list(&found.mean), list(&found.std), found.found_by)
}

/// Where roles, teachers and references came from; a reference by a rule is none that was guessed.
pub(super) fn lineage(analysis: &Analysis) -> Check {
    let source = |v: &Variant, fact: &str| v.found_by.get(fact).or_else(|| v.found_by.get("all")).cloned();
    let of = |v: &Variant| LINEAGE.iter().filter_map(|fact| Some((*fact, source(v, fact)?))).collect::<Vec<_>>();
    let all: Vec<(&str, String)> = analysis.variants.values().flat_map(of).collect();
    let statement = "Roles and teachers are told, not inferred from names";
    if all.is_empty() {
        let found = "nothing says what the variants are to each other";
        return fact("lineage", statement, None, found.to_owned());
    }
    let is_told = all.iter().all(|(_, source)| !is_inferred(source));
    let counts = counted(all.into_iter().map(|(fact, source)| format!("{fact}: {source}")));
    fact("lineage", statement, is_told.then_some(true), verdict(is_told, &counts))
}

fn is_inferred(source: &str) -> bool {
    INFERRED.iter().any(|start| source.starts_with(start))
}

fn verdict(is_told: bool, counts: &BTreeMap<String, usize>) -> String {
    let start = if is_told { "" } else { "inferred, which nothing here confirms: " };
    format!("{start}{}", listed(counts))
}

fn counted(texts: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    texts.for_each(|text| *counts.entry(text).or_insert(0) += 1);
    counts
}

/// `role: penult.toml (21); teacher: its name (3)`.
fn listed(counts: &BTreeMap<String, usize>) -> String {
    counts.iter().map(|(text, count)| format!("{text} ({})", format::count(*count))).collect::<Vec<_>>().join("; ")
}
