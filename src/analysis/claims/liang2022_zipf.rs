//! Liang et al. 2022 (Zipf-LS): the wrong classes follow a power law, and labels should too.

use super::rule::groups::{HARD, SMOOTHED};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below, Near};

const ZIPF: &[Is] = &[Is::Trained(&["zipf_ls"])];
const SMOOTHED_ALIKE: Against = Against::Others(SMOOTHED, &[Link::Network]);

pub const PAPER: Paper = Paper {
    key: "liang2022_zipf",
    title: "Liang et al. 2022: Efficient one pass self-distillation with Zipf's label smoothing",
    claims: &[
        Entry::new(
            "wrong_classes_follow_a_law",
            "The probabilities of wrong classes follow a power law of their rank: its line explains over 90 %.",
            Rule::on_test(Quantity::level(HARD, "zipf_fit"), Above(0.9)),
        ),
        Entry::new(
            "law_is_learnt",
            "Trained towards Zipf's law, a network's exponent is within 0.2 of 1.",
            Rule::on_test(Quantity::level(ZIPF, "zipf_exponent"), Near { centre: 1.0, margin: 0.2 }),
        ),
        Entry::new(
            "more_accurate",
            "Zipf's smoothing makes a network more accurate than hard labels.",
            Rule::on_test(Quantity::against_reference(ZIPF, "accuracy"), Above(0.0)),
        ),
        Entry::new(
            "not_uniform",
            "Its wrong classes are less uniform than those of label smoothing.",
            Rule::on_test(Quantity::against(ZIPF, SMOOTHED_ALIKE, Measure::Own("off_target_entropy")), Below(0.0)),
        ),
        Entry::new(
            "steeper_than_smoothing",
            "Its law is steeper than that of label smoothing.",
            Rule::on_test(Quantity::against(ZIPF, SMOOTHED_ALIKE, Measure::Own("zipf_exponent")), Above(0.0)),
        ),
        Entry::new(
            "better_than_smoothing",
            "It makes a network more accurate than label smoothing does.",
            Rule::on_test(Quantity::against(ZIPF, SMOOTHED_ALIKE, Measure::Own("accuracy")), Above(0.0)),
        ),
    ],
};
