//! Choi, Jeon, Shukla and Turaga 2023 (MIX-KD): mixup makes teachers too smooth, and students better.

use super::rule::groups::{PLAIN_DISTILLATION, STUDENTS_OF_HARD};
use super::rule::{Expect, Is, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const MIXED: &[Is] = &[Is::Trained(&["mixup"])];
const OF_MIXED: &[Is] = &[Is::TaughtBy(MIXED)];
const MIXED_STUDENTS: &[Is] = &[Is::Trained(&["mix_kd"]), Is::TaughtBy(&[])];

pub const PAPER: Paper = Paper {
    key: "choi2023_mixkd",
    title: "Choi, Jeon, Shukla, Turaga 2023: Understanding the role of mixup in knowledge distillation",
    claims: &[
        Entry::new(
            "softer_teachers",
            "A teacher trained with mixup answers more softly.",
            Rule::on_test(Quantity::against_reference(MIXED, "entropy"), Above(0.0)),
        ),
        Entry::new(
            "smoother_teachers",
            "It is more nearly linear between examples.",
            Rule::on_train(Quantity::against_reference(MIXED, "mixing_gap"), Below(0.0)),
        ),
        Entry::new(
            "poorer_students",
            "Its students are poorer than those of a teacher trained without mixup.",
            Rule::on_test(Quantity::against(OF_MIXED, STUDENTS_OF_HARD, Measure::Own("accuracy")), Below(0.0)),
        ),
        Entry::new(
            "blurred_students",
            "Its students separate classes less.",
            Rule::on_train(Quantity::against(OF_MIXED, STUDENTS_OF_HARD, Measure::Own("class_separation")), Below(0.0)),
        ),
        Entry::new(
            "mixing_in_distillation_helps",
            "A student that is distilled on mixed examples, scaled one by one, is better than by plain distillation.",
            Rule::on_test(Quantity::against(MIXED_STUDENTS, PLAIN_DISTILLATION, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "smoother_students",
            "Such a student is more nearly linear between examples.",
            Rule::on_train(
                Quantity::against(MIXED_STUDENTS, PLAIN_DISTILLATION, Measure::Own("mixing_gap")),
                Below(0.0),
            ),
        ),
    ],
};
