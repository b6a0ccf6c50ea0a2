//! Tarvainen and Valpola 2017 (Mean Teacher): averaged weights teach the weights that are trained.
//!
//! Both are variants of the objective `mean_teacher`: the averaged weights are the teacher, the trained ones its student.

use super::Role;
use super::rule::groups::HARD_OF_SAME_NETWORK;
use super::rule::{Against, Expect, Is, Measure, Quantity, Rule};
use super::{Entry, Paper};
use Expect::{Above, Below};

const AVERAGED: &[Is] = &[Is::Has(Role::Teacher), Is::Trained(&["mean_teacher"])];
const TRAINED: &[Is] = &[Is::Trained(&["mean_teacher"]), Is::TaughtBy(AVERAGED)];

pub const PAPER: Paper = Paper {
    key: "tarvainen2017",
    title: "Tarvainen, Valpola 2017: Mean teachers are better role models",
    claims: &[
        Entry::new(
            "average_is_more_accurate",
            "The weights that are trained are less accurate than their average.",
            Rule::on_test(Quantity::against(TRAINED, Against::Teacher, Measure::Own("accuracy")), Below(0.0)),
        ),
        Entry::new(
            "average_is_more_likely",
            "The weights that are trained have a larger negative log-likelihood than their average.",
            Rule::on_test(Quantity::against(TRAINED, Against::Teacher, Measure::Own("nll")), Above(0.0)),
        ),
        Entry::new(
            "consistency_helps",
            "With few labels, learning to agree with the average beats the labels alone.",
            Rule::on_test(Quantity::against(AVERAGED, HARD_OF_SAME_NETWORK, Measure::Own("accuracy")), Above(0.0)),
        ),
    ],
};
