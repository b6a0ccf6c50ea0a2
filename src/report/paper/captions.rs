//! `captions.tex`: a command for the caption of every figure and table, with examples, seeds, bins, temperature, split and
//! interval.

use std::fmt::Write as _;

use super::names::Names;
use crate::analysis::{Record, format};
use crate::figure::Figure;
use crate::report::latex::{escape, seeds, table::Table};

/// A caption by the name of its command.
#[derive(Clone, Debug)]
pub struct Caption {
    /// Name of the command, in letters.
    pub command: String,
    /// The caption as LaTeX.
    pub text: String,
}

/// The captions of figures and tables, in their order.
#[must_use]
pub fn all(record: &Record, figures: &[&Figure], tables: &[Table]) -> (Vec<Caption>, Vec<Caption>) {
    let mut names = Names::default();
    let setting = setting(record);
    let of_figure = |f: &&Figure| Caption {
        command: names.take(&["Caption", f.name]),
        text: format!("{} {setting}", escape((f.caption)(record).trim_end())),
    };
    let figures = figures.iter().map(of_figure).collect();
    let of_table = |t: &Table| Caption { command: names.take(&["CaptionTable", &t.name]), text: t.caption.clone() };
    (figures, tables.iter().map(of_table).collect())
}

/// The file.
#[must_use]
pub fn file(captions: &[&Caption]) -> String {
    let mut out = "% Captions by name; made by penult.\n".to_owned();
    for Caption { command, text } in captions {
        let _ = writeln!(out, "\\newcommand{{\\{command}}}{{%\n{text}}}");
    }
    out
}

/// What holds for every figure.
fn setting(record: &Record) -> String {
    let analysis = &record.analysis;
    let splits = analysis.data.splits.iter().map(|(name, s)| format!("{name} {}", format::count(s.n)));
    escape(&format!(
        "Data: {} ({} examples); seeds of a group: {}; probabilities at T = 1 unless said otherwise; {} confidence bins; {} % intervals.",
        analysis.data.name,
        splits.collect::<Vec<_>>().join(", "),
        seeds(analysis),
        analysis.settings.bins,
        format::decimals(analysis.settings.level * 100.0, 0),
    ))
}
