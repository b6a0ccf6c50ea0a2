//! Agreement beyond chance (Cohen's κ): two networks of high accuracy agree often without having learnt from each other.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::argmax;
use super::{Measured, Mergeable, Undefined, add};

/// The registry's entry of `kappa`.
pub const DEFINITION: Definition = Definition {
    name: "kappa",
    title: "Chance-corrected agreement (κ)",
    short: "κ",
    measures: "How often two networks give the same answer, beyond what their answers' frequencies alone would give.",
    formula: "(A - C)/(1 - C), A the top-1 agreement, C = Σ_k share of answers k of a · share of answers k of b",
    edges: "At most 1; 0 at chance. Ties go to the lowest class. Undefined without examples, or where both always give one same answer. Does not take out that both are right: see the teacher-specific agreement. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.",
    source: "Cohen 1960",
    topic: Topic::Transfer,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Counts of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    same: f64,
    of_a: Vec<f64>, // (K)
    of_b: Vec<f64>, // (K)
}

impl State {
    /// An empty state of K classes.
    pub fn new(classes: usize) -> Self {
        Self { same: 0.0, of_a: vec![0.0; classes], of_b: vec![0.0; classes] }
    }

    /// Adds the logits (K) of one example of both.
    pub fn push(&mut self, a: &[f32], b: &[f32]) {
        self.push_answers(argmax(a), argmax(b));
    }

    /// Adds the answers to one example of both.
    pub fn push_answers(&mut self, a: usize, b: usize) {
        self.same += f64::from(u8::from(a == b));
        self.of_a[a] += 1.0;
        self.of_b[b] += 1.0;
    }

    /// κ, at most 1.
    ///
    /// # Errors
    /// Undefined without examples, or where both always give one same answer.
    pub fn value(&self) -> Measured<f64> {
        let n: f64 = self.of_a.iter().sum();
        if n < 0.5 {
            return Err(Undefined("there are no examples".to_owned()));
        }
        let chance = self.of_a.iter().zip(&self.of_b).map(|(a, b)| a * b).sum::<f64>() / (n * n);
        if chance >= 1.0 {
            return Err(Undefined("both networks always give one same answer, so agreement is no evidence".to_owned()));
        }
        Ok((self.same / n - chance) / (1.0 - chance))
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        self.same += sign * other.same;
        add(&mut self.of_a, &other.of_a, sign);
        add(&mut self.of_b, &other.of_b, sign);
    }
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}
