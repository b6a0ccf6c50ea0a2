//! What `penult diff` prints: how much changed, the numbers in a table, the rest line by line.

use super::table::{Column, Table};
use super::{BOLD, FAINT, PLAIN, Style};
use crate::analysis::changes::Changes;
use crate::report::changes::{HEADS, facts, more, row, rule, summary};

/// The whole text, with a last newline; `names` are those of the two analyses, at most `rows` numbers are shown.
#[must_use]
pub fn changes(changes: &Changes, (before, after): (&str, &str), rows: usize, style: Style) -> String {
    let arrow = style.text("→");
    let mut out = format!("{BOLD}{before} {arrow} {after}{PLAIN}\n{}\n", style.wrapped(&summary(changes)));
    if !changes.numbers.is_empty() {
        let mut table = Table::new(style);
        table.push(HEADS.map(|head| format!("{BOLD}{head}{PLAIN}")).to_vec());
        changes.numbers.iter().take(rows).for_each(|n| table.push(row(n).map(|cell| style.text(&cell)).to_vec()));
        let numbers = [Column::Right; 3];
        out += &format!("\n{}", table.lines(&[&[Column::Left; 3], &numbers[..]].concat()));
        if let Some(more) = more(changes, rows) {
            out += &format!("{more}\n");
        }
    }
    for (heading, lines) in facts(changes) {
        out += &format!("\n{BOLD}{heading}{PLAIN}\n");
        lines.iter().for_each(|line| out += &format!("  {}\n", style.text(line)));
    }
    out + &format!("\n{FAINT}{}{PLAIN}\n", style.wrapped(&rule()))
}
