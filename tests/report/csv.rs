//! CSV reads back at full precision, with every field where its head says.

use std::collections::BTreeMap;

use penult::analysis::schema::{Metric, Number};
use penult::report::csv::print;
use penult::report::long::{results, statistics};

use super::{NO_OPTIMUM, STUDENT, study};

/// A plain RFC 4180 reader: lines of fields.
fn read(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut field, mut quoted) = (vec![], vec![], String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut field));
                lines.push(std::mem::take(&mut line));
            }
            c => field.push(c),
        }
    }
    assert!(field.is_empty() && line.is_empty() && !quoted, "the file ends with its line");
    lines
}

/// Rows as maps from head to field.
pub fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = read(text).into_iter();
    let heads = lines.next().unwrap();
    lines
        .map(|line| {
            assert_eq!(line.len(), heads.len(), "{line:?}");
            heads.iter().cloned().zip(line).collect()
        })
        .collect()
}

#[test]
fn every_statistic_of_every_variant_reads_back_bit_by_bit() {
    let record = study();
    let rows = rows(&print(&statistics::comparison(&record.analysis)));
    let find = |kind: &str, id: &str, split: &str, metric: &str| {
        let names = [kind, id, split, metric];
        let is_it =
            |r: &&BTreeMap<String, String>| ["kind", "id", "split", "metric"].map(|head| r[head].as_str()) == names;
        let found: Vec<_> = rows.iter().filter(is_it).collect();
        assert_eq!(found.len(), 1, "{id} {split} {metric}");
        found[0]
    };
    let number = |text: &str| text.parse::<f64>().unwrap();
    for (id, variant) in &record.analysis.variants {
        for (split, measured) in &variant.splits {
            for (name, metric) in &measured.metrics {
                let Metric::Value(e) = metric else { continue };
                match &e.value {
                    Number::One(value) => {
                        let row = find("variant", id, split, name);
                        assert_eq!(number(&row["value"]), *value);
                        assert_eq!((number(&row["low"]), number(&row["high"])), (e.low.unwrap(), e.high.unwrap()));
                        assert_eq!((row["n"].as_str(), &row["interval_method"]), ("10000", &e.interval_method));
                        assert_eq!(row["role"], variant.role.name());
                    }
                    Number::Many(values) => {
                        for (i, value) in (1..).zip(values) {
                            assert_eq!(number(&find("variant", id, split, &format!("{name}[{i}]"))["value"]), *value);
                        }
                    }
                }
            }
        }
    }
    let undefined = find("variant", STUDENT, "test", "temperature");
    assert_eq!((undefined["value"].as_str(), undefined["undefined"].as_str()), ("", NO_OPTIMUM));
    let group = find("group", "hard", "train", "accuracy");
    assert_eq!(number(&group["value"]), record.analysis.groups["hard"].splits["train"].metrics["accuracy"].mean);
    assert_eq!((group["sd"].as_str(), group["seeds"].as_str()), ("0.0123", "2"));
    // 3 groups with 7, 7 and 6 means; 5 variants with 7 numbers and 2 components; on 2 splits.
    assert_eq!(rows.len(), 2 * (20 + 5 * 9));
}

#[test]
fn differences_read_back_bit_by_bit() {
    let rows = rows(&print(&statistics::differences(&study().analysis)));
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["value"].parse::<f64>().unwrap(), 0.1 / 3.0);
    assert_eq!([&rows[0]["a"], &rows[0]["b"], &rows[1]["metric"]], ["hard", "smooth", "brier"]);
}

#[test]
fn pairs_carry_value_or_reason() {
    let rows = rows(&print(&statistics::pairs(&study().analysis)));
    assert_eq!(rows.len(), 4);
    assert_eq!([&rows[0]["metric"], &rows[0]["value"], &rows[0]["n"]], ["linear_cka", "0.9", "10000"]);
    assert_eq!([&rows[3]["b"], &rows[3]["value"], &rows[3]["undefined"]], [STUDENT, "", "the class counts differ"]);
}

#[test]
fn results_have_the_columns_of_timm_in_percent_and_millions() {
    let mut record = study();
    record.analysis.variants["hard_1"].network = Some(penult::analysis::schema::Network {
        family: "mlp".into(),
        evidence: "fc1".into(),
        parameters: 25_557_032,
        multiply_adds: 1,
        width: 2,
    });
    let text = print(&results::results(&record.analysis));
    assert!(text.starts_with("model,top1,top1_err,top5,top5_err,param_count\n"), "{text}");
    assert!(text.contains("\nhard_1,80,20,,,25.557032\n"), "{text}");
    assert!(text.contains("\nhard_2,81,19,,,\n"), "what is unknown stays empty: {text}");
    assert_eq!(text.lines().count(), 1 + 5);
}
