//! LaTeX: escapes, rules, bold only where the intervals lie apart.

mod argument; // steps and claims
mod distillation; // students by teacher and temperature
mod rank; // best and second
mod table; // widths, types, wraps

use penult::report::latex;

use super::{study, value};

/// Lines that end a row.
fn body(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.ends_with(r"\\")).collect()
}

#[test]
fn escapes_what_latex_would_read_as_its_own() {
    assert_eq!(latex::escape(r"a_b & 5% $#{}"), r"a\_b \& 5\% {\char36}\#\{\}");
    assert_eq!(
        latex::escape(r"\x~^<>|"),
        r"\textbackslash{}x\textasciitilde{}\textasciicircum{}\textless{}\textgreater{}\textbar{}"
    );
    assert_eq!(latex::escape("−1 ± γ R² – α τ"), r"$-$1 $\pm$ $\gamma$ R$^2$ -- $\alpha$ $\tau$");
    assert_eq!(latex::escape("α̂ ȳ y̅"), r"$\hat{\alpha}$ [U+0233] y[U+0305]", "an accent over mathematics");
    assert_eq!(latex::escape("a--b"), "a-{}-b", "two hyphens are no dash");
    assert_eq!(latex::escape("Müller 東\n\u{7}"), "Müller [U+6771] [U+0007]", "what the fonts lack, by its code point");
}

#[test]
fn every_head_of_the_registry_is_plain_for_latex() {
    for definition in penult::metrics::METRICS {
        let text = latex::escape(definition.short);
        assert!(!text.contains("[U+"), "{text}");
    }
}

#[test]
fn comparison_has_rules_caption_above_heads_and_whole_rows() {
    let text = latex::comparisons(&study());
    assert!(text.starts_with("% needs \\usepackage{booktabs}\n"));
    for part in [
        r"\toprule",
        r"\midrule",
        r"\bottomrule",
        r"& Acc & NLL & ECE & T* & $\gamma$ & R$^2$",
        r"{\scriptsize (\%) $\uparrow$} & {\scriptsize (nats) $\downarrow$} & {\scriptsize (\%) $\downarrow$}",
        "($n-1$)",
        "15 equal-width bins",
        "test split of tiny (10,000 examples)",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.find(r"\caption").unwrap() < text.find(r"\begin{tabular}").unwrap());
    assert_eq!(text.matches(r"\begin{table}").count(), 2, "one a split");
    let rows = body(&text);
    assert_eq!(rows.len(), 2 * 2 * 4, "a head and three rows of two lines a split");
    assert!(rows.iter().all(|row| row.replace(r"\&", "").matches('&').count() == 6), "{rows:#?}");
    assert!(text.contains(r"student\_\allowbreak \textless{}\&{\char34}1{\char34} & 70.00 &"), "{text}");
    assert!(text.contains(r"& {\scriptsize [69.00, 71.00]} &"), "{text}");
}

#[test]
fn bold_marks_a_best_whose_seeds_lie_apart_from_all_others() {
    let text = latex::comparisons(&study());
    // Accuracy: hard spans [0.79, 0.82], smooth [0.89, 0.92]; the lower NLL is smooth's.
    assert!(text.contains(r"smooth (2) & \textbf{90.50} & \textbf{0.698}"), "{text}");
    assert!(text.contains(r"hard (2) & 80.50 & 0.732"));
    assert!(text.contains(r"{\scriptsize $\pm$ 1.23}"));
    assert_eq!(
        text.matches(r"\textbf").count(),
        2 * 2,
        "ECE overlaps, the rest has no better side, the student no rival"
    );
}

#[test]
fn overlapping_or_missing_intervals_are_not_bold() {
    let mut record = study();
    for split in ["test", "train"] {
        let metrics = &mut record.analysis.variants["smooth_2"].splits.get_mut(split).unwrap().metrics;
        metrics.insert("accuracy".into(), value(0.91, 0.8, 0.95));
        let mut bare = value(0.69, 0.0, 0.0);
        if let penult::analysis::schema::Metric::Value(e) = &mut bare {
            (e.low, e.high) = (None, None);
        }
        metrics.insert("nll".into(), bare);
    }
    assert!(!latex::comparisons(&record).contains(r"\textbf"));
}

#[test]
fn differences_are_bold_where_the_interval_excludes_zero() {
    let mut record = study();
    record.analysis.differences[0].low = -0.01;
    record.analysis.differences.push(super::difference("hard", "smooth", "test", "nll"));
    let text = latex::differences_of(&record);
    assert!(
        text.contains("& $\\Delta$ Acc & $\\Delta$ NLL \\\\\n& {\\scriptsize (points)} & {\\scriptsize (nats)}"),
        "{text}"
    );
    assert!(text.contains("smooth & +3.33 & \\textbf{+0.033} \\\\\n{\\scriptsize $-$ hard} & {\\scriptsize [$-$1.00, +7.00]} & {\\scriptsize [+0.010, +0.070]}"), "{text}");
    assert_eq!(text.matches(r"\begin{table}").count(), 1, "no table for a split without differences");
}

#[test]
fn a_calibration_audit_needs_an_ece_and_marks_its_best() {
    let record = study();
    let table = latex::calibration::table(&record, "test").unwrap();
    assert_eq!(table.name, "calibration-test");
    let heads: Vec<&str> = table.heads.iter().map(|h| h.first.as_str()).collect();
    assert_eq!(heads, ["", "ECE", "T*"]);
    assert!(table.caption.contains("15 and 20 equal-width bins"), "{}", table.caption);
    let mut without = record.clone();
    for variant in without.analysis.variants.values_mut() {
        variant.splits.get_mut("test").unwrap().metrics.shift_remove("ece");
    }
    assert!(latex::calibration::table(&without, "test").is_none());
}
