use penult::metrics::weight_norm::{norm, sparsity};

#[test]
fn by_hand_and_where_there_is_nothing() {
    assert_eq!(norm(25.0), Ok(5.0));
    assert_eq!(norm(0.0), Ok(0.0));
    assert!(norm(f64::INFINITY).is_err());
    assert_eq!(sparsity(1.0, 4.0), Ok(0.25));
    assert!(sparsity(0.0, 0.0).unwrap_err().0.contains("no weights"));
}
