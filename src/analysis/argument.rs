//! The argument, minimal for now: was it smoothed, is it tighter, are its students poorer?

use super::schema::{Analysis, Argument, Difference, Step, Verdict};

/// One verdict for each smoothed teacher group against its reference.
#[must_use]
pub fn argue(analysis: &Analysis) -> Argument {
    let mut verdicts: Vec<Verdict> = Vec::new();
    for v in analysis.variants.values().filter(|v| v.role == "teacher") {
        let Some(reference) = v.reference.as_ref().and_then(|r| analysis.variants.get(r)) else { continue };
        if !verdicts.iter().any(|x| x.teacher == v.group) {
            verdicts.push(verdict(analysis, &v.group, &reference.group));
        }
    }
    let mut advice: Vec<String> = verdicts.iter().flat_map(advise).collect();
    if verdicts.is_empty() {
        advice.push("No smoothed teacher with a reference was found. Name them in penult.toml: objective = { name = \"label_smoothing\", alpha = 0.1 } and reference = \"teacher_hard\".".to_owned());
    }
    Argument { verdicts, advice }
}

fn verdict(analysis: &Analysis, teacher: &str, reference: &str) -> Verdict {
    let split = if analysis.data.splits.contains_key("train") { "train" } else { "test" };
    let find = |a: &str, b: &str, split: &str, metric: &str| analysis.differences.iter().find(|d| d.a == a && d.b == b && d.split == split && d.metric == metric);
    let mut steps = vec![
        step("Was it smoothed?", &format!("gamma (mass off the label) on {split}"), find(reference, teacher, split, "gamma"), 1.0),
        step("Are its classes tighter?", &format!("class separation R² on {split}"), find(reference, teacher, split, "class_separation"), 1.0),
    ];
    for student in students(analysis, teacher) {
        for d in analysis.differences.iter().filter(|d| d.b == student && d.split == "test" && d.metric == "accuracy") {
            let how = analysis.variants.values().find(|v| v.group == student).and_then(|v| v.distillation.clone()).unwrap_or_default();
            steps.push(step(&format!("Are its students poorer? ({how})"), &format!("test accuracy, {} minus {}", d.b, d.a), Some(d), -1.0));
        }
    }
    if steps.len() == 2 {
        steps.push(step("Are its students poorer?", "test accuracy of students", None, -1.0));
    }
    Verdict { teacher: teacher.to_owned(), reference: reference.to_owned(), summary: summary(teacher, reference, &steps), steps }
}

fn students(analysis: &Analysis, teacher: &str) -> Vec<String> {
    let mut out = Vec::new();
    for v in analysis.variants.values() {
        let is_taught = v.teacher.as_ref().and_then(|t| analysis.variants.get(t)).is_some_and(|t| t.group == teacher);
        if is_taught && !out.contains(&v.group) {
            out.push(v.group.clone());
        }
    }
    out
}

/// Held when the interval lies wholly on the side of `direction`, did not when wholly on the other, else undetermined.
fn step(name: &str, statistic: &str, difference: Option<&Difference>, direction: f64) -> Step {
    let (state, reason) = match difference {
        None => ("undetermined", "the checkpoints or the split that would decide it are not here".to_owned()),
        Some(d) if d.low * direction > 0.0 && d.high * direction > 0.0 => ("held", format!("the interval excludes 0 ({})", d.interval_method)),
        Some(d) if d.low * direction < 0.0 && d.high * direction < 0.0 => ("did not hold", format!("the interval lies on the other side of 0 ({})", d.interval_method)),
        Some(d) => ("undetermined", format!("the interval includes 0 ({}); more seeds or examples would decide it", d.interval_method)),
    };
    Step {
        name: name.to_owned(),
        state: state.to_owned(),
        statistic: statistic.to_owned(),
        effect: difference.map(|d| d.value),
        low: difference.map(|d| d.low),
        high: difference.map(|d| d.high),
        reason,
    }
}

fn summary(teacher: &str, reference: &str, steps: &[Step]) -> String {
    let is = |i: usize, state: &str| steps.get(i).is_some_and(|s| s.state == state);
    let geometry = match (is(0, "held"), is(1, "held"), is(1, "did not hold")) {
        (true, true, _) => format!("{teacher} puts more mass off the label than {reference} and its classes are tighter."),
        (true, false, true) => format!("{teacher} puts more mass off the label than {reference}, but its classes are not tighter."),
        (true, false, false) => format!("{teacher} puts more mass off the label than {reference}; whether its classes are tighter is undetermined."),
        _ => format!("That {teacher} is smoother than {reference} is not shown by these checkpoints."),
    };
    let students = &steps[2.min(steps.len())..];
    let count = |state: &str| students.iter().filter(|s| s.state == state).count();
    let settings = |k: usize| if k == 1 { "1 distillation setting".to_owned() } else { format!("{k} distillation settings") };
    let consequence = if students.iter().all(|s| s.effect.is_none()) {
        "No students are here that would show how it distils.".to_owned()
    } else {
        format!(
            "Its students are poorer than the reference's in {}, better in {}, and undecided in {}.",
            settings(count("held")),
            settings(count("did not hold")),
            settings(count("undetermined"))
        )
    };
    format!("{geometry} {consequence}")
}

fn advise(v: &Verdict) -> Vec<String> {
    let mut out = Vec::new();
    for s in v.steps.iter().skip(2) {
        match s.state.as_str() {
            "held" => out.push(format!("Distil from {} rather than {}: {}.", v.reference, v.teacher, s.statistic)),
            "did not hold" => out.push(format!("{} is the better teacher here: {}.", v.teacher, s.statistic)),
            _ => out.push(format!("Undecided, train more seeds: {}.", s.statistic)),
        }
    }
    out
}
