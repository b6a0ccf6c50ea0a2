//! What is recognised, and by what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use penult::checkpoint::{Checkpoint, Tensor};
use penult::data::Normalise;
use penult::network::families::FAMILIES;
use penult::network::spec::{Spec, build};
use penult::network::{Layer, Shapes, Shortcut, recognise, recognise_shapes};

use super::{NAMES, golden, network};

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

/// Golden, family, evidence, and the data set whose constants are the port's.
const RECOGNISED: [(&str, &str, &str, Option<&str>); NAMES.len()] = [
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
        None,
    ),
    (
        "cifar_bottleneck",
        "resnet_cifar",
        "ResNet-14: 3×3 stem, stages of 1, 2, 1 bottleneck blocks, projection shortcuts, head fc",
        None,
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
        None,
    ),
    (
        "resnet_kuangliu",
        "resnet",
        "ResNet-17: 3×3 stem, stages of 1, 2, 1, 1 bottleneck blocks, projection shortcuts, head linear",
        None,
    ),
    (
        "wide_resnet",
        "wide_resnet",
        "WRN-12-2: RepDistiller's names, stages of 1, 2, 1 pre-activated blocks, head fc",
        None,
    ),
    (
        "wide_resnet_same_width",
        "wide_resnet",
        "WRN-10-1: RepDistiller's names, stages of 1, 1, 1 pre-activated blocks, head fc",
        None,
    ),
    (
        "wide_resnet_torchdistill",
        "wide_resnet",
        "WRN-12-2: torchdistill's names, stages of 2, 1, 1 pre-activated blocks, head fc",
        None,
    ),
    (
        "preact_resnet",
        "preact_resnet",
        "PreActResNet-12: kuangliu's names, stages of 1, 2, 1, 1 pre-activated blocks, head linear",
        None,
    ),
    (
        "preact_resnet_bottleneck",
        "preact_resnet",
        "PreActResNet-17: kuangliu's names, stages of 1, 2, 1, 1 pre-activated blocks, head linear",
        None,
    ),
    (
        "preact_resnet_2017",
        "preact_resnet",
        "PreActResNet-10: kuangliu's names, stages of 1, 1, 1, 1 pre-activated blocks, head linear",
        None,
    ),
    (
        "preact_resnet_takd",
        "preact_resnet",
        "PreActResNet-10: TAKD's names, stages of 2, 1, 1 pre-activated blocks, head fc",
        None,
    ),
    ("vgg", "vgg", "VGG-11: RepDistiller's names, batch norm, head classifier", None),
    ("vgg_without_norm", "vgg", "VGG-9: RepDistiller's names, no batch norm, head classifier", None),
    ("vgg_kuangliu", "vgg", "VGG-11: kuangliu's names, batch norm, head classifier", None),
    ("vgg_chenyaofo", "vgg", "VGG-9: chenyaofo's names, batch norm, head classifier.6", None),
    ("vgg_large_images", "vgg", "VGG-8: torchvision's names, batch norm, head classifier.6", None),
    (
        "plain_cnn",
        "plain_cnn",
        "plain CNN: 6 convolutions, 4 max pools, 2 linear layers, TAKD's names, head fc_layers.2",
        None,
    ),
    (
        "plain_cnn_without_last_pool",
        "plain_cnn",
        "plain CNN: 4 convolutions, 3 max pools, 1 linear layers, TAKD's names, head fc_layers.0",
        None,
    ),
    (
        "shufflenet_v1",
        "shufflenet_v1",
        "ShuffleNet: 2 groups, stages of 3, 2, 1 blocks to 96 channels, head linear",
        None,
    ),
    (
        "shufflenet_v1_odd",
        "shufflenet_v1",
        "ShuffleNet: 3 groups, stages of 2, 1, 1 blocks to 96 channels, head linear",
        None,
    ),
    (
        "shufflenet_v2",
        "shufflenet_v2",
        "ShuffleNetV2: 1×1 stem, stages of 3, 2, 1 blocks, 20 features, head linear",
        None,
    ),
    (
        "shufflenet_v2_kuangliu",
        "shufflenet_v2",
        "ShuffleNetV2: 3×3 stem, stages of 2, 1, 1 blocks, 20 features, head linear",
        None,
    ),
];

#[test]
fn each_golden_is_recognised_by_its_family_with_its_evidence() {
    for (name, family, evidence, convention) in RECOGNISED {
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
        Spec { family: "wide_resnet".into(), depth: Some(22), width: Some(16), ..base.clone() },
        Spec { family: "preact_resnet".into(), depth: Some(50), width: Some(8), ..base.clone() },
        Spec { family: "vgg".into(), depth: Some(13), width: Some(8), ..base.clone() },
        Spec { family: "plain_cnn".into(), depth: Some(8), width: Some(8), ..base.clone() },
        Spec { family: "shufflenet_v1".into(), width: Some(48), ..base.clone() },
        Spec { family: "shufflenet_v2".into(), width: Some(16), ..base.clone() },
    ];
    let known: BTreeSet<&str> = FAMILIES.iter().map(|f| f.name).collect();
    assert_eq!(specs.iter().map(|s| s.family.as_str()).collect::<BTreeSet<_>>(), known);
    for spec in specs {
        let plan = build(&spec).unwrap();
        assert_eq!((plan.family, plan.classes), (spec.family.as_str(), 7));
        assert!(plan.unused.is_empty());
        let evidence = match (spec.family.as_str(), spec.depth) {
            ("wide_resnet", _) => "WRN-22-1: RepDistiller's".to_owned(),
            ("preact_resnet", _) => "PreActResNet-50: kuangliu's".to_owned(),
            ("vgg", _) => "VGG-13: RepDistiller's".to_owned(),
            ("plain_cnn", _) => "plain CNN: 8 convolutions, 4 max pools, 2 linear".to_owned(),
            ("shufflenet_v1", _) => "ShuffleNet: 3 groups, stages of 4, 8, 4 blocks to 192 channels".to_owned(),
            ("shufflenet_v2", _) => "ShuffleNetV2: 1×1 stem, stages of 4, 8, 4 blocks, 1024 features".to_owned(),
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
    let unknown = text(Spec { family: "densenet".into(), ..base.clone() });
    assert!(known.iter().all(|name| unknown.contains(name)), "{unknown}");
    assert!(text(Spec { family: "resnet_cifar".into(), depth: Some(21), ..base.clone() }).contains("6n + 2"));
    assert!(text(Spec { family: "resnet_cifar".into(), width: Some(5), ..base.clone() }).contains("even width"));
    assert!(text(Spec { family: "resnet".into(), depth: Some(20), ..base.clone() }).contains("18, 34, 50, 101 or 152"));
    let mobile = text(Spec { family: "mobilenet_v2".into(), width: Some(6), ..base.clone() });
    assert!(mobile.contains("a multiple of 4 above 0"), "{mobile}");
    let of = |family: &str, depth, width| text(Spec { family: family.into(), depth, width, ..base.clone() });
    assert!(of("wide_resnet", Some(18), None).contains("depth = 6n + 4"));
    assert!(of("preact_resnet", Some(20), None).contains("a preact_resnet has depth 18, 34, 50, 101 or 152"));
    assert!(of("vgg", Some(10), None).contains("8, 11, 13, 16 or 19, found 10"));
    assert!(of("plain_cnn", Some(3), None).contains("2, 4, 6, 8 or 10"));
    assert!(of("shufflenet_v1", None, Some(50)).contains("a multiple of 12"));
    assert!(of("shufflenet_v2", None, Some(7)).contains("an even number"));
    let small = text(Spec { family: "plain_cnn".into(), input: [1, 28, 28], ..base.clone() });
    assert!(small.contains("32 × 32 pixels, found [28, 28]"), "{small}");
    assert!(text(Spec { family: "mlp".into(), hidden: vec![0], ..base.clone() }).contains("above 0"));
    assert!(text(Spec { family: "mlp".into(), depth: Some(2), ..base }).contains("hidden = [256, 128]"));
}

#[test]
fn the_preprocessing_of_a_port_is_that_of_its_data_set() {
    let convention = |family: &str, classes| {
        let plan = build(&Spec { family: family.into(), input: [3, 32, 32], classes, ..Spec::default() }).unwrap();
        plan.convention.map(|c| c.normalise)
    };
    for family in ["wide_resnet", "vgg", "mobilenet_v2"] {
        assert_eq!(convention(family, 100), Some("cifar100"), "{family}");
        assert_eq!(convention(family, 10), None, "{family}");
    }
    // kuangliu's names are RepDistiller's too, by the classes.
    for family in ["shufflenet_v1", "shufflenet_v2"] {
        assert_eq!((convention(family, 100), convention(family, 10)), (Some("cifar100"), Some("cifar10:images")));
    }
    assert_eq!(convention("preact_resnet", 10), Some("cifar10:images"));
    assert_eq!(convention("plain_cnn", 100), convention("plain_cnn", 10));
    assert_eq!(Normalise::parse(convention("plain_cnn", 10).unwrap()).unwrap().mean, [0.507, 0.487, 0.441]);
}

/// torchvision's VGG-16 with batch norm.
fn torchvision_vgg() -> Shapes {
    let layout = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];
    let mut shapes = Shapes::new();
    let (mut inputs, mut number) = (3, 0);
    for outputs in layout {
        if outputs == 0 {
            number += 1;
            continue;
        }
        shapes.insert(format!("features.{number}.weight"), vec![outputs, inputs, 3, 3]);
        shapes.insert(format!("features.{number}.bias"), vec![outputs]);
        for end in ["weight", "bias", "running_mean", "running_var"] {
            shapes.insert(format!("features.{}.{end}", number + 1), vec![outputs]);
        }
        (inputs, number) = (outputs, number + 3);
    }
    for (name, shape) in [("0", [4096, 25088]), ("3", [4096, 4096]), ("6", [1000, 4096])] {
        shapes.insert(format!("classifier.{name}.weight"), shape.to_vec());
        shapes.insert(format!("classifier.{name}.bias"), vec![shape[0]]);
    }
    shapes
}

#[test]
fn torchvisions_vgg_is_for_224_pixels() {
    let plan = recognise_shapes(&torchvision_vgg(), Path::new("vgg16_bn.pth")).unwrap();
    assert_eq!(plan.evidence, "VGG-16: torchvision's names, batch norm, head classifier.6");
    assert_eq!((plan.input, plan.classes, plan.width), ([3, 224, 224], 1000, 4096));
    // torchvision's documentation of vgg16_bn.
    assert_eq!(plan.parameters, 138_365_992);
    assert_eq!(plan.convention.map(|c| c.normalise), Some("imagenet"));
}

#[test]
fn a_module_between_convolutions_that_is_not_known_is_refused() {
    let mut shapes = torchvision_vgg();
    shapes.retain(|name, _| !name.starts_with("features.3."));
    let text = recognise_shapes(&shapes, Path::new("a.pth")).unwrap_err().to_string();
    assert!(text.contains("features.0 and features.7 are 7 modules apart, where 3, or 4 with a max pool"), "{text}");
}

#[test]
fn tensors_that_a_block_does_not_have_are_refused_in_each_family() {
    let strange = [
        ("wide_resnet", "block2.layer.0.se.weight"),
        ("preact_resnet", "layer2.0.se.weight"),
        ("vgg", "block2.9.weight"),
        ("vgg_kuangliu", "features.99.gamma"),
        ("plain_cnn", "fc_layers.1.weight"),
        ("shufflenet_v1", "layer1.0.se.weight"),
        ("shufflenet_v2", "layer1.0.se.weight"),
    ];
    for (name, tensor) in strange {
        let mut checkpoint = golden(name);
        checkpoint.tensors.insert(tensor.to_owned(), golden("mlp").tensors["fc1.bias"].clone());
        let text = recognise(&checkpoint).unwrap_err().to_string();
        assert!(text.contains(tensor) && text.contains("does not know"), "{name}: {text}");
    }
}

#[test]
fn a_plain_network_of_other_images_is_refused() {
    let mut checkpoint = golden("plain_cnn_without_last_pool");
    checkpoint.tensors.get_mut("fc_layers.0.weight").unwrap().shape = vec![5, 8 * 9];
    let text = recognise(&checkpoint).unwrap_err().to_string();
    assert!(text.contains("32 × 32 pixels") && text.contains("3 × 3"), "{text}");
}

#[test]
fn what_a_block_projects_is_told_by_the_port() {
    // Whether the block's input is kept before its first norm, or after its ReLU.
    let keeps_activated = |name: &str| {
        let layers = network(name).0.layers;
        let at = layers.iter().position(|l| matches!(l, Layer::AddShortcut(Shortcut::Project(_)))).unwrap();
        let kept = layers[..at].iter().rposition(|l| *l == Layer::SaveShortcut).unwrap();
        layers[kept - 1] == Layer::Relu
    };
    assert!(
        keeps_activated("wide_resnet") && keeps_activated("preact_resnet") && keeps_activated("preact_resnet_takd")
    );
    assert!(!keeps_activated("wide_resnet_torchdistill"));
}

#[test]
fn forks_with_more_tensors_of_the_same_layers_are_read() {
    // meliketoy's wide ResNets have biases, and the head `linear`.
    let mut shapes: Shapes =
        golden("wide_resnet_torchdistill").tensors.into_iter().map(|(n, t)| (n, t.shape)).collect();
    let convolutions: Vec<(String, usize)> =
        shapes.iter().filter(|(_, s)| s.len() == 4).map(|(n, s)| (n.replace(".weight", ".bias"), s[0])).collect();
    shapes.extend(convolutions.iter().map(|(name, outputs)| (name.clone(), vec![*outputs])));
    for end in ["weight", "bias"] {
        let of_head = shapes.remove(&format!("fc.{end}")).unwrap();
        shapes.insert(format!("linear.{end}"), of_head);
    }
    let plan = recognise_shapes(&shapes, Path::new("a.pth")).unwrap();
    assert!(plan.evidence.starts_with("WRN-12-2: meliketoy's names") && plan.unused.is_empty(), "{}", plan.evidence);
    assert!(plan.needed().iter().any(|n| n.name == "layer2.0.shortcut.0.bias"));
    // Forks of kuangliu's pre-activated ResNets have a norm behind the last block.
    let mut shapes: Shapes = golden("preact_resnet").tensors.into_iter().map(|(n, t)| (n, t.shape)).collect();
    shapes.extend(["weight", "bias", "running_mean", "running_var"].map(|end| (format!("bn.{end}"), vec![10])));
    let plan = recognise_shapes(&shapes, Path::new("a.pth")).unwrap();
    assert!(plan.taps().ends_with(&["layer4.0", "bn"]) && plan.unused.is_empty());
}
