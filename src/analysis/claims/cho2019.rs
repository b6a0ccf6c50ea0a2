//! Cho and Hariharan 2019: better teachers are not better at teaching, unless they stop early.

use super::rule::groups::{DISTILLED, HARD_OF_SAME_NETWORK, PLAIN_DISTILLATION, TAUGHT};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const OF_LARGER: &[Is] = &[Is::Trained(&["kd"]), Is::SmallerThanTeacher];

pub const PAPER: Paper = Paper {
    key: "cho2019",
    title: "Cho, Hariharan 2019: On the efficacy of knowledge distillation",
    claims: &[
        Entry::new(
            "better_teachers_are_not_better",
            "More accurate teachers have poorer students.",
            Rule::on_test(Quantity::Relation("teacher_accuracy_student_accuracy"), Below(0.0)),
        ),
        Entry::new(
            "early_stopped_teachers_help",
            "A teacher of a shorter training has better students than the same one trained for longer.",
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
            "early_stopped_teachers_are_imitated",
            "Students end nearer to a teacher of a shorter training, on training examples.",
            Rule::on_train(
                Quantity::against(
                    TAUGHT,
                    Against::Others(TAUGHT, &[Link::Network, Link::Distillation, Link::LongerTeacher]),
                    Measure::WithTeacher("kl"),
                ),
                Below(0.0),
            ),
        ),
        Entry::new(
            "distillation_can_hurt",
            "A student of a larger teacher is poorer than the same network trained on labels alone.",
            Rule::on_test(Quantity::against(OF_LARGER, HARD_OF_SAME_NETWORK, Measure::Own("accuracy")), Below(0.0)),
        ),
        Entry::new(
            "stopping_distillation_helps",
            "Stopping the distillation part-way gives a better student than keeping it to the end.",
            Rule::on_test(
                Quantity::against(
                    &[Is::Trained(&["early_stopped_kd"]), Is::TaughtBy(&[])],
                    PLAIN_DISTILLATION,
                    Measure::Own("accuracy"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "imitation_makes_the_student",
            "Students that agree more with their teacher are more accurate.",
            Rule::on_test(Quantity::Relation("agreement_student_accuracy"), Above(0.0)),
        )
        .but("Stanton 2021 finds the opposite of students of their teacher's own network: look at both kinds apart."),
        Entry::new(
            "mismatch_grows",
            "A student ends farther from a larger teacher on training examples.",
            Rule::on_train(
                Quantity::Across { of: DISTILLED, x: Measure::TeacherSize, y: Measure::WithTeacher("kl") },
                Above(0.0),
            ),
        ),
    ],
};
