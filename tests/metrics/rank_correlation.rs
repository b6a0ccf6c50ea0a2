use penult::metrics::rank_correlation::{rank_correlation, ranks};

use super::expected::{expected, numbers, same};
use super::near;

#[test]
fn ties_have_their_mean_rank() {
    assert_eq!(ranks(&[3.0, 1.0, 3.0, 0.5, 3.0]), [4.0, 2.0, 4.0, 1.0, 4.0]);
}

#[test]
fn equals_scipy_exactly_for_few_pairs_and_by_draws_for_many() {
    let reference = &expected("transfer")["rank_correlation"];
    let of = |key: &str| {
        let case = &reference[key];
        let found = rank_correlation(&numbers(&case["x"]), &numbers(&case["y"]), 0).unwrap();
        same(found.rho, &case["rho"]);
        (found.p, case["p"].as_f64().unwrap())
    };
    let (found, exact) = of("few");
    near(found, exact, 1e-12);
    // Two sets of draws: four standard errors of p = 0.003 over 10,000.
    let (found, drawn) = of("many");
    near(found, drawn, 0.0025);
}

#[test]
fn p_by_hand() {
    // Of the 6 orders of three, 123 and 321 have |ρ| = 1.
    let found = rank_correlation(&[1.0, 2.0, 3.0], &[10.0, 20.0, 30.0], 0).unwrap();
    near(found.rho, 1.0, 1e-15);
    near(found.p, 2.0 / 6.0, 1e-15);
    near(rank_correlation(&[1.0, 2.0, 3.0], &[9.0, 4.0, 1.0], 0).unwrap().rho, -1.0, 1e-15);
}

#[test]
fn only_ranks_matter_and_the_seed_alone_moves_p() {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|v| (v * 5.0) % 7.0).collect();
    let found = rank_correlation(&x, &y, 3).unwrap();
    let bent: Vec<f64> = x.iter().map(|v| v.exp()).collect();
    assert_eq!(rank_correlation(&bent, &y, 3).unwrap(), found);
    assert_eq!(rank_correlation(&x, &y, 4).unwrap().rho, found.rho);
}

#[test]
fn undefined_says_why() {
    let found = |x: &[f64], y: &[f64]| rank_correlation(x, y, 0).unwrap_err().0;
    assert!(found(&[1.0, 2.0], &[1.0, 2.0]).contains("three pairs"));
    assert!(found(&[1.0, 2.0, 3.0], &[1.0, 2.0]).contains("three pairs"));
    assert!(found(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]).contains("does not vary"));
    assert!(found(&[1.0, f64::NAN, 1.0], &[1.0, 2.0, 3.0]).contains("finite"));
}
