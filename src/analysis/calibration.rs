//! The calibration of one variant and split: the audit row, then what is left of ECE and NLL after each calibrator.
//!
//! Fed by the logits; its metrics go to `measure` through the sink. Calibrators are cross-fitted, on held-out splits alone.

use std::iter::once;

use super::measure::Shared;
use super::resamples::{Resampled, Side};
use super::sink::Sink;
use super::{BINS, SEED};
use crate::extract::Activations;
use crate::metrics::brier_decomposition::{BrierParts, brier_parts};
use crate::metrics::calibration_audit::{Scored, audit};
use crate::metrics::calibrators::{CALIBRATORS, Calibrator, cross_fitted};
use crate::metrics::ece_classwise::ClassBins;
use crate::metrics::equal_mass::EqualMass;
use crate::metrics::risk_coverage::Ranking;
use crate::metrics::softmax::probabilities;
use crate::metrics::{Measured, Undefined};

/// A part of the Brier score.
type Part = fn(&BrierParts) -> f64;

/// All of them, by name.
const BRIER_PARTS: [(&str, Part); 4] = [
    ("brier_reliability", |p| p.reliability),
    ("brier_resolution", |p| p.resolution),
    ("brier_uncertainty", |p| p.uncertainty),
    ("brier_residual", |p| p.residual),
];

/// Measures the calibration.
pub fn calibration(a: &Activations, shared: &Shared, sink: &mut Sink) {
    // Row by row: all probabilities at once would be twice the logits.
    let scored = Scored::new(&a.labels, a.classes, |i| probabilities(a.logits().row(i)));
    for (name, value) in audit(&scored, SEED) {
        if !sink.has(name) {
            sink.put_plain(name, value);
        }
    }
    if a.n > 0 {
        binned(&scored, shared, sink);
        jackknifed(a, &scored, shared, sink);
    }
    // A calibrator that is one temperature is measured by `predictions`.
    for calibrator in CALIBRATORS.iter().filter(|c| c.name != "temperature_scaling") {
        after(a, calibrator, shared, sink);
    }
}

/// The ECE over other bins, and its two parts.
fn binned(scored: &Scored, shared: &Shared, sink: &mut Sink) {
    let Scored { confidence, correct, .. } = scored;
    let edges = EqualMass::new(confidence, BINS);
    let of = [
        ("ece_10", Resampled::Ece { confidence, correct, bins: 10 }),
        ("ece_20", Resampled::Ece { confidence, correct, bins: 20 }),
        ("ece_equal_mass", Resampled::EqualMass { confidence, correct, edges: &edges }),
        ("ece_over", Resampled::Part { confidence, correct, bins: BINS, side: Side::Over }),
        ("ece_under", Resampled::Part { confidence, correct, bins: BINS, side: Side::Under }),
    ];
    sink.put_resampled(shared.resamples(), &of);
}

/// The parts of the Brier score, and the area under the risk-coverage curve.
fn jackknifed(a: &Activations, scored: &Scored, shared: &Shared, sink: &mut Sink) {
    let push = |bins: &mut ClassBins, i: usize| bins.push(&probabilities(a.logits().row(i)), a.labels[i]);
    let parts = shared.jackknifed(a.classes * BINS, &ClassBins::new(a.classes), push, brier_parts);
    for (name, part) in BRIER_PARTS {
        sink.put_jackknife(name, parts.iter().map(|p| p.as_ref().map(part).map_err(Clone::clone)));
    }
    let ranking = Ranking::new(&scored.confidence);
    let without = |group: &Vec<usize>| {
        let mut counts = vec![1; a.n];
        group.iter().for_each(|i| counts[*i] = 0);
        ranking.area(&scored.correct, |i| counts[i])
    };
    let all = ranking.area(&scored.correct, |_| 1);
    sink.put_jackknife("aurc", once(all).chain(shared.jackknife.groups().iter().map(without)));
}

/// ECE and NLL after a calibrator.
fn after(a: &Activations, calibrator: &Calibrator, shared: &Shared, sink: &mut Sink) {
    let [ece, nll] = ["ece", "nll"].map(|what| format!("{what}_{}", calibrator.name));
    let scored = match rescored(a, calibrator, shared) {
        Ok(scored) => scored,
        Err(why) => return [&ece, &nll].iter().for_each(|name| sink.undefined(name, &why)),
    };
    let Scored { confidence, correct, nll: terms, .. } = &scored;
    let mut of = vec![(ece.as_str(), Resampled::Ece { confidence, correct, bins: BINS })];
    match terms.iter().filter(|term| term.is_infinite()).count() {
        0 => of.push((&nll, Resampled::Mean(terms))),
        count => {
            let why = format!("{} gives the label of {count} of {} the probability 0", calibrator.title, a.n);
            sink.undefined(&nll, &Undefined(why));
        }
    }
    sink.put_resampled(shared.resamples(), &of);
}

fn rescored(a: &Activations, calibrator: &Calibrator, shared: &Shared) -> Measured<Scored> {
    shared.held_out()?;
    let fitted = cross_fitted(calibrator.fit, a.logits(), &a.labels, &a.ids)?;
    Ok(Scored::new(&a.labels, a.classes, |i| fitted.probabilities(i, a.logits().row(i))))
}
