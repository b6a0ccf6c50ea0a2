//! Smith 2022: train easily, then hard, then easily again, in the loss, the temperature or the weight decay.

use super::rule::groups::HARD_OF_SAME_NETWORK;
use super::rule::{Expect, Is, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::Above;

const FOCAL: &[Is] = &[Is::Trained(&["cyclical_focal"])];
const DECAY: &[Is] = &[Is::Trained(&["cyclical_weight_decay"])];
const TEMPERATURE: &[Is] = &[Is::Trained(&["cyclical_temperature"])];

pub const PAPER: Paper = Paper {
    key: "smith2022",
    title: "Smith 2022: General cyclical training of neural networks",
    claims: &[
        Entry::new(
            "focal_loss_helps",
            "A focal loss that cycles makes a network more accurate than cross-entropy.",
            Rule::on_test(Quantity::against(FOCAL, HARD_OF_SAME_NETWORK, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "weight_decay_helps",
            "A weight decay that cycles makes a network more accurate than a constant one.",
            Rule::on_test(Quantity::against(DECAY, HARD_OF_SAME_NETWORK, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "temperature_helps",
            "A softmax temperature that cycles makes a network more accurate than a constant one.",
            Rule::on_test(Quantity::against(TEMPERATURE, HARD_OF_SAME_NETWORK, Measure::Own("accuracy")), Above(0.0)),
        ),
        Entry::new(
            "focal_loss_ends_sure",
            "The last phase of the cycle rewards confidence: it rises on training examples.",
            Rule::on_train(super::late_trend(FOCAL, "mean_confidence"), Above(0.0)),
        ),
    ],
};
