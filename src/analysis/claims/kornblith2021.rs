//! Kornblith, Chen, Lee and Norouzi 2021: losses that separate classes better transfer worse.

use super::rule::groups::{HARD_OF_SAME_NETWORK, SMOOTHED};
use super::rule::{Against, Expect, Is, Link, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

/// The losses beside cross-entropy and label smoothing.
const OTHER_LOSSES: &[Is] = &[Is::Trained(&[
    "dropout",
    "final_layer_l2",
    "logit_penalty",
    "logit_normalisation",
    "cosine_softmax",
    "sigmoid",
    "squared_error",
])];
const ALL_LOSSES: &[Is] = &[Is::Trained(&[
    "cross_entropy",
    "label_smoothing",
    "dropout",
    "final_layer_l2",
    "logit_penalty",
    "logit_normalisation",
    "cosine_softmax",
    "sigmoid",
    "squared_error",
])];
const OTHER_LABELS: &str = "The paper measures transfer to other labels; distillation keeps the labels. High separation is \
     not by itself a sign of a poor teacher: Müller's and Chandrasegaran's claims on students are.";

pub const PAPER: Paper = Paper {
    key: "kornblith2021",
    title: "Kornblith, Chen, Lee, Norouzi 2021: Why do better loss functions lead to less transferable features?",
    claims: &[
        Entry::new(
            "smoothing_separates",
            "Label smoothing raises class separation on held-out examples.",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "class_separation"), Above(0.0)),
        ),
        Entry::new(
            "other_losses_separate",
            "The other losses beside cross-entropy raise class separation too.",
            Rule::on_test(
                Quantity::against(OTHER_LOSSES, HARD_OF_SAME_NETWORK, Measure::Own("class_separation")),
                Above(0.0),
            ),
        ),
        Entry::new(
            "squared_error_separates_most",
            "Squared error separates classes more than cosine softmax does.",
            Rule::on_test(
                Quantity::against(
                    &[Is::Trained(&["squared_error"])],
                    Against::Others(&[Is::Trained(&["cosine_softmax"])], &[Link::Network]),
                    Measure::Own("class_separation"),
                ),
                Above(0.0),
            ),
        ),
        Entry::new(
            "probe_finds_less",
            "A linear probe finds less of other labels in a smoothed network's features.",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "linear_probe_accuracy"), Below(0.0)),
        )
        .but(OTHER_LABELS),
        Entry::new(
            "neighbours_find_less",
            "Nearest neighbours find less of other labels in a smoothed network's features.",
            Rule::on_test(Quantity::against_reference(SMOOTHED, "knn_probe_accuracy"), Below(0.0)),
        )
        .but(OTHER_LABELS),
        Entry::new(
            "separation_against_transfer",
            "Across losses, more class separation goes with a poorer linear probe on other labels.",
            Rule::on_test(
                Quantity::Across {
                    of: ALL_LOSSES,
                    x: Measure::Own("class_separation"),
                    y: Measure::Own("linear_probe_accuracy"),
                },
                Below(0.0),
            ),
        ),
    ],
};
