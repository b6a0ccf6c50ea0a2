//! Off-target information, in its class-level and its instance-level part.
//!
//! With q_i the probabilities of example i over the K - 1 wrong classes and q̄_c their mean in class c:
//! log(K - 1) - mean H(q_i) = Σ_c n_c/N KL(q̄_c || uniform) + 1/N Σ_i KL(q_i || q̄_{y_i}), exactly.
//! The first part is what the classes resemble; the second is what is particular to an example, which Müller 2019 says that label
//! smoothing erases. The state also gives the class-by-class matrix q̄ that `similarity_structure` and `diffusion_index` read.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Mergeable, Undefined, add, off_target};

const EDGES: &str = "Undefined for fewer than three classes. ≥ 0 and at most log(K - 1). Does not depend on p_y, but on T: compare teachers at matched γ. q̄_c is made of the class's own examples: with n_c of them, the instance level is too small by a factor of about (n_c - 1)/n_c, and the class level too large by as much.";

/// The registry's entry of `off_target_information`.
pub const DEFINITION: Definition = Definition {
    name: "off_target_information",
    title: "Off-target information",
    short: "I off",
    measures: "How much the probabilities of the wrong classes say, beyond that they are wrong.",
    formula: "log(K - 1) - mean H(q); q the softmax of the wrong logits over T; the sum of its class-level and its instance-level part",
    edges: EDGES,
    source: "penult's own, on the non-target probabilities of Zhao 2022",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `off_target_information_class`.
pub const CLASS: Definition = Definition {
    name: "off_target_information_class",
    title: "Off-target information, class level",
    short: "I class",
    measures: "How much of it says which classes resemble each other.",
    formula: "Σ_c n_c/N KL(q̄_c || uniform), q̄_c the mean of q over class c",
    ..DEFINITION
};

/// The registry's entry of `off_target_information_instance`.
pub const INSTANCE: Definition = Definition {
    name: "off_target_information_instance",
    title: "Off-target information, instance level",
    short: "I inst",
    measures: "How much of it is particular to an example within its class.",
    formula: "1/N Σ_i KL(q_i || q̄_{y_i})",
    ..DEFINITION
};

/// Sums of q over the examples of each class.
#[derive(Clone, Debug)]
pub struct State {
    classes: usize,
    temperature: f64,
    counts: Vec<f64>,
    sums: Vec<f64>, // (K, K): Σ q over the examples of class c, 0 on the diagonal
    entropies: f64, // Σ H(q)
}

/// The information in nats, and its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Information {
    /// log(K - 1) - mean H(q) = class level + instance level.
    pub total: f64,
    /// Σ_c n_c/N KL(q̄_c || uniform).
    pub class_level: f64,
    /// 1/N Σ_i KL(q_i || q̄_{y_i}).
    pub instance_level: f64,
}

impl State {
    /// An empty state of K classes at a temperature.
    ///
    /// # Errors
    /// Undefined for fewer than three classes, or a temperature that is not positive.
    pub fn new(classes: usize, temperature: f64) -> Measured<Self> {
        off_target::check(classes, 3, temperature)?;
        let (counts, sums) = (vec![0.0; classes], vec![0.0; classes * classes]);
        Ok(Self { classes, temperature, counts, sums, entropies: 0.0 })
    }

    /// Adds one row of logits (K).
    pub fn push(&mut self, row: &[f32], label: usize) {
        let log_q = off_target::log_probabilities(row, label, self.temperature);
        self.counts[label] += 1.0;
        let q: Vec<f64> = log_q.iter().map(|l| l.exp()).collect();
        self.entropies -= q.iter().zip(&log_q).map(|(q, l)| q * l).sum::<f64>();
        let sum = &mut self.sums[label * self.classes..(label + 1) * self.classes];
        let (before, from) = sum.split_at_mut(label);
        before.iter_mut().chain(&mut from[1..]).zip(&q).for_each(|(s, q)| *s += q);
    }

    /// The information, nats.
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn value(&self) -> Measured<Information> {
        let n: f64 = self.counts.iter().sum();
        if n < 0.5 {
            return Err(Undefined("there are no examples".to_owned()));
        }
        let most = ((self.classes - 1) as f64).ln();
        let mean_entropies: f64 = self.present().map(|c| self.counts[c] * entropy(self.sum(c), self.counts[c])).sum();
        // Rounding alone could make a part negative.
        Ok(Information {
            total: (most - self.entropies / n).max(0.0),
            class_level: (most - mean_entropies / n).max(0.0),
            instance_level: ((mean_entropies - self.entropies) / n).max(0.0),
        })
    }

    /// The mean q of each class (K): 0 for the class itself; none where the class has no examples.
    pub fn profiles(&self) -> Vec<Option<Vec<f64>>> {
        let mean = |c: usize| self.sum(c).iter().map(|s| s / self.counts[c]).collect();
        (0..self.classes).map(|c| (self.counts[c] > 0.5).then(|| mean(c))).collect()
    }

    fn present(&self) -> impl Iterator<Item = usize> {
        (0..self.classes).filter(|c| self.counts[*c] > 0.5)
    }

    fn sum(&self, class: usize) -> &[f64] {
        &self.sums[class * self.classes..(class + 1) * self.classes]
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.sums, &other.sums, sign);
        self.entropies += sign * other.entropies;
    }
}

/// Entropy of sums / count; what is not positive counts nothing.
fn entropy(sums: &[f64], count: f64) -> f64 {
    -sums.iter().map(|s| s / count).filter(|q| *q > 0.0).map(|q| q * q.ln()).sum::<f64>()
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}
