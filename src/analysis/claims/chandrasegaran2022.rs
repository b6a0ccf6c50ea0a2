//! Chandrasegaran et al. 2022, with Shen et al. 2021: smoothing and distillation agree at T = 1 and part above it.

use super::rule::groups::{HARD, SMOOTHED, STUDENTS_OF_HARD};
use super::rule::{Against, Expect, Is, Link, Measure, Moved, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const AT_ONE: &[Is] = &[Is::TaughtBy(SMOOTHED), Is::AtOne];
const ABOVE_ONE: &[Is] = &[Is::TaughtBy(SMOOTHED), Is::AboveOne];

pub const PAPER: Paper = Paper {
    key: "chandrasegaran2022",
    title: "Chandrasegaran, Tran, Zhao, Cheung 2022: Revisiting label smoothing and knowledge distillation compatibility \
            (with Shen et al. 2021)",
    claims: &[
        Entry::new(
            "smoothed_teacher_at_one",
            "At T = 1 a smoothed teacher's students are better than a hard one's.",
            Rule::on_test(Quantity::against(AT_ONE, STUDENTS_OF_HARD, Measure::Own("accuracy")), Above(0.0)),
        )
        .but(
            "Müller 2019 says the opposite of smoothed teachers. His hard teachers were softened and his smoothed ones not: \
             students at several temperatures tell the two apart.",
        ),
        Entry::new(
            "temperature_hurts",
            "A smoothed teacher's students are poorer at T above 1 than at T = 1.",
            Rule::on_test(
                Quantity::against(
                    ABOVE_ONE,
                    Against::Others(AT_ONE, &[Link::Network, Link::Teacher]),
                    Measure::Own("accuracy"),
                ),
                Below(0.0),
            ),
        ),
        Entry::new(
            "temperature_hurts_more",
            "What T above 1 costs, it costs a smoothed teacher's students more than a hard one's.",
            Rule::on_test(
                Quantity::Interaction {
                    of: ABOVE_ONE,
                    at_one: AT_ONE,
                    against: STUDENTS_OF_HARD,
                    measure: Measure::Own("accuracy"),
                },
                Below(0.0),
            ),
        ),
        Entry::new(
            "similar_classes_close_in",
            "With a smoothed teacher and T above 1, a student's classes move towards similar classes.",
            Rule::on_train(Quantity::Diffusion { of: SMOOTHED, part: Moved::Similar }, Above(0.0)),
        ),
        Entry::new(
            "dissimilar_classes_move_off",
            "With a smoothed teacher and T above 1, a student's classes move away from dissimilar classes.",
            Rule::on_train(Quantity::Diffusion { of: SMOOTHED, part: Moved::Dissimilar }, Below(0.0)),
        ),
        Entry::new(
            "diffusion_is_systematic",
            "The diffusion follows similarity more than random sets of classes would.",
            Rule::on_train(Quantity::Diffusion { of: SMOOTHED, part: Moved::BeyondChance }, Above(0.0)),
        ),
        Entry::new(
            "diffusion_is_smoothings",
            "A smoothed teacher's students move towards similar classes more than a hard one's.",
            Rule::on_train(Quantity::Diffusion { of: SMOOTHED, part: Moved::BeyondHard }, Above(0.0)),
        ),
        Entry::new(
            "similar_classes_apart",
            "Label smoothing moves similar classes of the teacher farther apart, against all classes (Shen 2021).",
            Rule::on_train(Quantity::against_reference(SMOOTHED, "similar_class_distance"), Above(0.0)),
        ),
        Entry::new(
            "variance_within_classes",
            "Label smoothing lowers the variance of probabilities within a class (Shen 2021).",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "intraclass_variance"), Below(0.0)),
        )
        .but(
            "Müller 2019 reads such a fall as erased information. It also comes of softness alone: the claim at matched γ \
             tells the two apart.",
        ),
        Entry::new(
            "variance_at_one_softness",
            "The variance of probabilities within a class is lower at matched γ too (Shen 2021).",
            Rule::on_test(Quantity::Matched { of: SMOOTHED, metric: "intraclass_variance" }, Below(0.0)),
        ),
        Entry::new(
            "harder_to_match",
            "Students end farther from a smoothed teacher on training examples than from a hard one (Shen 2021).",
            Rule::on_train(
                Quantity::against(
                    AT_ONE,
                    Against::Others(
                        &[Is::TaughtBy(HARD), Is::AtOne],
                        &[Link::Network, Link::TeacherNetwork, Link::Distillation],
                    ),
                    Measure::WithTeacher("kl"),
                ),
                Above(0.0),
            ),
        ),
    ],
};
