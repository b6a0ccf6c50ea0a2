//! LaTeX: escapes, rules, bold only where the intervals lie apart.

use penult::report::latex;

use super::{study, value};

/// Lines of a table's body: those that end a row.
fn body(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.ends_with(r"\\")).collect()
}

#[test]
fn escapes_what_latex_would_read_as_its_own() {
    assert_eq!(latex::escape(r"a_b & 5% $#{}"), r"a\_b \& 5\% \$\#\{\}");
    assert_eq!(
        latex::escape(r"\x~^<>"),
        r"\textbackslash{}x\textasciitilde{}\textasciicircum{}\textless{}\textgreater{}"
    );
    assert_eq!(latex::escape("−1 ± γ R² – α τ"), r"$-$1 $\pm$ $\gamma$ R$^2$ -- $\alpha$ $\tau$");
}

#[test]
fn comparison_has_rules_caption_above_heads_and_whole_rows() {
    let text = latex::comparison(&study());
    assert!(text.starts_with("% needs \\usepackage{booktabs}\n"));
    for part in [
        r"\toprule",
        r"\midrule",
        r"\bottomrule",
        r"Acc (\%) $\uparrow$",
        r"NLL (nats) $\downarrow$",
        "($n-1$)",
        "15 equal-width bins",
        "test split of tiny, 10,000 examples",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.find(r"\caption").unwrap() < text.find(r"\begin{tabular}").unwrap());
    assert_eq!(text.matches(r"\begin{table}").count(), 2, "one a split");
    assert_eq!(text.matches('{').count(), text.matches('}').count());
    let rows = body(&text);
    assert_eq!(rows.len(), 2 * 4, "a head and three rows a split");
    assert!(rows.iter().all(|row| row.replace(r"\&", "").matches('&').count() == 6), "{rows:#?}");
    assert!(text.contains(r"student\_\textless{}\&{\char34}1{\char34} & 70.00 {\scriptsize [69.00, 71.00]}"));
}

#[test]
fn bold_marks_a_best_whose_seeds_lie_apart_from_all_others() {
    let text = latex::comparison(&study());
    // Accuracy: hard spans [0.79, 0.82], smooth [0.89, 0.92]; the lower NLL is smooth's.
    assert!(text.contains(r"smooth (2) & \textbf{90.50} {\scriptsize $\pm$ 1.23} & \textbf{0.698}"), "{text}");
    assert!(text.contains(r"hard (2) & 80.50 {\scriptsize $\pm$ 1.23} & 0.732"));
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
    assert!(!latex::comparison(&record).contains(r"\textbf"));
}

#[test]
fn differences_are_bold_where_the_interval_excludes_zero() {
    let mut record = study();
    record.analysis.differences[0].low = -0.01;
    record.analysis.differences.push(super::difference("hard", "smooth", "test", "nll"));
    let text = latex::differences(&record);
    assert!(text.contains(r"$\Delta$ Acc (points) & $\Delta$ NLL (nats)"), "{text}");
    assert!(text.contains("smooth $-$ hard & +3.33 & \\textbf{+0.033} \\\\\n & {\\scriptsize [$-$1.00, +7.00]} & {\\scriptsize [+0.010, +0.070]}"), "{text}");
    assert_eq!(text.matches(r"\begin{table}").count(), 1, "no table for a split without differences");
}
