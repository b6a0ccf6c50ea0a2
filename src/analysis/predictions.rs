//! Statistics of the logits of one variant and split: means of per-example terms, bins, temperatures.

use super::BINS;
use super::measure::Shared;
use super::resamples::Resampled;
use super::sink::Sink;
use crate::extract::Activations;
use crate::metrics::calibration_error::{self, Bin};
use crate::metrics::softmax::{Softmax, per_softmax};
use crate::metrics::{Measured, accuracy, brier, entropy, gamma, mean_confidence, nll, temperature};

/// A mean over examples: its name, what it needs of K if anything, its term from the softmax of a row and the label.
type Mean = (&'static str, Option<fn(usize) -> Measured<()>>, fn(&Softmax<'_>, usize) -> f64);

/// Every mean over examples at T = 1: one pass over the logits.
const MEANS: [Mean; 7] = [
    ("accuracy", None, accuracy::term),
    ("mean_confidence", None, mean_confidence::term),
    ("nll", None, nll::term),
    ("brier", None, brier::term),
    ("entropy", None, entropy::term),
    ("top5_accuracy", Some(accuracy::top5_needs), accuracy::top5_term),
    ("gamma", Some(gamma::needs), gamma::term),
];

/// Terms (N) of a statistic, by its name.
type Column = (&'static str, Vec<f64>);

/// Measures the logits. Gives the confidence bins.
pub fn predictions(a: &Activations, shared: &Shared, sink: &mut Sink) -> Vec<Bin> {
    let rows = per_softmax(a.logits(), |_| 1.0, |row, i| MEANS.map(|(_, _, term)| term(row, a.labels[i])));
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let [correct, confidence] = [0, 1].map(column);
    let bins = calibration_error::bins(&confidence, &correct, BINS);
    let (mut means, mut eces): (Vec<Column>, Vec<Column>) = (Vec::new(), vec![("ece", confidence)]);
    for (at, (name, needs, _)) in MEANS.iter().enumerate() {
        match needs.map_or(Ok(()), |needs| needs(a.classes)) {
            Ok(()) => means.push((name, column(at))),
            Err(reason) => sink.undefined(name, &reason),
        }
    }
    sink.put_plain("mce", calibration_error::mce(&bins));
    sink.put_plain("temperature", temperature::fit(a.logits(), &a.labels, &|_| true));
    match at_temperature(a) {
        Ok((nll, confidence)) => {
            means.push(("nll_at_temperature", nll));
            eces.push(("ece_at_temperature", confidence));
        }
        Err(reason) => ["nll_at_temperature", "ece_at_temperature"].iter().for_each(|n| sink.undefined(n, &reason)),
    }
    let of_mean = means.iter().map(|(name, terms)| (*name, Resampled::Mean(terms)));
    let of_ece = |(name, confidence)| (name, Resampled::Ece { confidence, correct: &correct, bins: BINS });
    let of_ece = eces.iter().map(|(name, confidence)| (*name, confidence.as_slice())).map(of_ece);
    sink.put_resampled(shared.resamples(), &of_mean.chain(of_ece).collect::<Vec<_>>());
    bins
}

/// NLL and confidence of each example at the temperature of the fold that it is not in.
fn at_temperature(a: &Activations) -> Measured<(Vec<f64>, Vec<f64>)> {
    let fitted = temperature::cross_fitted(a.logits(), &a.labels, &a.ids)?;
    let of = |row: &Softmax<'_>, i: usize| (nll::term(row, a.labels[i]), row.largest);
    Ok(per_softmax(a.logits(), |i| fitted[i], of).into_iter().unzip())
}
