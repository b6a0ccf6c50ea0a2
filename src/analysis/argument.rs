//! The argument, minimal for now: was it smoothed, is it tighter, are its students poorer?

use super::format;
use super::schema::{Analysis, Argument, Difference, Distillation, Role, State, Step, Verdict};

/// One verdict for each smoothed teacher group against its reference.
pub fn argue(analysis: &Analysis) -> Argument {
    let mut verdicts: Vec<Verdict> = Vec::new();
    for v in analysis.variants.values().filter(|v| v.role == Role::Teacher) {
        let Some(reference) = v.reference.as_ref().map(|r| &analysis.variants[r]) else { continue };
        if !verdicts.iter().any(|x| x.teacher == v.group) {
            verdicts.push(verdict(analysis, &v.group, &reference.group));
        }
    }
    let mut advice: Vec<String> = verdicts.iter().flat_map(advise).collect();
    if verdicts.is_empty() {
        advice.push(
            "No teacher with a reference is here, so there is nothing to compare. Name them in penult.toml: \
             objective = { name = \"label_smoothing\", alpha = 0.1 } for the smoothed teacher, and \
             reference = \"teacher_hard\"."
                .to_owned(),
        );
    }
    Argument { verdicts, advice }
}

/// What a step asks: its question, its metric and split, and the sign of an effect that holds.
struct Question {
    name: String,
    metric: &'static str,
    split: String,
    statistic: String,
    sign: f64,
}

fn verdict(analysis: &Analysis, teacher: &str, reference: &str) -> Verdict {
    let split = if analysis.data.splits.contains_key("train") { "train" } else { "test" };
    let of_teacher = |name: &str, metric: &'static str, what: &str| {
        let statistic = format!("{what} on {split}, {teacher} minus {reference}");
        let question = Question { name: name.to_owned(), metric, split: split.to_owned(), statistic, sign: 1.0 };
        step(question, find(analysis, (reference, teacher), split, metric))
    };
    let mut steps = vec![
        of_teacher("Was it smoothed?", "gamma", "mass off the label γ"),
        of_teacher("Are its classes tighter?", "class_separation", "class separation R²"),
    ];
    let students = students(analysis, teacher);
    steps.extend(students.iter().map(|s| of_students(analysis, s)));
    if students.is_empty() {
        let statistic = "test accuracy of students of both teachers, taught alike".to_owned();
        let name = "Are its students poorer?".to_owned();
        let question = Question { name, metric: "accuracy", split: "test".to_owned(), statistic, sign: -1.0 };
        steps.push(step(question, None));
    }
    let summary = summary(teacher, reference, &steps);
    Verdict { teacher: teacher.to_owned(), reference: reference.to_owned(), kinds: kinds(&steps), summary, steps }
}

fn find<'a>(analysis: &'a Analysis, (a, b): (&str, &str), split: &str, metric: &str) -> Option<&'a Difference> {
    analysis.differences.iter().find(|d| d.a == a && d.b == b && d.split == split && d.metric == metric)
}

/// Groups taught by the teacher group: the group, its reference's group, and how it was taught.
fn students(analysis: &Analysis, teacher: &str) -> Vec<(String, String, Option<Distillation>)> {
    let mut out: Vec<(String, String, Option<Distillation>)> = Vec::new();
    for v in analysis.variants.values() {
        let is_taught = v.teacher.as_ref().is_some_and(|t| analysis.variants[t].group == teacher);
        let Some(reference) = v.reference.as_ref().filter(|_| is_taught) else { continue };
        if !out.iter().any(|(group, ..)| *group == v.group) {
            out.push((v.group.clone(), analysis.variants[reference].group.clone(), v.distillation.clone()));
        }
    }
    out
}

fn of_students(analysis: &Analysis, (group, reference, how): &(String, String, Option<Distillation>)) -> Step {
    let setting = how.as_ref().map_or_else(|| group.clone(), |d| format!("T = {}", d.temperature));
    let question = Question {
        name: format!("Are its students poorer at {setting}?"),
        metric: "accuracy",
        split: "test".to_owned(),
        statistic: format!("test accuracy, {group} minus {reference}"),
        sign: -1.0,
    };
    step(question, find(analysis, (reference, group), "test", "accuracy"))
}

/// Held when the interval lies wholly on the side of `sign`, did not when wholly on the other, else undetermined.
fn step(question: Question, difference: Option<&Difference>) -> Step {
    let (state, reason) = match difference {
        None => (State::Undetermined, "The checkpoints or the split that would decide it are not here.".to_owned()),
        Some(d) => {
            let (near, far) = (d.low * question.sign, d.high * question.sign);
            let how = &d.interval_method;
            if near.min(far) > 0.0 {
                (State::Held, format!("The interval excludes 0 ({how})."))
            } else if near.max(far) < 0.0 {
                (State::DidNotHold, format!("The interval lies on the other side of 0 ({how})."))
            } else {
                (
                    State::Undetermined,
                    format!("The interval includes 0 ({how}); more seeds or examples would decide it."),
                )
            }
        }
    };
    let Question { name, metric, split, statistic, .. } = question;
    let ends = difference.map(|d| (d.value, d.low, d.high));
    Step {
        name,
        state,
        metric: metric.to_owned(),
        split,
        statistic,
        effect: ends.map(|e| e.0),
        low: ends.map(|e| e.1),
        high: ends.map(|e| e.2),
        reason,
    }
}

fn kinds(steps: &[Step]) -> Vec<String> {
    let state = |i: usize| steps.get(i).map(|s| s.state);
    let mut out = Vec::new();
    if state(0) == Some(State::Held) {
        out.push("smoothed".to_owned());
    }
    match state(1) {
        Some(State::Held) => out.push("tighter".to_owned()),
        Some(State::DidNotHold) => out.push("looser".to_owned()),
        _ => {}
    }
    out.push(of_all_students(&steps[2..]).0.to_owned());
    out
}

/// The key and the sentence for the students as a whole.
fn of_all_students(students: &[Step]) -> (&'static str, &'static str) {
    let any = |state: State| students.iter().any(|s| s.state == state);
    match (any(State::Held), any(State::DidNotHold)) {
        _ if students.iter().all(|s| s.effect.is_none()) => {
            ("no_students", "No students of both are here that would show how it distils")
        }
        (true, false) => ("poorer_students", "It distils worse"),
        (false, true) => ("better_students", "It distils no worse, and better in part"),
        (true, true) => ("mixed_students", "Whether it distils worse depends on the temperature"),
        (false, false) => ("undetermined_students", "Whether it distils worse is undecided"),
    }
}

/// `effect [low, high]` of a step.
fn effect(step: &Step) -> String {
    match (step.effect, step.low, step.high) {
        (Some(value), Some(low), Some(high)) => format::difference(&step.metric, value, low, high),
        _ => format::DASH.to_owned(),
    }
}

fn summary(teacher: &str, reference: &str, steps: &[Step]) -> String {
    let (smoothed, tighter) = (&steps[0], &steps[1]);
    let (gamma, separation) = (effect(smoothed), effect(tighter));
    let geometry = match (smoothed.state, tighter.state) {
        (State::Held, State::Held) => format!("and its classes are tighter (R² {separation})"),
        (State::Held, State::DidNotHold) => format!("but its classes are looser, not tighter (R² {separation})"),
        (State::Held, State::Undetermined) => {
            format!("and whether its classes are tighter is undecided (R² {separation})")
        }
        _ => String::new(),
    };
    let first = if geometry.is_empty() {
        format!("That {teacher} is smoother than {reference} is not shown by these checkpoints (γ {gamma}).")
    } else {
        let split = &smoothed.split;
        format!("{teacher} leaves more mass off the label than {reference} (γ {gamma}) {geometry}, on {split}.")
    };
    let students = &steps[2..];
    let (_, sentence) = of_all_students(students);
    let each: Vec<String> =
        students.iter().filter(|s| s.effect.is_some()).map(|s| format!("{} {}", setting(s), effect(s))).collect();
    let detail =
        if each.is_empty() { String::new() } else { format!(": its students' test accuracy, {}", each.join("; ")) };
    format!("{first} {sentence}{detail}.")
}

/// `at T = 4` of "Are its students poorer at T = 4?".
fn setting(step: &Step) -> String {
    let at = step.name.rfind(" at ").map_or("", |i| &step.name[i + 1..]);
    at.trim_end_matches('?').to_owned()
}

fn advise(v: &Verdict) -> Vec<String> {
    let (teacher, reference) = (&v.teacher, &v.reference);
    let of = |s: &Step| {
        let (at, by) = (setting(s), effect(s));
        match s.state {
            State::Held => format!("Distil from {reference}, not {teacher}, {at} ({by})."),
            State::DidNotHold => format!("{teacher} is the better teacher {at} ({by})."),
            State::Undetermined if s.effect.is_some() => {
                format!("Which teacher is better {at} is undecided ({by}): train more seeds.")
            }
            State::Undetermined => {
                format!("Add students of {teacher} and of {reference}, taught alike: {}.", s.statistic)
            }
        }
    };
    v.steps.iter().skip(2).map(of).collect()
}
