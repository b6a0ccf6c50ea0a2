//! What the page lets a reader explore: classes, examples and temperatures, the same for all variants of a split.
//!
//! Fed by the activations; `explore` is part of what `measure` keeps of a variant, the rest is read off by `run`. Goes into
//! `schema::shown` and the sidecar; what is undefined is NaN there.

pub mod classes;
pub mod margins;
pub mod matrices;
pub mod per_class;
pub mod ranks;
pub mod sample;
pub mod temperatures;

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::record::{Arrays, Matrix};
use super::schema::{Curves, RankSize};
use crate::extract::Activations;
use crate::linalg::Rows;
use crate::metrics::class_sums::ClassMeans;
use crate::metrics::sample::stratified;
use crate::metrics::{Measured, Mergeable};

/// Logits that the temperatures and the ranks are taken of, at most: beyond, of a class-stratified sample of rows.
pub const LOGITS: usize = 13_000_000;

/// Parts that sums over examples are made in, side by side: a fixed number, so that threads change no bit.
const PARTS: usize = 16;

/// Values of which some may be undefined.
pub type Values = Vec<Option<f64>>;

/// What the cache keeps of one variant and split.
#[derive(Serialize, Deserialize)]
pub struct Explored {
    /// Numbers at several temperatures.
    pub temperatures: temperatures::Grid,
    /// Between which margins most examples lie.
    pub margins: Measured<[f64; 2]>,
    /// The profile of the wrong classes.
    pub ranks: Measured<RankSize>,
    /// (K, 4).
    pub per_class: Values,
    /// Class by class.
    pub matrices: matrices::Matrices,
}

/// Measures what is shown of one variant: its classes `shown` (C), and the means of its features by class.
pub fn explore(a: &Activations, shown: &[usize], means: &Measured<ClassMeans>) -> Explored {
    let scored = Scored::new(a);
    Explored {
        temperatures: temperatures::grid(&scored),
        margins: margins::range(a),
        ranks: ranks::ranks(&scored),
        per_class: per_class::per_class(a),
        matrices: matrices::matrices(a, shown, means),
    }
}

/// Puts what was measured into the curves of a variant and split, its arrays under names that begin with `place`, `variant/split`.
pub fn put(of: &Explored, place: &str, curves: &mut Curves, arrays: &mut Arrays) {
    let (mut keep, classes) = (Keep { arrays, place }, of.matrices.classes);
    curves.temperatures = Some(temperatures::put(&of.temperatures, &mut keep));
    curves.rank_size = of.ranks.as_ref().ok().cloned();
    curves.per_class = Some(keep.matrix("per_class", 4, &of.per_class));
    let mut matrix = |name: &str, values: &Option<Values>| {
        values.as_ref().map(|values| keep.matrix(&format!("matrices/{name}"), classes, values))
    };
    curves.matrices.off_target = matrix("off_target", &of.matrices.off_target);
    curves.matrices.confusion = matrix("confusion", &of.matrices.confusion);
    curves.matrices.class_mean_cosines = matrix("class_mean_cosines", &of.matrices.class_mean_cosines);
    curves.matrices.logit_correlation = matrix("logit_correlation", &of.matrices.logit_correlation);
}

/// Arrays of one variant and split on their way into the sidecar.
struct Keep<'a> {
    arrays: &'a mut Arrays,
    place: &'a str,
}

impl Keep<'_> {
    /// Keeps a matrix and gives its name.
    fn matrix(&mut self, what: &str, cols: usize, values: &[Option<f64>]) -> String {
        let name = format!("{}/{what}", self.place);
        let values = values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        self.arrays.matrices.insert(name.clone(), Matrix { cols, values });
        name
    }
}

/// Logits and labels of all examples, or of a class-stratified sample where there are very many logits.
pub struct Scored<'a> {
    logits: Cow<'a, [f32]>,
    /// Class indices (n).
    pub labels: Cow<'a, [usize]>,
    classes: usize,
}

impl<'a> Scored<'a> {
    /// Of one variant and split, of at most [`LOGITS`] logits.
    pub fn new(a: &'a Activations) -> Self {
        let (rows, classes) = (a.logits(), a.classes);
        let most = (LOGITS / classes).max(1);
        if a.n <= most {
            return Self { logits: Cow::Borrowed(rows.data), labels: Cow::Borrowed(&a.labels), classes };
        }
        let chosen = stratified(&a.labels, &a.ids, most);
        Self {
            logits: chosen.iter().flat_map(|i| rows.row(*i)).copied().collect(),
            labels: chosen.iter().map(|i| a.labels[*i]).collect(),
            classes,
        }
    }

    /// Logits (n, K).
    pub fn logits(&self) -> Rows<'_> {
        Rows { data: &self.logits, rows: self.labels.len(), cols: self.classes }
    }
}

/// A state of rows 0..n: a fixed number of parts side by side, merged in order.
fn summed<S: Mergeable + Send + Sync>(n: usize, empty: &S, push: impl Fn(&mut S, usize) + Sync) -> S {
    let part = |rows: Range<usize>| {
        let mut state = empty.clone();
        rows.for_each(|i| push(&mut state, i));
        state
    };
    let parts: Vec<S> = (0..PARTS).into_par_iter().map(|p| part(p * n / PARTS..(p + 1) * n / PARTS)).collect();
    let mut total = empty.clone();
    parts.iter().for_each(|part| total.merge(part));
    total
}
