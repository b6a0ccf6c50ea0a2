//! Liu et al. 2022 (MbLS): smoothing that leaves a margin of logits alone.

use super::rule::groups::SMOOTHED;
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below, Near};

const MARGIN: &[Is] = &[Is::Trained(&["mbls"])];
const SMOOTHED_ALIKE: Against = Against::Others(SMOOTHED, &[Link::Network]);

pub const PAPER: Paper = Paper {
    key: "liu2022_mbls",
    title: "Liu, Ben Ayed, Galdran, Dolz 2022: The devil is in the margin, margin-based label smoothing",
    claims: &[
        Entry::new(
            "calibrates",
            "A margin of logits calibrates better than hard labels.",
            Rule::on_test(Quantity::against_reference(MARGIN, "ece"), Below(0.0)),
        ),
        Entry::new(
            "calibrates_better_than_smoothing",
            "A margin of logits calibrates better than label smoothing.",
            Rule::on_test(Quantity::against(MARGIN, SMOOTHED_ALIKE, Measure::Own("ece")), Below(0.0)),
        ),
        Entry::new(
            "needs_no_temperature",
            "It is calibrated as it is: scaling the temperature changes the ECE by less than one point.",
            Rule::on_test(Quantity::within(MARGIN, "ece", "ece_at_temperature"), Near { centre: 0.0, margin: 0.01 }),
        ),
        Entry::new(
            "keeps_accuracy",
            "It costs less than half a point of accuracy against hard labels.",
            Rule::on_test(Quantity::against_reference(MARGIN, "accuracy"), Above(-0.005)),
        ),
        Entry::new(
            "bounded_gaps",
            "It bounds the gap between the right logit and the others.",
            Rule::on_test(Quantity::against_reference(MARGIN, "logit_gap"), Below(0.0)),
        ),
        Entry::new(
            "smoothing_is_no_margin",
            "Label smoothing, a margin of 0, makes wrong logits more alike than a margin does.",
            Rule::on_test(Quantity::against(MARGIN, SMOOTHED_ALIKE, Measure::Own("off_target_entropy")), Below(0.0)),
        ),
        Entry::new(
            "keeps_resemblances",
            "A margin keeps more of the wrong logits' differences within a class than smoothing does.",
            Rule::on_train(
                Quantity::against(MARGIN, SMOOTHED_ALIKE, Measure::Own("wrong_logit_variance_of_gap")),
                Above(0.0),
            ),
        ),
    ],
};
