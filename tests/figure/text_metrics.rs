//! Widths are those that resvg sets, to within kerning; what is too long is shortened or wrapped.

use penult::figure::canvas;
use penult::figure::font::{Face, Weight};
use penult::figure::text::{shorten, width, wrap};

#[test]
fn widths_are_those_that_resvg_sets() {
    let weights = [(Weight::Regular, "normal"), (Weight::Semibold, "bold")];
    for (face, (weight, name)) in Face::ALL.into_iter().flat_map(|face| weights.map(|w| (face, w))) {
        for words in ["teacher_ls01_seed1", "accuracy [0.91, 1.91] %", "Müller γ ≤ 0.5 − α²", "0123456789"] {
            let text = format!(
                "<text y='50' font-family='{}' font-size='20' font-weight='{name}'>{words}</text>",
                face.family()
            );
            let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='500' height='100'>{text}</svg>");
            let tree = canvas::tree(&svg).unwrap();
            let set = f64::from(tree.root().bounding_box().width());
            let ours = width(words, 20.0, weight);
            // The set box is of advances; kerning tightens by a few hundredths, the narrower face by up to a tenth.
            assert!(ours >= set * 0.99 && ours <= set * 1.12, "{words} ({name}): {ours} against {set}");
        }
    }
}

#[test]
fn shortens_in_the_middle_and_keeps_the_end() {
    let name = "resnet110_cifar100_label_smoothing_0.1_seed2";
    let short = shorten(name, 10.0, Weight::Regular, 100.0);
    assert!(width(&short, 10.0, Weight::Regular) <= 100.0);
    assert!(short.contains('…') && short.starts_with("resn") && short.ends_with("_0.1_seed2"), "{short}");
    assert_eq!(shorten("short", 10.0, Weight::Regular, 100.0), "short");
    assert_eq!(shorten("short", 10.0, Weight::Regular, 1.0), "…");
}

#[test]
fn wraps_at_joints_into_two_lines() {
    let lines = wrap("student_of_smoothed_teacher", 10.0, Weight::Regular, 80.0);
    assert_eq!(lines, ["student_of_", "smoothed_teacher"]);
    assert!(lines.iter().all(|l| width(l, 10.0, Weight::Regular) <= 80.0));
    assert_eq!(wrap("student", 10.0, Weight::Regular, 80.0), ["student"]);
    assert_eq!(wrap("aNameOfFortyLettersWithoutAnyPlaceToBreak", 10.0, Weight::Regular, 80.0).len(), 1);
}
