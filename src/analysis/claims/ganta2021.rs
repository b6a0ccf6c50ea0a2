//! Ganta, Das Gupta and Sheng 2021: several assistants, weighted.

use super::Role;
use super::rule::groups::{HARD_OF_SAME_NETWORK, TEACHERS};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::Above;

const OF_ENSEMBLE: &[Is] = &[Is::Trained(&["assistant_ensemble"])];

pub const PAPER: Paper = Paper {
    key: "ganta2021",
    title: "Ganta, Das Gupta, Sheng 2021: Knowledge distillation via weighted ensemble of teaching assistants",
    claims: &[
        Entry::new(
            "better_than_one_assistant",
            "A student of a weighted ensemble of assistants is better than that of one assistant.",
            Rule::on_test(
                Quantity::against(
                    OF_ENSEMBLE,
                    Against::Others(&[Is::TaughtBy(&[Is::Has(Role::Assistant)])], &[Link::Network]),
                    Measure::Own("accuracy"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "better_than_the_teacher",
            "It is better than a student of the teacher itself.",
            Rule::on_test(
                Quantity::against(
                    OF_ENSEMBLE,
                    Against::Others(&[Is::TaughtBy(TEACHERS)], &[Link::Network]),
                    Measure::Own("accuracy"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "better_than_labels",
            "It is better than the same network trained on labels alone.",
            Rule::on_test(Quantity::against(OF_ENSEMBLE, HARD_OF_SAME_NETWORK, Measure::Own("accuracy")), Above(0.0)),
        ),
    ],
};
