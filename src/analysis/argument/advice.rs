//! What to do next: which teacher at which temperature, which checkpoint of a run, what to train or measure to settle what is open.
//!
//! Fed by the ladder and the findings; read by the page.

use super::ladder::{Heated, INFORMATION, Ladder, Outcome, Taught};
use super::settling::{Settling, settling};
use super::step::Ends;
use super::verdicts::{ends, worst};
use super::wording::{self, effect};
use crate::analysis::format;
use crate::analysis::schema::{Analysis, Estimate, Finding, State, Trajectory};

/// All advice on one family: a line for each way of teaching, then what the kinds that hold ask for.
pub fn advice(analysis: &Analysis, ladder: &Ladder, findings: &[Finding]) -> Vec<String> {
    let of_students = ladder.students.iter().map(|taught| on_students(analysis, ladder, taught));
    let about_students = ["no_harm", "better_students"];
    let held = findings.iter().filter(|f| f.state == State::Held && !about_students.contains(&f.kind.as_str()));
    let mut out: Vec<String> = of_students.chain(held.map(|f| f.next.clone())).collect();
    out.extend(ladder.heated.iter().filter_map(|heated| temperature(ladder, heated)));
    out.extend(earlier(analysis, ladder));
    out
}

/// Which teacher, for students taught in one way.
fn on_students(analysis: &Analysis, ladder: &Ladder, taught: &Taught) -> String {
    let (teacher, reference) = (&ladder.family.teacher, &ladder.family.reference);
    let (setting, step) = (&taught.setting, &taught.step);
    let Some(by) = effect(step) else {
        return format!("To see how it distils, add what is missing: {}.", step.statistic);
    };
    match taught.outcome(ladder.margin) {
        Outcome::Poorer => format!("Distil from {reference}, not {teacher}, {setting} ({by})."),
        Outcome::Alike => format!("Either teacher will do {setting} ({by})."),
        Outcome::Better => format!("{teacher} is the better teacher {setting} ({by})."),
        Outcome::Open | Outcome::Absent => {
            format!("Which teacher is better {setting} is undecided ({by}): {}.", settled_by(analysis, taught))
        }
    }
}

/// The better temperature for the teacher's students, where it is decided.
fn temperature(ladder: &Ladder, heated: &Heated) -> Option<String> {
    let change = Ends::from(&heated.effect.of_teacher);
    let [low, high] = heated.effect.temperatures;
    let (better, poorer) = match change.state(1.0) {
        State::Held => (high, low),
        State::DidNotHold => (low, high),
        State::Undetermined => return None,
    };
    let by = format::difference(&heated.effect.metric, change.value, change.low, change.high);
    let teacher = &ladder.family.teacher;
    Some(format!(
        "Distil from {teacher} at T = {better} rather than at T = {poorer} ({by} from T = {low} to T = {high})."
    ))
}

/// What would settle the difference of students taught in one way.
fn settled_by(analysis: &Analysis, taught: &Taught) -> String {
    let found = taught.students.as_ref().zip(ends(&taught.step)).and_then(|(s, ends)| {
        settling(analysis, (&s.reference, &s.group), (&taught.step.split, &taught.step.metric), ends)
    });
    match found {
        Some(Settling::Seeds { needed, now }) if needed > now => {
            format!("about {needed} seeds of each would settle it if the difference stays ({now} now)")
        }
        Some(Settling::Examples(count)) => {
            format!("it takes about {} {} examples, seeds alone would not do", format::count(count), taught.step.split)
        }
        Some(Settling::OneSeed) => "train more seeds of each, one says nothing of training".to_owned(),
        Some(Settling::Seeds { .. }) | None => "train more seeds".to_owned(),
    }
}

/// What a kind asks for: what to do where it holds, what would decide it where it is open.
pub fn next(analysis: &Analysis, ladder: &Ladder, finding: &Finding) -> String {
    match finding.state {
        State::Held => to_do(ladder, finding),
        State::DidNotHold => String::new(),
        State::Undetermined => would_decide(analysis, ladder, &finding.kind),
    }
}

fn to_do(ladder: &Ladder, finding: &Finding) -> String {
    let (teacher, reference) = (&ladder.family.teacher, &ladder.family.reference);
    match finding.kind.as_str() {
        "erasure" => {
            let poorer = ladder.students.iter().filter(|s| s.outcome(ladder.margin) == Outcome::Poorer);
            let settings: Vec<&str> = poorer.map(|s| s.setting.as_str()).collect();
            format!(
                "What {teacher} no longer says no temperature brings back: distil from {reference} {}, smooth less, or take {teacher} \
                 from earlier in its training.",
                settings.join(" and ")
            )
        }
        "over_softening" => {
            let sharper = ladder.matched_temperature.map_or(String::new(), |t| {
                format!(
                    " (about {}, since {reference} is as soft at T = {})",
                    format::decimals(1.0 / t, 2),
                    format::decimals(t, 2)
                )
            });
            format!("{teacher} says as much as {reference}, only softer: give it a temperature below 1{sharper}.")
        }
        "systematic_diffusion" => {
            format!("Keep the temperature of the students of {teacher} low, or distil from {reference}.")
        }
        "capacity_or_optimisation" => {
            let at = worst(ladder).and_then(|s| s.following.as_ref());
            let share = at.map_or(String::new(), |f| {
                format!(" on {} % of the {} examples", format::number("agreement", f.agreement.value), f.split)
            });
            format!(
                "The students of {teacher} agree with it{share} only: train them longer, make them larger, or put an assistant between."
            )
        }
        "better_students" => format!("Distil from {teacher} where its students are better."),
        _ => "Choose the teacher by something else than its students.".to_owned(),
    }
}

/// What would decide a kind that is open.
fn would_decide(analysis: &Analysis, ladder: &Ladder, kind: &str) -> String {
    let open: Vec<&Taught> = ladder.students.iter().filter(|s| s.step.state == State::Undetermined).collect();
    let students = match open.first() {
        Some(taught) if taught.students.is_some() => {
            Some(format!("{}: {}", taught.setting, settled_by(analysis, taught)))
        }
        Some(taught) => Some(taught.step.statistic.clone()),
        None => None,
    };
    let teachers = [&ladder.smoothed, &ladder.tighter, &ladder.information];
    let missing = teachers.into_iter().find(|s| s.state == State::Undetermined && s.effect.is_none());
    let of_teachers = missing.map(|s| format!("{}, which is missing: {}", s.statistic, s.reason));
    let found = match kind {
        "systematic_diffusion" if ladder.heated.is_empty() => {
            Some("students of both teachers at two temperatures, taught alike otherwise".to_owned())
        }
        "systematic_diffusion" if analysis.diffusion.is_empty() => {
            Some("the diffusion index η of the students of both teachers, which is not in this analysis".to_owned())
        }
        "systematic_diffusion" => Some("more seeds of the students at both temperatures".to_owned()),
        "no_harm" | "better_students" => students,
        _ => of_teachers.or(students),
    };
    found.map_or_else(|| "More seeds of both teachers.".to_owned(), |what| wording::sentence(&what))
}

/// An earlier checkpoint of the teacher that is about as accurate and says more about single examples.
fn earlier(analysis: &Analysis, ladder: &Ladder) -> Vec<String> {
    let is_of = |id: &String| analysis.variants.get(id).is_some_and(|v| v.group == ladder.family.teacher);
    let runs = analysis.trajectories.iter().filter(|t| t.variants.iter().any(is_of));
    runs.filter_map(|run| earlier_in(analysis, ladder, run)).collect()
}

fn earlier_in(analysis: &Analysis, ladder: &Ladder, run: &Trajectory) -> Option<String> {
    let metric = |id: &String, split: &str, name: &str| -> Option<&Estimate> {
        Some(analysis.variants.get(id)?.splits.get(split)?.metrics.get(name)?.scalar()?.1)
    };
    let (students, teachers) = (&ladder.students.first()?.step.split, &ladder.information.split);
    let of = |(id, epoch): (&String, &u64)| {
        Some((*epoch, metric(id, students, "accuracy")?.clone(), metric(id, teachers, INFORMATION)?.clone()))
    };
    let points: Vec<(u64, Estimate, Estimate)> = run.variants.iter().zip(&run.epochs).filter_map(of).collect();
    let (last, accuracy, information) = points.iter().max_by_key(|p| p.0)?;
    let is_as_good = |p: &&(u64, Estimate, Estimate)| p.1.high >= accuracy.low && p.0 < *last;
    let says_more = |p: &&(u64, Estimate, Estimate)| p.2.low > information.high;
    let best = points
        .iter()
        .filter(is_as_good)
        .filter(says_more)
        .max_by(|a, b| a.2.low.unwrap_or(f64::NEG_INFINITY).total_cmp(&b.2.low.unwrap_or(f64::NEG_INFINITY)))?;
    Some(format!(
        "Try the checkpoint of epoch {} of {}: as accurate as the last (epoch {last}), and at T = 1 it says more about single examples.",
        best.0, run.run
    ))
}
