use penult::extract::probes::weights::{between, has_same_plan, measure};

use super::Case;

#[test]
fn sums_zeros_and_products_by_hand() {
    let mut case = Case::mlp(&[36, 2, 10], 10);
    let tensors = &mut case.checkpoint.tensors;
    for tensor in tensors.values_mut() {
        tensor.data.fill(0.0);
    }
    tensors.get_mut("fc1.weight").unwrap().data[..2].copy_from_slice(&[3.0, 4.0]);
    tensors.get_mut("fc2.bias").unwrap().data[0] = 2.0;
    let found = measure(&case.plan, &case.checkpoint);
    assert_eq!(found.words["weights.layers"], "fc1, fc2");
    let layers: Vec<&[f64]> = found.get("weights.layers").unwrap().rows().collect();
    assert_eq!(layers, [[25.0, 70.0, 72.0], [0.0, 20.0, 20.0]]);
    assert_eq!(found.get("weights.square").unwrap().values, [29.0], "biases are trained too");
    let mut other = case.checkpoint.clone();
    other.tensors.get_mut("fc1.weight").unwrap().data[..2].copy_from_slice(&[4.0, 3.0]);
    let found = between(&case.plan, &case.checkpoint, ("reference", &other));
    assert_eq!(found.get("weights.reference").unwrap().values, [28.0, 29.0, 29.0, 2.0]);
}

#[test]
fn another_network_is_told() {
    let (case, other) = (Case::mlp(&[36, 8, 10], 10), Case::mlp(&[36, 9, 10], 10));
    assert!(has_same_plan(&case.plan, &case.checkpoint));
    assert!(!has_same_plan(&case.plan, &other.checkpoint));
}
