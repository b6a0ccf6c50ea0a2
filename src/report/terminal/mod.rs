//! The summary that a terminal shows: the verdict, its chain line by line, the groups in a table, and self-checks that failed.
//!
//! Fed by the record, printed by `cli`, which takes the colours off where no terminal shows them.

mod changes;
mod table;

use crate::analysis::format;
use crate::analysis::schema::{Aggregate, Analysis, Group, State, Verdict};
use crate::report::page::chain::{Link, effect, links, short, sign_of, title};
pub use changes::changes;
use table::{Column, Table};

/// Columns of the table, where they were measured.
const COLUMNS: [&str; 6] = ["accuracy", "nll", "ece", "temperature", "gamma", "class_separation"];

/// What the place of the text can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Characters of a line; none in a pipe, where lines are as long as they are.
    pub width: Option<usize>,
    /// Whether signs beyond ASCII are shown.
    pub is_unicode: bool,
}

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const YELLOW: &str = "\x1b[33m";
const FAINT: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

impl Style {
    /// A text as it may be shown: signs of ours that ASCII lacks are written out; names of the user stay.
    fn text(self, text: &str) -> String {
        if self.is_unicode {
            return text.to_owned();
        }
        let signs = [
            ("±", "+-"),
            ("−", "-"),
            ("–", "-"),
            ("→", "->"),
            ("×", "x"),
            ("²", "2"),
            ("Δ ", "d "),
            ("γ", "gamma"),
            ("α", "alpha"),
            ("η", "eta"),
            ("ρ", "rho"),
            ("·", "-"),
            ("…", "..."),
            ("✓", "+"),
            ("✗", "x"),
        ];
        signs.iter().fold(text.to_owned(), |text, (sign, ascii)| text.replace(sign, ascii))
    }

    /// A paragraph in lines that fit.
    fn wrapped(self, text: &str) -> String {
        let Some(width) = self.width else { return self.text(text) };
        let mut lines = vec![String::new()];
        for word in self.text(text).split_whitespace() {
            let Some(line) = lines.last_mut() else { break };
            if line.is_empty() {
                line.push_str(word);
            } else if line.chars().count() + 1 + word.chars().count() <= width {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
        lines.join("\n")
    }
}

/// The whole summary, with a last newline; empty where there is nothing to say.
#[must_use]
pub fn summary(analysis: &Analysis, style: Style) -> String {
    let mut parts: Vec<String> = analysis.argument.verdicts.iter().map(|v| verdict(v, style)).collect();
    let split =
        analysis.data.splits.keys().find(|split| *split == "test").or_else(|| analysis.data.splits.keys().next());
    parts.extend(split.and_then(|split| groups(analysis, split, style)));
    if analysis.argument.verdicts.is_empty() {
        parts.extend(analysis.argument.advice.iter().map(|advice| style.wrapped(advice) + "\n"));
    }
    parts.push(failures(analysis, style));
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// The kinds, the sentences, and a line a link.
fn verdict(verdict: &Verdict, style: Style) -> String {
    let kinds: Vec<String> = verdict.kinds.iter().map(|kind| kind.replace('_', " ")).collect();
    let kinds = kinds.join(", ");
    let head = style.wrapped(&format!("{kinds}: {} against {}", verdict.teacher, verdict.reference));
    format!("{BOLD}{head}{PLAIN}\n{}\n\n{}", style.wrapped(&verdict.summary), chain(verdict, style))
}

/// A line a link; where they do not fit, without what the mark says too, then without what the effect is of.
fn chain(verdict: &Verdict, style: Style) -> String {
    let links = links(verdict);
    let of = |kept: &[usize]| {
        let mut table = Table::new(style);
        for link in &links {
            let line = line(link, style);
            table.push(kept.iter().map(|column| line[*column].clone()).collect());
        }
        table
    };
    let fits = |table: &Table| style.width.is_none_or(|width| table.width() <= width);
    let ways: [&[usize]; 3] = [&[0, 1, 2, 3, 4], &[0, 1, 3, 4], &[0, 1, 4]];
    let table = ways.iter().map(|kept| of(kept)).find(fits).unwrap_or_else(|| of(ways[2]));
    table.lines(&[Column::Left; 5])
}

/// Mark, title, state, what the effect is of, the effect: that of the first step that came out as the link did.
fn line(link: &Link<'_>, style: Style) -> [String; 5] {
    let state = link.state();
    let (colour, mark) = match state {
        State::Held => (GREEN, "✓"),
        State::DidNotHold => (RED, "✗"),
        State::Undetermined => (YELLOW, "?"),
    };
    let step = link.steps.iter().find(|step| step.state == state).or(link.steps.first());
    let found = step.and_then(|step| effect(&step.metric, [step.effect, step.low, step.high]));
    let of = step.map_or_else(String::new, |step| format!("{} {}", short(&step.metric), step.setting));
    [
        format!("  {colour}{}{PLAIN}", style.text(mark)),
        title(link.key).to_owned(),
        sign_of(state).1.to_owned(),
        style.text(of.trim_end()),
        found.map_or_else(|| "not measured".to_owned(), |text| style.text(&text)),
    ]
}

/// The groups on a split, a small bar beside each number from the least to the largest of its column; without their spread, then
/// fewer columns, where the place is narrow.
fn groups(analysis: &Analysis, split: &str, style: Style) -> Option<String> {
    let measured = |metric: &&&str| {
        analysis.groups.values().any(|g| g.splits.get(split).is_some_and(|s| s.metrics.contains_key(**metric)))
    };
    let columns: Vec<&str> = COLUMNS.iter().filter(measured).copied().collect();
    if columns.is_empty() {
        return None;
    }
    let fits = |table: &Table| style.width.is_none_or(|width| table.width() <= width);
    let mut shown = columns.len();
    let mut table = of_groups(analysis, split, (&columns, format::aggregate), style);
    if !fits(&table) {
        table = of_groups(analysis, split, (&columns, without_spread), style);
    }
    while !fits(&table) && shown > 1 {
        shown -= 1;
        table = of_groups(analysis, split, (&columns[..shown], without_spread), style);
    }
    let kinds: Vec<Column> =
        std::iter::once(Column::Left).chain((0..shown).flat_map(|_| [Column::Right, Column::Bar])).collect();
    let mut out = table.lines(&kinds);
    if shown < columns.len() {
        let left: Vec<String> = columns[shown..].iter().map(|metric| style.text(&format::head(metric))).collect();
        out += &format!("{FAINT}not shown: {}{PLAIN}\n", left.join(", "));
    }
    Some(out)
}

/// A mean over seeds as text.
type Shown = fn(&str, &Aggregate) -> String;

/// What fits where means with their spread do not.
fn without_spread(metric: &str, of: &Aggregate) -> String {
    format::number(metric, of.mean)
}

fn of_groups(analysis: &Analysis, split: &str, (columns, shown): (&[&str], Shown), style: Style) -> Table {
    let mut table = Table::new(style);
    let bold = |text: &str| format!("{BOLD}{}{PLAIN}", style.text(text));
    let mut head = vec![bold(split)];
    columns.iter().for_each(|metric| head.extend([bold(&format::head(metric)), String::new()]));
    table.push(head);
    let of = |group: &Group, metric: &str| group.splits.get(split).and_then(|s| s.metrics.get(metric)).cloned();
    for (id, group) in &analysis.groups {
        let mut row = vec![id.clone()];
        for metric in columns {
            let all: Vec<f64> = analysis.groups.values().filter_map(|group| Some(of(group, metric)?.mean)).collect();
            let cells = of(group, metric).map(|found| [shown(metric, &found), table::bar(found.mean, &all, style)]);
            let [text, bar] = cells.unwrap_or_else(|| [format::DASH.to_owned(), " ".to_owned()]);
            row.extend([style.text(&text), bar]);
        }
        table.push(row);
    }
    table
}

/// Self-checks that failed, a line each: no number can be trusted before they are read.
#[must_use]
pub fn failures(analysis: &Analysis, style: Style) -> String {
    let failed = analysis.checks.iter().filter(|check| check.has_passed == Some(false));
    let words = failed.map(|check| format!("✗ self-check failed: {}; {}.", check.statement, check.found));
    words.map(|text| format!("{RED}{}{PLAIN}\n", style.wrapped(&text))).collect()
}
