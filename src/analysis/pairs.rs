//! Every pair of variants on one split: how alike their features are, how alike their answers.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::IndexMap;

use super::LEVEL;
use super::cache::Cache;
use super::features;
use super::intervals;
use super::measure::{Measurement, Shared};
use super::run::Input;
use super::schema::{Metric, Pair};
use super::sink::{Sink, Spread};
use crate::extract::Activations;
use crate::metrics::linear_cka::{self, Hsic};
use crate::metrics::moments::{Shifted, panels};
use crate::metrics::softmax::{Softmax, argmax, per_softmax};
use crate::metrics::{Measured, Undefined, kl};

/// Bytes of logits that are gone through together.
const LOGITS_AT_ONCE: usize = 512 << 20;

/// Second sides that are gone through together, at most.
const SECONDS_AT_ONCE: usize = 32;

/// Metrics of a pair by name, in the order of the registry.
type Metrics = IndexMap<String, Metric>;

/// One variant on the split.
pub struct Member<'a> {
    input: &'a Input,
    activations: &'a Activations,
    measurement: &'a Measurement,
    key: &'a str,
    answers: OnceLock<Vec<(usize, f64)>>,
}

impl<'a> Member<'a> {
    /// Who it is with its activations, what was measured on it, and the key under which that is kept.
    pub fn new((input, activations): (&'a Input, &'a Activations), measurement: &'a Measurement, key: &'a str) -> Self {
        Self { input, activations, measurement, key, answers: OnceLock::new() }
    }

    /// The first of the largest logits and log Σ exp of each row (N).
    fn answers(&self) -> &[(usize, f64)] {
        let of = |row: &Softmax<'_>, _| (argmax(row.logits), row.log_sum());
        self.answers.get_or_init(|| per_softmax(self.activations.logits(), |_| 1.0, of))
    }
}

/// Each unordered pair once, in the order of the study; `a` is the teacher where one taught the other.
pub fn pairs(
    members: &[Member<'_>],
    (shared, cache): (&Shared, &Cache<'_>),
    split: &str,
    progress: &dyn Fn(usize, usize),
) -> Vec<Pair> {
    let sides = sides(members);
    let mut seconds: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    sides.iter().for_each(|(a, b)| seconds.entry(*a).or_default().push(*b));
    let mut known: BTreeMap<usize, BTreeMap<String, Metrics>> = BTreeMap::new();
    let mut done = 0;
    for (a, seconds) in seconds {
        let first = &members[a];
        let mut kept: BTreeMap<String, Metrics> = cache.read(first.key, "pairs").unwrap_or_default();
        let missing: Vec<&Member<'_>> =
            seconds.iter().map(|b| &members[*b]).filter(|b| !kept.contains_key(b.key)).collect();
        done += seconds.len() - missing.len();
        for chunk in missing.chunks(seconds_at_once(first)) {
            let metrics = measure(first, chunk, shared);
            kept.extend(chunk.iter().map(|b| b.key.to_owned()).zip(metrics));
            done += chunk.len();
            progress(done, sides.len());
        }
        if !missing.is_empty() {
            cache.write(first.key, "pairs", &kept);
        }
        known.insert(a, kept);
    }
    let id = |at: usize| members[at].input.id.clone();
    let pair = |(a, b): (usize, usize)| {
        let metrics = known.get(&a)?.get(members[b].key)?.clone();
        Some(Pair { a: id(a), b: id(b), split: split.to_owned(), metrics })
    };
    sides.into_iter().filter_map(pair).collect()
}

/// Each unordered pair by its places, the teacher first.
fn sides(members: &[Member<'_>]) -> Vec<(usize, usize)> {
    let taught = |b: usize, a: usize| members[a].input.variant.teacher.as_deref() == Some(members[b].input.id.as_str());
    let all = (0..members.len()).flat_map(|a| (a + 1..members.len()).map(move |b| (a, b)));
    all.map(|(a, b)| if taught(b, a) { (b, a) } else { (a, b) }).collect()
}

fn seconds_at_once(first: &Member<'_>) -> usize {
    let bytes = size_of_val(first.activations.logits().data).max(1);
    (LOGITS_AT_ONCE / bytes).clamp(1, SECONDS_AT_ONCE)
}

/// The metrics of one variant with each of some others.
fn measure(first: &Member<'_>, seconds: &[&Member<'_>], shared: &Shared) -> Vec<Metrics> {
    let mut sinks: Vec<Sink> = seconds.iter().map(|_| Sink::new(first.activations.n)).collect();
    answers(first, seconds, shared, &mut sinks);
    // What is mapped counts as memory: the logits of all go before the features come, two by two.
    seconds.iter().chain([&first]).for_each(|m| m.activations.release());
    for (second, sink) in seconds.iter().zip(&mut sinks) {
        cka(first, second, shared, sink);
        second.activations.release();
    }
    first.activations.release();
    sinks.into_iter().map(|sink| sink.finish().0).collect()
}

/// Agreement and KL: one softmax of the first for all the others, resamples that are gone through once.
fn answers(first: &Member<'_>, seconds: &[&Member<'_>], shared: &Shared, sinks: &mut [Sink]) {
    let classes = |m: &Member<'_>| m.activations.classes;
    let is_alike = |second: &Member<'_>| classes(second) == classes(first);
    let alike: Vec<&Member<'_>> = seconds.iter().copied().filter(|second| is_alike(second)).collect();
    let of: Vec<_> = alike.iter().map(|second| (second.activations.logits(), second.answers())).collect();
    let terms = |row: &Softmax<'_>, i: usize| -> Vec<[f64; 2]> {
        let answer = argmax(row.logits);
        let with = |(logits, answers): &(crate::linalg::Rows<'_>, &[(usize, f64)])| {
            let (other, log_sum) = answers[i];
            [f64::from(u8::from(answer == other)), kl::term(row, logits.row(i), log_sum)]
        };
        of.iter().map(with).collect()
    };
    let rows = per_softmax(first.activations.logits(), |_| 1.0, terms);
    let column = |(b, at): (usize, usize)| rows.iter().map(|row| row[b][at]).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (0..alike.len()).flat_map(|b| [(b, 0), (b, 1)]).map(column).collect();
    let replicates = shared.resamples().means(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut spreads = columns.iter().zip(replicates);
    for (second, sink) in seconds.iter().zip(sinks) {
        for name in ["agreement", "kl"] {
            if !is_alike(second) {
                let counts = format!("the two have {} and {} classes", classes(first), classes(second));
                sink.undefined(name, &Undefined(counts));
            } else if let Some((terms, values)) = spreads.next() {
                let interval = intervals::percentile(&values, LEVEL);
                sink.put(name, Spread { value: intervals::mean(terms), values }, Some(interval));
            }
        }
    }
}

type Combine = fn(Hsic, Hsic, Hsic) -> Measured<f64>;

fn cka(a: &Member<'_>, b: &Member<'_>, shared: &Shared, sink: &mut Sink) {
    let [x, y] = [a, b].map(|m| Shifted::by(m.activations.features(), &m.measurement.mean));
    let xy = features::hsic(&panels(&x, &y), shared);
    let kinds: [(&str, Combine); 2] =
        [("linear_cka", linear_cka::biased), ("linear_cka_debiased", linear_cka::debiased)];
    for (name, combine) in kinds {
        let parts = xy.iter().zip(&a.measurement.hsic).zip(&b.measurement.hsic);
        sink.put_jackknife(name, parts.map(|((xy, xx), yy)| combine(*xy, *xx, *yy)));
    }
}
