//! Smooth ECE (Błasiok, Nakkiran 2023): the calibration error without bins, at the width that equals its own value.
//!
//! `smECE_s` = ∫ |r_s(t)| dt over [0, 1] with r_s(t) = (1/N) Σ_i K_s(t, f_i) (f_i - y_i), K_s the Gaussian of width s reflected
//! at 0 and 1. Reflection makes K_s the heat kernel of the interval, a cosine series:
//! K_s(t, f) = 1 + 2 Σ_k exp(-(kπs)²/2) cos(kπt) cos(kπf). So the sums c_k = (1/N) Σ_i (f_i - y_i) cos(kπf_i) are all that is
//! kept of the examples, for every s, and the integral between two zeros of r_s is a sine series: nothing is discretised.

use std::f64::consts::PI;

use rayon::prelude::*;

use super::calibration_error::ECE;
use super::definition::{Definition, Interval};
use super::{Measured, Mergeable, Undefined, add, per_row};

/// The registry's entry of `ece_smooth`.
pub const DEFINITION: Definition = Definition {
    name: "ece_smooth",
    title: "Smooth expected calibration error (smECE)",
    short: "smECE",
    measures: "The gap of confidence and accuracy, smoothed instead of binned.",
    formula: "smECE_s = ∫ |(1/N) Σ_i K_s(t, conf_i)(conf_i - correct_i)| dt at the s with smECE_s = s; K_s a Gaussian reflected at 0 and 1",
    edges: "Widths are searched down to 0.001, below which the value at 0.001 stands. Continuous in the confidences, unlike the ECE. relplot differs by up to 0.002: its grid, and ten bisections.",
    source: "Błasiok 2023",
    interval: Interval::None("none: the crossing of every jackknife group would have to be found"),
    ..ECE
};

/// Smallest width, as relplot's.
const NARROWEST: f64 = 1e-3;

/// exp(-x²/2) is below the last digit of f64 from here on.
const REACH: f64 = 8.6;

/// Terms that the narrowest width needs: `REACH` / (π `NARROWEST`).
const TERMS: usize = 2738;

/// Examples that are summed at once: fixed, so that threads change no bit.
const BLOCK: usize = 1024;

/// Examples of a block whose cosines are made side by side.
const LANES: usize = 8;

/// Cosine sums of the gaps of confidence and accuracy.
#[derive(Clone, Debug)]
pub struct SmoothSums {
    cosines: Vec<f64>, // (TERMS + 1): Σ_i (f_i - y_i) cos(kπ f_i)
    n: f64,
}

/// A smooth ECE with the width at which it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmoothError {
    /// In [0, 1].
    pub value: f64,
    /// Width of the kernel, in [0.001, 1].
    pub width: f64,
}

impl SmoothSums {
    /// Sums of confidences (N) and right answers (N, 0 or 1).
    pub fn new(confidence: &[f64], correct: &[f64]) -> Self {
        let blocks: Vec<(&[f64], &[f64])> = confidence.chunks(BLOCK).zip(correct.chunks(BLOCK)).collect();
        let parts: Vec<Vec<f64>> = blocks.par_iter().map(|(f, y)| cosines(f, y)).collect();
        let mut sums = Self { cosines: vec![0.0; TERMS + 1], n: confidence.len() as f64 };
        parts.iter().for_each(|part| add(&mut sums.cosines, part, 1.0));
        sums
    }

    /// The smooth ECE at the width that equals it.
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn value(&self) -> Measured<SmoothError> {
        if self.n < 0.5 {
            return Err(Undefined("there are no examples".to_owned()));
        }
        // smECE_s falls as s grows: from above, halve until the two cross.
        let (mut high, mut above) = (1.0, self.at_width(1.0) - 1.0);
        loop {
            let low = (high / 2.0_f64).max(NARROWEST);
            let value = self.at_width(low);
            if value >= low {
                let width = crossing(|s| self.at_width(s) - s, (low, value - low), (high, above));
                return Ok(SmoothError { value: self.at_width(width), width });
            }
            if low <= NARROWEST {
                return Ok(SmoothError { value, width: low });
            }
            (high, above) = (low, value - low);
        }
    }

    /// The smooth ECE at a given width s in [0.001, 1], in [0, 1].
    pub fn at_width(&self, width: f64) -> f64 {
        let residual = Residual::new(self, width);
        // A mesh finer than the kernel: between two of its points the residual turns at most once.
        let cells = (4.0 / width).ceil().max(16.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 16 and 4000
        let mesh = per_row(cells as usize + 1, |i| residual.at(i as f64 / cells));
        let mut total = 0.0;
        let mut last = mesh[0].integral;
        for pair in mesh.windows(2) {
            for zero in residual.zeros_between(&pair[0], &pair[1]) {
                total += (zero.integral - last).abs();
                last = zero.integral;
            }
        }
        total + mesh.last().map_or(0.0, |end| (end.integral - last).abs())
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.cosines, &other.cosines, sign);
        self.n += sign * other.n;
    }
}

impl Mergeable for SmoothSums {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}

/// Σ_i (f_i - y_i) cos(kπ f_i) for k = 0..=TERMS, by turning a vector by the angle π f_i again and again.
fn cosines(confidence: &[f64], correct: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; TERMS + 1];
    for (f, y) in confidence.chunks(LANES).zip(correct.chunks(LANES)) {
        // Lanes beyond the last example stay 0.
        let (mut x, mut y_axis, mut turn) = ([0.0; LANES], [0.0; LANES], [[0.0; 2]; LANES]);
        for (lane, (f, y)) in f.iter().zip(y).enumerate() {
            x[lane] = f - y;
            turn[lane] = [(PI * f).cos(), (PI * f).sin()];
        }
        for sum in &mut sums {
            *sum += x.iter().sum::<f64>();
            for lane in 0..LANES {
                let [cos, sin] = turn[lane];
                (x[lane], y_axis[lane]) = (x[lane] * cos - y_axis[lane] * sin, x[lane] * sin + y_axis[lane] * cos);
            }
        }
    }
    sums
}

/// The smoothed residual r_s as a cosine series.
struct Residual {
    weights: Vec<f64>, // (terms + 1): of cos(kπt)
}

/// The residual at a point.
#[derive(Clone, Copy)]
struct Point {
    t: f64,
    value: f64,
    slope: f64,
    integral: f64, // from 0
}

impl Residual {
    fn new(sums: &SmoothSums, width: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most TERMS
        let terms = ((REACH / (PI * width)).ceil() as usize).min(TERMS);
        let weight = |(k, c): (usize, &f64)| {
            let damped = (-(k as f64 * PI * width).powi(2) / 2.0).exp();
            if k == 0 { c / sums.n } else { 2.0 * damped * c / sums.n }
        };
        Self { weights: sums.cosines[..=terms].iter().enumerate().map(weight).collect() }
    }

    fn at(&self, t: f64) -> Point {
        let (turn_cos, turn_sin) = ((PI * t).cos(), (PI * t).sin());
        let (mut cos, mut sin) = (turn_cos, turn_sin);
        let mut point = Point { t, value: self.weights[0], slope: 0.0, integral: self.weights[0] * t };
        for (k, weight) in self.weights.iter().enumerate().skip(1) {
            let angular = k as f64 * PI;
            point.value += weight * cos;
            point.slope -= weight * angular * sin;
            point.integral += weight / angular * sin;
            (cos, sin) = (cos * turn_cos - sin * turn_sin, cos * turn_sin + sin * turn_cos);
        }
        point
    }

    /// Points where the residual changes its sign between two points of the mesh, in order.
    fn zeros_between(&self, a: &Point, b: &Point) -> Vec<Point> {
        let zero = |a: &Point, b: &Point| self.at(crossing(|t| self.at(t).value, (a.t, a.value), (b.t, b.value)));
        if a.value * b.value < 0.0 {
            return vec![zero(a, b)];
        }
        // Towards 0 on the left, away from it on the right: it may cross twice in between.
        if a.value * a.slope < 0.0 && b.value * b.slope > 0.0 {
            let turn = self.at(crossing(|t| self.at(t).slope, (a.t, a.slope), (b.t, b.slope)));
            if turn.value * a.value < 0.0 {
                return vec![zero(a, &turn), zero(&turn, b)];
            }
        }
        Vec::new()
    }
}

/// Where a function crosses 0 between two points (place, value) of unlike signs: false position with Illinois' halving.
fn crossing(of: impl Fn(f64) -> f64, mut a: (f64, f64), mut b: (f64, f64)) -> f64 {
    if a.1 == 0.0 {
        return a.0;
    }
    for _ in 0..100 {
        if b.1 == 0.0 || (b.0 - a.0).abs() <= 1e-15 {
            break;
        }
        let between = (a.0 * b.1 - b.0 * a.1) / (b.1 - a.1);
        let value = of(between);
        if value * b.1 < 0.0 {
            a = b;
        } else {
            a.1 /= 2.0;
        }
        b = (between, value);
    }
    b.0
}
