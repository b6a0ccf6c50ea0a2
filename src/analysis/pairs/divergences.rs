//! How far the probabilities of one variant are from those of some others: per-example terms, on the resamples that all share.

use super::{Member, Terms, put_means, same_classes};
use crate::analysis::measure::Shared;
use crate::analysis::sink::Sink;
use crate::metrics::divergence::{self, Divergence, TEMPERATURES};
use crate::metrics::{Measured, kl_split};

/// Bytes of per-example terms that are held at once.
const TERMS_AT_ONCE: usize = 128 << 20;

/// Names of KL, reverse KL and Jensen–Shannon at each temperature; KL at T = 1 is measured of any pair, by `answers`.
const NAMES: [[&str; 3]; 4] = [
    ["", "kl_reverse", "jensen_shannon"],
    ["kl_t2", "kl_reverse_t2", "jensen_shannon_t2"],
    ["kl_t4", "kl_reverse_t4", "jensen_shannon_t4"],
    ["kl_t8", "kl_reverse_t8", "jensen_shannon_t8"],
];

/// A field of what a metric gives of an example.
type Field<T> = fn(&T) -> f64;

const OF_DIVERGENCE: [Field<Divergence>; 3] = [|d| d.kl, |d| d.reverse, |d| d.jensen_shannon];

const OF_SPLIT: [(&str, Field<kl_split::Split>); 3] =
    [("tckd", |s| s.target), ("nckd", |s| s.non_target), ("nckd_weight", |s| s.weight)];

/// Second sides whose terms are held at once.
pub(super) fn seconds_at_once(member: &Member<'_>) -> usize {
    let columns = NAMES.as_flattened().len() + OF_SPLIT.len();
    // Once by column, once by example.
    TERMS_AT_ONCE / (2 * columns * size_of::<f64>() * member.activations.n).max(1)
}

/// Measures them, a sink a second side.
pub(super) fn divergences(first: &Member<'_>, seconds: &[&Member<'_>], shared: &Shared, sinks: &mut [Sink]) {
    let mut all = Vec::new();
    for (second, sink) in seconds.iter().zip(&mut *sinks) {
        let mut terms = Vec::new();
        let names = || NAMES.as_flattened().iter().filter(|name| !name.is_empty());
        match same_classes(first, second).and_then(|()| at_temperatures(first, second)) {
            Ok(found) => terms.extend(found),
            Err(why) => names().for_each(|name| sink.undefined(name, &why)),
        }
        match same_classes(first, second).and_then(|()| split(first, second)) {
            Ok(found) => terms.extend(found),
            Err(why) => OF_SPLIT.iter().for_each(|(name, _)| sink.undefined(name, &why)),
        }
        second.activations.release();
        all.push(terms);
    }
    put_means(&all, shared, sinks);
}

fn at_temperatures(a: &Member<'_>, b: &Member<'_>) -> Measured<Vec<Terms>> {
    let mut out = Vec::new();
    for (t, names) in TEMPERATURES.iter().zip(NAMES) {
        let found = divergence::per_example((a.activations.logits(), *t), (b.activations.logits(), *t))?;
        let columns = names.into_iter().zip(OF_DIVERGENCE).filter(|(name, _)| !name.is_empty());
        out.extend(columns.map(|(name, field)| (name, found.iter().map(field).collect())));
    }
    Ok(out)
}

fn split(a: &Member<'_>, b: &Member<'_>) -> Measured<Vec<Terms>> {
    let (a, b) = (a.activations, b.activations);
    let found = kl_split::per_example(a.logits(), b.logits(), &a.labels, 1.0)?;
    Ok(OF_SPLIT.iter().map(|(name, field)| (*name, found.iter().map(field).collect())).collect())
}
