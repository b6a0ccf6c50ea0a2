//! Matrices of the shown classes: which classes a network takes for which, by its probabilities, answers, features and logits.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Values, summed};
use crate::extract::Activations;
use crate::linalg::Rows;
use crate::metrics::class_cosines::class_cosines;
use crate::metrics::class_sums::ClassMeans;
use crate::metrics::logit_correlation::correlation;
use crate::metrics::moments::{Moments, Shifted};
use crate::metrics::softmax::argmax;
use crate::metrics::{Measured, Mergeable, add, off_target};

/// Matrices (C, C), each none where it is undefined.
#[derive(Default, Serialize, Deserialize)]
pub struct Matrices {
    /// C; 0 where the network lacks a shown class.
    pub classes: usize,
    /// Mean q of the column's class over the examples of the row's.
    pub off_target: Option<Values>,
    /// Share of the row's examples that were given the column's class.
    pub confusion: Option<Values>,
    /// Cosines of the class means.
    pub class_mean_cosines: Option<Values>,
    /// Correlations of the logits.
    pub logit_correlation: Option<Values>,
}

/// Measures the matrices of the classes `shown` (C), rising.
pub fn matrices(a: &Activations, shown: &[usize], means: &Measured<ClassMeans>) -> Matrices {
    if shown.iter().any(|class| *class >= a.classes) {
        return Matrices::default();
    }
    let taken = taken(a, shown);
    Matrices {
        classes: shown.len(),
        off_target: off_target::check(a.classes, 2, 1.0).is_ok().then(|| taken.per_example(&taken.wrong)),
        confusion: Some(taken.per_example(&taken.given)),
        class_mean_cosines: means.as_ref().ok().and_then(|means| cosines(means, shown)),
        logit_correlation: logit_correlation(a, shown),
    }
}

/// Sums over the examples of each shown class.
#[derive(Clone)]
struct Taken {
    counts: Vec<f64>, // (C)
    wrong: Vec<f64>,  // (C, C): Σ q
    given: Vec<f64>,  // (C, C): answers
}

fn taken(a: &Activations, shown: &[usize]) -> Taken {
    let c = shown.len();
    let place = |class: usize| shown.binary_search(&class).ok();
    let empty = Taken { counts: vec![0.0; c], wrong: vec![0.0; c * c], given: vec![0.0; c * c] };
    summed(a.n, &empty, |taken, i| {
        let (logits, label) = (a.logits().row(i), a.labels[i]);
        let Some(row) = place(label) else { return };
        taken.counts[row] += 1.0;
        if let Some(column) = place(argmax(logits)) {
            taken.given[row * c + column] += 1.0;
        }
        if a.classes < 2 {
            return;
        }
        let log_q = off_target::log_probabilities(logits, label, 1.0);
        for (column, class) in shown.iter().enumerate().filter(|(_, class)| **class != label) {
            // The label itself is left out of q.
            taken.wrong[row * c + column] += log_q[class - usize::from(*class > label)].exp();
        }
    })
}

impl Taken {
    /// Sums over the examples of the row's class, by their number; undefined without any.
    fn per_example(&self, sums: &[f64]) -> Values {
        let count = |at: usize| self.counts[at / self.counts.len()];
        sums.iter().enumerate().map(|(at, sum)| (count(at) > 0.5).then(|| sum / count(at))).collect()
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.wrong, &other.wrong, sign);
        add(&mut self.given, &other.given, sign);
    }
}

impl Mergeable for Taken {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}

/// Cosines of the class means about the mean of all of them; undefined for a class without examples.
fn cosines(means: &ClassMeans, shown: &[usize]) -> Option<Values> {
    let found = class_cosines(&means.only(shown)).ok()?;
    let place = |class: &usize| found.classes.binary_search(class).ok();
    let of = |a: &usize, b: &usize| Some(found.values[place(a)? * found.classes.len() + place(b)?]);
    Some(shown.iter().flat_map(|a| shown.iter().map(|b| of(a, b)).collect::<Vec<_>>()).collect())
}

/// Correlations of the logits over all examples; none where one does not vary.
fn logit_correlation(a: &Activations, shown: &[usize]) -> Option<Values> {
    let (all, c) = (a.logits(), shown.len());
    let columns: Cow<'_, [f32]> = if c == a.classes {
        Cow::Borrowed(all.data)
    } else {
        (0..a.n).flat_map(|i| shown.iter().map(move |class| all.row(i)[*class])).collect()
    };
    let shifted = Shifted::by_mean(Rows { data: &columns, rows: a.n, cols: c });
    let found = correlation(&Moments::of_all(&shifted, &shifted).covariance(), c).ok()?;
    Some(found.into_iter().map(Some).collect())
}
