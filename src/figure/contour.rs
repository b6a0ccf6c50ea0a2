//! Contours of a grid of values by marching squares: the pieces of the line on which a level is reached.
//!
//! Fed with the grid of a loss landscape; corners that are not finite have no contour beside them.

/// Pieces of the contour of a level, each from one point to another; x is the column, y the row, in steps of the grid.
#[must_use]
pub fn contour(values: &[f64], cols: usize, level: f64) -> Vec<[(f64, f64); 2]> {
    let rows = values.len().checked_div(cols).unwrap_or(0);
    let mut pieces = Vec::new();
    for row in 1..rows {
        for col in 1..cols {
            let corner = |r: usize, c: usize| values[r * cols + c];
            let corners = [corner(row - 1, col - 1), corner(row - 1, col), corner(row, col), corner(row, col - 1)];
            if corners.iter().all(|v| v.is_finite()) {
                let (x, y) = ((col - 1) as f64, (row - 1) as f64);
                pieces.extend(of_square(corners, level).into_iter().map(|p| p.map(|(u, v)| (x + u, y + v))));
            }
        }
    }
    pieces
}

/// Within a square of side 1, its corners in turn from (0, 0) to (1, 0), (1, 1), (0, 1).
fn of_square(corners: [f64; 4], level: f64) -> Vec<[(f64, f64); 2]> {
    const AT: [(f64, f64); 4] = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    let crossing = |side: usize| {
        let (from, to) = (side, (side + 1) % 4);
        let (a, b) = (corners[from], corners[to]);
        if (a >= level) == (b >= level) {
            return None;
        }
        let share = (level - a) / (b - a);
        let between = |p: f64, q: f64| p + share * (q - p);
        Some((between(AT[from].0, AT[to].0), between(AT[from].1, AT[to].1)))
    };
    let crossings: Vec<(f64, f64)> = (0..4).filter_map(crossing).collect();
    match crossings[..] {
        [a, b] => vec![[a, b]],
        // A saddle: the middle says which corners belong together.
        [a, b, c, d] => {
            let middle = corners.iter().sum::<f64>() / 4.0;
            if (middle >= level) == (corners[0] >= level) { vec![[a, b], [c, d]] } else { vec![[d, a], [b, c]] }
        }
        _ => Vec::new(),
    }
}
