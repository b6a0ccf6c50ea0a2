//! Guo, Pleiss, Sun and Weinberger 2017: modern networks are over-confident, and one number mends it.

use super::rule::groups::{HARD, HARD_TEACHERS};
use super::rule::{Expect, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below, Near};

pub const PAPER: Paper = Paper {
    key: "guo2017",
    title: "Guo, Pleiss, Sun, Weinberger 2017: On calibration of modern neural networks",
    claims: &[
        Entry::new(
            "over_confident",
            "Networks trained on hard labels are over-confident: their temperature is above 1.",
            Rule::on_test(Quantity::level(HARD, "temperature"), Above(1.0)),
        ),
        Entry::new(
            "size_makes_over_confident",
            "Larger networks are more over-confident.",
            Rule::on_test(Quantity::Relation("teacher_parameters_confidence_gap"), Above(0.0)),
        ),
        Entry::new(
            "size_needs_temperature",
            "Larger networks need a higher temperature.",
            Rule::on_test(Quantity::Relation("teacher_parameters_temperature"), Above(0.0)),
        ),
        Entry::new(
            "temperature_calibrates",
            "Scaling the temperature lowers the calibration error.",
            Rule::on_test(Quantity::within(HARD, "ece_at_temperature", "ece"), Below(0.0)),
        ),
        Entry::new(
            "temperature_lowers_likelihood_loss",
            "Scaling the temperature lowers the negative log-likelihood.",
            Rule::on_test(Quantity::within(HARD, "nll_at_temperature", "nll"), Below(0.0)),
        ),
        Entry::new(
            "one_number_is_enough",
            "A temperature for each class calibrates no better: within one point of ECE.",
            Rule::on_test(
                Quantity::within(HARD, "ece_vector_scaling", "ece_at_temperature"),
                Near { centre: 0.0, margin: 0.01 },
            ),
        ),
        Entry::new(
            "better_than_isotonic",
            "Scaling the temperature calibrates better than isotonic regression.",
            Rule::on_test(Quantity::within(HARD, "ece_at_temperature", "ece_isotonic_regression"), Below(0.0)),
        ),
        Entry::new(
            "better_than_binning",
            "Scaling the temperature calibrates better than histogram binning.",
            Rule::on_test(Quantity::within(HARD, "ece_at_temperature", "ece_histogram_binning"), Below(0.0)),
        ),
        Entry::new(
            "matrix_over_fits",
            "A whole matrix over-fits: its calibration error is above the temperature's.",
            Rule::on_test(Quantity::within(HARD, "ece_matrix_scaling", "ece_at_temperature"), Above(0.0)),
        ),
        Entry::new(
            "likelihood_over_fits",
            "Late in training the negative log-likelihood of held-out examples rises.",
            Rule::on_test(super::late_trend(HARD_TEACHERS, "nll"), Above(0.0)),
        ),
        Entry::new(
            "accuracy_does_not_over_fit",
            "Late in training the accuracy on held-out examples still rises.",
            Rule::on_test(super::late_trend(HARD_TEACHERS, "accuracy"), Above(0.0)),
        ),
    ],
};
