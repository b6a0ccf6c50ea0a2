//! Means over seeds, and differences b - a, by hand from the values and replicates.

use penult::analysis::groups::paired;
use penult::analysis::intervals::student_t;
use penult::analysis::schema::{Analysis, Role};

use super::{Made, analysed, difference, input, near, study, value, variant};

/// Teachers `hard` and `smooth` with these seeds, each `smooth` against the first `hard`.
fn teachers(hard: &[u64], smooth: &[u64]) -> Analysis {
    let mut inputs = Vec::new();
    for (group, seeds, scale) in [("hard", hard, 1.0), ("smooth", smooth, 0.4)] {
        for seed in seeds {
            let mut v = variant(Role::Teacher, group, Some(*seed));
            v.reference = (group == "smooth").then(|| format!("hard_{}", hard[0]));
            let made = Made::around((100, 4, 5), *seed, 0.8 + scale).with_logits(scale);
            inputs.push(input(&format!("{group}_{seed}"), v, &[("test", &made)]));
        }
    }
    analysed(inputs, 4).analysis
}

fn values(analysis: &Analysis, group: &str, metric: &str) -> Vec<f64> {
    analysis.groups[group].variants.iter().map(|id| value(&analysis.variants[id].splits["test"], metric)).collect()
}

#[test]
fn aggregates_are_mean_and_sample_deviation() {
    let analysis = study().analysis;
    let (found, x) = (&analysis.groups["hard"].splits["test"].metrics["nll"], values(&analysis, "hard", "nll"));
    let mean = (x[0] + x[1] + x[2]) / 3.0;
    let sd = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 2.0).sqrt();
    near(found.mean, mean, 1e-12);
    near(found.sd.unwrap(), sd, 1e-12);
    assert_eq!(found.seeds, 3);
    assert!(!analysis.groups["hard"].splits["test"].metrics.contains_key("pca_ratio"), "an array has no mean");
    assert!(teachers(&[1], &[1]).groups["hard"].splits["test"].metrics["nll"].sd.is_none());
}

/// `mce` has no interval over examples: what is left is t · sd/√3 of the differences seed by seed.
#[test]
fn paired_seeds_use_their_differences() {
    for smooth in [[1, 2, 3], [3, 1, 2]] {
        let analysis = teachers(&[1, 2, 3], &smooth);
        let (a, mut b) = (values(&analysis, "hard", "mce"), values(&analysis, "smooth", "mce"));
        if smooth[0] == 3 {
            b.rotate_left(1); // into the order of the hard seeds
        }
        let gaps: Vec<f64> = b.iter().zip(&a).map(|(b, a)| b - a).collect();
        let mean = gaps.iter().sum::<f64>() / 3.0;
        let sd = (gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 2.0).sqrt();
        let found = difference(&analysis, ("hard", "smooth"), ("test", "mce")).unwrap();
        near(found.value, mean, 1e-12);
        near(found.high - found.value, student_t(2.0, 0.95) * sd / 3f64.sqrt(), 1e-9);
        near(found.value - found.low, found.high - found.value, 1e-12);
        assert_eq!(found.interval_method, "Student's t over 3 paired seeds");
    }
}

/// Seeds 1, 2, 3 against 4, 5: Welch's degrees of freedom.
#[test]
fn other_seeds_use_welch() {
    let analysis = teachers(&[1, 2, 3], &[4, 5]);
    let (a, b) = (values(&analysis, "hard", "mce"), values(&analysis, "smooth", "mce"));
    let part = |x: &[f64]| {
        let (n, mean) = (x.len() as f64, x.iter().sum::<f64>() / x.len() as f64);
        x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0) / n
    };
    let (wa, wb) = (part(&a), part(&b));
    let degrees = (wa + wb).powi(2) / (wa * wa / 2.0 + wb * wb);
    let found = difference(&analysis, ("hard", "smooth"), ("test", "mce")).unwrap();
    near(found.high - found.value, student_t(degrees, 0.95) * (wa + wb).sqrt(), 1e-9);
    assert_eq!(found.interval_method, "Welch's t over seeds");
}

/// With an interval over examples, the half-widths add in squares; it is that of the mean over the seeds, so that a group
/// of seeds is surer than its variants.
#[test]
fn seeds_and_examples_add_in_squares() {
    let analysis = study().analysis;
    let found = difference(&analysis, ("hard", "smooth"), ("test", "nll")).unwrap();
    assert_eq!(
        found.interval_method,
        "seeds and examples: √((Student's t over 3 paired seeds)² + (half the paired bootstrap interval over examples)²)"
    );
    let gaps: Vec<f64> =
        values(&analysis, "smooth", "nll").iter().zip(values(&analysis, "hard", "nll")).map(|(b, a)| b - a).collect();
    let mean = gaps.iter().sum::<f64>() / 3.0;
    near(found.value, mean, 1e-12);
    let seeds = student_t(2.0, 0.95) * (gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 6.0).sqrt();
    let half = found.high - found.value;
    assert!(half > seeds, "{half} with the examples, {seeds} over seeds alone");
    let separation = difference(&analysis, ("hard", "smooth"), ("test", "class_separation")).unwrap();
    assert!(separation.interval_method.contains("paired jackknife over examples"));
}

/// One seed: half the percentile interval of the replicates' differences; for the accuracy that is about 1.96 s/√n of
/// the differences example by example.
#[test]
fn one_seed_describes_these_checkpoints_only() {
    let analysis = teachers(&[1], &[2]);
    let found = difference(&analysis, ("hard", "smooth"), ("test", "accuracy")).unwrap();
    assert_eq!(
        found.interval_method,
        "half the paired bootstrap interval over examples; one seed, so it describes these checkpoints only"
    );
    assert!(difference(&analysis, ("hard", "smooth"), ("test", "mce")).is_none(), "nothing gives it an interval");
    let right = |seed: u64, scale: f32| {
        let a = Made::around((100, 4, 5), seed, 0.8 + scale).with_logits(scale).open();
        penult::metrics::accuracy::per_example(a.logits(), &a.labels)
    };
    let gaps: Vec<f64> = right(2, 0.4).iter().zip(right(1, 1.0)).map(|(b, a)| b - a).collect();
    let mean = gaps.iter().sum::<f64>() / 100.0;
    let error = (gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 99.0 / 100.0).sqrt();
    near(found.value, mean, 1e-12);
    near(found.high - found.value, 1.96 * error, 0.15 * error);
}

#[test]
fn variants_of_groups_of_seeds_have_differences_of_their_own() {
    let analysis = study().analysis;
    let one = difference(&analysis, ("hard_2", "smooth_2"), ("train", "gamma")).unwrap();
    let value_of = |id: &str| value(&analysis.variants[id].splits["train"], "gamma");
    near(one.value, value_of("smooth_2") - value_of("hard_2"), 1e-12);
}

#[test]
fn a_metric_that_one_member_lacks_has_no_difference_and_no_mean() {
    let mut inputs = Vec::new();
    for (group, seed) in [("hard", 1), ("hard", 2), ("smooth", 1), ("smooth", 2)] {
        let mut made = Made::new(60, 3, 4, seed);
        if (group, seed) == ("smooth", 2) {
            made.head = None;
            made.logits = made.labels.iter().flat_map(|l| (0..3).map(|k| if k == *l { 9.0 } else { 0.0 })).collect();
        }
        let mut v = variant(Role::Teacher, group, Some(seed));
        v.reference = (group == "smooth").then(|| format!("hard_{seed}"));
        inputs.push(input(&format!("{group}_{seed}"), v, &[("test", &made)]));
    }
    let analysis = analysed(inputs, 3).analysis;
    assert!(difference(&analysis, ("hard", "smooth"), ("test", "temperature")).is_none());
    assert!(!analysis.groups["smooth"].splits["test"].metrics.contains_key("temperature"));
    assert!(difference(&analysis, ("hard", "smooth"), ("test", "nll")).is_some());
}

#[test]
fn seeds_pair_by_value_and_only_when_each_is_there_once() {
    let seeds = |s: &[u64]| s.iter().map(|v| Some(*v)).collect::<Vec<_>>();
    assert_eq!(paired(&seeds(&[1, 2, 3]), &seeds(&[3, 1, 2])), Some(vec![1, 2, 0]));
    assert_eq!(paired(&seeds(&[1, 2]), &seeds(&[1, 3])), None);
    assert_eq!(paired(&seeds(&[1, 1]), &seeds(&[1, 1])), None);
    assert_eq!(paired(&[Some(1), None], &seeds(&[1, 2])), None);
}
