//! Amara et al. 2022 (BD-KD): forward and reverse divergence, balanced example by example.

use super::rule::groups::{DISTILLED, HARD};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below, Near};

const BALANCED: &[Is] = &[Is::Trained(&["bd_kd"]), Is::TaughtBy(&[])];
const DISTILLED_ALIKE: Against = Against::Others(DISTILLED, &[Link::Network, Link::TeacherNetwork]);

pub const PAPER: Paper = Paper {
    key: "amara2022_bdkd",
    title: "Amara et al. 2022: BD-KD, balancing the divergences for online knowledge distillation",
    claims: &[
        Entry::new(
            "better_students",
            "Balanced divergences give better students than distillation by the forward one.",
            Rule::on_test(Quantity::against(BALANCED, DISTILLED_ALIKE, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "calibrated_students",
            "Balanced divergences give better calibrated students.",
            Rule::on_test(Quantity::against(BALANCED, DISTILLED_ALIKE, Measure::Own("ece")), Below(0.0)),
        ),
        Entry::new(
            "needs_no_temperature",
            "They are calibrated as they are: scaling the temperature changes the ECE by less than one point.",
            Rule::on_test(Quantity::within(BALANCED, "ece", "ece_at_temperature"), Near { centre: 0.0, margin: 0.01 }),
        ),
        Entry::new(
            "better_than_labels",
            "The small network learns more so than from labels alone.",
            Rule::on_test(
                Quantity::against(BALANCED, Against::Others(HARD, &[Link::Network]), Measure::Own("accuracy")),
                Above(0.0),
            ),
        ),
    ],
};
