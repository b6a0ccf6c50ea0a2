//! How far off each number is that must come out as another: of one variant on one split.
#![allow(clippy::unnecessary_wraps)] // every check has one signature

use super::Subject;
use crate::analysis::examples;
use crate::extract::parity;
use crate::linalg::Rows;
use crate::metrics::linear_cka::linear_cka;
use crate::metrics::sample::stratified;
use crate::metrics::softmax::probabilities as softmax;
use crate::metrics::{Measured, Undefined};

/// Examples that are looked at where all would cost time: class-stratified, the same of all variants.
const SAMPLE: usize = 500;

fn undefined<T>(why: &str) -> Measured<T> {
    Err(Undefined(why.to_owned()))
}

fn sample(of: &Subject<'_>) -> Vec<usize> {
    stratified(&of.activations.labels, &of.activations.ids, SAMPLE)
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |most, value| if value.abs() <= most { most } else { value.abs() })
}

/// |1 − CKA(X, X)|, of the sample, through the sums that pairs of variants go through.
pub(super) fn cka_of_itself(of: &Subject<'_>) -> Measured<f64> {
    let (chosen, features) = (sample(of), of.activations.features());
    let values: Vec<f32> = chosen.iter().flat_map(|i| features.row(*i)).copied().collect();
    let x = Rows { data: &values, rows: chosen.len(), cols: features.cols };
    let (biased, debiased) = linear_cka(x, x);
    // The debiased one needs more examples and may be undefined.
    Ok(largest([Some(biased?), debiased.ok()].into_iter().flatten().map(|cka| 1.0 - cka)))
}

/// |Σ counts − N|.
pub(super) fn bins(of: &Subject<'_>) -> Measured<f64> {
    let total: usize = of.found.curves.reliability.iter().map(|bin| bin.count).sum();
    Ok(total.abs_diff(of.activations.n) as f64)
}

/// |Σ count/N |accuracy − confidence| − ECE|.
pub(super) fn ece_of_bins(of: &Subject<'_>) -> Measured<f64> {
    let Some((ece, _)) = of.found.metrics.get("ece").and_then(|metric| metric.scalar()) else {
        return undefined("there is no calibration error");
    };
    let bins = of.found.curves.reliability.iter();
    let gap = bins.filter_map(|bin| Some(bin.count as f64 * (bin.accuracy? - bin.confidence?).abs()));
    Ok((gap.sum::<f64>() / of.activations.n as f64 - ece).abs())
}

/// Examples and classes that are counted otherwise than in the labels: in the rows by class, where they are there, and in the list
/// of absent classes.
pub(super) fn class_counts(of: &Subject<'_>) -> Measured<f64> {
    let classes = of.analysis.data.classes.len().max(of.activations.classes);
    let mut counts = vec![0usize; classes];
    of.activations.labels.iter().for_each(|label| counts[*label] += 1);
    let absent = counts.iter().take(of.analysis.data.classes.len()).filter(|count| **count == 0).count();
    let said = of.analysis.data.splits.get(of.split).map_or(0, |split| split.absent_classes.len());
    let per_class = of.found.curves.per_class.as_ref().and_then(|name| of.arrays.matrices.get(name));
    let off = per_class.map_or(0.0, |rows| {
        let found = rows.values.chunks_exact(rows.cols.max(1)).map(|row| row[0]);
        counts.iter().zip(found).map(|(count, found)| (*count as f64 - found).abs()).sum()
    });
    Ok(off + absent.abs_diff(said) as f64)
}

/// max |Σ p − 1| over the sample.
pub(super) fn probabilities(of: &Subject<'_>) -> Measured<f64> {
    let logits = of.activations.logits();
    Ok(largest(sample(of).into_iter().map(|i| softmax(logits.row(i)).iter().sum::<f64>() - 1.0)))
}

/// 0 where ids and labels have the hash of the split, else 1.
pub(super) fn rows(of: &Subject<'_>) -> Measured<f64> {
    if !of.activations.has_ids {
        return undefined("without ids in the file, labels alone were compared");
    }
    let Some(split) = of.analysis.data.splits.get(of.split) else { return undefined("the split is not described") };
    let own = examples::describe(of.activations, &of.analysis.data.classes).hash;
    Ok(if own == split.hash { 0.0 } else { 1.0 })
}

/// max |features · Wᵀ + b − logits| / max |logits| over the sample.
pub(super) fn head(of: &Subject<'_>) -> Measured<f64> {
    let a = of.activations;
    let Some(weight) = a.templates() else { return undefined("there is no head beside the activations") };
    let (features, logits) = (a.features(), a.logits());
    let product = |row: &[f32], h: &[f32]| row.iter().zip(h).map(|(w, h)| f64::from(*w) * f64::from(*h)).sum::<f64>();
    let bias = |class: usize| a.head_bias().map_or(0.0, |b| f64::from(b[class]));
    let (mut gap, mut scale) = (0.0f64, 0.0f64);
    for i in sample(of) {
        let (h, z) = (features.row(i), logits.row(i));
        gap = gap.max(largest((0..a.classes).map(|k| product(weight.row(k), h) + bias(k) - f64::from(z[k]))));
        scale = scale.max(largest(z.iter().map(|z| f64::from(*z))));
    }
    Ok(if scale > 0.0 { gap / scale } else { gap })
}

/// What extraction found on its first examples.
pub(super) fn folded(of: &Subject<'_>) -> Measured<f64> {
    let said = of.activations.metadata.get(parity::DEVIATION).and_then(|text| text.parse().ok());
    said.ok_or_else(|| Undefined("the activations were given, not made by this penult".to_owned()))
}
