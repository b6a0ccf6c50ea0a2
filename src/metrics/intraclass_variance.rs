//! Aggregated intra-class variance of the probabilities: 1 - S of Shen's stability (Shen 2021, eq. 2).
//!
//! The sums are of p - e_y, the label's own answer taken away: the variance is the same, and keeps its digits where all is sure.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Mergeable, Undefined, add, off_target};

/// The registry's entry of `intraclass_variance`.
pub const DEFINITION: Definition = Definition {
    name: "intraclass_variance",
    title: "Intra-class variance of the probabilities (1 - S)",
    short: "1 - S",
    measures: "How much the probabilities differ between examples of one class; S is Shen's stability.",
    formula: "1/K Σ_c 1/n_c Σ_{i in c} ||p_i - p̄_c||², p the whole probability vector at T; classes weighted equally; T = 1 unless said",
    edges: "In [0, 1). A class of one example counts 0; classes without examples are left out. Falls wherever the network is less sure, so it mixes \"erased\" with \"softer\": compare teachers at matched γ.",
    source: "Shen 2021, eq. 2 and table 1",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Sums of p - e_y over the examples of each class.
#[derive(Clone, Debug)]
pub struct State {
    classes: usize,
    temperature: f64,
    counts: Vec<f64>,
    sums: Vec<f64>,    // (K, K): Σ (p - e_c) over the examples of class c
    squares: Vec<f64>, // (K): Σ ||p - e_c||²
}

impl State {
    /// An empty state of K classes at a temperature.
    ///
    /// # Errors
    /// Undefined for one class, or a temperature that is not positive.
    pub fn new(classes: usize, temperature: f64) -> Measured<Self> {
        off_target::check(classes, 2, temperature)?;
        let zeros = vec![0.0; classes];
        Ok(Self { classes, temperature, counts: zeros.clone(), sums: vec![0.0; classes * classes], squares: zeros })
    }

    /// Adds one row of logits (K).
    pub fn push(&mut self, row: &[f32], label: usize) {
        let off = off_target::log_masses(row, label, self.temperature).1;
        let log_q = off_target::log_probabilities(row, label, self.temperature);
        let mut shifted: Vec<f64> = log_q.iter().map(|l| (l + off).exp()).collect();
        shifted.insert(label, -off.exp());
        self.counts[label] += 1.0;
        let sum = &mut self.sums[label * self.classes..(label + 1) * self.classes];
        sum.iter_mut().zip(&shifted).for_each(|(s, p)| *s += p);
        self.squares[label] += shifted.iter().map(|p| p * p).sum::<f64>();
    }

    /// 1 - S, in [0, 1).
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn value(&self) -> Measured<f64> {
        let present: Vec<usize> = (0..self.classes).filter(|c| self.counts[*c] > 0.5).collect();
        if present.is_empty() {
            return Err(Undefined("there are no examples".to_owned()));
        }
        let of_class = |c: &usize| {
            let (n, sum) = (self.counts[*c], &self.sums[c * self.classes..(c + 1) * self.classes]);
            (self.squares[*c] / n - sum.iter().map(|s| (s / n).powi(2)).sum::<f64>()).max(0.0)
        };
        Ok(present.iter().map(of_class).sum::<f64>() / present.len() as f64)
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.sums, &other.sums, sign);
        add(&mut self.squares, &other.squares, sign);
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
