//! Debiased L2 calibration error of the top label (Kumar, Liang, Ma 2019), over bins of equal mass.

use super::calibration_error::{Bin, ECE};
use super::definition::{Definition, Interval};
use super::{Measured, Undefined};

/// The registry's entry of `ece_l2_debiased`.
pub const DEFINITION: Definition = Definition {
    name: "ece_l2_debiased",
    title: "Debiased L2 calibration error",
    short: "CE L2",
    measures: "The root mean square gap of confidence and accuracy, less what chance alone gives.",
    formula: "√max(0, Σ_b n_b/N [(conf_b - acc_b)² - acc_b (1 - acc_b)/(n_b - 1)]) over 15 bins of equal mass",
    edges: "A bin of one example counts nothing. 0 where chance explains the gaps.",
    source: "Kumar 2019, code (get_calibration_error, p = 2, debias, top-label)",
    interval: Interval::None("none: chance is taken away already, and a resample would bring it back"),
    ..ECE
};

/// The debiased root mean square gap, in [0, 1].
///
/// # Errors
/// Undefined where no bin has two examples.
pub fn ece_l2_debiased(bins: &[Bin]) -> Measured<f64> {
    let n: f64 = bins.iter().map(|b| b.count).sum();
    if bins.iter().all(|b| b.count < 1.5) {
        return Err(Undefined("no bin has two examples".to_owned()));
    }
    let term = |bin: &Bin| {
        let (confidence, accuracy) = (bin.confidence_sum / bin.count, bin.correct_sum / bin.count);
        bin.count / n * ((confidence - accuracy).powi(2) - accuracy * (1.0 - accuracy) / (bin.count - 1.0))
    };
    Ok(bins.iter().filter(|b| b.count > 1.5).map(term).sum::<f64>().max(0.0).sqrt())
}
