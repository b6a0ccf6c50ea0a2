//! Where everything came from: data, preprocessing, settings, and each checkpoint's file, network and lineage.

use maud::{Markup, html};

use super::table::breakable;
use super::{counted, level};
use crate::analysis::format::{count, exact};
use crate::analysis::schema::{Analysis, Preprocessing, Split, Variant};
use crate::report::lineage;

/// So many names of absent classes are printed.
const NAMED: usize = 12;
/// Characters of a hash that tell files apart at a glance.
const SHORT: usize = 12;

/// Data, settings and checkpoints.
pub fn provenance(analysis: &Analysis) -> Markup {
    html! {
        dl.facts-list {
            dt { "Software" } dd { "penult " (analysis.penult) ", analysis schema " (analysis.schema_version) }
            dt { "Settings" } dd {
                "seed " (analysis.settings.seed) ", " (count(analysis.settings.resamples)) " resamples, " (level(analysis)) " intervals, "
                (analysis.settings.bins) " confidence bins"
            }
            dt { "Data" } dd { (breakable(&analysis.data.name)) ", " (counted(analysis.data.classes.len(), "class", "classes")) }
            @for (name, split) in &analysis.data.splits { dt { "Split " (name) } dd { (split_facts(split)) } }
            dt { "Preprocessing" } dd { (preprocessing(analysis.data.preprocessing.as_ref())) }
            dt { "To remake" } dd { "this page from its numbers, byte for byte: " code { "penult render analysis.json" } }
        }
        h3 { "Checkpoints" }
        @for (id, variant) in &analysis.variants { (checkpoint(id, variant)) }
    }
}

fn split_facts(split: &Split) -> Markup {
    let absent = &split.absent_classes;
    html! {
        (counted(split.n, "example", "examples")) ", BLAKE3 of ids and labels " code.hash { (split.hash) }
        @if !absent.is_empty() {
            "; " (counted(absent.len(), "class", "classes")) " without an example: "
            (absent.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ")) @if absent.len() > NAMED { ", …" }
        }
    }
}

fn preprocessing(found: Option<&Preprocessing>) -> Markup {
    let list = |values: &[f32]| values.iter().map(exact).collect::<Vec<_>>().join(", ");
    html! {
        @match found {
            Some(p) => { "(x − mean) / std, mean " (list(&p.mean)) ", std " (list(&p.std)) "; from " (p.found_by) },
            None => "none by penult: activations were given"
        }
    }
}

fn checkpoint(id: &str, variant: &Variant) -> Markup {
    let hash = &variant.checkpoint.blake3;
    html! {
        details.checkpoint.printed {
            summary { span.name { (breakable(id)) } " " code title=(hash) { (hash.get(..SHORT).unwrap_or(hash)) } }
            dl.facts-list {
                dt { "File" } dd { code { (breakable(&relative(&variant.checkpoint.file))) } }
                dt { "BLAKE3" } dd { code.hash { (hash) } }
                dt { "Role" } dd { (variant.role.name()) ", group " (breakable(&variant.group)) @if let Some(seed) = variant.seed { ", seed " (seed) } }
                dt { "Training" } dd { (breakable(&lineage::of_variant(variant))) }
                @if let Some(reference) = &variant.reference { dt { "Compared with" } dd { (breakable(reference)) } }
                dt { "Network" } dd { (network(variant)) }
                @if variant.preprocessing.is_some() { dt { "Preprocessing" } dd { (preprocessing(variant.preprocessing.as_ref())) } }
                @for (fact, source) in &variant.found_by { dt { (fact_head(fact)) } dd { (breakable(source)) } }
                @for note in &variant.checkpoint.notes { dt { "Note" } dd { (breakable(note)) } }
            }
        }
    }
}

fn network(variant: &Variant) -> Markup {
    html! {
        @match &variant.network {
            Some(n) => {
                (n.family) ": " (n.evidence) "; " (counted(n.parameters, "parameter", "parameters")) ", "
                (counted(n.multiply_adds, "multiply-add", "multiply-adds")) " an example, features of width " (n.width)
            }
            None => "not run by penult: activations were given"
        }
    }
}

/// A path as it may be printed: never absolute, since a report must not depend on where it was made.
fn relative(file: &str) -> String {
    let path = std::path::Path::new(file);
    let name = if path.is_absolute() { path.file_name().unwrap_or(path.as_os_str()) } else { path.as_os_str() };
    name.to_string_lossy().into_owned()
}

/// The head of a fact's origin; `all` stands for every fact that has no line of its own.
fn fact_head(fact: &str) -> String {
    if fact == "all" { "Facts from".to_owned() } else { format!("{} from", fact.replace('_', " ")) }
}
