//! The page: one file that opens anywhere and is whole without its script. Fed by the record and the drawn figures; holds no
//! arithmetic.

pub(in crate::report) mod chain;
mod changes;
mod checks;
mod comparison;
mod data;
mod differences;
mod evidence;
mod explore;
pub mod gallery;
mod ledger;
mod methods;
mod plates;
mod provenance;
mod table;
mod transfer;
mod verdict;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use plates::Plates;

use super::Drawn;
use crate::analysis::Record;
use crate::analysis::format::{count, decimals};
use crate::analysis::schema::Analysis;
use crate::figure::font;

pub use changes::changes;

/// Nothing may be loaded; styles, pictures and fonts lie in the page itself, and of scripts its own alone may run.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("style.css");

/// The whole page as HTML.
#[must_use]
pub fn page(record: &Record, figures: &[Drawn<'_>]) -> String {
    let analysis = &record.analysis;
    let question = question(analysis);
    let sections = sections(record, figures);
    let main = main(&sections);
    let document = Document {
        title: &question,
        header: header(analysis, &question, &sections),
        script: explore::script(record, main.0.len()),
        main,
        footer: html! { (made_by(analysis)) ". Made from analysis.json; nothing on this page is loaded from elsewhere." },
    };
    document.html()
}

/// The sections; Explore, which waits for the script, comes before the evidence.
fn main(sections: &[Section]) -> Markup {
    let opening = sections.iter().take_while(|s| ["verdict", "advice"].contains(&s.id)).count();
    html! {
        @for (at, section) in (1..).zip(sections) {
            section id=(section.id) aria-labelledby=(format!("{}-title", section.id)) {
                h2 id=(format!("{}-title", section.id)) { (section.title) }
                (section.body)
            }
            @if at == opening { (explore::section()) }
        }
    }
}

/// A page of its own: nothing in it is loaded from elsewhere.
struct Document<'a> {
    title: &'a str,
    header: Markup,
    main: Markup,
    footer: Markup,
    /// The client with its data, where the page has it.
    script: Option<Markup>,
}

impl Document<'_> {
    fn html(&self) -> String {
        let policy = match self.script {
            Some(_) => format!("{POLICY}; script-src {}", explore::source()),
            None => POLICY.to_owned(),
        };
        let html = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content=(format!("penult {}", env!("CARGO_PKG_VERSION")));
                    title { (self.title) " – penult" }
                    style {
                        (PreEscaped(font::css_face())) (PreEscaped(STYLE))
                        @if self.script.is_some() { (PreEscaped(explore::STYLE)) }
                    }
                }
                body {
                    a.skip href="#main" { "Skip to the report" }
                    header { (self.header) }
                    main id="main" { (self.main) }
                    footer { p { (self.footer) } }
                    @if let Some(script) = &self.script { (script) }
                }
            }
        };
        html.into_string() + "\n"
    }
}

/// One part of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    body: Markup,
}

/// The parts that have something to say, in the order of reading.
fn sections(record: &Record, figures: &[Drawn<'_>]) -> Vec<Section> {
    let analysis = &record.analysis;
    let plates = Plates::new(record, figures);
    let part = |id, title, body: Option<Markup>| Some(Section { id, title, body: body? });
    [
        part("verdict", "Verdict", Some(verdict::verdict(analysis, &plates))),
        part("advice", "What to do", verdict::advice(analysis)),
        part("evidence", evidence::heading(analysis), evidence::evidence(analysis, &plates)),
        part("comparison", comparison::title(analysis), Some(comparison::comparison(analysis))),
        part("differences", "Paired differences", differences::differences(analysis)),
        part("transfer", transfer::title(analysis), transfer::transfer(analysis)),
        part("claims", "Claims of the papers", ledger::ledger(analysis)),
        part("checks", "Self-check", checks::checks(analysis)),
        part("methods", "Methods", Some(methods::methods(analysis))),
        part("provenance", "Provenance", Some(provenance::provenance(analysis))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn header(analysis: &Analysis, question: &str, sections: &[Section]) -> Markup {
    html! {
        p.kicker { "penult report" }
        h1 { (table::breakable(question)) }
        p.facts { (facts(analysis)) }
        nav aria-label="Contents" {
            ul { @for section in sections { li { a href=(format!("#{}", section.id)) { (section.title) } } } }
        }
    }
}

/// What this study asks.
fn question(analysis: &Analysis) -> String {
    let data = &analysis.data.name;
    let only = analysis.variants.keys().next().filter(|_| analysis.variants.len() == 1);
    match (analysis.argument.verdicts.as_slice(), only) {
        ([], Some(id)) => format!("How does {id} do on {data}?"),
        ([], None) => format!("How do these checkpoints compare on {data}?"),
        ([one], _) => format!("Is {} a poorer teacher than {}?", one.teacher, one.reference),
        _ => format!("Are the smoothed teachers on {data} poorer teachers?"),
    }
}

/// How much was analysed: `fashion-mnist · 10 classes · test 10,000 · 21 checkpoints`.
fn facts(analysis: &Analysis) -> String {
    let mut facts = vec![analysis.data.name.clone(), counted(analysis.data.classes.len(), "class", "classes")];
    facts
        .extend(analysis.data.splits.iter().map(|(name, s)| format!("{name} {}", counted(s.n, "example", "examples"))));
    facts.push(counted(analysis.variants.len(), "checkpoint", "checkpoints"));
    let several = analysis.groups.values().filter(|g| g.variants.len() > 1).count();
    if several > 0 {
        facts.push(counted(several, "group of seeds", "groups of seeds"));
    }
    facts.join(" · ")
}

/// By which penult with what options: `penult 0.1.0 (4f2a91c) · seed 0 · --tsne`.
fn made_by(analysis: &Analysis) -> String {
    let settings = &analysis.settings;
    let commit = settings.commit.as_ref().map(|commit| format!(" ({commit})")).unwrap_or_default();
    let mut parts = vec![format!("penult {}{commit}", analysis.penult), format!("seed {}", settings.seed)];
    parts.extend((!settings.arguments.is_empty()).then(|| settings.arguments.join(" ")));
    parts.join(" · ")
}

/// A count with its noun.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// The level of the intervals, `95 %`.
fn level(analysis: &Analysis) -> String {
    format!("{} %", decimals(analysis.settings.level * 100.0, 0))
}
