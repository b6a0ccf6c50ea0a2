//! What changed, as text: rows and sentences that the terminal, the Markdown summary and the page of changes share.

use crate::analysis::changes::{Changes, Kind, NumberChange, VerdictChange, Why, statistic};
use crate::analysis::claims::rule::decide::FALSE_DISCOVERY_RATE;
use crate::analysis::format;
use crate::report::long::argument::{outcome, state};

/// The heads of the table of numbers.
pub const HEADS: [&str; 6] = ["of", "split", "statistic", "before", "after", "change"];

/// A number that changed, as the cells of a row.
#[must_use]
pub fn row(change: &NumberChange) -> [String; 6] {
    let metric = statistic(&change.metric);
    let place = change.metric.strip_prefix(metric).unwrap_or_default();
    let value = |value: Option<f64>| {
        let shown = |v| match change.kind {
            Kind::Difference => format::signed(metric, v),
            _ => format::number(metric, v),
        };
        value.map_or_else(|| format::DASH.to_owned(), shown)
    };
    let of = match change.kind {
        Kind::Group => format!("{} (seeds)", change.of),
        _ => change.of.clone(),
    };
    let (head, split) = (format!("{}{place}", format::head(metric)), change.split.clone());
    [of, split, head, value(change.before), value(change.after), by(change, metric)]
}

/// The change with its interval, or why it is one.
fn by(change: &NumberChange, metric: &str) -> String {
    let gap = change.before.zip(change.after).map(|(before, after)| after - before);
    match (gap, change.interval, change.why) {
        (Some(gap), Some((low, high)), _) => format::difference(metric, gap, low, high),
        (Some(gap), None, _) => format!("{}, same inputs", small(metric, gap)),
        (None, _, _) => change.undefined.clone().unwrap_or_default(),
    }
}

/// A gap that rounding would hide is shown at the digits that it has.
fn small(metric: &str, gap: f64) -> String {
    let text = format::signed(metric, gap);
    if text.chars().any(|c| ('1'..='9').contains(&c)) { text } else { format::scientific(gap) }
}

/// How much changed, and by what rule.
#[must_use]
pub fn summary(changes: &Changes) -> String {
    let of = |why| changes.numbers.iter().filter(|n| n.why == why).count();
    let (noise, same, undefined) = (of(Why::BeyondNoise), of(Why::SameInputs), of(Why::Undefined));
    let mut parts = vec![format!("{} beyond noise", format::count(noise))];
    parts.extend((same > 0).then(|| format!("{} on the same inputs", format::count(same))));
    parts.extend((undefined > 0).then(|| format!("{} to or from undefined", format::count(undefined))));
    let open = match changes.without_interval {
        0 => String::new(),
        n => format!("; {} more differ without an interval to judge them by", format::count(n)),
    };
    format!(
        "Of {} numbers that both have, {} changed: {}{open}.",
        format::count(changes.compared),
        format::count(changes.numbers.len()),
        parts.join(", ")
    )
}

/// The rule in a sentence.
#[must_use]
pub fn rule() -> String {
    format!(
        "The same checkpoints and examples must give the same value; other runs count as changed where the interval of the \
         difference (both intervals in quadrature) excludes 0, with at most {} % of the changes false (Benjamini–Hochberg).",
        format::exact(FALSE_DISCOVERY_RATE * 100.0)
    )
}

/// What changed beside numbers, under its heading: a line each.
#[must_use]
pub fn facts(changes: &Changes) -> Vec<(&'static str, Vec<String>)> {
    let arrow = |what: &str, before: &str, after: &str| format!("{what}: {before} → {after}");
    let claims = changes
        .claims
        .iter()
        .map(|c| format!("{}; {} {}", arrow(&c.claim, outcome(c.before), outcome(c.after)), c.statement, c.reason));
    let checks =
        changes.checks.iter().map(|c| format!("{}; {}", arrow(&c.name, held(c.before), held(c.after)), c.found));
    let files = changes.checkpoints.iter().map(|c| arrow(&c.variant, short(&c.before), short(&c.after)));
    let settings = changes.settings.iter().map(|s| arrow(&s.name, or_none(&s.before), or_none(&s.after)));
    let all = [
        ("Verdicts", changes.verdicts.iter().flat_map(verdict).collect()),
        ("Claims", claims.collect()),
        ("Self-checks", checks.collect()),
        ("Variants that are gone", changes.variants_removed.clone()),
        ("New variants", changes.variants_added.clone()),
        ("Statistics that are gone", changes.statistics_removed.clone()),
        ("New statistics", changes.statistics_added.clone()),
        ("Other checkpoint files", files.collect()),
        ("Settings and facts", settings.collect::<Vec<String>>()),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

fn verdict(change: &VerdictChange) -> Vec<String> {
    let kinds = |kinds: &[String]| if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") };
    let against = format!("{} against {}", change.teacher, change.reference);
    let (before, after) = (kinds(&change.before), kinds(&change.after));
    let head = (before != after).then(|| format!("{against}: {before} → {after}"));
    let step = |s: &crate::analysis::changes::StepChange| {
        format!("{against}: {} {} → {}", s.name, state(s.before), state(s.after))
    };
    head.into_iter().chain(change.steps.iter().map(step)).collect()
}

fn held(has_passed: Option<bool>) -> &'static str {
    match has_passed {
        Some(true) => "held",
        Some(false) => "failed",
        None => "not checked",
    }
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// The whole as Markdown, for a pull request; `names` are those of the two analyses, at most `rows` numbers are shown.
#[must_use]
pub fn markdown(changes: &Changes, (before, after): (&str, &str), rows: usize) -> String {
    let escape = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let mut out = format!("### penult diff: {} → {}\n\n{}\n", escape(before), escape(after), summary(changes));
    if !changes.numbers.is_empty() {
        out += &format!("\n| {} |\n|---|---|---|--:|--:|--:|\n", HEADS.join(" | "));
        for change in changes.numbers.iter().take(rows) {
            out += &format!("| {} |\n", row(change).map(|cell| escape(&cell)).join(" | "));
        }
        if let Some(more) = more(changes, rows) {
            out += &format!("\n{more}\n");
        }
    }
    for (heading, lines) in facts(changes) {
        out += &format!("\n**{heading}**\n\n");
        lines.iter().for_each(|line| out += &format!("- {}\n", escape(line)));
    }
    out + &format!("\n<sub>{}</sub>\n", rule())
}

/// What is not shown of so many rows.
#[must_use]
pub fn more(changes: &Changes, rows: usize) -> Option<String> {
    let left = changes.numbers.len().saturating_sub(rows);
    (left > 0).then(|| format!("and {} more; --json holds all", format::count(left)))
}
