//! The two parts of the ECE: bins in which a network is too sure, and bins in which it is not sure enough.

use super::calibration_error::{Bin, ECE};
use super::definition::Definition;
use super::{Measured, Undefined};

/// The registry's entry of `ece_over`.
pub const OVER: Definition = Definition {
    name: "ece_over",
    title: "Over-confident part of the ECE",
    short: "ECE over",
    measures: "The mean gap of the bins whose confidence is above their accuracy.",
    formula: "Σ_b n_b/N max(conf_b - acc_b, 0), bins as for the ECE; ece = ece_over + ece_under",
    source: "the sign of the gap in Guo 2017, eq. 3",
    ..ECE
};

/// The registry's entry of `ece_under`.
pub const UNDER: Definition = Definition {
    name: "ece_under",
    title: "Under-confident part of the ECE",
    short: "ECE under",
    measures: "The mean gap of the bins whose confidence is below their accuracy.",
    formula: "Σ_b n_b/N max(acc_b - conf_b, 0), bins as for the ECE; ece = ece_over + ece_under",
    source: "the sign of the gap in Guo 2017, eq. 3",
    ..ECE
};

/// The over- and the under-confident part of the ECE, each in [0, 1].
///
/// # Errors
/// Undefined without examples.
pub fn confidence_gaps(bins: &[Bin]) -> Measured<(f64, f64)> {
    let n: f64 = bins.iter().map(|b| b.count).sum();
    if n <= 0.0 {
        return Err(Undefined("there are no examples".to_owned()));
    }
    let gaps = || bins.iter().map(|b| (b.confidence_sum - b.correct_sum) / n);
    Ok((gaps().map(|g| g.max(0.0)).sum(), gaps().map(|g| (-g).max(0.0)).sum()))
}
