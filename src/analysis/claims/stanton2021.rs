//! Stanton et al. 2021: students are good without being faithful, and it is optimisation that keeps them from it.

use super::rule::groups::{SELF_DISTILLED, TAUGHT};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const AT_ONE: &[Is] = &[Is::TaughtBy(&[]), Is::AtOne];
const ABOVE_ONE: &[Is] = &[Is::TaughtBy(&[]), Is::AboveOne];

pub const PAPER: Paper = Paper {
    key: "stanton2021",
    title: "Stanton, Izmailov, Kirichenko, Alemi, Wilson 2021: Does knowledge distillation really work?",
    claims: &[
        Entry::new(
            "low_fidelity",
            "Even a student of its teacher's own network agrees with it on fewer than 95 % of held-out examples.",
            Rule::on_test(Quantity::with_teacher(SELF_DISTILLED, "agreement"), Below(0.95)),
        ),
        Entry::new(
            "optimisation_falls_short",
            "It does not even match its teacher on training examples: they agree on fewer than 99 %.",
            Rule::on_train(Quantity::with_teacher(SELF_DISTILLED, "agreement"), Below(0.99)),
        ),
        Entry::new(
            "good_all_the_same",
            "A student of its teacher's own network is more accurate than its teacher.",
            Rule::on_test(Quantity::against(SELF_DISTILLED, Against::Teacher, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "fidelity_is_specific",
            "Students agree with their own teacher more than students of other teachers do.",
            Rule::on_test(Quantity::with_teacher(TAUGHT, "teacher_specific_agreement"), Above(0.0)),
        ),
        Entry::new(
            "temperature_raises_fidelity",
            "Students agree more with their teacher when taught above T = 1.",
            Rule::on_test(
                Quantity::against(
                    ABOVE_ONE,
                    Against::Others(AT_ONE, &[Link::Network, Link::Teacher]),
                    Measure::WithTeacher("agreement"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "fidelity_is_not_accuracy",
            "Students that agree more with their teacher are less accurate.",
            Rule::on_test(Quantity::Relation("agreement_student_accuracy"), Below(0.0)),
        )
        .but(
            "Cho 2019 finds that students that imitate better are better. Stanton's tension is of students of their \
             teacher's own network, Cho's of small students: look at both kinds apart.",
        ),
    ],
};
