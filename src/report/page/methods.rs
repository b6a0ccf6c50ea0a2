//! How the numbers were made: the conventions of this record, and the registry's entry of each statistic.

use maud::{Markup, html};

use super::level;
use crate::analysis::format::count;
use crate::analysis::schema::Analysis;
use crate::metrics::{Definition, METRICS, Topic};

/// Conventions and definitions.
pub fn methods(analysis: &Analysis) -> Markup {
    let settings = &analysis.settings;
    html! {
        p {
            "Every number comes with a " (level(analysis)) " interval by a method that fits it, named with its statistic below; bootstrap intervals use "
            (count(settings.resamples)) " resamples of the examples, drawn once with seed " (settings.seed)
            " and shared by all checkpoints, so that differences are paired. Confidence bins: " (settings.bins)
            " of equal width, closed on the right. Groups are checkpoints that differ by seed alone; their spread is the sample standard deviation (n − 1). "
            "Logarithms are natural. A dash is a statistic without a value; the note says why."
        }
        @for topic in Topic::ALL {
            h3 { (topic.title()) }
            dl.methods { @for definition in METRICS.iter().filter(|d| d.topic == topic) { (entry(definition)) } }
        }
    }
}

fn entry(definition: &Definition) -> Markup {
    html! {
        dt id=(format!("method-{}", definition.name)) { (definition.title) " " code { (definition.name) } }
        dd {
            p { (definition.measures) }
            p.formula { (definition.formula) }
            p.fine { (definition.edges) }
            p.fine { "Interval: " (definition.interval.method()) ". Source: " (definition.source) "." }
        }
    }
}
