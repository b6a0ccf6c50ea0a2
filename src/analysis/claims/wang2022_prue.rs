//! Wang, Chen, Kou and Shi 2022 (PrUE): teachers that are pruned to be less certain teach better.

use super::rule::groups::{SMOOTHED, STUDENTS_OF_HARD};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const PRUNED: &[Is] = &[Is::Trained(&["prue"])];
const OF_PRUNED: &[Is] = &[Is::TaughtBy(PRUNED)];

pub const PAPER: Paper = Paper {
    key: "wang2022_prue",
    title: "Wang, Chen, Kou, Shi 2022: PrUE, distilling knowledge from sparse teacher networks",
    claims: &[
        Entry::new(
            "less_certain",
            "A teacher pruned for uncertainty is less sure of training examples than its dense reference.",
            Rule::on_train(Quantity::against_reference(PRUNED, "mean_confidence"), Below(0.0)),
        ),
        Entry::new(
            "more_spread",
            "Its probabilities differ more between examples of one class.",
            Rule::on_train(Quantity::against_reference(PRUNED, "intraclass_variance"), Above(0.0)),
        ),
        Entry::new(
            "better_students",
            "Its students are better than those of a dense teacher of hard labels.",
            Rule::on_test(Quantity::against(OF_PRUNED, STUDENTS_OF_HARD, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "better_than_smoothing",
            "Its students are better than those of a smoothed teacher.",
            Rule::on_test(
                Quantity::against(
                    OF_PRUNED,
                    Against::Others(&[Is::TaughtBy(SMOOTHED)], &[Link::Network, Link::Distillation]),
                    Measure::Own("accuracy"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "uncertain_teachers_teach",
            "Teachers that leave more mass off the label on training examples have better students.",
            Rule::on_train(Quantity::Relation("teacher_gamma_student_accuracy"), Above(0.0)),
        )
        .but(
            "Müller 2019's smoothed teachers leave the most mass off the label and are said to teach poorly: what the mass \
             says of single examples (instance-level off-target information) tells the two apart.",
        ),
    ],
};
