//! What figures draw, a line a mark: arrays by their names, NaN as nothing.

use penult::analysis::record::Matrix;
use penult::analysis::schema::{Histogram, RankSize, ReliabilityBin, Scatter, TemperatureGrid};
use penult::report::long::{Field, Table, all};

use super::study;

fn drawn() -> Vec<Table> {
    let mut record = study();
    record.arrays.points.insert("p".into(), vec![[1.5, -2.0]]);
    record.arrays.labels.insert("l".into(), vec![1]);
    record.arrays.matrices.insert("t".into(), Matrix { cols: 2, values: vec![0.5, f64::NAN, 0.25, 0.125] });
    record.arrays.matrices.insert("c".into(), Matrix { cols: 4, values: vec![3.0, 1.0, 0.9, f64::NAN] });
    let curves = &mut record.analysis.variants["hard_1"].splits.get_mut("test").unwrap().curves;
    curves.pca = Some(Scatter { points: "p".into(), labels: "l".into() });
    curves.reliability = vec![ReliabilityBin {
        low: 0.0,
        high: 0.5,
        count: 0,
        confidence: None,
        accuracy: None,
        accuracy_low: None,
        accuracy_high: None,
    }];
    curves.margins = Some(Histogram { edges: vec![-1.0, 0.0, 1.0], shares: vec![0.25, 0.75] });
    curves.rank_size = Some(RankSize { n: 4, ranks: vec![1, 2], shares: vec![0.9, 0.1] });
    curves.temperatures = Some(TemperatureGrid {
        n: 4,
        temperatures: vec![1.0, 2.0],
        columns: vec!["ece".into(), "gamma".into()],
        table: "t".into(),
        reliability: "r".into(),
    });
    curves.per_class = Some("c".into());
    all(&record)
}

/// The fields behind variant and split.
fn lines(name: &str) -> Vec<Vec<Field>> {
    let table = drawn().into_iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no {name}"));
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{name}");
    assert!(table.rows.iter().all(|row| row[..2] == [Field::from("hard_1"), Field::from("test")]), "{name}");
    table.rows.into_iter().map(|row| row[2..].to_vec()).collect()
}

#[test]
fn points_carry_their_class_by_name() {
    assert_eq!(lines("pca"), [vec!["dog".into(), 1.5.into(), (-2.0).into()]]);
}

#[test]
fn an_empty_bin_has_a_count_and_no_accuracy() {
    let [bin] = lines("reliability").try_into().unwrap();
    assert_eq!(bin[..3], [0.0.into(), 0.5.into(), Field::Count(0)]);
    assert!(bin[3..].iter().all(|f| *f == Field::Empty));
}

#[test]
fn grids_unroll_by_temperature_and_nan_is_nothing() {
    let expected = [
        (1.0, "ece", 0.5.into()),
        (1.0, "gamma", Field::Empty),
        (2.0, "ece", 0.25.into()),
        (2.0, "gamma", 0.125.into()),
    ];
    assert_eq!(lines("temperatures"), expected.map(|(t, m, v)| vec![t.into(), m.into(), v]).to_vec());
    assert_eq!(lines("per_class"), [vec!["cat".into(), 3.0.into(), 1.0.into(), 0.9.into(), Field::Empty]]);
}

#[test]
fn profiles_are_a_line_a_bin_or_rank() {
    assert_eq!(lines("margins")[1], vec![0.0.into(), 1.0.into(), 0.75.into()]);
    assert_eq!(lines("rank_size")[1], vec![Field::Count(2), 0.1.into()]);
}

#[test]
fn every_table_is_as_wide_as_its_heads_and_none_is_empty() {
    for table in drawn() {
        assert!(
            !table.rows.is_empty() && table.rows.iter().all(|row| row.len() == table.columns.len()),
            "{}",
            table.name
        );
    }
    assert!(!drawn().iter().any(|t| t.name == "tsne"), "nothing drawn, no table");
}
