//! The audit of calibration: one calibration error by every estimator, before and after temperature scaling, one row a group.

use super::comparison::rows;
use super::table::{Cell, Table, stem};
use super::{head, of_split, spread};
use crate::analysis::Record;
use crate::report::comparison as compared;

/// Its columns, where they were measured.
const COLUMNS: [&str; 9] = [
    "ece_10",
    "ece",
    "ece_20",
    "ece_equal_mass",
    "ece_l2_debiased",
    "ece_smooth",
    "ece_null",
    "temperature",
    "ece_at_temperature",
];

/// The table of a split; none where no calibration error was measured.
#[must_use]
pub fn table(record: &Record, split: &str) -> Option<Table> {
    let analysis = &record.analysis;
    let mut measured = compared::headline(analysis, split);
    measured.extend(compared::further(analysis, split));
    let columns: Vec<String> =
        COLUMNS.iter().filter(|name| measured.iter().any(|m| m == *name)).map(|name| (*name).to_owned()).collect();
    if !columns.iter().any(|name| name == "ece") {
        return None;
    }
    let bins = analysis.settings.bins;
    let mut blocks = compared::groups(analysis, split, &columns);
    // The comparison says how they were trained; here there is no room.
    blocks.iter_mut().flat_map(|block| &mut block.rows).for_each(|row| row.about.clear());
    Some(Table {
        name: format!("calibration-{}", stem(split)),
        caption: format!(
            "Calibration audit {}, in percent: ECE with 10, {bins} and 20 equal-width bins, with {bins} bins of equal mass, \
             debiased $L_2$ (equal mass), and smooth (smECE); the level of ECE that a perfectly calibrated network \
             of these confidences would show (null); then the temperature $T^*$ of least NLL and, cross-fitted, the ECE at it. \
             {} In brackets: number of seeds. Bold and underlined: best and second of a role, where intervals lie apart.",
            of_split(record, split),
            spread(record),
        ),
        heads: std::iter::once(Cell::default()).chain(columns.iter().map(|name| head(name))).collect(),
        align: 'r',
        blocks: blocks.iter().map(|block| rows(block, &columns)).collect(),
    })
}
