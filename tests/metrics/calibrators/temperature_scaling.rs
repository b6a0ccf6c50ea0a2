use super::equals_the_reference;

#[test]
fn equals_scipy() {
    // SciPy's Brent stops at about 1e-8 of T.
    assert_eq!(equals_the_reference("temperature_scaling", 1e-7), 4);
}
