//! The bins of a reliability diagram after temperature scaling: at the temperature of the grid that is nearest to the fitted one.
//!
//! Reads `curves.temperatures` and the metric `temperature` of a variant; `reliability` draws what it finds.

use crate::analysis::Record;
use crate::analysis::schema::VariantSplit;

/// What is left of the miscalibration at a temperature.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalibrated {
    /// The temperature of the grid.
    pub temperature: f64,
    /// Mean confidence and share of right answers of each bin that holds examples.
    pub bins: Vec<(f64, f64)>,
    /// Its ECE.
    pub ece: Option<f64>,
}

/// The bins at the temperature nearest to the fitted one by ratio; none without either, where the fitted one lies beyond
/// the grid, or where the nearest is 1, which changes nothing.
#[must_use]
pub fn of(record: &Record, measured: &VariantSplit) -> Option<Recalibrated> {
    let grid = measured.curves.temperatures.as_ref()?;
    let (fitted, _) = measured.metrics.get("temperature")?.scalar()?;
    let (first, last) = (grid.temperatures.first()?, grid.temperatures.last()?);
    if !(*first..=*last).contains(&fitted) {
        return None;
    }
    let distance = |t: &f64| (t / fitted).ln().abs();
    let nearest = |a: &(usize, &f64), b: &(usize, &f64)| distance(a.1).total_cmp(&distance(b.1));
    let (at, temperature) =
        grid.temperatures.iter().enumerate().min_by(nearest).filter(|(_, t)| (**t - 1.0).abs() > f64::EPSILON)?;
    let reliability = record.arrays.matrices.get(&grid.reliability)?;
    let row = reliability.values.chunks(reliability.cols.max(1)).nth(at)?;
    let bins = row.chunks_exact(3).filter(|bin| bin[0] > 0.0).map(|bin| (bin[1], bin[2])).collect();
    let ece = || {
        let column = grid.columns.iter().position(|c| c == "ece")?;
        let table = record.arrays.matrices.get(&grid.table)?;
        table.values.get(at * table.cols + column).copied().filter(|v| v.is_finite())
    };
    Some(Recalibrated { temperature: *temperature, bins, ece: ece() })
}
