//! Which rows of a column are marked: the best in bold, the second underlined, and only where intervals lie apart.

use super::table::Cell;
use crate::metrics::{Direction, definition};

/// Marks of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The row whose interval lies on the better side of all others'.
    pub best: Option<usize>,
    /// The row whose interval lies on the better side of all but the best's.
    pub second: Option<usize>,
}

/// The marks of a metric, from the interval of each row; none where one is missing.
#[must_use]
pub fn marks(metric: &str, ranges: &[Option<(f64, f64)>]) -> Marks {
    let Some(ranges) = ranges.iter().copied().collect::<Option<Vec<(f64, f64)>>>() else { return Marks::default() };
    let direction = definition(metric).map_or(Direction::Neither, |d| d.direction);
    let beats = |a: (f64, f64), b: (f64, f64)| match direction {
        Direction::Higher => a.0 > b.1,
        Direction::Lower => a.1 < b.0,
        Direction::Neither => false,
    };
    let winner = |left_out: Option<usize>| {
        let rows = || (0..ranges.len()).filter(|row| Some(*row) != left_out);
        rows().find(|at| rows().count() > 1 && rows().all(|row| row == *at || beats(ranges[*at], ranges[row])))
    };
    let best = winner(None);
    Marks { best, second: best.and_then(|_| winner(best)) }
}

impl Marks {
    /// The cell of a row, marked.
    #[must_use]
    pub fn on(&self, row: usize, cell: Cell) -> Cell {
        let first = match row {
            row if self.best == Some(row) => format!("\\textbf{{{}}}", cell.first),
            row if self.second == Some(row) => format!("\\underline{{{}}}", cell.first),
            _ => return cell,
        };
        Cell { first, ..cell }
    }
}
