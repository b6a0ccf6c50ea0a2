//! How alike students answer to their teachers, against how right they are, one mark a student (Stanton 2021).
//!
//! Reads `pairs[…].metrics.{agreement, kl}` of teachers with their own students, the students' `accuracy`, and ρ from `relations`,
//! on the test split where there is one.

use super::scatter::{self, Cloud, Dot};
use super::statistic::Statistic;
use super::theme::Theme;
use super::{Figure, FigureError, relations};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::Pair;

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "fidelity",
    title: "Fidelity and accuracy of students",
    shows: "Whether students that answer like their teacher are the better ones (Stanton 2021).",
    link: "poorer_students",
    caption,
    draw,
};

/// What is held against accuracy, and the title of its axis.
const METRICS: [(&str, &str); 2] =
    [("agreement", "agreement with the teacher (%)"), ("kl", "KL divergence from the teacher, T = 1 (nats)")];

/// Pairs of a teacher and its own student on a split.
fn taught<'a>(record: &'a Record, split: &str) -> impl Iterator<Item = &'a Pair> {
    let is_own = |p: &&Pair| record.analysis.variants.get(&p.b).is_some_and(|v| v.teacher.as_ref() == Some(&p.a));
    record.analysis.pairs.iter().filter(move |p| p.split == split).filter(is_own)
}

fn dots<'a>(record: &'a Record, split: &'a str, metric: &'a str) -> Vec<Dot<'a>> {
    let accuracy = Statistic { record, split, metric: "accuracy" };
    let dot = |pair: &'a Pair| {
        let (x, _) = pair.metrics.get(metric)?.scalar()?;
        let (y, _) = accuracy.of_variant(&pair.b)?;
        let group = &record.analysis.variants.get(&pair.b)?.group;
        Some(Dot { group, at: (format::factor(metric) * x, format::factor("accuracy") * y) })
    };
    taught(record, split).filter_map(dot).collect()
}

fn clouds(record: &Record) -> Option<(&'static str, Vec<Cloud<'_>>)> {
    let on = |split: &'static str| {
        let cloud = |(metric, title): (&'static str, &str)| {
            let dots = dots(record, split, metric);
            let found = relations::on(record, split).find(|r| r.name == format!("{metric}_student_accuracy"));
            let notes = found.map_or_else(Vec::new, |r| vec![relations::rank(r)]);
            let titles = [title.to_owned(), format!("student accuracy, {split} (%)")];
            (!dots.is_empty()).then_some(Cloud { titles, notes, dots, slope: None })
        };
        (split, METRICS.into_iter().filter_map(cloud).collect::<Vec<_>>())
    };
    ["test", "val", "train"].into_iter().map(on).find(|(_, clouds)| !clouds.is_empty())
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some((split, clouds)) = clouds(record) else {
        return "No variant is a student that was compared with its teacher.".to_owned();
    };
    let n = record.analysis.data.splits.get(split).map_or(0, |s| s.n);
    let found = relations::on(record, split).find(|r| r.name == "agreement_student_accuracy");
    let rank = found.map_or_else(String::new, |r| {
        format!(
            " ρ: Spearman's rank correlation over {} ({}), two-sided permutation p.",
            r.points_are,
            relations::count(r)
        )
    });
    format!(
        "Students' top-1 accuracy against their fidelity to their own teacher, {split} split, {} examples, {} students, one mark each: agreement of the answers, and mean KL divergence of the student's from the teacher's probabilities at T = 1 (further right is less alike).{rank}",
        format::count(n),
        format::count(clouds.iter().map(|c| c.dots.len()).max().unwrap_or(0)),
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no student was compared with its teacher.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant is a student of another that was compared with it on the same examples";
    let (_, clouds) = clouds(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    scatter::draw(record, theme, &clouds, FIGURE.title)
}
