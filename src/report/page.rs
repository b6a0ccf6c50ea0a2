//! The page: verdict, chain, comparison, figures, methods, provenance. No arithmetic, no script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::format;
use crate::analysis::schema::{Analysis, Step};
use crate::figure::Figure;

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--soft:#f3f3f1;--line:#ccc;--held:#0072B2;--not:#D55E00;--open:#666}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#16181b;--soft:#22252a;--line:#444;--held:#56B4E9;--not:#E69F00;--open:#aaa}}
body{font:16px/1.5 'Source Sans 3',system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}
.verdict{font-size:1.15rem}.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
ol.chain{padding-left:1.2rem}.chain li{margin:.5rem 0;padding:.4rem .7rem;background:var(--soft);border-left:4px solid var(--open)}
.chain li.held{border-color:var(--held)}.chain li.not{border-color:var(--not)}
figure{margin:1rem 0;padding:.5rem;background:#fff;color:#1a1a1a;border:1px solid var(--line)}
figure svg{max-width:100%;height:auto}figcaption{font-size:.85rem}
dt{font-weight:600;margin-top:.5rem}dd{margin-left:1rem;font-size:.9rem}code{overflow-wrap:anywhere}
@media print{body{max-width:none}}";

const SHOWN: [&str; 9] =
    ["accuracy", "nll", "ece", "temperature", "ece_at_temperature", "mean_confidence", "gamma", "class_separation", "participation_ratio"];

/// The page as text.
pub(super) fn page(a: &Analysis, figures: &[(&Figure, Result<String, String>)], glossary: &[(String, String)]) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:";
                title { "penult: " (a.data.name) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "penult: " (a.data.name) }
                (verdicts(a))
                h2 { "Comparison" }
                @for split in a.data.splits.keys() { (comparison(a, split)) }
                h2 { "Figures" }
                @for (figure, svg) in figures { (drawn(figure, svg)) }
                h2 { "Methods" }
                dl { @for (name, definition) in glossary { dt { (name) } dd { (definition) } } }
                (provenance(a))
            }
        }
    }
    .into_string()
}

fn verdicts(a: &Analysis) -> Markup {
    html! {
        h2 { "Verdict" }
        @for v in &a.argument.verdicts {
            p.verdict { (v.summary) }
            ol.chain { @for s in &v.steps { (step(s)) } }
        }
        ul { @for advice in &a.argument.advice { li { (advice) } } }
    }
}

fn step(s: &Step) -> Markup {
    let class = match s.state.as_str() {
        "held" => "held",
        "did not hold" => "not",
        _ => "open",
    };
    let name = if s.statistic.contains("accuracy") { "accuracy" } else { "" };
    html! {
        li class=(class) {
            b { (s.name) } " " (s.state) ". " (s.statistic)
            @if let (Some(effect), Some(low), Some(high)) = (s.effect, s.low, s.high) {
                ": " (format::number(name, effect)) " [" (format::number(name, low)) ", " (format::number(name, high)) "]"
                @if name == "accuracy" { " points" }
            }
            ". " (s.reason) "."
        }
    }
}

fn comparison(a: &Analysis, split: &str) -> Markup {
    html! {
        h3 { (split) " (n = " (a.data.splits[split].n) ")" }
        div.scroll { table {
            tr { th { "variant" } th { "objective" } @for m in SHOWN { th { (m) (format::unit(m)) } } }
            @for (id, v) in &a.variants {
                @if let Some(of) = v.splits.get(split) {
                    tr {
                        td { (id) } td { (v.objective) @if let Some(d) = &v.distillation { ", " (d) } }
                        @for m in SHOWN { td { @if let Some(metric) = of.metrics.get(m) { (format::metric(m, metric)) } } }
                    }
                }
            }
        } }
        p { "Brackets are 95 % intervals by the method named under Methods." }
    }
}

fn drawn(figure: &Figure, svg: &Result<String, String>) -> Markup {
    html! {
        figure id=(figure.name) {
            @match svg {
                Ok(svg) => (PreEscaped(svg)),
                Err(reason) => p { "Not drawn: " (reason) "." },
            }
            figcaption { b { (figure.title) ". " } (figure.caption) }
        }
    }
}

fn provenance(a: &Analysis) -> Markup {
    html! {
        h2 { "Provenance" }
        p { "penult " (a.penult) ", schema " (a.schema_version) ". Seed " (a.settings.seed) ", " (a.settings.resamples) " resamples, " (a.settings.bins) " bins. Preprocessing: " (a.data.preprocessing) "." }
        div.scroll { table {
            tr { th { "variant" } th { "file" } th { "network" } th { "BLAKE3" } }
            @for (id, v) in &a.variants { tr { td { (id) } td { (v.checkpoint.file) } td { (v.network) } td { code { (v.checkpoint.blake3) } } } }
        } }
    }
}
