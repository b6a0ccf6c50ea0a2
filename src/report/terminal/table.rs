//! Cells in aligned columns, whatever colours they carry, and bars of one character.

use super::Style;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Text.
    Left,
    /// Numbers.
    Right,
    /// A bar, close to the number before it.
    Bar,
}

/// Rows of cells.
pub struct Table {
    style: Style,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Without rows.
    pub fn new(style: Style) -> Self {
        Self { style, rows: Vec::new() }
    }

    /// Adds a row; all have as many cells.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Characters of the longest line.
    pub fn width(&self) -> usize {
        let widths = self.widths();
        widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.first().map_or(0, Vec::len);
        (0..columns).map(|c| self.rows.iter().map(|row| shown(&row[c])).max().unwrap_or(0)).collect()
    }

    /// A line a row, each cut where the place is narrower.
    pub fn lines(&self, columns: &[Column]) -> String {
        let widths = self.widths();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, width), column) in row.iter().zip(&widths).zip(columns) {
                let gap = " ".repeat(width - shown(cell));
                match column {
                    _ if line.is_empty() => line += &format!("{cell}{gap}"),
                    Column::Left => line += &format!("  {cell}{gap}"),
                    Column::Right => line += &format!("  {gap}{cell}"),
                    Column::Bar => line += &format!(" {cell}{gap}"),
                }
            }
            out += &self.cut(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// What is too long ends in dots.
    fn cut(&self, line: &str) -> String {
        let Some(width) = self.style.width.filter(|width| shown(line) > *width) else { return line.to_owned() };
        let dots = if self.style.is_unicode { "…" } else { "~" };
        let (mut out, mut count, mut is_colour) = (String::new(), 0, false);
        for c in line.chars() {
            is_colour |= c == '\x1b';
            if is_colour {
                out.push(c);
                is_colour = c != 'm';
            } else if count + 1 < width {
                out.push(c);
                count += 1;
            }
        }
        out + dots
    }
}

/// Characters that are seen: colours are none.
pub fn shown(text: &str) -> usize {
    let mut count = 0;
    let mut is_colour = false;
    for c in text.chars() {
        is_colour |= c == '\x1b';
        if is_colour {
            is_colour = c != 'm';
        } else {
            count += 1;
        }
    }
    count
}

/// The height of a value among all of its column, from the least to the largest.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a place in a list
pub fn bar(value: f64, all: &[f64], style: Style) -> String {
    let signs = if style.is_unicode {
        ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    } else {
        [".", ":", "-", "=", "+", "*", "#", "@"]
    };
    let (least, most) = all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), v| (l.min(*v), m.max(*v)));
    if most <= least {
        return " ".to_owned();
    }
    let place = (value - least) / (most - least) * (signs.len() - 1) as f64;
    signs[(place.round() as usize).min(signs.len() - 1)].to_owned()
}
