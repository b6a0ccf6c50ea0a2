//! Sizes that venues ask for: `penult figure NAME analysis.json --for neurips`. Read by `theme`.
//!
//! Source: tueplots `figsizes.py` and `fontsizes.py`, SciencePlots for IEEE and Nature (widths in inches, fonts in points). Slides
//! are wide ones (16:9) of 13.33 inches, with letters that a last row reads.

use super::font::Face;

/// What a venue asks of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Venue {
    /// Name, as typed after `--for`.
    pub name: &'static str,
    /// Width of one column of two, in inches; none for one-column venues.
    pub column_inches: Option<f64>,
    /// Width of the text, in inches.
    pub full_inches: f64,
    /// Size of labels and titles, in points.
    pub label_points: f64,
    /// Size of ticks and legends, in points.
    pub tick_points: f64,
    /// Resolution of bitmaps.
    pub dpi: u32,
    /// The face, unless another is asked for.
    pub face: Face,
    /// Width over height of the sheet, where it has a form of its own.
    pub aspect: Option<f64>,
}

const fn venue(name: &'static str, column: Option<f64>, full: f64, points: [f64; 2]) -> Venue {
    let [label_points, tick_points] = points;
    let (column_inches, full_inches, face) = (column, full, Face::Sans);
    Venue { name, column_inches, full_inches, label_points, tick_points, dpi: 300, face, aspect: None }
}

/// All venues.
pub const VENUES: &[Venue] = &[
    venue("neurips", None, 5.5, [9.0, 7.0]),
    venue("iclr", None, 5.5, [9.0, 7.0]),
    venue("icml", Some(3.25), 6.75, [8.0, 6.0]),
    venue("aistats", Some(3.25), 6.75, [9.0, 7.0]),
    venue("uai", Some(3.25), 6.75, [9.0, 7.0]),
    venue("cvpr", Some(3.25), 6.875, [8.0, 6.0]),
    venue("eccv", None, 4.8, [8.0, 6.0]),
    venue("aaai", Some(3.3), 6.975, [9.0, 7.0]),
    venue("tmlr", None, 6.5, [9.0, 7.0]),
    venue("jmlr", None, 6.0, [9.95, 7.95]),
    Venue { dpi: 600, face: Face::Serif, ..venue("ieee", Some(3.3), 6.875, [8.0, 6.5]) },
    venue("nature", Some(3.5), 7.2, [7.0, 6.0]),
    Venue { dpi: 150, aspect: Some(16.0 / 9.0), ..venue("slides", None, 40.0 / 3.0, [20.0, 16.0]) },
];

/// The venue and the width in inches that a name asks for: `icml` is the text's width, `icml-column` one column.
///
/// # Errors
/// Lists the known names.
pub fn find(name: &str) -> Result<(&'static Venue, f64), String> {
    let wanted = name.trim().to_ascii_lowercase();
    let (base, is_column) = wanted.strip_suffix("-column").map_or((wanted.as_str(), false), |base| (base, true));
    let unknown = || format!("no venue is called {name}; known: {}", names().join(", "));
    let venue = VENUES.iter().find(|v| v.name == base).ok_or_else(unknown)?;
    let width = if is_column { venue.column_inches.ok_or_else(unknown)? } else { venue.full_inches };
    Ok((venue, width))
}

/// All names that `find` knows.
#[must_use]
pub fn names() -> Vec<String> {
    let both = |v: &Venue| [Some(v.name.to_owned()), v.column_inches.map(|_| format!("{}-column", v.name))];
    VENUES.iter().flat_map(both).flatten().collect()
}
