//! Tian, Krishnan and Isola 2020 (CRD): contrast carries over structure that divergences leave behind.

use super::rule::groups::PLAIN_DISTILLATION;
use super::rule::{Expect, Is, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const CONTRASTED: &[Is] = &[Is::Trained(&["crd", "crd_kd"]), Is::TaughtBy(&[])];

pub const PAPER: Paper = Paper {
    key: "tian2020_crd",
    title: "Tian, Krishnan, Isola 2020: Contrastive representation distillation",
    claims: &[
        Entry::new(
            "better_students",
            "Contrastive distillation gives better students than plain distillation.",
            Rule::on_test(Quantity::against(CONTRASTED, PLAIN_DISTILLATION, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "correlations_of_logits",
            "It carries the teacher's correlations between logits over more closely.",
            Rule::on_test(
                Quantity::against(CONTRASTED, PLAIN_DISTILLATION, Measure::WithTeacher("logit_correlation_difference")),
                Below(0.0),
            ),
        ),
        Entry::new(
            "features_like_the_teachers",
            "Its students' features are more like the teacher's.",
            Rule::on_test(
                Quantity::against(CONTRASTED, PLAIN_DISTILLATION, Measure::WithTeacher("linear_cka_debiased")),
                Above(0.0),
            ),
        ),
        Entry::new(
            "features_transfer",
            "A linear probe finds more of other labels in its students' features.",
            Rule::on_test(
                Quantity::against(CONTRASTED, PLAIN_DISTILLATION, Measure::Own("linear_probe_accuracy")),
                Above(0.0),
            ),
        ),
    ],
};
