//! Parameters and multiply-adds.

use penult::network::spec::{Spec, build};
use penult::network::{Plan, count};

use super::network as golden;

fn described(family: &str, depth: usize, width: usize) -> Plan {
    let spec =
        Spec { family: family.into(), depth: Some(depth), width: Some(width), input: [3, 32, 32], ..Spec::default() };
    build(&Spec { classes: 10, ..spec }).unwrap()
}

#[test]
fn an_mlp_by_hand() {
    let (plan, _) = golden("mlp");
    // 36 -> 20 -> 12 -> 5.
    assert_eq!(plan.multiply_adds, 36 * 20 + 20 * 12 + 12 * 5);
    assert_eq!(plan.parameters, plan.multiply_adds + 20 + 12 + 5);
}

#[test]
fn published_sizes_are_met() {
    // He 2016, table 6: 0.27 M and 0.85 M parameters; akamaster's README counts 269,722 with option A.
    assert_eq!(described("resnet_cifar", 20, 16).parameters, 269_722);
    assert_eq!(described("resnet_cifar", 56, 16).parameters, 853_018);
    // thop and fvcore count 40.6 M for ResNet-20 at 32 × 32: stem 3·9·16·32², six convolutions of 16·9·16·32², then
    // 16·9·32·16² + 5·(32·9·32·16²), 32·9·64·8² + 5·(64·9·64·8²), head 640.
    let first = (3 + 6 * 16) * 9 * 16 * 32 * 32;
    let second = (16 + 5 * 32) * 9 * 32 * 16 * 16;
    let third = (32 + 5 * 64) * 9 * 64 * 8 * 8;
    assert_eq!(described("resnet_cifar", 20, 16).multiply_adds, first + second + third + 640);
    // torchvision's resnet18 has 11,689,512 parameters with 1000 classes and a 7 × 7 stem.
    let stem = 64 * 3 * (49 - 9);
    assert_eq!(described("resnet", 18, 64).parameters, 11_689_512 - stem - 990 * 513);
    assert_eq!(described("resnet", 50, 64).parameters, 25_557_032 - stem - 990 * 2049);
}

#[test]
fn depthwise_convolutions_count_a_channel_a_group() {
    let spec = Spec { family: "mobilenet_v2".into(), input: [3, 32, 32], classes: 100, ..Spec::default() };
    let plan = build(&spec).unwrap();
    // RepDistiller's mobile_half: p.numel() of its parameters, and hooks that count outputs · weights of an output.
    assert_eq!((plan.parameters, plan.multiply_adds), (812_836, 6_523_648));
}

#[test]
fn networks_of_the_ports_have_the_sizes_that_pytorch_counts() {
    // p.numel() of the parameters of the reference script's classes in full size, 100 classes, and hooks that count outputs ·
    // weights of an output at 32 × 32.
    let sizes = [
        ("wide_resnet", Some(16), 16, 180_916, 26_663_168),
        ("wide_resnet", Some(16), 32, 703_284, 101_118_464),
        ("wide_resnet", Some(40), 16, 569_780, 83_286_272),
        ("wide_resnet", Some(40), 32, 2_255_156, 327_610_880),
        ("preact_resnet", Some(18), 64, 11_217_316, 555_468_800),
        ("preact_resnet", Some(50), 64, 23_693_476, 1_298_014_208),
        ("vgg", Some(8), 64, 3_965_028, 96_192_512),
        ("vgg", Some(11), 64, 9_277_284, 209_438_720),
        ("vgg", Some(13), 64, 9_462_180, 284_936_192),
        ("vgg", Some(16), 64, 14_774_436, 398_182_400),
        ("vgg", Some(19), 64, 20_086_692, 511_428_608),
        ("shufflenet_v1", None, 240, 949_258, 38_691_456),
        ("shufflenet_v2", None, 116, 1_355_528, 44_504_448),
        ("plain_cnn", Some(2), 32, 215_172, 3_448_832),
        ("plain_cnn", Some(4), 32, 475_652, 24_887_296),
        ("plain_cnn", Some(6), 32, 1_107_204, 39_452_672),
        ("plain_cnn", Some(8), 32, 1_246_276, 52_861_184),
        ("plain_cnn", Some(10), 32, 2_931_460, 72_239_104),
    ];
    for (family, depth, width, parameters, multiply_adds) in sizes {
        let spec = Spec { family: family.into(), depth, width: Some(width), input: [3, 32, 32], ..Spec::default() };
        let plan = build(&Spec { classes: 100, ..spec }).unwrap();
        assert_eq!((plan.parameters, plan.multiply_adds), (parameters, multiply_adds), "{family} {depth:?} {width}");
    }
}

#[test]
fn counts_follow_the_input_size() {
    let (plan, _) = golden("resnet_basic_imagenet_stem");
    assert_eq!(plan.counted_at, [3, 224, 224]);
    // Stem at 64: 32 × 32 of 3·49·4; pool to 16; stage 1 at 16, 2 at 8, 3 at 4, 4 at 2.
    let blocks = [(4 + 4) * 4 * 9 * 256, (4 + 6 * 3) * 6 * 9 * 64 + 4 * 6 * 64, (6 + 8) * 8 * 9 * 16 + 6 * 8 * 16];
    let last = (8 + 12) * 12 * 9 * 4 + 8 * 12 * 4;
    let expected = 3 * 49 * 4 * 1024 + blocks.iter().sum::<usize>() + last + 12 * 5;
    assert_eq!(count::multiply_adds(&plan, [3, 64, 64]), Ok(expected));
    let text = count::multiply_adds(&plan, [1, 64, 64]).unwrap_err();
    assert_eq!(text, "conv1 takes 3 values, the layer before it gives 1");
}
