//! ECE with other counts of equal-width bins than 15, since the count changes the value; from the bins of `calibration_error`.

use super::calibration_error::ECE;
use super::definition::Definition;

/// The registry's entry of `ece_10`.
pub const ECE_10: Definition = Definition {
    name: "ece_10",
    title: "Expected calibration error with 10 bins",
    short: "ECE10",
    measures: "The mean gap of confidence and accuracy, as netcal and others bin it by default.",
    formula: "Σ_b n_b/N |acc_b - conf_b| over 10 equal-width bins (m/10, (m+1)/10]",
    ..ECE
};

/// The registry's entry of `ece_20`.
pub const ECE_20: Definition = Definition {
    name: "ece_20",
    title: "Expected calibration error with 20 bins",
    short: "ECE20",
    measures: "The mean gap of confidence and accuracy, in narrower bins.",
    formula: "Σ_b n_b/N |acc_b - conf_b| over 20 equal-width bins (m/20, (m+1)/20]",
    ..ECE
};
