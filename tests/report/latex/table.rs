//! A table takes the largest type that fits, and wraps names where none does.

use penult::report::latex::table::{Cell, PAGE, Row, Sheet, Table, stem};

fn table(name: &str, columns: usize) -> Table {
    let cells = std::iter::once(Cell::of(name)).chain((0..columns).map(|_| Cell::number("88.88 ± 0.12")));
    Table {
        name: "t".into(),
        caption: "C.".into(),
        heads: (0..=columns).map(|_| Cell::of("")).collect(),
        align: 'r',
        blocks: vec![vec![Row::Cells(cells.collect())]],
    }
}

#[test]
fn types_shrink_before_names_wrap() {
    let of = |name: &str, columns| table(name, columns).print("C.", PAGE);
    assert!(of("short", 6).contains(r"\centering\small") && of("short", 6).contains(r"\begin{tabular}{@{}lrrrrrr@{}}"));
    // Nine columns of 22.5 points and their gaps leave 131: 28 letters of 4.2 points, not of 4.8.
    let name = "a".repeat(28);
    assert!(of(&name, 9).contains(r"\centering\footnotesize"), "{}", of(&name, 9));
    let long = of(&"a\\_".repeat(60), 9);
    assert!(long.contains("{@{}p{") && long.contains(r"\raggedright a\_\allowbreak a"), "{long}");
}

#[test]
fn a_star_spans_both_columns_and_the_caption_may_be_a_command() {
    let text = table("x", 1).print(r"\CaptionTableT", Sheet { inches: 6.75, environment: "table*" });
    assert!(text.starts_with("\\begin{table*}[t]\n") && text.ends_with("\\end{table*}\n"), "{text}");
    assert!(text.contains("\\caption{\\CaptionTableT}\n\\label{tab:t}"), "{text}");
}

#[test]
fn headings_and_cells_across_count_as_all_columns() {
    let mut of = table("x", 2);
    of.blocks.push(vec![
        Row::Heading("Paper".into()),
        Row::Across(Cell::of("none"), Cell { first: "87.00".into(), second: "below".into() }),
    ]);
    let text = of.print("C.", PAGE);
    assert!(text.contains("\\midrule\n\\multicolumn{3}{@{}l@{}}{Paper} \\\\\n"), "{text}");
    assert!(
        text.contains("none & \\multicolumn{2}{c}{87.00} \\\\\n & \\multicolumn{2}{c}{{\\scriptsize below}} \\\\\n"),
        "{text}"
    );
}

#[test]
fn a_name_in_brackets_is_no_argument_of_the_line_before() {
    for (name, expected) in [("[U+6771]", "\n{}[U+6771] & "), ("*best", "\n{}*best & ")] {
        let text = table(name, 1).print("C.", PAGE);
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn stems_are_ascii() {
    assert_eq!(stem("val_ü 2"), "val---2");
}
