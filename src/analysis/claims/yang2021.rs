//! Yang and Song 2021, with Fan 2024 and Kim 2025: it is the teacher's calibration that makes the student.

use super::Role;
use super::rule::groups::{PLAIN_DISTILLATION, TAUGHT, TEACHERS};
use super::rule::{Against, During, Expect, Is, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const SMOOTHED_ARE_CALIBRATED: &str = "Müller 2019: a smoothed teacher has a low calibration error and is said to teach \
     poorly. Instance-level off-target information at matched γ, not calibration, tells such teachers apart.";

pub const PAPER: Paper = Paper {
    key: "yang2021",
    title: "Yang, Song 2021: Rethinking the knowledge distillation from the perspective of model calibration \
            (with Fan et al. 2024, Kim et al. 2025)",
    claims: &[
        Entry::new(
            "large_teachers_over_confident",
            "Larger teachers have a larger over-confident part of the calibration error.",
            Rule::on_test(Quantity::Across { of: TEACHERS, x: Measure::Size, y: Measure::Own("ece_over") }, Above(0.0)),
        ),
        Entry::new(
            "calibration_makes_the_student",
            "Teachers of a smaller calibration error have better students.",
            Rule::on_test(Quantity::Relation("teacher_ece_student_accuracy"), Below(0.0)),
        )
        .but(SMOOTHED_ARE_CALIBRATED),
        Entry::new(
            "over_confidence_costs",
            "Teachers of a smaller over-confident part have better students.",
            Rule::on_test(
                Quantity::Across { of: TAUGHT, x: Measure::OfTeacher("ece_over"), y: Measure::Own("accuracy") },
                Below(0.0),
            ),
        )
        .but(SMOOTHED_ARE_CALIBRATED),
        Entry::new(
            "calibrated_teachers_help",
            "Calibrating the teacher before distillation gives better students.",
            Rule::on_test(
                Quantity::against(
                    &[Is::Trained(&["calibrated_kd"]), Is::TaughtBy(&[])],
                    PLAIN_DISTILLATION,
                    Measure::Own("accuracy"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "size_helps_once_calibrated",
            "With calibrated teachers, students of larger ones are better.",
            Rule::on_test(
                Quantity::Across {
                    of: &[Is::Trained(&["calibrated_kd"]), Is::TaughtBy(&[])],
                    x: Measure::TeacherSize,
                    y: Measure::Own("accuracy"),
                },
                Above(0.0),
            ),
        ),
        Entry::new(
            "assistants_are_calibrated",
            "Assistants have a smaller calibration error than their teacher (Fan 2024).",
            Rule::on_test(
                Quantity::against(&[Is::Has(Role::Assistant)], Against::Teacher, Measure::Own("ece")),
                Below(0.0),
            ),
        ),
        Entry::new(
            "early_teachers_are_calibrated",
            "A teacher's calibration error grows with its epochs (Fan 2024).",
            Rule::on_test(Quantity::Trend { of: TEACHERS, metric: "ece", during: During::Whole }, Above(0.0)),
        ),
    ],
};
