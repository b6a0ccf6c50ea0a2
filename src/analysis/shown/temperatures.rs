//! Numbers of one variant at several temperatures, for the page's slider: what the registry defines at T = 1, at every T.

use serde::{Deserialize, Serialize};

use super::{Keep, Scored, Values};
use crate::analysis::BINS;
use crate::analysis::intervals::mean;
use crate::analysis::schema::TemperatureGrid;
use crate::metrics::calibration_error::{Bin, bins, ece};
use crate::metrics::softmax::{Softmax, per_softmax};
use crate::metrics::{accuracy, brier, entropy, gamma, mean_confidence, nll, off_target_entropy};

/// The temperatures (G): close together where distillation takes them from, up to where all networks are soft.
pub const TEMPERATURES: [f64; 15] = [0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0, 64.0];

/// The statistics, by their names in the registry.
pub const COLUMNS: [&str; 7] = ["nll", "ece", "mean_confidence", "gamma", "off_target_entropy", "entropy", "brier"];

/// The numbers.
#[derive(Serialize, Deserialize)]
pub struct Grid {
    /// Number of examples.
    pub n: usize,
    /// (G, columns).
    pub table: Values,
    /// (G, 3·M): count, mean confidence, share of right answers of each bin.
    pub reliability: Values,
}

/// Measures the grid, one temperature after the other.
pub fn grid(scored: &Scored<'_>) -> Grid {
    let mut grid = Grid { n: scored.labels.len(), table: Vec::new(), reliability: Vec::new() };
    for temperature in TEMPERATURES {
        let (numbers, bins) = at(scored, temperature);
        grid.table.extend(numbers);
        grid.reliability.extend(bins.iter().flat_map(triple));
    }
    grid
}

/// The columns at one temperature, and the confidence bins.
fn at(scored: &Scored<'_>, temperature: f64) -> ([Option<f64>; 7], Vec<Bin>) {
    let (logits, labels) = (scored.logits(), &scored.labels);
    let has_gamma = gamma::needs(logits.cols).is_ok();
    let has_entropy = off_target_entropy::needs(logits.cols, temperature).is_ok();
    let off_target = |row: &Softmax<'_>, y: usize| {
        if has_entropy { off_target_entropy::term(row.logits, y, temperature) } else { 0.0 }
    };
    let terms = per_softmax(
        logits,
        |_| temperature,
        |row, i| {
            let y = labels[i];
            let gamma = if has_gamma { gamma::term(row, y) } else { 0.0 };
            let [nll, confidence] = [nll::term(row, y), mean_confidence::term(row, y)];
            [
                nll,
                confidence,
                gamma,
                off_target(row, y),
                entropy::term(row, y),
                brier::term(row, y),
                accuracy::term(row, y),
            ]
        },
    );
    let [nll, confidence, gamma, off_target, entropy, brier, correct] =
        std::array::from_fn(|at| terms.iter().map(|terms| terms[at]).collect::<Vec<f64>>());
    let bins = bins(&confidence, &correct, BINS);
    let of = |terms: &[f64]| (!terms.is_empty()).then(|| mean(terms));
    let numbers = [
        of(&nll),
        ece(&bins).ok(),
        of(&confidence),
        of(&gamma).filter(|_| has_gamma),
        of(&off_target).filter(|_| has_entropy),
        of(&entropy),
        of(&brier),
    ];
    (numbers, bins)
}

/// Count, mean confidence and share of right answers of a bin; 0 where it is empty.
fn triple(bin: &Bin) -> [Option<f64>; 3] {
    let share = |sum: f64| Some(if bin.count > 0.0 { sum / bin.count } else { 0.0 });
    [Some(bin.count), share(bin.confidence_sum), share(bin.correct_sum)]
}

/// The contract's part.
pub(super) fn put(grid: &Grid, keep: &mut Keep<'_>) -> TemperatureGrid {
    TemperatureGrid {
        n: grid.n,
        temperatures: TEMPERATURES.to_vec(),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        table: keep.matrix("temperatures", COLUMNS.len(), &grid.table),
        reliability: keep.matrix("temperatures.reliability", 3 * BINS, &grid.reliability),
    }
}
