//! The accuracy that a checkpoint stores against the measured one: the quickest sign of wrong data or preprocessing.
//!
//! Fed by `run`, which puts the note beside the accuracy; read with it by the page, the tables and the command line.

use super::schema::{Analysis, Metric, Number, StoredAccuracy};

/// The split that stored accuracies are of.
const SPLIT: &str = "test";

/// How many standard errors of two samples of N examples are more than chance.
const ERRORS: f64 = 3.0;

/// What files round to, as a fraction.
const ROUNDING: f64 = 5e-4;

/// Notes where a measured accuracy differs from the stored one by more than chance.
pub(super) fn compare(analysis: &mut Analysis) {
    for variant in analysis.variants.values_mut() {
        let Some(stored) = &variant.checkpoint.stored_accuracy else { continue };
        let metric = variant.splits.get_mut(SPLIT).and_then(|split| split.metrics.get_mut("accuracy"));
        if let Some(Metric::Value(estimate)) = metric
            && let Number::One(measured) = estimate.value
        {
            estimate.note = difference(stored, measured, estimate.n);
        }
    }
}

/// What is to be said of a measured accuracy over `n` examples; nothing where chance explains it. Two samples of `n`:
/// `|p - q| > 3 sqrt((p (1 - p) + q (1 - q)) / n)`.
fn difference(stored: &StoredAccuracy, measured: f64, n: usize) -> Option<String> {
    let (p, q) = (stored.value, measured);
    let chance = ERRORS * ((p * (1.0 - p) + q * (1.0 - q)) / n as f64).sqrt() + ROUNDING;
    (((p - q).abs()) > chance).then(|| {
        format!(
            "the file says {:.2} % ({}), {:.2} % was measured: more than chance ({:.2} points on {n} examples), so other \
             examples, preprocessing or weights",
            100.0 * p,
            stored.key,
            100.0 * q,
            100.0 * chance
        )
    })
}
