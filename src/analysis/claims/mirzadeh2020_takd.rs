//! Mirzadeh et al. 2020 (TAKD): a teacher that is too large, and assistants of a middle size.

use super::Role;
use super::rule::groups::TEACHERS;
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const OF_ASSISTANT: &[Is] = &[Is::TaughtBy(&[Is::Has(Role::Assistant)])];
const STUDENTS_OF_TEACHER: Against = Against::Others(&[Is::TaughtBy(TEACHERS)], &[Link::Network]);

pub const PAPER: Paper = Paper {
    key: "mirzadeh2020_takd",
    title: "Mirzadeh et al. 2020: Improved knowledge distillation via teacher assistant",
    claims: &[
        Entry::new(
            "capacity_gap",
            "The same student learns less from a larger teacher.",
            Rule::on_test(Quantity::Relation("capacity_gap"), Below(0.0)),
        )
        .but(
            "Yang 2021 says that size helps once the teacher is calibrated: students of temperature-scaled teachers of \
             several sizes tell the two apart.",
        ),
        Entry::new(
            "assistants_help",
            "A student taught by an assistant is better than one taught by the teacher itself.",
            Rule::on_test(Quantity::against(OF_ASSISTANT, STUDENTS_OF_TEACHER, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "assistants_are_nearer",
            "A student ends nearer to its assistant on training examples than to a large teacher.",
            Rule::on_train(
                Quantity::against(OF_ASSISTANT, STUDENTS_OF_TEACHER, Measure::WithTeacher("kl")),
                Below(0.0),
            ),
        ),
        Entry::new(
            "large_teachers_are_sure",
            "Larger teachers are surer of training examples, so that their targets are less soft.",
            Rule::on_train(
                Quantity::Across { of: TEACHERS, x: Measure::Size, y: Measure::Own("mean_confidence") },
                Above(0.0),
            ),
        ),
        Entry::new(
            "flatter_students",
            "A student taught by an assistant lies in a flatter part of the loss.",
            Rule::on_train(
                Quantity::against(OF_ASSISTANT, STUDENTS_OF_TEACHER, Measure::Own("hessian_trace_scaled")),
                Below(0.0),
            ),
        ),
    ],
};
