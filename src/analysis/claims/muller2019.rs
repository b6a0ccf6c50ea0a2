//! Müller, Kornblith and Hinton 2019: smoothing tightens, calibrates, erases, and so distils poorly.

use super::rule::groups::{HARD, OF_SMOOTHED, SMOOTHED, STUDENTS_OF_HARD};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below, Near};

const AT_ONE: &[Is] = &[Is::TaughtBy(SMOOTHED), Is::AtOne];
const ABOVE_ONE: &[Is] = &[Is::TaughtBy(SMOOTHED), Is::AboveOne];
const ITS_TEMPERATURE: &str = "Müller's hard teachers were softened up to T = 16 and his smoothed ones not at all; \
     Chandrasegaran 2022, as Shen 2021, finds the smoothed teacher at least as good where both teach at T = 1. Students at \
     several temperatures tell the two apart.";

pub const PAPER: Paper = Paper {
    key: "muller2019",
    title: "Müller, Kornblith, Hinton 2019: When does label smoothing help?",
    claims: &[
        Entry::new(
            "tighter_clusters",
            "Label smoothing gathers the training examples of a class more tightly.",
            Rule::on_train(Quantity::against_reference(SMOOTHED, "class_separation"), Above(0.0)),
        ),
        Entry::new(
            "tighter_in_the_plane",
            "In the plane of three class templates the smoothed network's clusters are tighter on training examples.",
            Rule::on_train(Quantity::against_reference(SMOOTHED, "plane_spread"), Below(0.0)),
        ),
        Entry::new(
            "regular_triangles",
            "The three clusters of a smoothed network form a more regular triangle.",
            Rule::on_train(Quantity::against_reference(SMOOTHED, "plane_triangle"), Below(0.0)),
        ),
        Entry::new(
            "equidistant_templates",
            "Label smoothing makes the templates of all classes more nearly equidistant.",
            Rule::on_train(Quantity::against_reference(SMOOTHED, "nc2_equiangular_head"), Below(0.0)),
        ),
        Entry::new(
            "erased_information",
            "A smoothed network's logits say less of which training example they come from.",
            Rule::on_train(Quantity::against_reference(SMOOTHED, "mutual_information_held_out"), Below(0.0)),
        ),
        Entry::new(
            "erased_resemblances",
            "Examples of one class differ less in their wrong logits, as a share of the gap to the right one.",
            Rule::on_train(Quantity::against_reference(SMOOTHED, "wrong_logit_variance_of_gap"), Below(0.0)),
        ),
        Entry::new(
            "erased_at_one_softness",
            "The loss of instance-level off-target information is more than softness: it remains at matched γ.",
            Rule::on_train(Quantity::Matched { of: SMOOTHED, metric: "off_target_information_instance" }, Below(0.0)),
        ),
        Entry::new(
            "information_falls_late",
            "Late in training a smoothed network loses what it knew of single examples.",
            Rule::on_train(super::late_trend(SMOOTHED, "mutual_information_held_out"), Below(0.0)),
        ),
        Entry::new(
            "calibrates",
            "A smoothed network is better calibrated than one of hard labels.",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "ece"), Below(0.0)),
        ),
        Entry::new(
            "calibrates_like_temperature",
            "Smoothing calibrates as well as scaling the hard network's temperature: within 1.5 points of ECE.",
            Rule::on_test(
                Quantity::Contrast {
                    of: SMOOTHED,
                    against: Against::Reference,
                    measure: Measure::Own("ece"),
                    minus: Measure::Own("ece_at_temperature"),
                },
                Near { centre: 0.0, margin: 0.015 },
            ),
        ),
        Entry::new(
            "needs_no_temperature",
            "The temperature that a smoothed network would need is below that of one of hard labels.",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "temperature"), Below(0.0)),
        ),
        Entry::new(
            "worse_likelihood",
            "Smoothing costs likelihood, even at the best temperature of either.",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "nll_at_temperature"), Above(0.0)),
        ),
        Entry::new(
            "keeps_accuracy",
            "Smoothing changes the teacher's own accuracy by less than one point.",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "accuracy"), Near { centre: 0.0, margin: 0.01 }),
        ),
        Entry::new(
            "poorer_students",
            "Students of a smoothed teacher are poorer than those of a hard one, both taught at T = 1.",
            Rule::on_test(Quantity::against(AT_ONE, STUDENTS_OF_HARD, Measure::Own("accuracy")), Below(0.0)),
        )
        .but(ITS_TEMPERATURE),
        Entry::new(
            "poorer_softened_students",
            "Students of a smoothed teacher are poorer than those of a hard one, both taught at one T above 1.",
            Rule::on_test(Quantity::against(ABOVE_ONE, STUDENTS_OF_HARD, Measure::Own("accuracy")), Below(0.0)),
        ),
        Entry::new(
            "no_better_than_smoothing_itself",
            "A smoothed teacher's student is no better than the student network trained with smoothing itself.",
            Rule::on_test(
                Quantity::against(OF_SMOOTHED, Against::Others(SMOOTHED, &[Link::Network]), Measure::Own("accuracy")),
                Below(0.0),
            ),
        ),
        Entry::new(
            "hard_teacher_beats_smoothing",
            "A hard teacher's student is better than the student network trained with smoothing itself.",
            Rule::on_test(
                Quantity::against(
                    &[Is::TaughtBy(HARD)],
                    Against::Others(SMOOTHED, &[Link::Network]),
                    Measure::Own("accuracy"),
                ),
                Above(0.0),
            ),
        ),
    ],
};
