//! Pham, Cho, Joshi and Hegde 2022: students of their teacher's own network are better, and lie flatter.

use super::rule::groups::SELF_DISTILLED;
use super::rule::{Against, Expect, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const CONFIDENCE_LOOKS_FLAT: &str = "A confident network looks flat by its cross-entropy alone, and a smoothed one sharp: \
     only the scale-free form at one confidence tells flatness from softness.";

pub const PAPER: Paper = Paper {
    key: "pham2022",
    title: "Pham, Cho, Joshi, Hegde 2022: Revisiting self-distillation",
    claims: &[
        Entry::new(
            "surpasses_its_teacher",
            "A student of its teacher's own network surpasses its teacher.",
            Rule::on_test(Quantity::against(SELF_DISTILLED, Against::Teacher, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "smaller_trace",
            "It lies in a flatter part of the loss: the trace of its Hessian is smaller.",
            Rule::on_train(
                Quantity::against(SELF_DISTILLED, Against::Teacher, Measure::Own("hessian_trace_scaled")),
                Below(0.0),
            ),
        )
        .but(CONFIDENCE_LOOKS_FLAT),
        Entry::new(
            "smaller_top_eigenvalue",
            "The largest eigenvalue of its Hessian is smaller.",
            Rule::on_train(
                Quantity::against(SELF_DISTILLED, Against::Teacher, Measure::Own("hessian_top_scaled")),
                Below(0.0),
            ),
        )
        .but(CONFIDENCE_LOOKS_FLAT),
        Entry::new(
            "wider_minimum",
            "The loss rises more slowly around it in random directions.",
            Rule::on_train(
                Quantity::against(SELF_DISTILLED, Against::Teacher, Measure::Own("filter_width")),
                Above(0.0),
            ),
        )
        .but(CONFIDENCE_LOOKS_FLAT),
    ],
};
