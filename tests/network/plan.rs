//! What a plan needs, and what does not fit it.

use penult::network;
use penult::network::plan::{Needed, Part};

use super::{golden, network as golden_network};

#[test]
fn a_plan_needs_exactly_the_tensors_of_its_checkpoint() {
    for name in super::NAMES {
        let (plan, checkpoint) = golden_network(name);
        let mut needed: Vec<(String, Vec<usize>)> = plan.needed().into_iter().map(|n| (n.name, n.shape)).collect();
        needed.sort();
        let found: Vec<_> = checkpoint.tensors.into_values().map(|t| (t.name, t.shape)).collect();
        assert_eq!(needed, found, "{name}");
        assert!(plan.unused.is_empty());
    }
}

#[test]
fn a_sum_knows_its_inputs() {
    let (plan, _) = golden_network("cifar_projection");
    let find = |name: &str| plan.needed().into_iter().find(|n: &Needed| n.name == name).unwrap();
    assert_eq!(find("layer2.0.conv1.weight").part, Part::Summed { fan_in: 8 * 9 });
    assert_eq!(find("layer2.0.downsample.1.running_var").part, Part::RunningVariance);
    assert!(!find("layer2.0.downsample.1.running_var").part.is_trained());
    assert_eq!(find("fc.bias"), Needed { name: "fc.bias".into(), shape: vec![5], part: Part::Summed { fan_in: 16 } });
}

#[test]
fn missing_and_misshapen_tensors_are_listed_all_at_once_with_the_file() {
    let mut checkpoint = golden("cifar_option_a");
    checkpoint.tensors.remove("layer1.0.conv2.weight");
    checkpoint.tensors.remove("bn1.running_var");
    checkpoint.tensors.get_mut("layer3.0.bn1.bias").unwrap().shape = vec![4, 4];
    let text = network::recognise(&checkpoint).unwrap_err().to_string();
    assert!(text.contains("3 of the tensors of resnet_cifar"), "{text}");
    assert!(text.contains("layer1.0.conv2.weight [4, 4, 3, 3] is missing"), "{text}");
    assert!(text.contains("bn1.running_var [4] is missing"), "{text}");
    assert!(text.contains("layer3.0.bn1.bias must be [16], found [4, 4]"), "{text}");
    assert!(text.ends_with("cifar_option_a.safetensors"), "{text}");
}

#[test]
fn tensors_beside_the_network_are_listed_as_unused() {
    let mut checkpoint = golden("cifar_option_a");
    let extra = checkpoint.tensors["linear.bias"].clone();
    checkpoint.tensors.insert("projector.bias".to_owned(), extra);
    assert_eq!(network::recognise(&checkpoint).unwrap().unused, ["projector.bias"]);
}
