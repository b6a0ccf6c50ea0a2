//! Made-up curves of a variant: class matrices, margins, profiles, grids of temperatures.

use penult::analysis::Arrays;
use penult::analysis::record::Matrix;
use penult::analysis::schema::{ClassMatrices, Curves, Histogram, RankSize, ShownClasses, TemperatureGrid};

use super::Chance;

/// Temperatures of the grid.
pub const TEMPERATURES: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 64.0];
/// Columns of its table.
pub const COLUMNS: [&str; 4] = ["nll", "ece", "gamma", "off_target_entropy"];

/// All classes where there are few, else every so manieth.
pub fn shown(classes: usize) -> ShownClasses {
    let every = classes.div_ceil(40);
    ShownClasses { classes: (0..classes).step_by(every).collect(), chosen_by: "made up".to_owned() }
}

/// Fills in what `Study` does not make itself; the numbers follow from the key.
pub fn fill(curves: &mut Curves, key: &str, classes: usize, arrays: &mut Arrays) {
    let mut chance = Chance(key.bytes().fold(1, |sum: u64, b| sum.wrapping_mul(31).wrapping_add(u64::from(b))));
    let shown = shown(classes).classes.len();
    let mut named = |what: &str, cols: usize, values: Vec<f64>| {
        let name = format!("{key}/{what}");
        arrays.matrices.insert(name.clone(), Matrix { cols, values });
        name
    };
    let mut square = |what: &str, chance: &mut Chance, diagonal: f64, of: fn(f64) -> f64| {
        let cell = |at: usize| if at.is_multiple_of(shown + 1) { diagonal } else { of(chance.next()) };
        named(what, shown, (0..shown * shown).map(cell).collect())
    };
    curves.matrices = ClassMatrices {
        off_target: Some(square("off_target", &mut chance, 0.0, |v| v.abs() / 3.0)),
        confusion: None,
        class_mean_cosines: Some(square("class_mean_cosines", &mut chance, 1.0, |v| v / 2.0)),
        logit_correlation: Some(square("logit_correlation", &mut chance, 1.0, |v| v)),
    };
    let of_class = |_| [100.0, 0.8 + 0.1 * chance.next(), 0.8 + 0.05 * chance.next(), 0.01];
    let per_class = (0..classes).flat_map(of_class).collect();
    curves.per_class = Some(named("per_class", 4, per_class));
    let rises = |t: f64| [1.0 + 0.1 * t, 0.001 * t, t / 70.0, t / (1.0 + t)];
    let table = TEMPERATURES.iter().flat_map(|t| rises(*t).map(|v| v * (1.0 + 0.1 * chance.next()))).collect();
    let bins = TEMPERATURES.iter().flat_map(|t| (0..15).flat_map(move |m| bin(m, *t))).collect();
    curves.temperatures = Some(TemperatureGrid {
        n: 1000,
        temperatures: TEMPERATURES.to_vec(),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        table: named("temperatures", COLUMNS.len(), table),
        reliability: named("temperatures.reliability", 45, bins),
    });
    let shares: Vec<f64> = (0..20).map(|_| chance.next().abs()).collect();
    let total: f64 = shares.iter().sum();
    curves.margins = Some(Histogram {
        edges: (0..=20).map(|i| f64::from(i) - 5.0).collect(),
        shares: shares.iter().map(|s| s / total).collect(),
    });
    let ranks: Vec<usize> = (1..classes).filter(|r| *r <= 100 || r % 50 == 0).collect();
    let slope = 1.5 + 0.5 * chance.next();
    let shares = ranks.iter().map(|r| 0.5 * (*r as f64).powf(-slope)).collect();
    curves.rank_size = (classes > 2).then_some(RankSize { ranks, shares, n: 1000 });
}

/// The upper bins hold examples, with an accuracy that depends on T.
fn bin(m: u32, temperature: f64) -> [f64; 3] {
    let middle = (f64::from(m) + 0.5) / 15.0;
    if m < 5 { [0.0; 3] } else { [f64::from(m), middle, (middle - 0.01 * temperature).max(0.0)] }
}
