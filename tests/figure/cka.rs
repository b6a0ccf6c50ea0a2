//! Every cell's number is the record's.

use penult::analysis::format::decimals;
use penult::figure::cka::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, within};

fn cells(study: &Study<'_>) -> Vec<String> {
    let svg = (FIGURE.draw)(&study.record(), &Theme::page()).unwrap();
    let doc = parse(&svg);
    within(&doc, "values", "text").iter().map(|n| n.text().unwrap().trim().to_owned()).collect()
}

#[test]
fn shows_every_pair_of_few_variants() {
    let study = Study::small();
    let (record, cells) = (study.record(), cells(&study));
    let ids: Vec<&String> = record.analysis.variants.keys().collect();
    assert_eq!(cells.len(), 64);
    for pair in record.analysis.pairs.iter().filter(|p| p.split == "test") {
        let row = |id: &String| ids.iter().position(|i| *i == id).unwrap();
        let value = decimals(pair.metrics["linear_cka_debiased"].scalar().unwrap().0, 3);
        assert_eq!(cells[row(&pair.a) * 8 + row(&pair.b)], value);
        assert_eq!(cells[row(&pair.b) * 8 + row(&pair.a)], value);
    }
    assert_eq!(cells[9], "1.000", "a variant with itself");
}

/// Four groups of four seeds: a cell is a mean of 16 pairs, the diagonal of 6.
#[test]
fn shows_means_of_groups_of_many_variants() {
    let study = Study { seeds: 4, ..Study::small() };
    let (record, cells) = (study.record(), cells(&study));
    assert_eq!(cells.len(), 16);
    let mean = |a: &str, b: &str| {
        let group = |id: &String| record.analysis.variants[id].group.as_str();
        let of = |p: &&penult::analysis::schema::Pair| p.split == "test" && group(&p.a) == a && group(&p.b) == b;
        let values: Vec<f64> = record
            .analysis
            .pairs
            .iter()
            .filter(of)
            .map(|p| p.metrics["linear_cka_debiased"].scalar().unwrap().0)
            .collect();
        (values.len(), decimals(values.iter().sum::<f64>() / values.len() as f64, 3))
    };
    assert_eq!((16, cells[1].clone()), mean("hard", "smoothed"));
    assert_eq!((6, cells[5].clone()), mean("smoothed", "smoothed"));
    assert!((FIGURE.caption)(&record).contains("mean over pairs of different seeds"));
}
