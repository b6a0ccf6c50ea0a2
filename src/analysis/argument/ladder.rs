//! The ladder of evidence on one family: smoothed? tighter on train? less information on single examples at equal softness?
//! poorer students? worse with the temperature?
//!
//! Fed by the differences, matched differences, temperature effects and pairs of an analysis; read by `verdicts`, `advice` and
//! `wording`. Each rung is a [`Step`] that the page shows.

use super::families::{Family, Students};
use super::following::{self, Following};
use super::step::{Ends, Question, widening};
use super::wording;
use crate::analysis::schema::{Analysis, Matched, Metric, State, Step, TemperatureEffect, Variant};
use crate::analysis::{format, groups, matched};

/// Information on single examples, the metric of the third rung.
pub const INFORMATION: &str = "off_target_information_instance";

/// The part of the reference's information within which a difference of information does not matter.
pub const INFORMATION_EQUIVALENCE: f64 = 0.1;

/// The rungs of one family.
pub struct Ladder {
    /// Who is compared.
    pub family: Family,
    /// Does the teacher leave more mass off the label?
    pub smoothed: Step,
    /// Are its classes tighter?
    pub tighter: Step,
    /// Does it say less about single examples at equal γ?
    pub information: Step,
    /// The reference's temperature at equal γ.
    pub matched_temperature: Option<f64>,
    /// The difference of information with both at T = 1.
    pub raw_information: Option<Ends>,
    /// Are its students poorer? Once for each way of teaching.
    pub students: Vec<Taught>,
    /// Does a higher temperature cost its students more? Once for each.
    pub heated: Vec<Heated>,
    /// Differences of accuracy within ± this do not matter.
    pub margin: f64,
}

/// What came out of the students taught in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is no difference to look at.
    Absent,
    /// Poorer, and by more than may not matter.
    Poorer,
    /// The whole interval lies within the margin.
    Alike,
    /// Better.
    Better,
    /// The interval includes 0 and more than the margin.
    Open,
}

/// Students of one kind.
pub struct Taught {
    /// How they were taught, `at T = 4`; empty where there are none.
    pub setting: String,
    /// The groups; none where there are none.
    pub students: Option<Students>,
    /// Whether they are poorer.
    pub step: Step,
    /// How well they follow their teachers on what they were taught with.
    pub following: Option<Following>,
}

impl Taught {
    /// What came out, effects within ±`margin` not mattering.
    pub fn outcome(&self, margin: f64) -> Outcome {
        match (self.step.state, self.step.low, self.step.high) {
            (_, None, _) | (_, _, None) => Outcome::Absent,
            (State::Held, ..) => Outcome::Poorer,
            (State::DidNotHold, Some(low), Some(high)) if low >= -margin && high <= margin => Outcome::Alike,
            (State::DidNotHold, ..) => Outcome::Better,
            (State::Undetermined, ..) => Outcome::Open,
        }
    }
}

/// Students at a higher temperature.
pub struct Heated {
    /// What was measured.
    pub effect: TemperatureEffect,
    /// Whether the teacher's students lose more.
    pub step: Step,
}

/// The ladder of a family.
pub fn ladder(analysis: &Analysis, family: Family) -> Ladder {
    // What a student learns from is the teacher on training examples.
    let split = first_split(analysis, &matched::SPLITS);
    let teachers = Teachers { analysis, family: &family, split };
    Ladder {
        smoothed: teachers.smoothed(),
        tighter: teachers.tighter(),
        information: teachers.information(),
        matched_temperature: teachers.matched().and_then(|m| m.temperature),
        raw_information: teachers.difference(INFORMATION),
        students: students(analysis, &family),
        heated: heated(analysis, &family),
        margin: analysis.settings.equivalence,
        family,
    }
}

/// The first of these splits that is here; where none is, the first of them.
fn first_split<'a>(analysis: &Analysis, wanted: &[&'a str]) -> &'a str {
    wanted.iter().find(|s| analysis.data.splits.contains_key(**s)).or(wanted.first()).copied().unwrap_or_default()
}

/// The rungs that ask of the teachers, on one split.
struct Teachers<'a> {
    analysis: &'a Analysis,
    family: &'a Family,
    split: &'a str,
}

impl<'a> Teachers<'a> {
    fn difference(&self, metric: &str) -> Option<Ends> {
        difference(self.analysis, (&self.family.reference, &self.family.teacher), (self.split, metric))
    }

    fn matched(&self) -> Option<&'a Matched> {
        let Family { teacher, reference, .. } = self.family;
        self.analysis.matched.iter().find(|m| m.a == *reference && m.b == *teacher && m.split == self.split)
    }

    fn question(&self, (link, name): (&'static str, &str), metric: &'static str, what: &str) -> Question<'a> {
        let Family { teacher, reference, .. } = self.family;
        let statistic = format!("{what} on {}, {teacher} minus {reference}", self.split);
        let (name, split) = (name.to_owned(), self.split);
        Question { link, name, setting: String::new(), metric, split, statistic, sign: 1.0, margin: 0.0, widening: 1.0 }
    }

    fn answered(&self, question: Question<'_>) -> Step {
        if let Some(ends) = self.difference(question.metric) {
            return question.answered(ends, &self.basis());
        }
        let why = missing(self.analysis, self.family, (self.split, question.metric));
        question.open(why)
    }

    fn basis(&self) -> String {
        basis(self.analysis, (&self.family.reference, &self.family.teacher), self.split).0
    }

    fn smoothed(&self) -> Step {
        let mut step = self.answered(self.question(("smoothed", "Was it smoothed?"), "gamma", "mass off the label γ"));
        let beside = [("α̂ that the logit gaps say", "estimated_alpha"), ("confidence", "mean_confidence")];
        let beside = beside.iter().filter_map(|(what, metric)| Some(self.difference(metric)?.beside(what, metric)));
        step.beside = beside.collect();
        step
    }

    /// Class separation decides; neural collapse and the template plane stand beside it, and are named where they disagree.
    fn tighter(&self) -> Step {
        let question =
            self.question(("tighter", "Are its classes tighter?"), "class_separation", "class separation R²");
        let mut step = self.answered(question);
        for (what, metric) in
            [("spread within over between classes", "nc1_quot"), ("the same in the template plane", "plane_spread")]
        {
            let Some(ends) = self.difference(metric) else { continue };
            step.beside.push(ends.beside(what, metric));
            if step.state == State::Held && ends.state(-1.0) == State::DidNotHold {
                step.reason = format!("{}; {} says the opposite", step.reason, wording::short(metric));
            }
        }
        step
    }

    /// At equal γ. Vanishes where the interval lies within a tenth of what the reference says, or includes 0 and excludes half of
    /// a difference that there is at T = 1.
    fn information(&self) -> Step {
        let Family { teacher, reference, .. } = self.family;
        let name = ("less_information", "Does it say less about single examples at equal γ?");
        let mut question = self.question(name, INFORMATION, "off-target information on single examples");
        question.sign = -1.0;
        let matched = self.matched();
        if let Some(t) = matched.and_then(|m| m.temperature) {
            let t = format::decimals(t, 2);
            question.statistic = format!(
                "off-target information on single examples on {}, {teacher} minus {reference} at T = {t}",
                self.split
            );
        }
        let Some((matched, d)) = matched.and_then(|m| Some((m, m.metrics.get(INFORMATION)?))) else {
            let why = matched.and_then(|m| m.undefined.clone());
            return question
                .open(why.unwrap_or_else(|| missing(self.analysis, self.family, (self.split, INFORMATION))));
        };
        question.margin = INFORMATION_EQUIVALENCE * d.of_a.abs();
        let (ends, raw) = (Ends::from(d), self.difference(INFORMATION));
        let mut step = question.answered(ends, &self.basis());
        if step.state == State::Undetermined && raw.is_some_and(|raw| raw.high < 0.0 && ends.low > raw.value / 2.0) {
            step.state = State::DidNotHold;
            step.reason += ", and excludes half of the difference with both at T = 1";
        }
        let also = [
            ("on classes, at equal γ", "off_target_information_class"),
            ("evenness off the label, at equal γ", "off_target_entropy"),
        ];
        let also =
            also.iter().filter_map(|(what, name)| Some(Ends::from(matched.metrics.get(*name)?).beside(what, name)));
        step.beside = raw.iter().map(|raw| raw.beside("with both at T = 1", INFORMATION)).chain(also).collect();
        step
    }
}

/// The groups that the teacher taught, each against the reference's; one open step where there are none.
fn students(analysis: &Analysis, family: &Family) -> Vec<Taught> {
    let split = first_split(analysis, &["test", "val"]);
    let question = |setting: &str, statistic: String, widening: f64| Question {
        link: "poorer_students",
        name: format!("{}?", format!("Are its students poorer {setting}").trim_end()),
        setting: setting.to_owned(),
        metric: "accuracy",
        split,
        statistic,
        sign: -1.0,
        margin: analysis.settings.equivalence,
        widening,
    };
    if family.students.is_empty() {
        let statistic =
            format!("{split} accuracy of students of {} and {}, taught alike", family.teacher, family.reference);
        let step = question("", statistic, 1.0).open(wording::NOT_HERE.to_owned());
        return vec![Taught { setting: String::new(), students: None, step, following: None }];
    }
    let of = |s: &Students| {
        let setting = family.setting(s);
        let statistic = format!("{split} accuracy, {} minus {}", s.group, s.reference);
        let (basis, seeds) = basis(analysis, (&s.reference, &s.group), split);
        let question = question(&setting, statistic, widening(family.students.len(), seeds));
        let step = match difference(analysis, (&s.reference, &s.group), (split, "accuracy")) {
            Some(ends) => question.answered(ends, &basis),
            None => question.open(wording::NOT_HERE.to_owned()),
        };
        let following = following::following(analysis, s, first_split(analysis, &matched::SPLITS));
        Taught { setting, students: Some(s.clone()), step, following }
    };
    family.students.iter().map(of).collect()
}

/// Each higher temperature against the lowest.
fn heated(analysis: &Analysis, family: &Family) -> Vec<Heated> {
    let split = first_split(analysis, &["test", "val"]);
    let is_of =
        |e: &&TemperatureEffect| e.teacher == family.teacher && e.reference == family.reference && e.split == split;
    let effects: Vec<&TemperatureEffect> = analysis.temperature_effects.iter().filter(is_of).collect();
    let of = |e: &&TemperatureEffect| {
        let [low, high] = e.temperatures;
        let (basis, seeds) = basis(analysis, (&e.reference_students[1], &e.students[1]), split);
        let question = Question {
            link: "worse_with_temperature",
            name: format!("Do its students lose more from T = {low} to T = {high}?"),
            setting: format!("from T = {low} to T = {high}"),
            metric: "accuracy",
            split,
            statistic: format!(
                "change of {split} accuracy from T = {low} to T = {high}, students of {} minus students of {}",
                family.teacher, family.reference
            ),
            sign: -1.0,
            margin: analysis.settings.equivalence,
            widening: widening(effects.len(), seeds),
        };
        let mut step = question.answered(Ends::from(&e.difference), &basis);
        step.beside = vec![
            Ends::from(&e.of_teacher).beside(&format!("students of {}", family.teacher), "accuracy"),
            Ends::from(&e.of_reference).beside(&format!("students of {}", family.reference), "accuracy"),
        ];
        Heated { effect: (*e).clone(), step }
    };
    effects.iter().map(of).collect()
}

fn difference(analysis: &Analysis, (a, b): (&str, &str), (split, metric): (&str, &str)) -> Option<Ends> {
    let mut all = analysis.differences.iter();
    all.find(|d| d.a == a && d.b == b && d.split == split && d.metric == metric).map(Ends::from)
}

/// `5 paired seeds × 10,000 examples`, and how many seeds the smaller side has.
fn basis(analysis: &Analysis, (a, b): (&str, &str), split: &str) -> (String, usize) {
    let seeds = |group: &str| -> Vec<Option<u64>> {
        let members = analysis.groups.get(group).map(|g| g.variants.as_slice()).unwrap_or_default();
        let measured = members.iter().filter_map(|id| analysis.variants.get(id));
        measured.filter(|v| v.splits.contains_key(split)).map(|v| v.seed).collect()
    };
    let (a, b) = (seeds(a), seeds(b));
    let examples = format::count(analysis.data.splits.get(split).map_or(0, |s| s.n));
    let count = a.len().min(b.len());
    let text = match (count, groups::paired(&a, &b)) {
        (0 | 1, _) => format!("{examples} examples of one seed: these checkpoints only"),
        (count, Some(_)) => format!("{count} paired seeds × {examples} examples"),
        (_, None) => format!("{} and {} seeds × {examples} examples", b.len(), a.len()),
    };
    (text, count)
}

/// Why there is no difference: the reason of the first variant for which the metric is undefined.
fn missing(analysis: &Analysis, family: &Family, (split, metric): (&str, &str)) -> String {
    let mut of = analysis.variants.iter().filter(|(_, v)| v.group == family.teacher || v.group == family.reference);
    let reason = |(id, v): (&String, &Variant)| match v.splits.get(split)?.metrics.get(metric)? {
        Metric::Undefined { undefined } => Some(format!("undefined for {id}: {undefined}")),
        Metric::Value(_) => None,
    };
    of.find_map(reason).unwrap_or_else(|| wording::NOT_HERE.to_owned())
}
