//! Two or more analyses as one: what each holds side by side, and the argument from all of it.
//!
//! Fed with records that were read from `analysis.json` files, by `penult compare`. What asks for both activations at once (pairs and
//! differences across the files) is not in them: a check of the outcome says so.

use std::collections::BTreeMap;

use super::record::{Arrays, Record};
use super::schema::{Analysis, Check, Variant};
use super::{argument, claims, group_pairs, relations};

/// One analysis of several, each with the name by which it is called in messages.
///
/// # Errors
/// When two were not measured alike, on the same examples, or call two things by one name; says what to do.
pub fn merged(parts: Vec<(String, Record)>) -> Result<Record, String> {
    let names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
    let mut parts = parts.into_iter();
    let Some((first, mut all)) = parts.next() else { return Err("there is no analysis to merge".to_owned()) };
    for (name, part) in parts {
        alike((&first, &all.analysis), (&name, &part.analysis))?;
        join(&mut all, part);
    }
    let analysis = &mut all.analysis;
    analysis.group_pairs = group_pairs::group_pairs(analysis);
    analysis.relations = relations::relations(analysis);
    analysis.argument = argument::argue(analysis);
    analysis.ledger = claims::judge(analysis);
    analysis.checks.push(across(&names));
    Ok(all)
}

/// Whether two analyses can stand side by side.
fn alike((first, a): (&str, &Analysis), (second, b): (&str, &Analysis)) -> Result<(), String> {
    let clash = |what: String, advice: &str| Err(format!("{first} and {second} {what}; {advice}"));
    if (&a.penult, &a.settings.commit) != (&b.penult, &b.settings.commit) {
        return clash("were made by different penults".to_owned(), "make both with one");
    }
    let measured = |of: &Analysis| {
        let s = &of.settings;
        format!(
            "seed {}, {} resamples, level {}, {} bins, margin {}",
            s.seed, s.resamples, s.level, s.bins, s.equivalence
        )
    };
    if measured(a) != measured(b) {
        return clash(format!("have other settings ({} and {})", measured(a), measured(b)), "make both with the same");
    }
    if a.data.classes != b.data.classes {
        return clash("have other classes".to_owned(), "only analyses of the same classes stand side by side");
    }
    for (name, split) in &a.data.splits {
        if b.data.splits.get(name).is_some_and(|other| other.hash != split.hash) {
            return clash(format!("were measured on different examples of {name}"), "make both from the same data");
        }
    }
    for (id, variant) in &a.variants {
        if b.variants.get(id).is_some_and(|other| other.checkpoint.blake3 != variant.checkpoint.blake3) {
            return clash(format!("both have a variant {id}, from different files"), "rename one in its penult.toml");
        }
    }
    for (id, group) in &a.groups {
        if b.groups.get(id).is_some_and(|other| other.variants != group.variants) {
            return clash(
                format!("both have a group {id}, of different variants"),
                "seeds of one group are averaged together: compare their checkpoints instead, or rename one group",
            );
        }
    }
    Ok(())
}

/// Adds what the first does not know already.
fn join(all: &mut Record, part: Record) {
    let Record { analysis: a, arrays } = all;
    let Record { analysis: mut b, arrays: more } = part;
    if shown(a) != shown(&b) {
        b.variants.values_mut().for_each(unexplored);
    }
    let known = |id: &str| a.variants.contains_key(id) || a.groups.contains_key(id);
    let is_new = |ids: &[&str]| !ids.iter().all(|id| known(id));
    b.pairs.retain(|p| is_new(&[&p.a, &p.b]));
    b.differences.retain(|d| is_new(&[&d.a, &d.b]));
    b.matched.retain(|m| is_new(&[&m.a, &m.b]));
    b.temperature_effects.retain(|t| is_new(&[&t.teacher, &t.reference]));
    b.diffusion.retain(|d| is_new(&[&d.teacher, &d.from, &d.to]));
    b.layers.retain(|l| is_new(&[&l.a, &l.b]));
    b.trajectories.retain(|t| !a.trajectories.iter().any(|other| other.run == t.run));
    a.pairs.append(&mut b.pairs);
    a.differences.append(&mut b.differences);
    a.matched.append(&mut b.matched);
    a.temperature_effects.append(&mut b.temperature_effects);
    a.diffusion.append(&mut b.diffusion);
    a.layers.append(&mut b.layers);
    a.trajectories.append(&mut b.trajectories);
    a.checks = both_checks(&a.checks, &b.checks);
    for (id, mut variant) in b.variants {
        // Constants are said of a variant where they are not the common ones.
        if variant.preprocessing.is_none() && b.data.preprocessing != a.data.preprocessing {
            variant.preprocessing.clone_from(&b.data.preprocessing);
        }
        a.variants.entry(id).or_insert(variant);
    }
    b.groups.into_iter().for_each(|(id, group)| {
        a.groups.entry(id).or_insert(group);
    });
    b.data.splits.into_iter().for_each(|(name, split)| {
        a.data.splits.entry(name).or_insert(split);
    });
    let new: Vec<String> = b.settings.arguments.into_iter().filter(|o| !a.settings.arguments.contains(o)).collect();
    a.settings.arguments.extend(new);
    a.sidecar = a.sidecar.take().or(b.sidecar);
    put(arrays, more);
}

/// The classes that its samples and matrices cover.
fn shown(of: &Analysis) -> Option<&[usize]> {
    of.data.shown.as_ref().map(|shown| shown.classes.as_slice())
}

/// Without what covers other classes than those that are shown.
fn unexplored(variant: &mut Variant) {
    variant.template_products = None;
    for split in variant.splits.values_mut() {
        split.curves.sample = None;
        split.curves.matrices = super::schema::ClassMatrices::default();
    }
}

/// What the first has stays.
fn put(arrays: &mut Arrays, more: Arrays) {
    fn fill<T>(all: &mut BTreeMap<String, T>, more: BTreeMap<String, T>) {
        more.into_iter().for_each(|(name, value)| {
            all.entry(name).or_insert(value);
        });
    }
    fill(&mut arrays.points, more.points);
    fill(&mut arrays.labels, more.labels);
    fill(&mut arrays.ids, more.ids);
    fill(&mut arrays.matrices, more.matrices);
    fill(&mut arrays.outputs, more.outputs);
    fill(&mut arrays.images, more.images);
}

/// A check of both: failed where it failed in one, unknown where it was checked in neither.
fn both_checks(a: &[Check], b: &[Check]) -> Vec<Check> {
    let of = |x: &Check| match b.iter().find(|y| y.name == x.name) {
        Some(y) => Check {
            has_passed: match (x.has_passed, y.has_passed) {
                (Some(x), Some(y)) => Some(x && y),
                (known, None) | (None, known) => known,
            },
            found: if x.found == y.found { x.found.clone() } else { format!("{}; and: {}", x.found, y.found) },
            deviation: x.deviation.into_iter().chain(y.deviation).max_by(f64::total_cmp),
            ..x.clone()
        },
        None => x.clone(),
    };
    let new = b.iter().filter(|y| !a.iter().any(|x| x.name == y.name)).cloned();
    a.iter().map(of).chain(new).collect()
}

/// That nothing was measured across the files.
fn across(names: &[String]) -> Check {
    Check {
        name: "pairs_across".to_owned(),
        statement: "Every two variants were measured against each other".to_owned(),
        has_passed: None,
        found: format!(
            "the numbers are those of {}: agreement, CKA and paired differences across them need both variants' activations; \
             `penult compare` of the checkpoints measures them",
            names.join(" and ")
        ),
        deviation: None,
        tolerance: None,
    }
}
