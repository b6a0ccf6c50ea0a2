//! What a variant is, in words: read by the page and the LaTeX tables.

use crate::analysis::format;
use crate::analysis::schema::{Analysis, Distillation, Objective, Variant};

/// How a variant was trained: `label smoothing, α = 0.1`, `distilled from teacher_hard_seed1 at T = 4`.
#[must_use]
pub fn of_variant(variant: &Variant) -> String {
    words(variant, variant.teacher.as_deref())
}

/// How the variants of a group were trained; their teachers are named by their group.
#[must_use]
pub fn of_group(analysis: &Analysis, first: &Variant) -> String {
    let teacher = first.teacher.as_deref();
    words(first, teacher.map(|id| analysis.variants.get(id).map_or(id, |v| v.group.as_str())))
}

fn words(variant: &Variant, teacher: Option<&str>) -> String {
    match (&variant.distillation, &variant.objective) {
        (Some(distillation), _) => distilled(distillation, teacher),
        (None, Some(trained)) => objective(trained),
        (None, None) => "objective unknown".to_owned(),
    }
}

fn distilled(distillation: &Distillation, teacher: Option<&str>) -> String {
    let mut text = "distilled".to_owned();
    if let Some(teacher) = teacher {
        text += &format!(" from {teacher}");
    }
    text += &format!(" at T = {}", format::exact(distillation.temperature));
    if distillation.convention == "teacher" {
        text += " on the teacher alone";
    }
    if distillation.label_weight > 0.0 {
        text += &format!(", label weight {}", format::exact(distillation.label_weight));
    }
    text
}

fn objective(objective: &Objective) -> String {
    let mut text = match objective.name.as_str() {
        "cross_entropy" => "hard labels".to_owned(),
        name => name.replace('_', " "),
    };
    if let Some(alpha) = objective.alpha {
        text += &format!(", α = {}", format::exact(alpha));
    }
    if objective.convention.as_deref() == Some("off_label") {
        text += " off the label";
    }
    text
}
