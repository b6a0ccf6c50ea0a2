//! Liu et al. 2023 (CALS): a margin for each class, learnt on held-out examples.

use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below, Near};

const ADAPTIVE: &[Is] = &[Is::Trained(&["cals"])];
const ONE_MARGIN: Against = Against::Others(&[Is::Trained(&["mbls"])], &[Link::Network]);

pub const PAPER: Paper = Paper {
    key: "liu2023_cals",
    title: "Liu et al. 2023: Class adaptive network calibration",
    claims: &[
        Entry::new(
            "calibrates",
            "Weights for each class calibrate better than hard labels.",
            Rule::on_test(Quantity::against_reference(ADAPTIVE, "ece"), Below(0.0)),
        ),
        Entry::new(
            "calibrates_better_than_one_margin",
            "They calibrate better than one weight for all classes.",
            Rule::on_test(Quantity::against(ADAPTIVE, ONE_MARGIN, Measure::Own("ece")), Below(0.0)),
        ),
        Entry::new(
            "calibrates_each_class",
            "They calibrate class by class better than one weight for all classes.",
            Rule::on_test(Quantity::against(ADAPTIVE, ONE_MARGIN, Measure::Own("ece_classwise")), Below(0.0)),
        ),
        Entry::new(
            "needs_no_temperature",
            "They calibrate as they are: scaling the temperature changes the ECE by less than one point.",
            Rule::on_test(Quantity::within(ADAPTIVE, "ece", "ece_at_temperature"), Near { centre: 0.0, margin: 0.01 }),
        ),
        Entry::new(
            "keeps_accuracy",
            "They cost less than half a point of accuracy against hard labels.",
            Rule::on_test(Quantity::against_reference(ADAPTIVE, "accuracy"), Above(-0.005)),
        ),
        Entry::new(
            "bounded_gaps",
            "They bound the gap between the right logit and the others.",
            Rule::on_test(Quantity::against_reference(ADAPTIVE, "logit_gap"), Below(0.0)),
        ),
    ],
};
