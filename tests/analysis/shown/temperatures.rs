use penult::analysis::BINS;
use penult::analysis::shown::temperatures::{COLUMNS, TEMPERATURES};
use penult::analysis::shown::{LOGITS, Scored, temperatures};

use super::super::{Made, near, value};
use super::{curves, matrix, teacher};

/// Where the grid has T = 1.
const ONE: usize = 2;

#[test]
fn at_one_the_columns_are_the_metrics() {
    let record = teacher(&Made::new(500, 5, 6, 4));
    let grid = curves(&record).temperatures.as_ref().unwrap();
    assert_eq!((grid.n, grid.temperatures[ONE]), (500, 1.0));
    let table = matrix(&record, &grid.table);
    for (name, found) in COLUMNS.iter().zip(&table[ONE * COLUMNS.len()..]) {
        near(*found, value(&record.analysis.variants["only"].splits["test"], name), 1e-12);
    }
    let bins = matrix(&record, &grid.reliability)[ONE * 3 * BINS..][..3 * BINS].chunks(3);
    for (found, bin) in bins.zip(&curves(&record).reliability) {
        assert_eq!(found[0], bin.count as f64);
        near(found[1], bin.confidence.unwrap_or(0.0), 1e-12);
        near(found[2], bin.accuracy.unwrap_or(0.0), 1e-12);
    }
}

/// Logits over T at T = 1 are logits at T.
#[test]
fn a_temperature_divides_the_logits() {
    let made = Made::new(300, 4, 6, 4);
    let at = TEMPERATURES.iter().position(|t| *t == 4.0).unwrap();
    let softer = Made { logits: made.logits.iter().map(|z| z / 4.0).collect(), head: None, ..made.clone() };
    let (record, softer) = (teacher(&made), teacher(&softer));
    let row = |record: &penult::analysis::Record, at: usize| {
        let grid = curves(record).temperatures.as_ref().unwrap();
        matrix(record, &grid.table)[at * COLUMNS.len()..][..COLUMNS.len()].to_vec()
    };
    row(&record, at).iter().zip(row(&softer, ONE)).for_each(|(a, b)| near(*a, b, 1e-12));
    let entropies: Vec<f64> = (0..TEMPERATURES.len()).map(|at| row(&record, at)[5]).collect();
    assert!(entropies.windows(2).all(|w| w[0] < w[1]), "it rises with T: {entropies:?}");
}

#[test]
fn what_is_undefined_of_few_classes_is_not_a_number() {
    let columns = |classes: usize| {
        let record = teacher(&Made::new(30, classes, 3, 1));
        let grid = curves(&record).temperatures.clone().unwrap();
        let undefined = |(name, v): (&&str, &f64)| v.is_nan().then(|| (*name).to_owned());
        COLUMNS.iter().zip(matrix(&record, &grid.table)).filter_map(undefined).collect::<Vec<String>>()
    };
    assert_eq!(columns(1), ["gamma", "off_target_entropy"]);
    assert_eq!(columns(2), ["off_target_entropy"]);
}

/// Beyond the budget a stratified sample speaks for all, and says so.
#[test]
fn very_many_logits_are_sampled() {
    let classes = 4000;
    let n = LOGITS / classes + 50;
    let made = Made { head: None, ..Made::new(n, classes, 1, 1) };
    let a = made.open();
    let scored = Scored::new(&a);
    assert_eq!((scored.labels.len(), scored.logits().rows), (LOGITS / classes, LOGITS / classes));
    let ranks = penult::analysis::shown::ranks::ranks(&scored).unwrap();
    assert_eq!(ranks.n, LOGITS / classes);
    let few = Made::new(50, 4, 3, 1).open();
    assert_eq!(temperatures::grid(&Scored::new(&few)).n, 50);
}
