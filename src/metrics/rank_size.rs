//! Rank–size law of the wrong classes: mean log probability by rank against log rank (Liang 2022 trains towards such a law).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Mergeable, Undefined, add, off_target};

/// Ranks beyond these are not fitted.
pub const RANKS: usize = 50;

/// The registry's entry of `zipf_exponent`.
pub const DEFINITION: Definition = Definition {
    name: "zipf_exponent",
    title: "Rank–size (Zipf) exponent",
    short: "Zipf s",
    measures: "How fast the probabilities of the wrong classes fall with their rank.",
    formula: "-slope of mean log q_(r) on log r, r = 1..min(K - 1, 50); q the softmax of the wrong logits over T, sorted; logs averaged over examples; T = 1 unless said",
    edges: "Undefined for fewer than four classes. 0 where all wrong classes are alike, as for a teacher that fits smoothed targets. Is divided by T with the logits: compare teachers at matched γ.",
    source: "the law of Liang 2022; the fit is penult's own",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `zipf_fit`.
pub const FIT: Definition = Definition {
    name: "zipf_fit",
    title: "Fit of the rank–size law (R²)",
    short: "Zipf R²",
    measures: "How well a power law describes the probabilities of the wrong classes.",
    formula: "R² of that least-squares line",
    edges: "In [0, 1]. Undefined for fewer than four classes, or where all wrong classes are alike. Does not depend on T.",
    ..DEFINITION
};

/// Sums of log q by rank.
#[derive(Clone, Debug)]
pub struct State {
    temperature: f64,
    n: f64,
    sums: Vec<f64>, // (R): Σ log q_(r)
}

impl State {
    /// An empty state of K classes at a temperature.
    ///
    /// # Errors
    /// Undefined for fewer than four classes, or a temperature that is not positive.
    pub fn new(classes: usize, temperature: f64) -> Measured<Self> {
        off_target::check(classes, 4, temperature)?;
        Ok(Self { temperature, n: 0.0, sums: vec![0.0; (classes - 1).min(RANKS)] })
    }

    /// Adds one row of logits (K).
    pub fn push(&mut self, row: &[f32], label: usize) {
        let mut log_q = off_target::log_probabilities(row, label, self.temperature);
        let ranks = self.sums.len();
        if log_q.len() > ranks {
            log_q.select_nth_unstable_by(ranks - 1, |a, b| b.total_cmp(a));
        }
        log_q[..ranks].sort_unstable_by(|a, b| b.total_cmp(a));
        self.n += 1.0;
        self.sums.iter_mut().zip(&log_q).for_each(|(s, l)| *s += l);
    }

    /// Mean log q by rank (R), falling.
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn profile(&self) -> Measured<Vec<f64>> {
        if self.n < 0.5 {
            return Err(Undefined("there are no examples".to_owned()));
        }
        Ok(self.sums.iter().map(|s| s / self.n).collect())
    }

    /// The exponent, ≥ 0.
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn exponent(&self) -> Measured<f64> {
        let [xx, xy, _] = deviations(&self.profile()?);
        Ok((-xy / xx).max(0.0))
    }

    /// R² of the fit, in [0, 1].
    ///
    /// # Errors
    /// Undefined without examples, or where all wrong classes are alike.
    pub fn fit(&self) -> Measured<f64> {
        let profile = self.profile()?;
        let [xx, xy, yy] = deviations(&profile);
        // Below the digits of the logarithms there is no fall to fit.
        if yy <= 1e-24 * profile.len() as f64 * profile[0].powi(2).max(1.0) {
            return Err(Undefined("all wrong classes are alike, so there is no fall to fit".to_owned()));
        }
        Ok((xy * xy / (xx * yy)).min(1.0))
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        self.n += sign * other.n;
        add(&mut self.sums, &other.sums, sign);
    }
}

/// Σ dx², Σ dx dy, Σ dy² of x = log rank and y = the profile.
fn deviations(profile: &[f64]) -> [f64; 3] {
    let n = profile.len() as f64;
    let x: Vec<f64> = (1..=profile.len()).map(|r| (r as f64).ln()).collect();
    let (mx, my) = (x.iter().sum::<f64>() / n, profile.iter().sum::<f64>() / n);
    x.iter().zip(profile).fold([0.0; 3], |[xx, xy, yy], (x, y)| {
        let (dx, dy) = (x - mx, y - my);
        [xx + dx * dx, xy + dx * dy, yy + dy * dy]
    })
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}
