//! A LaTeX table in the making: rows of cells of two lines, printed with booktabs for a width of text.
//!
//! Fed by the tables of this folder; read by `tables/*.tex` (caption inside) and by the paper kit (caption from `captions.tex`).

use std::fmt::Write as _;

use super::escape;

/// Points of TeX an inch.
const POINTS: f64 = 72.27;
/// Between two columns, in points.
const GAP: f64 = 3.5;
/// Types from the largest, in points, as the standard classes have them at 10 points.
const TYPES: [(&str, f64); 3] = [("\\small", 9.0), ("\\footnotesize", 8.0), ("\\scriptsize", 7.0)];
/// Type of the second lines, in points.
const SMALL: f64 = 7.0;
/// A first column is never narrower, in points.
const NARROWEST: f64 = 60.0;

/// The page that a table goes on.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Width of the text, in inches.
    pub inches: f64,
    /// `table`, or `table*` for a table across both columns.
    pub environment: &'static str,
}

/// The width of a NeurIPS page: it fits any other page of one column.
pub const PAGE: Sheet = Sheet { inches: 5.5, environment: "table" };

/// A cell: LaTeX of its line, and of the small one below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The line.
    pub first: String,
    /// The small line below; empty for none.
    pub second: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A cell a column.
    Cells(Vec<Cell>),
    /// A heading across all columns.
    Heading(String),
    /// A name, and one cell across all other columns.
    Across(Cell, Cell),
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Stem of its file and end of its label: ASCII letters, digits and hyphens.
    pub name: String,
    /// The caption in LaTeX.
    pub caption: String,
    /// Heads of the columns; the first one's is usually empty.
    pub heads: Vec<Cell>,
    /// How each column but the first is set: `r`, `c` or `l`.
    pub align: char,
    /// Rows, with a rule between blocks.
    pub blocks: Vec<Vec<Row>>,
}

impl Cell {
    /// A cell of one line.
    #[must_use]
    pub fn of(first: impl Into<String>) -> Self {
        Self { first: first.into(), second: String::new() }
    }

    /// A value with what belongs to it in small type below: `88.83 ± 0.03` on two lines.
    #[must_use]
    pub fn number(text: &str) -> Self {
        let (first, second) = text.split_once(' ').unwrap_or((text, ""));
        Self { first: escape(first), second: escape(second) }
    }
}

impl Table {
    /// The table as a float, with a caption of LaTeX: its own, or a command that stands for it.
    #[must_use]
    pub fn print(&self, caption: &str, sheet: Sheet) -> String {
        let (size, first) = self.fit(sheet.inches * POINTS);
        let environment = sheet.environment;
        let mut out =
            format!("\\begin{{{environment}}}[t]\n\\centering{size}\n\\setlength{{\\tabcolsep}}{{{GAP}pt}}\n");
        // The standard classes leave room for captions below floats alone.
        out += "\\setlength{\\abovecaptionskip}{0pt}\\setlength{\\belowcaptionskip}{6pt}\n";
        let _ = writeln!(out, "\\caption{{{caption}}}\n\\label{{tab:{}}}", self.name);
        let others = self.align.to_string().repeat(self.heads.len().saturating_sub(1));
        let _ = writeln!(out, "\\begin{{tabular}}{{@{{}}{first}{others}@{{}}}}\n\\toprule");
        let wraps = first != "l";
        out += &lines(&self.heads, wraps);
        for block in &self.blocks {
            out += "\\midrule\n";
            // Lines of one row stand closer than rows.
            let rows: Vec<String> = block.iter().map(|row| self.row(row, wraps)).collect();
            out += &rows.join("\\addlinespace[2pt]\n");
        }
        out + "\\bottomrule\n\\end{tabular}\n\\end{" + environment + "}\n"
    }

    /// The largest type in which the table is no wider than the text; where none is, the smallest, with names that wrap.
    fn fit(&self, points: f64) -> (&'static str, String) {
        let gaps = 2.0 * GAP * self.heads.len().saturating_sub(1) as f64;
        let room = |size: f64| points - gaps - self.widths(size).iter().skip(1).sum::<f64>();
        for (command, size) in TYPES {
            if self.widths(size).first().is_none_or(|name| *name <= room(size)) {
                return (command, "l".to_owned());
            }
        }
        // Names of many words read well in two lines of larger type.
        let (command, size) = TYPES.into_iter().find(|(_, size)| room(*size) > points / 3.0).unwrap_or(TYPES[2]);
        (command, format!("p{{{:.0}pt}}", room(size).max(NARROWEST)))
    }

    /// Widths of the columns in points, in a type of so many points.
    fn widths(&self, size: f64) -> Vec<f64> {
        let mut widths = vec![0.0_f64; self.heads.len()];
        let rows = self.blocks.iter().flatten().filter_map(|row| match row {
            Row::Cells(cells) => Some(cells.as_slice()),
            Row::Across(name, _) => Some(std::slice::from_ref(name)),
            Row::Heading(_) => None,
        });
        for cells in rows.chain([self.heads.as_slice()]) {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = width.max(ems(&cell.first) * size).max(ems(&cell.second) * SMALL);
            }
        }
        widths
    }

    fn row(&self, row: &Row, wraps: bool) -> String {
        let columns = self.heads.len();
        match row {
            Row::Cells(cells) => lines(cells, wraps),
            Row::Heading(text) => format!("\\multicolumn{{{columns}}}{{@{{}}l@{{}}}}{{{text}}} \\\\\n"),
            Row::Across(name, cell) => {
                let across = |text: String| format!("\\multicolumn{{{}}}{{c}}{{{text}}}", columns - 1);
                let below = small(&cell.second);
                let mut out = format!("{} & {} \\\\\n", first_cell(&name.first, wraps), across(cell.first.clone()));
                if !cell.second.is_empty() || !name.second.is_empty() {
                    let _ = writeln!(out, "{} & {} \\\\", first_cell(&small(&name.second), wraps), across(below));
                }
                out
            }
        }
    }
}

/// A row of cells: one line, or two where any cell has two.
fn lines(cells: &[Cell], wraps: bool) -> String {
    let line = |text: &dyn Fn(&Cell) -> String| {
        let (first, others) = cells.split_first().map_or((String::new(), Vec::new()), |(first, others)| {
            (first_cell(&text(first), wraps), others.iter().map(text).collect())
        });
        std::iter::once(first).chain(others).collect::<Vec<_>>().join(" & ").trim_start().to_owned()
    };
    let mut out = format!("{} \\\\\n", line(&|c| c.first.clone()));
    if cells.iter().any(|c| !c.second.is_empty()) {
        let _ = writeln!(out, "{} \\\\", line(&|c| small(&c.second)));
    }
    out
}

/// Names that wrap may break after an underscore. A bracket or star would be an argument of the `\\` before it.
fn first_cell(text: &str, wraps: bool) -> String {
    if text.starts_with(['[', '*']) {
        return first_cell(&format!("{{}}{text}"), wraps);
    }
    if wraps { format!("\\raggedright {}", text.replace("\\_", "\\_\\allowbreak ")) } else { text.to_owned() }
}

fn small(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{{\\scriptsize {text}}}") }
}

/// Width of LaTeX in ems of Computer Modern, rather more than less: a command is a symbol, braces and dollars are nothing.
fn ems(tex: &str) -> f64 {
    let mut width = 0.0;
    let mut characters = tex.chars().peekable();
    while let Some(c) = characters.next() {
        width += match c {
            '{' | '}' | '$' => 0.0,
            '\\' if characters.peek().is_some_and(char::is_ascii_alphabetic) => {
                let name: String = std::iter::from_fn(|| characters.next_if(char::is_ascii_alphabetic)).collect();
                // Fonts are no symbols, but bold is wider.
                if matches!(name.as_str(), "textbf" | "underline" | "textit") { 0.3 } else { 0.9 }
            }
            '\\' => characters.next().map_or(0.0, |c| if c == '%' { 0.85 } else { 0.55 }),
            'A'..='Z' | '+' | '=' | '-' | 'm' | 'w' => 0.78,
            'i' | 'l' | 'j' | 't' | 'f' | '.' | ',' | '[' | ']' | '(' | ')' | ' ' | '\'' => 0.36,
            _ => 0.53,
        };
    }
    width
}

/// A file stem and label of any name: what is no ASCII letter or digit becomes a hyphen.
#[must_use]
pub fn stem(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
