//! A `penult.toml` that says what was found, each line with its evidence: to be kept, or mended where it is wrong.

use std::fmt::Write as _;

use super::{Epochs, Files, Study, Variant};

/// The manifest of a study. Read back, it gives the same variants.
pub fn manifest(study: &Study) -> String {
    let mut out = String::new();
    if study.epochs == Epochs::Every {
        out.push_str("trajectories = true\n\n");
    }
    if let Some(name) = &study.data_name {
        let _ = writeln!(out, "[data]\nname = {}", quoted(name));
    } else if study.splits.is_empty() {
        out.push_str("# [data]\n# test = \"path/to/test\"\n");
    }
    for v in &study.variants {
        out.push('\n');
        for question in study.questions.iter().filter(|q| q.contains(&format!("id = {:?}\n", v.id))) {
            let _ = writeln!(out, "# {}", question.split("; write in").next().unwrap_or_default());
        }
        section(&mut out, v, study);
    }
    out
}

fn section(out: &mut String, v: &Variant, study: &Study) {
    let mut line = |fact: &str, text: String| {
        let by = v.found_by.get(fact).map(|by| format!("  # {by}")).unwrap_or_default();
        let _ = writeln!(out, "{text}{by}");
    };
    line("", "[[variant]]".to_owned());
    line("", format!("id = {}", quoted(&v.id)));
    if let Some(path) = path(v, study) {
        line("", format!("path = {}", quoted(&path)));
    }
    if let Some(model) = v.part.model {
        line("", format!("model = {}", quoted(model.name())));
    }
    if let Some(path) = &v.class_map {
        let path = path.strip_prefix(&study.root).unwrap_or(path).display().to_string();
        line("", format!("class_map = {}", quoted(&path)));
    }
    if v.has_role() {
        line("role", format!("role = {}", quoted(v.role.name())));
    }
    if let Some(objective) = &v.objective {
        let alpha = objective.alpha.map(|a| format!(", alpha = {a:?}")).unwrap_or_default();
        let convention =
            objective.convention.as_ref().map(|c| format!(", convention = {}", quoted(c))).unwrap_or_default();
        line("objective", format!("objective = {{ name = {}{alpha}{convention} }}", quoted(&objective.name)));
    }
    if let Some(d) = &v.distillation {
        let rest = format!("convention = {}, label_weight = {:?}", quoted(&d.convention), d.label_weight);
        line("temperature", format!("distillation = {{ temperature = {:?}, {rest} }}", d.temperature));
    }
    for (fact, id) in [("teacher", &v.teacher), ("reference", &v.reference)] {
        if let Some(id) = id {
            line(fact, format!("{fact} = {}", quoted(id)));
        }
    }
    if v.group != v.id {
        line("group", format!("group = {}", quoted(&v.group)));
    }
    for (fact, number) in [("seed", v.seed), ("epoch", v.epoch)] {
        if let Some(number) = number {
            line(fact, format!("{fact} = {number}"));
        }
    }
}

/// The file, from the folder of the manifest; of activations of several splits none, since their id finds them.
fn path(v: &Variant, study: &Study) -> Option<String> {
    match &v.files {
        Files::Activations(of) if of.len() > 1 => None,
        files => files.first().map(|path| path.strip_prefix(&study.root).unwrap_or(path).display().to_string()),
    }
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
