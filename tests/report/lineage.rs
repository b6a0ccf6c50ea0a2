//! How variants were trained, in words.

use penult::analysis::schema::{Distillation, Objective};
use penult::report::lineage::{of_group, of_variant};

use super::{STUDENT, study};

#[test]
fn says_objective_teacher_and_temperature() {
    let analysis = study().analysis;
    let words = |id: &str| of_variant(&analysis.variants[id]);
    assert_eq!(words("hard_1"), "hard labels");
    assert_eq!(words("smooth_1"), "label smoothing, α\u{a0}=\u{a0}0.1");
    assert_eq!(words(STUDENT), "distilled from smooth_1 at T\u{a0}=\u{a0}4");
    assert_eq!(of_group(&analysis, &analysis.variants[STUDENT]), "distilled from smooth at T\u{a0}=\u{a0}4");
}

#[test]
fn says_conventions_that_are_not_the_usual_ones() {
    let mut variant = study().analysis.variants[STUDENT].clone();
    variant.distillation = Some(Distillation { temperature: 2.5, convention: "teacher".into(), label_weight: 0.1 });
    assert_eq!(
        of_variant(&variant),
        "distilled from smooth_1 at T\u{a0}=\u{a0}2.5 on the teacher alone, label weight 0.1"
    );
    variant.distillation = None;
    variant.objective =
        Some(Objective { name: "label_smoothing".into(), alpha: Some(0.1), convention: Some("off_label".into()) });
    assert_eq!(of_variant(&variant), "label smoothing, α\u{a0}=\u{a0}0.1 off the label");
    variant.objective = None;
    assert_eq!(of_variant(&variant), "objective unknown");
}
