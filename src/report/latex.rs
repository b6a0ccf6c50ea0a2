//! The tables as LaTeX with booktabs: rows from `comparison`, differences from the record.

use std::fmt::Write as _;

use super::comparison::{self, Block, Row};
use super::differences::{self, Comparison};
use crate::analysis::Record;
use crate::analysis::format;
use crate::metrics::{Direction, Unit, definition};

/// Headline statistics that fit a text width beside names.
const COLUMNS: [&str; 7] = ["accuracy", "nll", "ece", "temperature", "ece_at_temperature", "gamma", "class_separation"];

/// `comparison.tex`: one table a split; best in bold where the intervals say so.
#[must_use]
pub fn comparison(record: &Record) -> String {
    let analysis = &record.analysis;
    let mut out = "% needs \\usepackage{booktabs}\n".to_owned();
    for split in comparison::splits(analysis) {
        let columns = fitting(comparison::headline(analysis, split));
        let heads: Vec<String> = columns.iter().map(|name| head(name)).collect();
        let mut body = Vec::new();
        for block in comparison::groups(analysis, split, &columns) {
            body.push(rows(&block, &columns));
        }
        let caption = comparison_caption(record, split);
        out += &table(&caption, &format!("comparison-{split}"), &heads, &body.join("\\midrule\n"));
    }
    out
}

/// `differences.tex`: one table a split, one row a comparison; bold where the interval excludes 0.
#[must_use]
pub fn differences(record: &Record) -> String {
    let analysis = &record.analysis;
    let mut out = "% needs \\usepackage{booktabs}\n".to_owned();
    for split in comparison::splits(analysis) {
        let compared = differences::shown_and_seeds(analysis, split).0;
        if compared.is_empty() {
            continue;
        }
        let columns: Vec<String> = COLUMNS
            .into_iter()
            .filter(|c| compared.iter().any(|d| d.metrics.contains_key(*c)))
            .map(str::to_owned)
            .collect();
        let heads: Vec<String> =
            columns.iter().map(|name| format!("$\\Delta$ {}", escape(&differences::head(name)))).collect();
        let body: String = compared.iter().map(|d| difference_row(d, &columns)).collect();
        let caption = format!(
            "Paired differences on the {} split of {}, second minus first on the same examples, with {} intervals below. Bold: the interval excludes 0.",
            escape(split),
            escape(&analysis.data.name),
            level(record),
        );
        out += &table(&caption, &format!("differences-{split}"), &heads, &body);
    }
    out
}

fn fitting(columns: Vec<String>) -> Vec<String> {
    columns.into_iter().filter(|name| COLUMNS.contains(&name.as_str())).collect()
}

fn table(caption: &str, label: &str, heads: &[String], body: &str) -> String {
    let mut out = String::from("\\begin{table}[t]\n\\centering\\small\n\\setlength{\\tabcolsep}{3.5pt}\n");
    let _ = writeln!(out, "\\caption{{{caption}}}\n\\label{{tab:{}}}", super::anchor(label));
    let _ = writeln!(out, "\\begin{{tabular}}{{@{{}}l{}@{{}}}}\n\\toprule", "r".repeat(heads.len()));
    let _ = writeln!(out, " & {} \\\\\n\\midrule", heads.join(" & "));
    out + body + "\\bottomrule\n\\end{tabular}\n\\end{table}\n"
}

fn level(record: &Record) -> String {
    format!("{}\\,\\%", format::decimals(record.analysis.settings.level * 100.0, 0))
}

fn comparison_caption(record: &Record, split: &str) -> String {
    let analysis = &record.analysis;
    let examples =
        analysis.data.splits.get(split).map_or_else(String::new, |s| format!(", {} examples", format::count(s.n)));
    format!(
        "Comparison on the {} split of {}{examples}. Groups of seeds: mean {{\\scriptsize$\\pm$ sample standard deviation ($n-1$)}}, number of seeds in brackets; single checkpoints: value {{\\scriptsize[{} interval]}}. ECE with {} equal-width bins. Bold: the best of its role, where the intervals of all its seeds lie apart from those of every other row.",
        escape(split),
        escape(&analysis.data.name),
        level(record),
        analysis.settings.bins,
    )
}

fn head(metric: &str) -> String {
    let arrow = match definition(metric).map(|d| d.direction) {
        Some(Direction::Higher) => " $\\uparrow$",
        Some(Direction::Lower) => " $\\downarrow$",
        Some(Direction::Neither) | None => "",
    };
    let nats = if format::unit(metric) == Unit::Nats { " (nats)" } else { "" };
    format!("{}{nats}{arrow}", escape(&format::head(metric)))
}

fn rows(block: &Block, columns: &[String]) -> String {
    let best: Vec<Option<usize>> =
        (0..columns.len()).map(|column| best(&block.rows, column, &columns[column])).collect();
    let mut out = String::new();
    for (at, row) in block.rows.iter().enumerate() {
        out += &escape(&row.id);
        if row.seeds > 1 {
            let _ = write!(out, " ({})", row.seeds);
        }
        for (cell, best) in row.cells.iter().zip(&best) {
            out += " & ";
            out += &if *best == Some(at) { bold(&cell.text) } else { plain(&cell.text) };
        }
        out += " \\\\\n";
    }
    out
}

/// The row whose interval lies wholly on the better side of all others'; none where they overlap or one is missing.
fn best(rows: &[Row], column: usize, metric: &str) -> Option<usize> {
    let direction = definition(metric)?.direction;
    let ranges: Vec<(f64, f64)> = rows.iter().map(|row| row.cells[column].range).collect::<Option<_>>()?;
    let beats = |a: (f64, f64), b: (f64, f64)| match direction {
        Direction::Higher => a.0 > b.1,
        Direction::Lower => a.1 < b.0,
        Direction::Neither => false,
    };
    let wins = |at: usize| ranges.iter().enumerate().all(|(other, range)| other == at || beats(ranges[at], *range));
    (0..ranges.len()).find(|at| ranges.len() > 1 && wins(*at))
}

fn difference_row(compared: &Comparison<'_>, columns: &[String]) -> String {
    let mut first = vec![format!("{} $-$ {}", escape(compared.b), escape(compared.a))];
    let mut second = vec![String::new()];
    for name in columns {
        let Some(difference) = compared.metrics.get(name.as_str()) else {
            first.push(escape(format::DASH));
            second.push(String::new());
            continue;
        };
        let (value, interval) = differences::parts(difference);
        first.push(if differences::excludes_zero(difference) { bold(&value) } else { plain(&value) });
        second.push(format!("{{\\scriptsize {}}}", escape(&interval)));
    }
    format!("{} \\\\\n{} \\\\\n", first.join(" & "), second.join(" & "))
}

/// `88.83 ± 0.03` with its second half small.
fn plain(text: &str) -> String {
    match text.split_once(' ') {
        Some((value, rest)) => format!("{} {{\\scriptsize {}}}", escape(value), escape(rest)),
        None => escape(text),
    }
}

fn bold(text: &str) -> String {
    match text.split_once(' ') {
        Some((value, rest)) => format!("\\textbf{{{}}} {{\\scriptsize {}}}", escape(value), escape(rest)),
        None => format!("\\textbf{{{}}}", escape(text)),
    }
}

/// Text that LaTeX prints as it is.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out += "\\textbackslash{}",
            '~' => out += "\\textasciitilde{}",
            '^' => out += "\\textasciicircum{}",
            '<' => out += "\\textless{}",
            '>' => out += "\\textgreater{}",
            // \textquotedbl needs T1 fonts; this works in all.
            '"' => out += "{\\char34}",
            '−' => out += "$-$",
            '±' => out += "$\\pm$",
            'α' => out += "$\\alpha$",
            'τ' => out += "$\\tau$",
            'γ' => out += "$\\gamma$",
            '²' => out += "$^2$",
            '–' => out += "--",
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
