//! The terminal's summary and that of a diff, character by character.

use penult::analysis::changes::changes;
use penult::analysis::schema::Check;
use penult::report::terminal::{self, Style};
use penult::report::{changes as words, page};

use super::{study, value};

const PIPE: Style = Style { width: None, is_unicode: true };

/// Without colours, as a pipe gets it.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn the_verdict_its_chain_and_the_groups_stand_in_aligned_lines() {
    let text = plain(&terminal::summary(&study().analysis, PIPE));
    let expected = "\
undetermined: smooth against hard
smooth is smoother than hard

";
    assert!(text.starts_with(expected), "{text}");
    let chain: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(chain.len(), 3, "{text}");
    for (line, mark, word) in
        [(chain[0], "✓", "held"), (chain[1], "✗", "did not hold"), (chain[2], "?", "undetermined")]
    {
        assert!(line.starts_with(&format!("  {mark}  ")) && line.contains(word), "{line}");
    }
    let column = |line: &str| line.chars().position(|c| c == 'Δ').unwrap();
    assert!(chain.iter().all(|line| column(line) == column(chain[0])), "{text}");
    let table: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("test")).collect();
    assert_eq!(table.len(), 4, "{text}");
    assert!(table[1].starts_with("hard ") && table[1].contains("80.50 ± 1.23 ▅"), "{text}");
    assert!(table[3].starts_with("smooth ") && table[3].contains("90.50 ± 1.23 █"), "{text}");
}

#[test]
fn ascii_has_no_sign_of_ours_beyond_it() {
    let mut record = study();
    record.analysis.checks = vec![failed()];
    let text = plain(&terminal::summary(&record.analysis, Style { width: None, is_unicode: false }));
    assert!(text.is_ascii(), "{text}");
    for words in ["  +  ", "  x  ", "80.50 +- 1.23", "x self-check failed: "] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut record = study();
    record.analysis.checks = vec![failed()];
    for width in [40, 60, 80, 100] {
        let text = plain(&terminal::summary(&record.analysis, Style { width: Some(width), is_unicode: true }));
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width, "{widest} of {width}: {text}");
        assert_eq!(text.contains("not shown: "), width < 80, "{text}");
    }
}

fn failed() -> Check {
    Check {
        name: "bins_sum_to_n".to_owned(),
        statement: "The bins hold every example once".to_owned(),
        has_passed: Some(false),
        found: "largest deviation 1.0e0, of hard_1 on test".to_owned(),
        deviation: Some(1.0),
        tolerance: Some(0.0),
    }
}

#[test]
fn a_failed_check_is_printed() {
    let mut record = study();
    record.analysis.checks = vec![failed()];
    let text = plain(&terminal::summary(&record.analysis, PIPE));
    let last = "✗ self-check failed: The bins hold every example once; largest deviation 1.0e0, of hard_1 on test.\n";
    assert!(text.ends_with(last), "{text}");
}

#[test]
fn a_diff_says_what_changed_on_the_terminal_in_markdown_and_on_a_page() {
    let before = study().analysis;
    let mut after = before.clone();
    after.settings.bins = 20;
    after.variants["hard_1"].checkpoint.blake3 = "ff".repeat(32);
    after.variants["hard_1"]
        .splits
        .get_mut("test")
        .unwrap()
        .metrics
        .insert("accuracy".to_owned(), value(0.85, 0.84, 0.86));
    let found = changes(&before, &after);
    let text = plain(&terminal::changes(&found, ("old", "new"), 10, PIPE));
    assert!(text.starts_with("old → new\nOf "), "{text}");
    assert!(text.contains(" numbers that both have, 1 changed: 1 beyond noise."), "{text}");
    assert!(text.contains("hard_1  test   Acc (%)     80.00  85.00  +5.00 [+3.59, +6.41] points"), "{text}");
    assert!(text.contains("\nSettings and facts\n  confidence bins: 15 → 20\n"), "{text}");
    assert!(text.contains("\nOther checkpoint files\n  hard_1: 0123456789ab → ffffffffffff\n"), "{text}");
    let markdown = words::markdown(&found, ("old", "new"), 10);
    assert!(
        markdown.contains("| hard_1 | test | Acc (%) | 80.00 | 85.00 | +5.00 [+3.59, +6.41] points |"),
        "{markdown}"
    );
    assert!(words::markdown(&found, ("old", "new"), 0).contains("and 1 more; --json holds all"));
    let html = page::changes(&found, ("old", "new"));
    assert!(html.contains("<tr data-metric=\"accuracy\">") && html.contains("+5.00 [+3.59, +6.41] points"), "{html}");
    assert!(html.contains("default-src 'none'") && !html.contains("<script"));
}
