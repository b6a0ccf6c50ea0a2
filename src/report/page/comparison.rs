//! The comparison table of each split: groups as rows; their checkpoints with intervals and the further statistics fold out.

use maud::{Markup, html};

use super::table::{Footnotes, breakable, head, number, scroll};
use super::{counted, level};
use crate::analysis::schema::{Analysis, Role};
use crate::report::anchor;
use crate::report::comparison::{self as rows, Block, Row};

/// The tables of all splits.
pub fn comparison(analysis: &Analysis) -> Markup {
    let is_single = |group: &str| analysis.groups.get(group).is_none_or(|g| g.variants.len() < 2);
    let singles = analysis.variants.values().filter(|v| is_single(&v.group)).count();
    html! {
        p {
            "Fractions in percent, likelihoods in nats. ↑ higher is better, ↓ lower is better; no arrow: it describes. "
            "A head leads to its definition. "
            @if singles < analysis.variants.len() { "Groups of seeds show mean ± sample standard deviation. " }
            @if singles > 0 { "Checkpoints show their " (level(analysis)) " interval over examples." }
        }
        @for split in rows::splits(analysis) { (on_split(analysis, split)) }
    }
}

/// The section's title.
pub fn title(analysis: &Analysis) -> &'static str {
    if analysis.variants.len() == 1 { "Measurements" } else { "Comparison" }
}

fn on_split(analysis: &Analysis, split: &str) -> Markup {
    let headline = rows::headline(analysis, split);
    let further = rows::further(analysis, split);
    let groups = rows::groups(analysis, split, &headline);
    let has_groups = groups.iter().flat_map(|b| &b.rows).any(|row| row.seeds > 1);
    let part = |name: &str| format!("comparison-{}-{name}", anchor(split));
    let caption = format!("The {split} split{}", examples(analysis, split));
    html! {
        (table(&part("groups"), &caption, &headline, &groups))
        @if has_groups {
            details {
                summary { "Each checkpoint with its " (level(analysis)) " interval" }
                (table(&part("variants"), &format!("{caption}, each checkpoint"), &headline, &rows::variants(analysis, split, &headline)))
            }
        }
        @for (topic, names) in rows::by_topic(&further) {
            details {
                summary { (topic) ": " (counted(names.len(), "further statistic", "further statistics")) }
                (by_statistic(&part(&anchor(topic)), &format!("{caption}: {topic}"), &names, &rows::groups(analysis, split, &names)))
            }
        }
    }
}

/// Statistics as rows, groups as columns: many statistics stay legible.
fn by_statistic(id: &str, caption: &str, names: &[String], blocks: &[Block]) -> Markup {
    let mut notes = Footnotes::new(id);
    let groups: Vec<&Row> = blocks.iter().flat_map(|b| &b.rows).collect();
    let table = html! {
        table.wide id=(id) {
            caption { (caption) }
            thead {
                tr { td {} @for block in blocks { th.role scope="colgroup" colspan=(block.rows.len()) { (plural(block.role)) } } }
                tr { th scope="col" { "Statistic" } @for row in &groups { th scope="col" title=(row.about) { (breakable(&row.id)) } } }
            }
            tbody {
                @for (at, name) in names.iter().enumerate() {
                    tr {
                        th scope="row" { (head(name)) }
                        @for cell in groups.iter().map(|row| (&row.id, &row.cells[at])) {
                            td data-id=(cell.0) data-metric=(name) { (number(&cell.1.text, &notes.marks(&cell.1.notes))) }
                        }
                    }
                }
            }
        }
    };
    html! { (scroll(caption, names.len(), &table)) (notes.list()) }
}

fn examples(analysis: &Analysis, split: &str) -> String {
    analysis.data.splits.get(split).map_or_else(String::new, |s| format!(", {}", counted(s.n, "example", "examples")))
}

fn table(id: &str, caption: &str, columns: &[String], blocks: &[Block]) -> Markup {
    let mut notes = Footnotes::new(id);
    let table = html! {
        table.wide id=(id) {
            caption { (caption) }
            thead { tr { th scope="col" { "Checkpoints" } @for name in columns { th scope="col" { (head(name)) } } } }
            @for block in blocks {
                tbody {
                    tr.role { th scope="rowgroup" colspan=(columns.len() + 1) { (plural(block.role)) } }
                    @for row in &block.rows { (line(row, columns, &mut notes)) }
                }
            }
        }
    };
    html! { (scroll(caption, blocks.iter().map(|b| b.rows.len()).sum(), &table)) (notes.list()) }
}

fn line(row: &Row, columns: &[String], notes: &mut Footnotes) -> Markup {
    html! {
        tr data-id=(row.id) {
            th scope="row" {
                span.name { (breakable(&row.id)) }
                span.about { (breakable(&row.about)) @if row.seeds > 1 { "; " (counted(row.seeds, "seed", "seeds")) } }
            }
            @for (cell, name) in row.cells.iter().zip(columns) {
                td data-metric=(name) { (number(&cell.text, &notes.marks(&cell.notes))) }
            }
        }
    }
}

/// The head of a role's rows.
const fn plural(role: Role) -> &'static str {
    match role {
        Role::Teacher => "Teachers",
        Role::Assistant => "Assistants",
        Role::Student => "Students",
        Role::Scratch => "From scratch",
    }
}
