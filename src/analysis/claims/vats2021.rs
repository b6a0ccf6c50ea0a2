//! Vats and Crandall 2021: what a teacher says of resemblances fades with its training, and distillation with it.

use super::rule::groups::{TAUGHT, TEACHERS};
use super::rule::{Against, During, Expect, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

pub const PAPER: Paper = Paper {
    key: "vats2021",
    title: "Vats, Crandall 2021: Controlling the quality of distillation in response-based network compression",
    claims: &[
        Entry::new(
            "answers_harden",
            "With its epochs a teacher's answers to training examples turn from many classes to one.",
            Rule::on_train(Quantity::Trend { of: TEACHERS, metric: "entropy", during: During::Whole }, Below(0.0)),
        ),
        Entry::new(
            "mass_leaves_wrong_classes",
            "With its epochs a teacher leaves less mass off the label on training examples.",
            Rule::on_train(Quantity::Trend { of: TEACHERS, metric: "gamma", during: During::Whole }, Below(0.0)),
        ),
        Entry::new(
            "shorter_training_teaches_better",
            "Students of a teacher trained for fewer epochs are better.",
            Rule::on_test(
                Quantity::against(
                    TAUGHT,
                    Against::Others(TAUGHT, &[Link::Network, Link::Distillation, Link::LongerTeacher]),
                    Measure::Own("accuracy"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "similarity_makes_the_student",
            "Teachers whose answers say more of single training examples have better students.",
            Rule::on_train(Quantity::Relation("teacher_off_target_information_instance_student_accuracy"), Above(0.0)),
        ),
        Entry::new(
            "large_teachers_harden",
            "Larger teachers answer training examples with one class rather than many.",
            Rule::on_train(Quantity::Across { of: TEACHERS, x: Measure::Size, y: Measure::Own("entropy") }, Below(0.0)),
        ),
    ],
};
