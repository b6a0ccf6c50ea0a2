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
    let from = teacher.map_or_else(String::new, |teacher| format!(" from {teacher}"));
    format!("distilled{from} at {}", setting(distillation))
}

/// How it was distilled: `T = 4 on the teacher alone, label weight 0.5`.
#[must_use]
pub fn setting(distillation: &Distillation) -> String {
    let temperature = format::exact(distillation.temperature);
    let alone = if distillation.convention == "teacher" { " on the teacher alone" } else { "" };
    let labels = match distillation.label_weight {
        weight if weight > 0.0 => format!(", label weight {}", format::exact(weight)),
        _ => String::new(),
    };
    format!("T\u{a0}=\u{a0}{temperature}{alone}{labels}")
}

fn objective(objective: &Objective) -> String {
    let name = match objective.name.as_str() {
        "cross_entropy" => "hard labels".to_owned(),
        name => name.replace('_', " "),
    };
    let alpha = objective.alpha.map_or_else(String::new, |alpha| format!(", α\u{a0}=\u{a0}{}", format::exact(alpha)));
    let side = if objective.convention.as_deref() == Some("off_label") { " off the label" } else { "" };
    format!("{name}{alpha}{side}")
}
