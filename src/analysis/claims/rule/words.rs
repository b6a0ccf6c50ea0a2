//! Rules in words, made from their parts, so that what is printed is what is done; and what would decide an open claim.

use crate::metrics::Unit;

use super::{Against, During, Expect, Is, Link, Measure, Moved, Quantity, Rule, Split};
use crate::analysis::format;

/// The rule in a sentence without its stop.
pub fn rule(rule: &Rule) -> String {
    format!("{}, on {} examples: {}", subject(&rule.quantity), split(rule.split), expectation(rule.expect))
}

/// What is measured.
pub fn subject(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Level { of, measure: m } => format!("{} of {}", measure(*m), plural(of)),
        Quantity::Contrast { of, against: Against::Itself, measure: m, minus } => {
            format!("{} minus {}, of {}", measure(*m), measure(*minus), plural(of))
        }
        Quantity::Contrast { of, against: a, measure: m, minus } if m == minus => {
            format!("{} of {}, minus that of {}", measure(*m), plural(of), against(*a))
        }
        Quantity::Contrast { of, against: a, measure: m, minus } => {
            format!("{} of {}, minus {} of {}", measure(*m), plural(of), measure(*minus), against(*a))
        }
        Quantity::Interaction { of, against: a, measure: m, .. } => {
            let (m, of) = (measure(*m), plural(of));
            format!("{m} of {of}, minus that of {}; this difference minus the same at T = 1", against(*a))
        }
        Quantity::Matched { of, metric } => {
            format!(
                "{metric} of {}, minus that of their reference at the temperature that gives it their γ",
                plural(of)
            )
        }
        Quantity::Diffusion { of, part } => moved(*part, &plural(of)),
        Quantity::Relation(name) => format!("Spearman's ρ of the relation {name}"),
        Quantity::Across { of, x, y } => {
            format!("Spearman's ρ of {} and {} across {}", measure(*x), measure(*y), plural(of))
        }
        Quantity::Trend { of, metric, during } => {
            let part = match during {
                During::Whole => "all",
                During::LaterHalf => "the later half of the",
            };
            format!("Spearman's ρ of {metric} and epoch, over {part} checkpoints of runs of {}", plural(of))
        }
    }
}

/// The statistic that decides, by which its value is shown; a rank correlation is a plain number.
pub fn statistic(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Level { measure: m, .. }
        | Quantity::Contrast { measure: m, .. }
        | Quantity::Interaction { measure: m, .. } => metric(*m).to_owned(),
        Quantity::Matched { metric, .. } => (*metric).to_owned(),
        Quantity::Diffusion { .. } => "diffusion_index".to_owned(),
        Quantity::Relation(name) => format!("spearman {name}"),
        Quantity::Across { x, y, .. } => format!("spearman {} and {}", metric(*x), metric(*y)),
        Quantity::Trend { metric, .. } => format!("spearman {metric} and epoch"),
    }
}

/// The value of a quantity with its interval and unit, `−0.59 [−0.98, −0.21] points`.
pub fn measured(quantity: &Quantity, value: f64, ends: Option<(f64, f64)>) -> String {
    let statistic = statistic(quantity);
    match (quantity, ends) {
        (Quantity::Level { .. }, _) | (_, None) => {
            let percent = if format::unit(&statistic) == Unit::Fraction { " %" } else { "" };
            format!("{}{percent}", format::interval(&statistic, value, ends.map(|e| e.0), ends.map(|e| e.1)))
        }
        (_, Some((low, high))) => format::difference(&statistic, value, low, high),
    }
}

/// The number by which the quantity is compared: 0, a bound, or a margin.
pub fn bound(expect: Expect) -> String {
    match expect {
        Expect::Above(bound) | Expect::Below(bound) => format::exact(bound),
        Expect::Near { centre, margin } => format!("{} ± {}", format::exact(centre), format::exact(margin)),
    }
}

/// Where a value lies that is decided: on the side of the claim (depth above 0) or on the other.
pub fn lies(expect: Expect, depth: f64) -> String {
    let side = match (expect, depth > 0.0) {
        (Expect::Above(_), true) | (Expect::Below(_), false) => "above",
        (Expect::Below(_), true) | (Expect::Above(_), false) => "below",
        (Expect::Near { .. }, true) => "within",
        (Expect::Near { .. }, false) => "outside",
    };
    format!("{side} {}", bound(expect))
}

/// What a value may be that is not decided.
pub fn may_be(expect: Expect) -> String {
    match expect {
        Expect::Above(_) | Expect::Below(_) => format!("may be {}", bound(expect)),
        Expect::Near { .. } => format!("may lie within or outside {}", bound(expect)),
    }
}

/// That a study has none of those that a quantity is about.
pub fn nobody(quantity: &Quantity) -> String {
    match (quantity, quantity.of()) {
        (Quantity::Relation(name), _) => format!("there is no relation {name}"),
        (_, Some(of)) => format!("there are no {}", plural(of)),
        (_, None) => format!("there is nothing to measure: {}", subject(quantity)),
    }
}

/// What a study lacks that has those that a quantity is about.
pub fn lacking(quantity: &Quantity) -> String {
    let of = quantity.of().map(plural).unwrap_or_default();
    match quantity {
        Quantity::Contrast { against: a, .. } | Quantity::Interaction { against: a, .. } => {
            format!("there are {of}, but no {}", against(*a).trim_start_matches("their "))
        }
        Quantity::Matched { .. } => format!("{of} were not compared at matched γ"),
        Quantity::Diffusion { .. } => format!("η was not measured on students of {of}"),
        Quantity::Trend { .. } => format!("there are no runs of {of} at several epochs"),
        Quantity::Level { .. } | Quantity::Relation(_) | Quantity::Across { .. } => nobody(quantity),
    }
}

/// What to measure where a study has what a rule is about.
pub fn measure_it(rule: &Rule) -> String {
    let metrics = metrics(&rule.quantity);
    match metrics.iter().find_map(|metric| how(metric)) {
        Some(how) => format!("To measure it, {how}"),
        None => format!("Measure {} on {} examples", metrics.first().unwrap_or(&""), split(rule.split)),
    }
}

/// What to add to a study that holds nothing on a rule.
pub fn needs(rule: &Rule) -> String {
    let what = match &rule.quantity {
        Quantity::Level { of, .. }
        | Quantity::Contrast { of, against: Against::Itself | Against::Teacher | Against::Reference, .. } => plural(of),
        Quantity::Contrast { of, against: Against::Others(others, links), .. } => {
            format!("{} and {}", plural(of), against(Against::Others(others, links)))
        }
        Quantity::Interaction { of, against: a, .. } => {
            format!("{} and {}, both also distilled at T = 1", plural(of), against(*a))
        }
        Quantity::Matched { of, .. } => format!("{} and their references", plural(of)),
        Quantity::Diffusion { of, .. } => format!("students of {} at T = 1 and above", plural(of)),
        Quantity::Relation(_) => "more teachers, each with its students".to_owned(),
        Quantity::Across { of, .. } => format!("more {}, that differ in more than their seed", plural(of)),
        Quantity::Trend { of, .. } => format!("checkpoints of several epochs of {}", plural(of)),
    };
    let how = metrics(&rule.quantity).into_iter().find_map(how).map_or_else(String::new, |how| format!("; {how}"));
    format!("Add {what}, measured on {} examples{how}", split(rule.split))
}

/// How statistics are made that are not made by themselves.
fn how(metric: &str) -> Option<&'static str> {
    match metric {
        "mutual_information_in_sample" | "mutual_information_held_out" => {
            Some("run `penult extract --augmentations 50`")
        }
        "hessian_trace_scaled" | "hessian_top_scaled" | "filter_width" => {
            Some("run `penult report --probes landscape`")
        }
        "mixing_gap" => Some("run `penult report --probes mixing`"),
        "linear_probe_accuracy" | "knn_probe_accuracy" => Some("name [data] superclasses in penult.toml"),
        _ => None,
    }
}

/// The metrics that a quantity reads.
pub fn metrics(quantity: &Quantity) -> Vec<&'static str> {
    match quantity {
        Quantity::Level { measure: m, .. } | Quantity::Interaction { measure: m, .. } => vec![metric(*m)],
        Quantity::Contrast { measure: x, minus: y, .. } | Quantity::Across { x, y, .. } => vec![metric(*x), metric(*y)],
        Quantity::Matched { metric, .. } | Quantity::Trend { metric, .. } => vec![metric],
        Quantity::Diffusion { .. } | Quantity::Relation(_) => Vec::new(),
    }
}

fn expectation(expect: Expect) -> String {
    let bound = bound(expect);
    match expect {
        Expect::Above(_) => format!("supported above {bound}, contradicted below"),
        Expect::Below(_) => format!("supported below {bound}, contradicted above"),
        Expect::Near { .. } => format!("supported within {bound}, contradicted outside"),
    }
}

fn moved(part: Moved, teachers: &str) -> String {
    let students = format!("students of {teachers}, from T = 1 to a higher T");
    match part {
        Moved::Similar => format!("η of similar classes, {students}"),
        Moved::Dissimilar => format!("η of dissimilar classes, {students}"),
        Moved::BeyondChance => {
            format!(
                "η of similar minus η of dissimilar classes, {students}, above the 97.5 % quantile of random classes"
            )
        }
        Moved::BeyondHard => {
            format!("η of similar classes, {students}, minus that of students of a teacher trained by cross entropy")
        }
    }
}

fn measure(measure: Measure) -> String {
    match measure {
        Measure::Own(name) => name.to_owned(),
        Measure::OfTeacher(name) => format!("the teacher's {name}"),
        Measure::WithTeacher(name) => format!("{name} with the teacher"),
        Measure::Size => "parameters".to_owned(),
        Measure::TeacherSize => "the teacher's parameters".to_owned(),
    }
}

fn metric(measure: Measure) -> &'static str {
    match measure {
        Measure::Own(name) | Measure::OfTeacher(name) | Measure::WithTeacher(name) => name,
        Measure::Size | Measure::TeacherSize => "parameters",
    }
}

fn split(split: Split) -> &'static str {
    split.names()[0]
}

fn against(against: Against) -> String {
    match against {
        Against::Itself => "itself".to_owned(),
        Against::Reference => "their reference".to_owned(),
        Against::Teacher => "their teacher".to_owned(),
        Against::Others(conditions, links) => {
            let links: Vec<&str> = links.iter().map(|link| linked(*link)).collect();
            format!("{} ({})", plural(conditions), links.join(", "))
        }
    }
}

fn linked(link: Link) -> &'static str {
    match link {
        Link::Network => "same network",
        Link::Teacher => "same teacher",
        Link::TeacherNetwork => "teachers of the same network",
        Link::Distillation => "distilled alike",
        Link::LongerTeacher => "teacher alike but trained for more epochs",
    }
}

fn plural(conditions: &[Is]) -> String {
    let noun = role(conditions);
    format!("{noun}s{}", qualities(conditions))
}

fn singular(conditions: &[Is]) -> String {
    let noun = role(conditions);
    let article = if noun.starts_with('a') { "an" } else { "a" };
    format!("{article} {noun}{}", qualities(conditions))
}

fn role(conditions: &[Is]) -> &'static str {
    let role = |c: &Is| if let Is::Has(role) = c { Some(role.name()) } else { None };
    conditions.iter().find_map(role).unwrap_or("variant")
}

fn qualities(conditions: &[Is]) -> String {
    conditions.iter().map(quality).collect()
}

/// With the space before it.
fn quality(condition: &Is) -> String {
    match condition {
        Is::Has(_) => String::new(),
        Is::Trained(names) => format!(" trained by {}", names.join(" or ").replace('_', " ")),
        Is::TaughtBy([]) => " taught by another".to_owned(),
        Is::TaughtBy(conditions) => format!(" taught by {}", singular(conditions)),
        Is::AtOne => " at T = 1".to_owned(),
        Is::AboveOne => " above T = 1".to_owned(),
        Is::OfTeachersNetwork => " of their teacher's network".to_owned(),
        Is::SmallerThanTeacher => " smaller than their teacher".to_owned(),
    }
}
