//! How well students follow their teachers, by hand from agreements that are set here.

use penult::analysis::argument::families::families;
use penult::analysis::argument::following::following;
use penult::analysis::intervals::student_t;
use penult::analysis::schema::{Analysis, Metric, Number};

use super::super::{near, study};

/// The study with these agreements of the three seeds with their own teachers, each ± 0.01.
fn with(smooth: [f64; 3], hard: [f64; 3]) -> Analysis {
    let mut analysis = study().analysis;
    for pair in analysis.pairs.iter_mut().filter(|p| p.split == "train" && p.b.contains("_t4_")) {
        let seed: usize = pair.b[pair.b.len() - 1..].parse().unwrap();
        let value = if pair.b.contains("smooth") { smooth[seed - 1] } else { hard[seed - 1] };
        let Some(Metric::Value(estimate)) = pair.metrics.get_mut("agreement") else { panic!("no agreement") };
        estimate.value = Number::One(value);
        (estimate.low, estimate.high) = (Some(value - 0.01), Some(value + 0.01));
    }
    analysis
}

/// Differences seed by seed -0.04, -0.05, -0.06: mean -0.05, deviation 0.01; each side has ±0.01 of the examples.
#[test]
fn differences_pair_by_seed_and_the_examples_add_to_them() {
    let analysis = with([0.90, 0.91, 0.92], [0.94, 0.96, 0.98]);
    let family = families(&analysis).remove(0);
    let found = following(&analysis, &family.students[1], "train").unwrap();
    near(found.agreement.value, 0.91, 1e-12);
    near(found.of_reference, 0.96, 1e-12);
    near(found.difference.value, -0.05, 1e-12);
    let over_seeds = student_t(2.0, 0.95) * 0.01 / 3f64.sqrt();
    near(found.difference.half(), (over_seeds.powi(2) + 2.0 * 0.01f64.powi(2)).sqrt(), 1e-12);
    near(found.agreement.half(), over_seeds.hypot(0.01), 1e-12);
    assert!(following(&analysis, &family.students[1], "val").is_none(), "nothing was measured there");
}
