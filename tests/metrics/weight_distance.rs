use penult::metrics::weight_distance::{cosine, distance};

use super::near;

#[test]
fn by_hand() {
    // a = (3, 4), b = (4, 3): a·b = 24, both 5 long, |a − b|² = 2.
    near(cosine(24.0, 25.0, 25.0).unwrap(), 0.96, 1e-15);
    near(distance(2.0, 25.0).unwrap(), 2f64.sqrt() / 5.0, 1e-15);
    assert_eq!(cosine(25.0 + 1e-12, 25.0, 25.0), Ok(1.0), "rounding leaves no cosine above 1");
}

#[test]
fn weights_that_are_all_0_have_no_direction() {
    assert!(cosine(0.0, 0.0, 1.0).is_err());
    assert!(cosine(0.0, 1.0, 0.0).is_err());
    assert!(distance(1.0, 0.0).unwrap_err().0.contains("all 0"));
}
