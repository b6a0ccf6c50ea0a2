//! The argument, minimal for now: was it smoothed, is it tighter, are its students poorer?
//!
//! Fed by the differences of an analysis; read by the page. Its sentences are in `wording`.

use super::format;
use super::groups;
use super::schema::{Analysis, Argument, Difference, Distillation, Metric, Role, State, Step, Verdict};
use super::wording::{self, Chain, Taught};

/// One verdict for each smoothed teacher group against its reference.
pub fn argue(analysis: &Analysis) -> Argument {
    let mut argument = Argument::default();
    for v in analysis.variants.values().filter(|v| v.role == Role::Teacher) {
        let Some(reference) = v.reference.as_ref().and_then(|r| analysis.variants.get(r)) else { continue };
        if v.group == reference.group || argument.verdicts.iter().any(|x| x.teacher == v.group) {
            continue;
        }
        let chain = chain(analysis, &v.group, &reference.group);
        argument.advice.extend(wording::advice(&chain));
        argument.verdicts.push(Verdict {
            teacher: v.group.clone(),
            reference: reference.group.clone(),
            kinds: kinds(&chain),
            summary: wording::summary(&chain),
            steps: [chain.smoothed, chain.tighter]
                .into_iter()
                .chain(chain.students.into_iter().map(|s| s.step))
                .collect(),
        });
    }
    if argument.verdicts.is_empty() {
        argument.advice.push(wording::NO_REFERENCE.to_owned());
    }
    argument
}

fn chain(analysis: &Analysis, teacher: &str, reference: &str) -> Chain {
    // What a student learns from is the teacher on training examples.
    let split = split(analysis, &["train", "test", "val"]);
    let of_teacher = |name: &str, metric: &'static str, what: &str| {
        let statistic = format!("{what} on {split}, {teacher} minus {reference}");
        let question = Question { name: name.to_owned(), metric, split, statistic, sign: 1.0 };
        step(analysis, question, (reference, teacher))
    };
    Chain {
        teacher: teacher.to_owned(),
        reference: reference.to_owned(),
        smoothed: of_teacher("Was it smoothed?", "gamma", "mass off the label γ"),
        tighter: of_teacher("Are its classes tighter?", "class_separation", "class separation R²"),
        students: students(analysis, teacher, reference),
    }
}

/// The first of these splits that is here; where none is, the first of them.
fn split<'a>(analysis: &Analysis, wanted: &[&'a str]) -> &'a str {
    wanted.iter().find(|s| analysis.data.splits.contains_key(**s)).or(wanted.first()).copied().unwrap_or_default()
}

/// The groups that the teacher group taught, each against its reference; one open step where there are none.
fn students(analysis: &Analysis, teacher: &str, reference: &str) -> Vec<Taught> {
    let split = split(analysis, &["test", "val"]);
    let question = |at: &str, statistic: String| {
        let name = format!("Are its students poorer{at}?");
        Question { name, metric: "accuracy", split, statistic, sign: -1.0 }
    };
    let taught = taught(analysis, teacher);
    if taught.is_empty() {
        let statistic = format!("{split} accuracy of students of {teacher} and {reference}, taught alike");
        return vec![Taught {
            setting: String::new(),
            step: decided(question("", statistic), None, wording::NOT_HERE),
        }];
    }
    let of = |(group, other, how): &(String, String, Option<Distillation>)| {
        let alike =
            taught.iter().filter(|t| t.2.as_ref().map(|d| d.temperature) == how.as_ref().map(|d| d.temperature));
        let setting = match how {
            Some(d) if alike.count() == 1 => format!("at T = {}", d.temperature),
            Some(d) => format!("at T = {} ({group})", d.temperature),
            None => format!("as {group}"),
        };
        let statistic = format!("{split} accuracy, {group} minus {other}");
        let step = step(analysis, question(&format!(" {setting}"), statistic), (other, group));
        Taught { setting, step }
    };
    taught.iter().map(of).collect()
}

/// Groups taught by the teacher group: the group, its reference's group, and how it was taught.
fn taught(analysis: &Analysis, teacher: &str) -> Vec<(String, String, Option<Distillation>)> {
    let group_of = |id: &Option<String>| Some(analysis.variants.get(id.as_ref()?)?.group.as_str());
    let mut out: Vec<(String, String, Option<Distillation>)> = Vec::new();
    for v in analysis.variants.values().filter(|v| group_of(&v.teacher) == Some(teacher)) {
        let Some(reference) = group_of(&v.reference) else { continue };
        if !out.iter().any(|(group, ..)| *group == v.group) {
            out.push((v.group.clone(), reference.to_owned(), v.distillation.clone()));
        }
    }
    out
}

/// What a step asks: its question, its metric and split, and the sign of an effect that holds.
struct Question<'a> {
    name: String,
    metric: &'static str,
    split: &'a str,
    statistic: String,
    sign: f64,
}

/// Held when the interval of b - a lies wholly on the side of `sign`, did not when wholly on the other, else undetermined.
fn step(analysis: &Analysis, question: Question<'_>, (a, b): (&str, &str)) -> Step {
    let (metric, split) = (question.metric, question.split);
    let is_it = |d: &&Difference| d.a == a && d.b == b && d.split == split && d.metric == metric;
    match analysis.differences.iter().find(is_it) {
        Some(d) => decided(question, Some(d), &basis(analysis, d)),
        None => decided(question, None, &missing(analysis, (a, b), (split, metric))),
    }
}

/// `why`: what the interval rests on; without a difference, why there is none.
fn decided(question: Question<'_>, difference: Option<&Difference>, why: &str) -> Step {
    let (state, reason) = match difference.map(|d| (d.low * question.sign, d.high * question.sign)) {
        None => (State::Undetermined, why.to_owned()),
        Some((low, high)) if low.min(high) > 0.0 => (State::Held, format!("the interval excludes 0 ({why})")),
        Some((low, high)) if low.max(high) < 0.0 => {
            (State::DidNotHold, format!("the interval lies on the other side of 0 ({why})"))
        }
        Some(_) => {
            (State::Undetermined, format!("the interval includes 0 ({why}); more seeds or examples would decide it"))
        }
    };
    Step {
        name: question.name,
        state,
        metric: question.metric.to_owned(),
        split: question.split.to_owned(),
        statistic: question.statistic,
        effect: difference.map(|d| d.value),
        low: difference.map(|d| d.low),
        high: difference.map(|d| d.high),
        reason,
    }
}

/// `5 paired seeds × 10,000 examples`.
fn basis(analysis: &Analysis, d: &Difference) -> String {
    let seeds = |group: &String| -> Vec<Option<u64>> {
        let members = analysis.groups.get(group).map(|g| g.variants.as_slice()).unwrap_or_default();
        let measured =
            members.iter().filter_map(|id| analysis.variants.get(id)).filter(|v| v.splits.contains_key(&d.split));
        measured.map(|v| v.seed).collect()
    };
    let (a, b) = (seeds(&d.a), seeds(&d.b));
    let examples = format::count(analysis.data.splits.get(&d.split).map_or(0, |s| s.n));
    match (a.len().min(b.len()), groups::paired(&a, &b)) {
        (0 | 1, _) => format!("{examples} examples of one seed: these checkpoints only"),
        (count, Some(_)) => format!("{count} paired seeds × {examples} examples"),
        (_, None) => format!("{} and {} seeds × {examples} examples", b.len(), a.len()),
    }
}

/// Why there is no difference: the reason of the first variant for which the metric is undefined.
fn missing(analysis: &Analysis, (a, b): (&str, &str), (split, metric): (&str, &str)) -> String {
    let of = analysis.variants.iter().filter(|(_, v)| v.group == a || v.group == b);
    let reason = |(id, v): (&String, &super::schema::Variant)| match v.splits.get(split)?.metrics.get(metric)? {
        Metric::Undefined { undefined } => Some(format!("undefined for {id}: {undefined}")),
        Metric::Value(_) => None,
    };
    of.into_iter().find_map(reason).unwrap_or_else(|| wording::NOT_HERE.to_owned())
}

fn kinds(chain: &Chain) -> Vec<String> {
    let smoothed = (chain.smoothed.state == State::Held).then_some("smoothed");
    let tighter = match chain.tighter.state {
        State::Held => Some("tighter"),
        State::DidNotHold => Some("looser"),
        State::Undetermined => None,
    };
    let of_students = chain.of_all_students().key();
    smoothed.into_iter().chain(tighter).chain([of_students]).map(str::to_owned).collect()
}
