//! `numbers.tex`: a command for every headline number, so that a paper's text never holds a number of its own.
//!
//! `\EceTeacherLs` is the value on the main split, in the unit of the tables (percent for fractions), `\TrainEceTeacherLs` on
//! another one; with `Sd` behind it the standard deviation over seeds, with `Pm` both, with `Interval` the interval.
//! `\DeltaEceTeacherLs` is the paired difference from its reference, `\Step…` an effect of the argument.

use std::fmt::Write as _;

use super::names::Names;
use crate::analysis::schema::{Analysis, Outcome, Step};
use crate::analysis::{Record, format};
use crate::report::comparison::{self as compared, Row};
use crate::report::latex::{escape, seeds};
use crate::report::{differences, main_split};

/// A number that a paper's text may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Name of the command, in letters.
    pub name: String,
    /// Its text, as LaTeX.
    pub value: String,
    /// What it is, in words.
    pub about: String,
}

/// The file.
#[must_use]
pub fn file(record: &Record) -> String {
    let mut out =
        "% Numbers by name; made by penult. Fractions are in percent, differences of them in points.\n".to_owned();
    for Number { name, value, about } in all(record) {
        let _ = writeln!(out, "\\newcommand{{\\{name}}}{{{value}}} % {}", about.replace('\n', " "));
    }
    out
}

/// Every number, in the order of the file.
#[must_use]
pub fn all(record: &Record) -> Vec<Number> {
    let mut names = Names::default();
    let mut out = of_study(&record.analysis, &mut names);
    out.extend(of_groups(&record.analysis, &mut names));
    out.extend(of_differences(&record.analysis, &mut names));
    out.extend(of_argument(&record.analysis, &mut names));
    out
}

/// Text for running text and for mathematics alike.
fn tex(text: &str) -> String {
    escape(text).replace("$-$", "\\ensuremath{-}").replace("$\\pm$", "\\ensuremath{\\pm}")
}

fn number(name: String, value: &str, about: String) -> Number {
    Number { name, value: tex(value), about }
}

fn of_study(analysis: &Analysis, names: &mut Names) -> Vec<Number> {
    let settings = &analysis.settings;
    let level = format::decimals(settings.level * 100.0, 0);
    let mut facts = vec![
        ("StudyData", analysis.data.name.clone(), "the data set"),
        ("StudyClasses", format::count(analysis.data.classes.len()), "classes"),
        ("StudyCheckpoints", format::count(analysis.variants.len()), "checkpoints"),
        ("StudySeeds", seeds(analysis), "seeds of a group"),
        ("StudyBins", format::count(settings.bins), "confidence bins of equal width"),
        ("StudyResamples", format::count(settings.resamples), "bootstrap resamples"),
        ("StudyLevel", level, "level of the intervals, in percent"),
    ];
    let outcomes = [
        ("ClaimsSupported", Outcome::Supported, "claims of the ledger that are supported"),
        ("ClaimsContradicted", Outcome::Contradicted, "claims of the ledger that are contradicted"),
        ("ClaimsUndetermined", Outcome::Undetermined, "claims of the ledger that are undetermined"),
    ];
    let count = |outcome| analysis.ledger.iter().filter(|c| c.outcome == outcome).count();
    facts.extend(outcomes.map(|(name, outcome, about)| (name, format::count(count(outcome)), about)));
    let mut out: Vec<Number> =
        facts.into_iter().map(|(name, value, about)| number(names.take(&[name]), &value, about.to_owned())).collect();
    for (split, of) in &analysis.data.splits {
        let name = names.take(&["Study", "Examples", split]);
        out.push(number(name, &format::count(of.n), format!("examples of the {split} split")));
    }
    out
}

/// Words before the name of a number: none for the main split.
fn prefix<'a>(analysis: &Analysis, split: &'a str) -> &'a str {
    if main_split(analysis) == Some(split) { "" } else { split }
}

fn of_groups(analysis: &Analysis, names: &mut Names) -> Vec<Number> {
    let mut out = Vec::new();
    for split in compared::splits(analysis) {
        let columns = compared::headline(analysis, split);
        for row in compared::groups(analysis, split, &columns).iter().flat_map(|block| &block.rows) {
            for (at, metric) in columns.iter().enumerate() {
                let name = names.take(&[prefix(analysis, split), metric, &row.id]);
                let about = format!("{}, {}, {split} split", format::head(metric), row.id);
                out.extend(of_cell(name, row, at, &about));
            }
        }
    }
    out
}

fn of_cell(name: String, row: &Row, at: usize, about: &str) -> Vec<Number> {
    let cell = &row.cells[at];
    if cell.value.is_none() {
        let why = cell.notes.first().map_or("not measured", String::as_str);
        return vec![number(name, &cell.text, format!("{about}: undefined, {why}"))];
    }
    let (value, beside) = cell.text.split_once(' ').unwrap_or((&cell.text, ""));
    let mut out = Vec::new();
    if let Some(sd) = beside.strip_prefix("± ") {
        out.push(number(format!("{name}Sd"), sd, format!("{about}, standard deviation (n - 1)")));
        out.push(number(format!("{name}Pm"), &cell.text, format!("{about}, mean and standard deviation")));
    } else if !beside.is_empty() {
        out.push(number(format!("{name}Interval"), beside, format!("{about}, interval")));
    }
    let of = if row.seeds > 1 { format!(", mean of {} seeds", row.seeds) } else { String::new() };
    out.insert(0, number(name, value, format!("{about}{of}")));
    out
}

fn of_differences(analysis: &Analysis, names: &mut Names) -> Vec<Number> {
    let mut out = Vec::new();
    for split in compared::splits(analysis) {
        for row in differences::shown_and_seeds(analysis, split).0 {
            for (metric, difference) in row.metrics.iter().filter(|(metric, _)| compared::is_headline(metric)) {
                let name = names.take(&[prefix(analysis, split), "Delta", metric, row.b]);
                let (value, interval) = differences::parts(difference);
                let about = format!("{}, {} minus {}, {split} split", differences::head(metric), row.b, row.a);
                out.push(number(format!("{name}Interval"), &interval, format!("{about}, interval")));
                out.push(number(name, &value, about));
            }
        }
    }
    out
}

fn of_argument(analysis: &Analysis, names: &mut Names) -> Vec<Number> {
    let mut out = Vec::new();
    for verdict in &analysis.argument.verdicts {
        for step in &verdict.steps {
            // A link that is asked at several temperatures says which: `Are its students poorer at T = 4?`.
            let at = step.name.split_once(" at ").map_or("", |(_, at)| at);
            let name = names.take(&["Step", &step.link, at, &verdict.teacher]);
            out.extend(of_step(name, step));
        }
        let name = names.take(&["Verdict", &verdict.teacher]);
        out.push(number(name, &verdict.summary, format!("the verdict on {}", verdict.teacher)));
    }
    out
}

fn of_step(name: String, step: &Step) -> Vec<Number> {
    let (Some(value), Some(low), Some(high)) = (step.effect, step.low, step.high) else { return Vec::new() };
    let [value, low, high] = [value, low, high].map(|v| format::signed(&step.metric, v));
    let interval =
        number(format!("{name}Interval"), &format!("[{low}, {high}]"), format!("{}, interval", step.statistic));
    vec![number(name, &value, step.statistic.clone()), interval]
}
