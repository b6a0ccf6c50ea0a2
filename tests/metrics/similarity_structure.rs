use penult::metrics::off_target_information::State;
use penult::metrics::similarity_structure::similarity_structure;

use super::expected::{expected, extreme_logits, same, sound};
use super::{Matrix, cases, near};

type Profiles = Vec<Option<Vec<f64>>>;

fn profiles(logits: &Matrix, labels: &[usize]) -> Profiles {
    let mut state = State::new(logits.rows().cols, 1.0).unwrap();
    (0..labels.len()).for_each(|i| state.push(logits.rows().row(i), labels[i]));
    state.profiles()
}

#[test]
fn equals_scipy_and_all_orders_of_the_classes() {
    let expected = expected("information");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 3) {
        let (a, b) = (profiles(&case.logits, &case.labels), profiles(&case.other_logits, &case.labels));
        let found = similarity_structure(&a, &b, 4_999, 0).unwrap();
        let expected = &expected[&case.name]["structure"];
        same(found.rho, &expected["rho"]);
        // Draws against all orders: 4 standard errors of the largest share.
        near(found.p, expected["p"].as_f64().unwrap(), 0.01);
        assert_eq!(found, similarity_structure(&a, &b, 4_999, 0).unwrap(), "the same seed gives the same p");
        near(similarity_structure(&b, &a, 0, 0).unwrap().rho, found.rho, 1e-12);
    }
}

#[test]
fn is_one_with_itself_and_leaves_out_missing_classes() {
    let case = &cases().into_iter().find(|c| c.logits.rows().cols == 8).unwrap();
    let full = profiles(&case.logits, &case.labels);
    let found = similarity_structure(&full, &full, 999, 1).unwrap();
    near(found.rho, 1.0, 1e-12);
    near(found.p, 0.001, 1e-12);
    let mut holed = full.clone();
    holed[2] = None;
    let found = similarity_structure(&full, &holed, 99, 1).unwrap();
    assert_eq!(found.classes, 7);
    near(found.rho, 1.0, 1e-12);
}

#[test]
fn undefined_for_few_classes_or_probabilities_that_do_not_vary() {
    let flat: Profiles = (0..5).map(|c| Some((0..5).map(|k| if k == c { 0.0 } else { 0.25 }).collect())).collect();
    assert!(similarity_structure(&flat, &flat, 9, 0).unwrap_err().0.contains("do not vary"));
    assert!(similarity_structure(&flat[..3], &flat[..3], 9, 0).unwrap_err().0.contains("four classes"));
    for (logits, labels) in extreme_logits().into_iter().filter(|(z, _)| z.rows().cols > 2) {
        let profiles = profiles(&logits, &labels);
        sound(&similarity_structure(&profiles, &profiles, 9, 0).map(|s| s.rho));
    }
}
