//! What is recognised, and by what.

use std::collections::BTreeMap;

use penult::checkpoint::{Checkpoint, Tensor};
use penult::network::families::FAMILIES;
use penult::network::spec::{Spec, build};
use penult::network::{Layer, Shapes, recognise};

use super::{golden, network};

fn zeros(shapes: &Shapes) -> Checkpoint {
    let tensor = |(name, shape): (&String, &Vec<usize>)| {
        (name.clone(), Tensor { name: name.clone(), shape: shape.clone(), data: vec![0.0; shape.iter().product()] })
    };
    Checkpoint {
        file: "a.safetensors".into(),
        blake3: String::new(),
        metadata: BTreeMap::new(),
        tensors: shapes.iter().map(tensor).collect(),
        notes: Vec::new(),
    }
}

#[test]
fn each_golden_is_recognised_by_its_family_with_its_evidence() {
    let expected = [
        ("mlp", "mlp", "linear layers 36-20-12-5, ReLU between by convention", None),
        (
            "cifar_option_a",
            "resnet_cifar",
            "ResNet-10: 3×3 stem, stages of 1, 2, 1 basic blocks, option A shortcuts, head linear",
            Some("imagenet"),
        ),
        (
            "cifar_projection",
            "resnet_cifar",
            "ResNet-10: 3×3 stem, stages of 1, 2, 1 basic blocks, projection shortcuts, head fc",
            Some("cifar100"),
        ),
        (
            "cifar_bottleneck",
            "resnet_cifar",
            "ResNet-14: 3×3 stem, stages of 1, 2, 1 bottleneck blocks, projection shortcuts, head fc",
            Some("cifar100"),
        ),
        (
            "resnet_basic_imagenet_stem",
            "resnet",
            "ResNet-12: 7×7 stem, stages of 1, 2, 1, 1 basic blocks, projection shortcuts, head fc",
            Some("imagenet"),
        ),
        (
            "resnet_bottleneck_cifar_stem",
            "resnet",
            "ResNet-17: 3×3 stem, stages of 1, 2, 1, 1 bottleneck blocks, projection shortcuts, head fc",
            None,
        ),
        (
            "mobilenet_v2",
            "mobilenet_v2",
            "MobileNetV2: torchvision's names, stem of 4 channels, 17 blocks, head classifier.1",
            Some("imagenet"),
        ),
        (
            "mobilenet_v2_cifar",
            "mobilenet_v2",
            "MobileNetV2: RepDistiller's names, stem of 8 channels, 17 blocks, head classifier.0",
            Some("cifar100"),
        ),
    ];
    for (name, family, evidence, convention) in expected {
        let (plan, _) = network(name);
        assert_eq!((plan.family, plan.evidence.as_str()), (family, evidence));
        assert_eq!(plan.convention.map(|c| c.normalise), convention, "{name}");
    }
}

#[test]
fn taps_are_named_after_checkpoint_keys() {
    assert_eq!(network("mlp").0.taps(), ["fc1", "fc2"]);
    assert_eq!(network("cifar_projection").0.taps(), ["conv1", "layer1.0", "layer2.0", "layer2.1", "layer3.0"]);
}

#[test]
fn only_a_block_that_keeps_width_and_size_adds_its_input() {
    let adds = |name: &str| {
        let layers = network(name).0.layers;
        layers.iter().filter(|l| matches!(l, Layer::AddShortcut(_))).count()
    };
    // Every block but the first of a stage; that of the first stage keeps the width of the first net.
    assert_eq!((adds("mobilenet_v2"), adds("mobilenet_v2_cifar")), (11, 10));
}

#[test]
fn a_depthwise_convolution_that_is_missing_is_listed_with_its_shape() {
    let mut checkpoint = golden("mobilenet_v2_cifar");
    checkpoint.tensors.remove("blocks.2.1.conv.3.weight");
    let text = recognise(&checkpoint).unwrap_err().to_string();
    assert!(text.contains("blocks.2.1.conv.3.weight [24, 1, 3, 3] is missing"), "{text}");
}

#[test]
fn a_block_with_tensors_of_another_kind_is_refused() {
    let mut checkpoint = golden("cifar_projection");
    let extra = checkpoint.tensors["fc.bias"].clone();
    checkpoint.tensors.insert("layer1.0.se.fc1.bias".to_owned(), extra);
    let text = recognise(&checkpoint).unwrap_err().to_string();
    assert!(text.contains("layer1.0.se.fc1.bias") && text.contains("save_file"), "{text}");
}

#[test]
fn a_projection_that_is_missing_is_not_taken_for_option_a() {
    let mut checkpoint = golden("cifar_projection");
    checkpoint.tensors.retain(|name, _| !name.starts_with("layer3.0.downsample"));
    let text = recognise(&checkpoint).unwrap_err().to_string();
    assert!(text.contains("layer3.0.downsample.0.weight [16, 12, 1, 1] is missing"), "{text}");
}

#[test]
fn a_chain_that_does_not_fit_names_both_layers() {
    let shapes = Shapes::from([("fc1.weight".to_owned(), vec![4, 8]), ("fc2.weight".to_owned(), vec![2, 3])]);
    let text = recognise(&zeros(&shapes)).unwrap_err().to_string();
    assert!(text.contains("fc1 gives 4 values, fc2 takes 3"), "{text}");
}

#[test]
fn what_a_family_describes_it_recognises() {
    let base = Spec { input: [3, 32, 32], classes: 7, ..Spec::default() };
    let specs = [
        Spec { family: "mlp".into(), hidden: vec![20, 10], ..base.clone() },
        Spec { family: "resnet_cifar".into(), depth: Some(14), width: Some(8), ..base.clone() },
        Spec { family: "resnet".into(), depth: Some(34), width: Some(4), ..base.clone() },
        Spec { family: "resnet".into(), depth: Some(50), width: Some(4), ..base.clone() },
        Spec { family: "mobilenet_v2".into(), width: Some(8), ..base.clone() },
    ];
    for spec in specs {
        let plan = build(&spec).unwrap();
        assert_eq!((plan.family, plan.classes), (spec.family.as_str(), 7));
        assert!(plan.unused.is_empty());
        let evidence = match (spec.family.as_str(), spec.depth) {
            (_, Some(depth)) => format!("ResNet-{depth}:"),
            ("mlp", _) => "linear layers 3072-20-10-7".to_owned(),
            _ => "MobileNetV2: RepDistiller's names, stem of 8 channels, 17 blocks".to_owned(),
        };
        assert!(plan.evidence.starts_with(&evidence), "{}", plan.evidence);
    }
}

#[test]
fn a_description_that_cannot_be_built_says_what_could() {
    let base = Spec { input: [3, 32, 32], classes: 7, ..Spec::default() };
    let text = |spec| build(&spec).unwrap_err();
    let known: Vec<_> = FAMILIES.iter().map(|f| f.name).collect();
    let unknown = text(Spec { family: "vgg".into(), ..base.clone() });
    assert!(known.iter().all(|name| unknown.contains(name)), "{unknown}");
    assert!(text(Spec { family: "resnet_cifar".into(), depth: Some(21), ..base.clone() }).contains("6n + 2"));
    assert!(text(Spec { family: "resnet_cifar".into(), width: Some(5), ..base.clone() }).contains("even width"));
    assert!(text(Spec { family: "resnet".into(), depth: Some(20), ..base.clone() }).contains("18, 34, 50, 101 or 152"));
    let mobile = text(Spec { family: "mobilenet_v2".into(), width: Some(6), ..base.clone() });
    assert!(mobile.contains("a multiple of 4 above 0"), "{mobile}");
    assert!(text(Spec { family: "mlp".into(), hidden: vec![0], ..base.clone() }).contains("above 0"));
    assert!(text(Spec { family: "mlp".into(), depth: Some(2), ..base }).contains("hidden = [256, 128]"));
}
