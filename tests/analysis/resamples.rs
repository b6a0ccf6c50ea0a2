//! Resamples are the same for every variant, thread count and memory; replicates are plain weighted sums.

use penult::analysis::intervals::variance;
use penult::analysis::resamples::{Resampled, Resamples, Side};
use penult::metrics::calibration_error::{bins, ece};
use penult::metrics::confidence_gaps::confidence_gaps;
use penult::metrics::equal_mass::EqualMass;

use super::{Chance, near};

fn in_pool<T: Send>(threads: usize, of: impl Fn() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(of)
}

fn values(n: usize, seed: u64) -> Vec<f64> {
    let mut chance = Chance(seed);
    (0..n).map(|_| chance.uniform()).collect()
}

#[test]
fn counts_add_up_to_n_and_differ_from_resample_to_resample() {
    let resamples = Resamples::new(777, 60, 0);
    for r in 0..60 {
        assert_eq!(resamples.counts(r).iter().map(|c| u32::from(*c)).sum::<u32>(), 777);
    }
    assert_ne!(resamples.counts(0), resamples.counts(1));
    assert_ne!(resamples.counts(0), Resamples::new(777, 60, 1).counts(0), "another seed");
}

/// A binomial count has the mean 1 and the variance 1 - 1/N.
#[test]
fn every_example_is_as_likely_as_any_other() {
    let resamples = Resamples::new(50, 4000, 3);
    for example in 0..50 {
        let counts: Vec<f64> = (0..4000).map(|r| f64::from(resamples.counts(r)[example])).collect();
        near(counts.iter().sum::<f64>() / 4000.0, 1.0, 5.0 / 4000f64.sqrt());
        near(variance(&counts), 0.98, 0.15);
    }
}

#[test]
fn one_thread_and_three_give_the_same_bits() {
    let (a, b) = (values(2500, 1), values(2500, 2));
    let correct: Vec<f64> = b.iter().map(|v| f64::from(u8::from(*v > 0.4))).collect();
    let of = || {
        let resamples = Resamples::new(2500, 250, 0);
        let ece = Resampled::Ece { confidence: &a, correct: &correct, bins: 15 };
        resamples.replicates(&[Resampled::Mean(&a), ece, Resampled::Mean(&b)])
    };
    assert_eq!(in_pool(1, of), in_pool(3, of));
}

#[test]
fn resamples_drawn_again_are_those_that_were_kept() {
    let a = values(400, 5);
    let (kept, drawn) = (Resamples::keeping(usize::MAX, 400, 130, 9), Resamples::keeping(0, 400, 130, 9));
    assert!((0..130).all(|r| kept.counts(r) == drawn.counts(r)));
    assert_eq!(kept.means(&[&a]), drawn.means(&[&a]));
}

/// A variant's replicates do not depend on what is resampled with it: differences of variants are paired.
#[test]
fn means_are_weighted_means_whatever_stands_beside_them() {
    let (a, b) = (values(1500, 7), values(1500, 8));
    let resamples = Resamples::new(1500, 120, 0);
    let together = resamples.means(&[&a, &b]);
    assert_eq!((together.len(), together[0].len()), (2, 120));
    for (term, of) in [&a, &b].iter().zip(&together) {
        for (r, replicate) in of.iter().enumerate() {
            let naive: f64 =
                resamples.counts(r).iter().zip(*term).map(|(c, v)| f64::from(*c) * v).sum::<f64>() / 1500.0;
            near(*replicate, naive, 1e-12);
        }
    }
    for (alone, together) in resamples.means(&[&b])[0].iter().zip(&together[1]) {
        near(*alone, *together, 1e-12);
    }
    assert!(resamples.means(&[]).is_empty());
}

/// Each row as often as it was drawn, then the ECE of these rows.
#[test]
fn ece_replicates_are_those_of_duplicated_rows() {
    let confidence = values(300, 11);
    let correct: Vec<f64> = values(300, 12).iter().map(|v| f64::from(u8::from(*v > 0.5))).collect();
    let resamples = Resamples::new(300, 40, 0);
    let of_ece = Resampled::Ece { confidence: &confidence, correct: &correct, bins: 15 };
    for (r, replicate) in resamples.replicates(&[of_ece])[0].iter().enumerate() {
        let counts = resamples.counts(r);
        let again = |v: &[f64]| -> Vec<f64> {
            v.iter().zip(counts.iter()).flat_map(|(v, c)| vec![*v; usize::from(*c)]).collect()
        };
        near(*replicate, ece(&bins(&again(&confidence), &again(&correct), 15)).unwrap(), 1e-12);
    }
}

/// The edges are those of the sample: a resample moves rows between its bins, not the bins.
#[test]
fn equal_mass_and_one_sided_replicates_are_those_of_duplicated_rows() {
    let confidence = values(300, 13);
    let correct: Vec<f64> = values(300, 14).iter().map(|v| f64::from(u8::from(*v > 0.5))).collect();
    let edges = EqualMass::new(&confidence, 15);
    let (c, y) = (confidence.as_slice(), correct.as_slice());
    let part = |side| Resampled::Part { confidence: c, correct: y, bins: 15, side };
    let of = [Resampled::EqualMass { confidence: c, correct: y, edges: &edges }, part(Side::Over), part(Side::Under)];
    let expected = |c: &[f64], y: &[f64]| {
        let (over, under) = confidence_gaps(&bins(c, y, 15)).unwrap();
        [ece(&edges.bins(c, y)).unwrap(), over, under]
    };
    for (statistic, expected) in of.iter().zip(expected(c, y)) {
        near(statistic.observed().unwrap(), expected, 1e-12);
    }
    let resamples = Resamples::new(300, 40, 0);
    let replicates = resamples.replicates(&of);
    for r in 0..40 {
        let counts = resamples.counts(r);
        let again = |v: &[f64]| -> Vec<f64> {
            v.iter().zip(counts.iter()).flat_map(|(v, c)| vec![*v; usize::from(*c)]).collect()
        };
        for (found, expected) in replicates.iter().zip(expected(&again(c), &again(y))) {
            near(found[r], expected, 1e-12);
        }
        let both = Resampled::Ece { confidence: c, correct: y, bins: 15 };
        near(replicates[1][r] + replicates[2][r], resamples.replicates(&[both])[0][r], 1e-12);
    }
}
