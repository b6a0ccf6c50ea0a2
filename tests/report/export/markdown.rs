//! The summary for a pull request.

use penult::report::export::markdown::summary;

use crate::report::study;

#[test]
fn verdict_steps_and_comparison_stand_in_tables() {
    let text = summary(&study());
    for part in [
        "## penult: tiny\n",
        "**smooth** smooth is smoother than hard\n",
        "| Was it smoothed? | +0.094 \\[−0.088, +0.101\\] | held |\n",
        "| test | Acc (%) | NLL | ECE (%) | T\\* | R² |\n|---|---:|---:|---:|---:|---:|\n",
        "| hard | 80.50 ± 1.23 |",
        "| student\\_&lt;&amp;\"1\" | 70.00 \\[69.00, 71.00\\] |",
        "[index.html](index.html)",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn cells_of_a_table_are_as_many_as_its_heads() {
    let text = summary(&study());
    let tables: Vec<&str> = text.split("\n\n").filter(|block| block.starts_with('|')).collect();
    assert_eq!(tables.len(), 2);
    for table in tables {
        let bars = |line: &str| line.matches('|').count();
        let first = table.lines().next().map(bars);
        assert!(table.lines().all(|line| Some(bars(line)) == first), "{table}");
    }
}

#[test]
fn a_large_study_stays_under_sixty_lines_and_says_what_is_left_out() {
    let mut record = study();
    let (one, verdict) = (record.analysis.variants["hard_1"].clone(), record.analysis.argument.verdicts[0].clone());
    for i in 0..40 {
        let mut v = one.clone();
        v.group = format!("teacher{i}");
        record.analysis.variants.insert(format!("teacher{i}_seed1"), v);
        record.analysis.argument.verdicts.push(verdict.clone());
    }
    let text = summary(&record);
    assert!(text.lines().count() < 60, "{text}");
    assert!(text.contains("39 more verdicts in the report.") && text.contains("27 more rows in the report."), "{text}");
}
