//! Teachers and their students: agreement, divergence and similarity of representations, one row a pair.

use maud::{Markup, html};

use super::table::{Footnotes, breakable, head, number, scroll};
use super::{counted, level};
use crate::analysis::format::cell;
use crate::analysis::schema::{Analysis, Metric, Pair};
use crate::report::anchor;
use crate::report::comparison::splits;

/// Statistics of a pair that the page shows, where they were measured; all are in the table of pairs.
const SHOWN: [&str; 11] = [
    "linear_cka",
    "linear_cka_debiased",
    "class_centred_cka",
    "agreement",
    "kappa",
    "teacher_specific_agreement",
    "kl",
    "kl_t4",
    "nckd",
    "logit_correlation_difference",
    "similarity_structure",
];

/// So many rows stand open; more fold.
const OPEN_ROWS: usize = 24;

/// The section's title: what its pairs are.
pub fn title(analysis: &Analysis) -> &'static str {
    if analysis.pairs.iter().any(|pair| is_taught(analysis, pair)) { "Transfer" } else { "Similarity" }
}

/// A table a split of the taught pairs; of all pairs where none was taught; none without pairs.
pub fn transfer(analysis: &Analysis) -> Option<Markup> {
    if analysis.pairs.is_empty() {
        return None;
    }
    let has_taught = analysis.pairs.iter().any(|pair| is_taught(analysis, pair));
    let lead = if has_taught {
        "How much of each teacher arrived in its student"
    } else {
        "How alike the checkpoints are, pair by pair"
    };
    Some(html! {
        p { (lead) ", with " (level(analysis)) " intervals. All " (counted(analysis.pairs.len(), "pair", "pairs")) " with all their statistics are in " a href="tables/pairs.csv" { "tables/pairs.csv" } "." }
        @for split in splits(analysis) {
            @let pairs = shown(analysis, split);
            @if !pairs.is_empty() { (folded(split, &pairs)) }
        }
    })
}

fn is_taught(analysis: &Analysis, pair: &Pair) -> bool {
    analysis.variants.get(&pair.b).is_some_and(|v| v.teacher.as_deref() == Some(&pair.a))
}

fn shown<'a>(analysis: &'a Analysis, split: &str) -> Vec<&'a Pair> {
    let has_taught = analysis.pairs.iter().any(|pair| is_taught(analysis, pair));
    let of_split = analysis.pairs.iter().filter(|p| p.split == split && (!has_taught || is_taught(analysis, p)));
    let mut pairs: Vec<&Pair> = of_split.collect();
    if has_taught {
        pairs.sort_by_key(|pair| analysis.variants.get_index_of(&pair.b));
    }
    pairs
}

fn folded(split: &str, pairs: &[&Pair]) -> Markup {
    let table = table(split, pairs);
    html! {
        @if pairs.len() > OPEN_ROWS {
            details { summary { (counted(pairs.len(), "pair", "pairs")) " on the " (split) " split" } (table) }
        } @else { (table) }
    }
}

fn table(split: &str, pairs: &[&Pair]) -> Markup {
    let is_measured = |name: &str| pairs.iter().any(|p| p.metrics.contains_key(name));
    let columns: Vec<&str> = SHOWN.into_iter().filter(|name| is_measured(name)).collect();
    let id = format!("transfer-{}", anchor(split));
    let caption = format!("Pairs on the {split} split");
    let mut notes = Footnotes::new(&id);
    let table = html! {
        table id=(id) {
            caption { (caption) }
            thead { tr { th scope="col" { "Pair" } @for name in &columns { th scope="col" { (head(name)) } } } }
            tbody { @for pair in pairs { (line(pair, &columns, &mut notes)) } }
        }
    };
    html! { (scroll(&caption, pairs.len(), &table)) (notes.list()) }
}

fn line(pair: &Pair, columns: &[&str], notes: &mut Footnotes) -> Markup {
    html! {
        tr data-a=(pair.a) data-b=(pair.b) {
            th scope="row" { span.name { (breakable(&pair.b)) } span.about { "with " (breakable(&pair.a)) } }
            @for name in columns {
                @let shown = cell(name, pair.metrics.get(*name));
                td data-metric=(name) { (number(&shown.text, &notes.marks(&remarks(shown.reason, pair.metrics.get(*name))))) }
            }
        }
    }
}

fn remarks(reason: Option<String>, metric: Option<&Metric>) -> Vec<String> {
    let note = metric.and_then(Metric::scalar).and_then(|(_, estimate)| estimate.note.clone());
    reason.into_iter().chain(note).collect()
}
