//! Statistics beside plain loops on one thread: `cargo bench --bench metrics`.
//!
//! Items are examples, so that the rates of a group divide into ratios. 10,000 examples, 10 classes, 64 features.
#![allow(clippy::unwrap_used)] // a bench stops where a statistic is undefined

mod plain;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use penult::analysis::resamples::Resamples;
use penult::analysis::{BINS, SEED};
use penult::linalg::Rows;
use penult::metrics::class_separation::State;
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::{
    accuracy, agreement, brier, calibration_error, entropy, gamma, kl, mean_confidence, nll, temperature,
};
use penult::random::Random;

fn main() {
    divan::main();
}

const N: usize = 10_000;
const K: usize = 10;
const D: usize = 64;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 100;

/// Two networks on the same examples.
struct Data {
    labels: Vec<usize>,
    logits: [Vec<f32>; 2],
    features: [Vec<f32>; 2],
}

static DATA: LazyLock<Data> = LazyLock::new(|| {
    let mut random = Random::new(0, "metrics");
    #[allow(clippy::cast_possible_truncation)] // inputs are f32
    let mut draw = |count: usize| (0..count).map(|_| random.uniform() as f32).collect::<Vec<f32>>();
    let labels: Vec<usize> = (0..N).map(|i| i % K).collect();
    let mut logits = [draw(N * K), draw(N * K)];
    for z in &mut logits {
        z.chunks_exact_mut(K).zip(&labels).for_each(|(row, y)| row[*y] += 0.7);
    }
    Data { labels, logits, features: [draw(N * D), draw(N * D)] }
});

impl Data {
    fn logits(&self, of: usize) -> Rows<'_> {
        Rows::new(&self.logits[of], N, K).unwrap()
    }

    fn features(&self, of: usize) -> Rows<'_> {
        Rows::new(&self.features[of], N, D).unwrap()
    }
}

const WAYS: [&str; 2] = ["plain loop", "penult"];

fn compare<T>(bencher: Bencher<'_, '_>, way: &str, plain: impl Fn(&Data) -> T, penult: impl Fn(&Data) -> T) {
    let bencher = bencher.counter(ItemsCount::new(N));
    if way == WAYS[0] { bencher.bench_local(|| plain(&DATA)) } else { bencher.bench_local(|| penult(&DATA)) }
}

#[divan::bench(args = WAYS)]
fn accuracy_terms(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| accuracy::per_example(d.logits(0), &d.labels);
    compare(bencher, way, |d| plain::accuracy(d.logits(0), &d.labels), ours);
}

#[divan::bench(args = WAYS)]
fn confidence_terms(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, |d| plain::confidence(d.logits(0)), |d| mean_confidence::per_example(d.logits(0)));
}

#[divan::bench(args = WAYS)]
fn nll_terms(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| nll::per_example(d.logits(0), &d.labels, 1.0);
    compare(bencher, way, |d| plain::nll(d.logits(0), &d.labels), ours);
}

#[divan::bench(args = WAYS)]
fn brier_terms(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| brier::per_example(d.logits(0), &d.labels);
    compare(bencher, way, |d| plain::brier(d.logits(0), &d.labels), ours);
}

#[divan::bench(args = WAYS)]
fn entropy_terms(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, |d| plain::entropy(d.logits(0)), |d| entropy::per_example(d.logits(0)));
}

#[divan::bench(args = WAYS)]
fn gamma_terms(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| gamma::per_example(d.logits(0), &d.labels).unwrap();
    compare(bencher, way, |d| plain::gamma(d.logits(0), &d.labels), ours);
}

#[divan::bench(args = WAYS)]
fn agreement_terms(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| agreement::per_example(d.logits(0), d.logits(1));
    compare(bencher, way, |d| plain::agreement(d.logits(0), d.logits(1)), ours);
}

#[divan::bench(args = WAYS)]
fn kl_terms(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| kl::per_example(d.logits(0), d.logits(1));
    compare(bencher, way, |d| plain::kl(d.logits(0), d.logits(1)), ours);
}

#[divan::bench(args = WAYS)]
fn ece(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| {
        let confidence = mean_confidence::per_example(d.logits(0));
        let correct = accuracy::per_example(d.logits(0), &d.labels);
        calibration_error::ece(&calibration_error::bins(&confidence, &correct, BINS)).unwrap()
    };
    compare(bencher, way, |d| plain::ece(d.logits(0), &d.labels, BINS), ours);
}

#[divan::bench(args = WAYS)]
fn fitted_temperature(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| temperature::fit(d.logits(0), &d.labels, &|_| true).unwrap();
    compare(bencher, way, |d| plain::temperature(d.logits(0), &d.labels), ours);
}

#[divan::bench(args = WAYS)]
fn class_separation(bencher: Bencher<'_, '_>, way: &str) {
    let ours = |d: &Data| {
        let mut state = State::new(K, D);
        (0..N).for_each(|i| state.push(d.features(0).row(i), d.labels[i]));
        state.value().unwrap()
    };
    compare(bencher, way, |d| plain::class_separation(d.features(0), &d.labels, K), ours);
}

#[divan::bench(args = WAYS)]
fn products_of_features(bencher: Bencher<'_, '_>, way: &str) {
    let rows: Vec<usize> = (0..N).collect();
    let ours = |d: &Data| {
        let [x, y] = [0, 1].map(|of| Shifted::by_mean(d.features(of)));
        Moments::of(&x, &y, &rows).centred_square()
    };
    compare(bencher, way, |d| plain::centred_square(d.features(0), d.features(1)), ours);
}

#[divan::bench(args = WAYS)]
fn bootstrap_of_a_mean(bencher: Bencher<'_, '_>, way: &str) {
    let resamples = Resamples::new(N, RESAMPLES, SEED);
    let ours = |d: &Data| resamples.means(&[&nll::per_example(d.logits(0), &d.labels, 1.0)]).concat();
    compare(bencher, way, |d| plain::bootstrap(&plain::nll(d.logits(0), &d.labels), RESAMPLES), ours);
}
