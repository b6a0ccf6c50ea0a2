//! Every pair of variants on one split: how alike their features are, how alike their answers.
//!
//! What is measured of which pair, the dearer the fewer:
//!
//! | file | pairs |
//! |---|---|
//! | `features`, `answers` | any two variants |
//! | `divergences`, `structure` | close ones: a teacher and its student, a variant and its reference, the first variants of two groups |
//! | `sampled` | the first variants of any two groups, of the first [`MOST_GROUPS`] |
//! | `specific` | a teacher and its student |
//!
//! Fed by the activations and by what was measured on each variant; read by `group_pairs`, `relations` and the page.

mod answers;
mod divergences;
mod features;
mod kept;
mod portrait;
pub mod sampled;
mod specific;
mod structure;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use indexmap::IndexMap;

use super::LEVEL;
use super::cache::Cache;
use super::intervals;
use super::measure::{Measurement, Shared};
use super::run::Input;
use super::schema::{Metric, Pair};
use super::sink::{Sink, Spread};
use crate::extract::Activations;
use crate::metrics::softmax::{Softmax, argmax, per_softmax};
use crate::metrics::{METRICS, Measured, Undefined};
use kept::Asked;
use structure::Resemblances;

/// Groups whose first variants are compared with all that there is.
pub const MOST_GROUPS: usize = 16;

/// Bytes of logits that are gone through together.
const LOGITS_AT_ONCE: usize = 512 << 20;

/// Second sides that are gone through together, at most.
const SECONDS_AT_ONCE: usize = 32;

/// Metrics of a pair by name.
type Metrics = IndexMap<String, Metric>;

/// The places of the two variants of a pair, the teacher's first.
type Place = (usize, usize);

/// One variant on the split.
pub struct Member<'a> {
    /// Who it is.
    pub input: &'a Input,
    /// Its activations.
    pub activations: &'a Activations,
    measurement: &'a Measurement,
    /// The key under which the cache knows its statistics.
    pub key: &'a str,
    answers: OnceLock<Vec<(usize, f64)>>,
    resemblances: OnceLock<Resemblances>,
}

impl<'a> Member<'a> {
    /// Who it is with its activations, what was measured on it, and the key under which that is kept.
    pub fn new((input, activations): (&'a Input, &'a Activations), measurement: &'a Measurement, key: &'a str) -> Self {
        let (answers, resemblances) = (OnceLock::new(), OnceLock::new());
        Self { input, activations, measurement, key, answers, resemblances }
    }

    /// The first of the largest logits and log Σ exp of each row (N).
    fn answers(&self) -> &[(usize, f64)] {
        let of = |row: &Softmax<'_>, _| (argmax(row.logits), row.log_sum());
        self.answers.get_or_init(|| per_softmax(self.activations.logits(), |_| 1.0, of))
    }

    /// Whether it is the student of another.
    fn is_taught_by(&self, other: &Self) -> bool {
        self.input.variant.teacher.as_deref() == Some(other.input.id.as_str())
    }

    fn is_referred_to(&self, other: &Self) -> bool {
        self.input.variant.reference.as_deref() == Some(other.input.id.as_str())
    }
}

/// Each unordered pair once, in the order of the study; `a` is the teacher where one taught the other.
pub fn pairs(
    members: &[Member<'_>],
    (shared, cache): (&Shared, &Cache<'_>),
    split: &str,
    progress: &dyn Fn(usize, usize),
) -> Vec<Pair> {
    let all = sides(members);
    let first = first_variants(members);
    let is_first = |(a, b): &Place| first.contains(a) && first.contains(b);
    let is_taught = |(a, b): &Place| members[*b].is_taught_by(&members[*a]);
    let refers = |a: usize, b: usize| members[a].is_referred_to(&members[b]);
    let is_close = |at: &Place| is_taught(at) || is_first(at) || refers(at.0, at.1) || refers(at.1, at.0);
    let chosen = |is_wanted: &dyn Fn(&Place) -> bool| -> Vec<Asked> {
        let of = |at: &Place| Asked { at: *at, key: members[at.1].key.to_owned() };
        all.iter().filter(|at| is_wanted(at)).map(of).collect()
    };
    let (any, close, first) = (chosen(&|_| true), chosen(&is_close), chosen(&is_first));
    let taught = specific::asked(members, chosen(&is_taught));
    let mut kept = kept::Kept { members, cache, progress, done: 0, total: 0, found: BTreeMap::new() };
    kept.total = any.len() + close.len() + first.len() + taught.len();
    let logits = |m: &Member<'_>| size_of_val(m.activations.logits().data);
    kept.measure(
        "pairs",
        &any,
        |missing| by_first(missing, |a| LOGITS_AT_ONCE / logits(&members[a]).max(1)),
        |at| of_any(members, at, shared),
    );
    let rows_at_once = |_| divergences::seconds_at_once(&members[0]);
    kept.measure("close_pairs", &close, |missing| by_first(missing, rows_at_once), |at| of_close(members, at, shared));
    let mut sampled = sampled::Sampled::of(members);
    let tiles = sampled.as_ref().map_or(0, sampled::Sampled::at_once);
    kept.measure(
        "first_pairs",
        &first,
        |missing| sampled::tiles(missing, tiles),
        |at| sampled.as_mut().map_or_else(Vec::new, |s| s.measure(members, at)),
    );
    kept.measure(
        "taught_pairs",
        &taught,
        |missing| by_first(missing, |_| SECONDS_AT_ONCE),
        |at| specific::specific(members, at, shared),
    );
    let mut found = kept.found;
    let id = |at: usize| members[at].input.id.clone();
    let pair = |at: Place| {
        let metrics = in_order(found.remove(&at)?);
        Some(Pair { a: id(at.0), b: id(at.1), split: split.to_owned(), metrics })
    };
    all.into_iter().filter_map(pair).collect()
}

/// Each unordered pair by its places, the teacher first.
fn sides(members: &[Member<'_>]) -> Vec<Place> {
    let all = (0..members.len()).flat_map(|a| (a + 1..members.len()).map(move |b| (a, b)));
    all.map(|(a, b)| if members[a].is_taught_by(&members[b]) { (b, a) } else { (a, b) }).collect()
}

/// The first variant of each of the first groups.
fn first_variants(members: &[Member<'_>]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let is_new = |at: &usize| seen.insert(members[*at].input.variant.group.as_str());
    (0..members.len()).filter(is_new).take(MOST_GROUPS).collect()
}

/// Pairs of one first side together, so many at once.
fn by_first(places: Vec<Place>, at_once: impl Fn(usize) -> usize) -> Vec<Vec<Place>> {
    let mut of: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
    places.into_iter().for_each(|at| of.entry(at.0).or_default().push(at));
    let cut = |(a, places): (usize, Vec<Place>)| -> Vec<Vec<Place>> {
        places.chunks(at_once(a).clamp(1, SECONDS_AT_ONCE)).map(<[Place]>::to_vec).collect()
    };
    of.into_iter().flat_map(cut).collect()
}

/// The first side of some pairs, which is the same for all, and the second sides.
fn first_and_seconds<'m, 'a>(members: &'m [Member<'a>], at: &[Place]) -> (&'m Member<'a>, Vec<&'m Member<'a>>) {
    (&members[at[0].0], at.iter().map(|(_, b)| &members[*b]).collect())
}

/// What is measured of any pair.
fn of_any(members: &[Member<'_>], at: &[Place], shared: &Shared) -> Vec<Metrics> {
    let (first, seconds) = first_and_seconds(members, at);
    let mut sinks: Vec<Sink> = seconds.iter().map(|_| Sink::new(first.activations.n)).collect();
    answers::answers(first, &seconds, shared, &mut sinks);
    // What is mapped counts as memory: the logits of all go before the features come, two by two.
    seconds.iter().chain([&first]).for_each(|m| m.activations.release());
    for (second, sink) in seconds.iter().zip(&mut sinks) {
        features::features(first, second, shared, sink);
        second.activations.release();
    }
    first.activations.release();
    sinks.into_iter().map(|sink| sink.finish().0).collect()
}

/// What is measured of close pairs beside that.
fn of_close(members: &[Member<'_>], at: &[Place], shared: &Shared) -> Vec<Metrics> {
    let (first, seconds) = first_and_seconds(members, at);
    let mut sinks: Vec<Sink> = seconds.iter().map(|_| Sink::new(first.activations.n)).collect();
    divergences::divergences(first, &seconds, shared, &mut sinks);
    for (second, sink) in seconds.iter().zip(&mut sinks) {
        structure::structure(first, second, shared, sink);
        second.activations.release();
    }
    first.activations.release();
    sinks.into_iter().map(|sink| sink.finish().0).collect()
}

/// Two variants of which each has its own classes have no answers in common.
fn same_classes(a: &Member<'_>, b: &Member<'_>) -> Measured<()> {
    let (of_a, of_b) = (a.activations.classes, b.activations.classes);
    if of_a == of_b { Ok(()) } else { Err(Undefined(format!("the two have {of_a} and {of_b} classes"))) }
}

/// What both sides have of something, or why one has not.
fn both<'m, T>(a: &'m Measured<T>, b: &'m Measured<T>) -> Measured<(&'m T, &'m T)> {
    Ok((a.as_ref().map_err(Clone::clone)?, b.as_ref().map_err(Clone::clone)?))
}

/// Per-example terms (N) of a mean, by its name.
type Terms = (&'static str, Vec<f64>);

/// Means of per-example terms into the sink of each pair, on resamples that are gone through once.
fn put_means(of: &[Vec<Terms>], shared: &Shared, sinks: &mut [Sink]) {
    let columns: Vec<&[f64]> = of.iter().flatten().map(|(_, terms)| terms.as_slice()).collect();
    let mut replicates = shared.resamples().means(&columns).into_iter();
    for (of_pair, sink) in of.iter().zip(sinks) {
        for ((name, terms), values) in of_pair.iter().zip(&mut replicates) {
            let interval = intervals::percentile(&values, LEVEL);
            sink.put(name, Spread { value: intervals::mean(terms), values }, Some(interval));
        }
    }
}

/// Metrics in the order of the registry.
fn in_order(mut metrics: Metrics) -> Metrics {
    METRICS.iter().filter_map(|d| metrics.swap_remove_entry(d.name)).collect()
}
