//! Differences: between groups, between statistics of one group, between differences, at one γ, and of classes that moved.
//!
//! A paired difference of the analysis is taken where it has one. Elsewhere the half-width is √(examples² + seeds²): over
//! examples as if the two sides were independent (too wide where they share examples), over seeds by Student's t of the
//! differences seed by seed, else by Welch's.

use super::evidence::{Certainty, Evidence, Found, basis};
use super::groups::{self, Against, Is, Link};
use super::side::{Side, scalar};
use super::{Measure, Moved};
use crate::analysis::groups::{over_seeds, paired};
use crate::analysis::schema::{Analysis, Diffusion, Metric};

/// Each group that fits minus each of its partners.
pub fn contrasts(
    analysis: &Analysis,
    of: &[Is],
    (against, measure, minus): (Against, Measure, Measure),
    split: &str,
) -> Found {
    let mut found = Found::default();
    for b in groups::fitting(analysis, of) {
        for a in groups::partners(analysis, b, against) {
            found.push(contrast(analysis, ((b, measure), (a, minus)), split));
        }
    }
    found
}

/// A number of b minus a number of a.
fn contrast(
    analysis: &Analysis,
    ((b, measure), (a, minus)): ((&str, Measure), (&str, Measure)),
    split: &str,
) -> Result<Evidence, String> {
    let of_b = Side::of(analysis, b, measure, split)?;
    let of_a = Side::of(analysis, a, minus, split)?;
    let seeds = of_a.values.len().min(of_b.values.len());
    let (value, certainty) = match measure {
        Measure::Own(metric) if measure == minus => paired_difference(analysis, (a, b), (metric, split), seeds),
        _ => None,
    }
    .unwrap_or_else(|| {
        // One group in two statistics pairs with itself, whatever its seeds.
        let pairs = if a == b { Some((0..seeds).collect()) } else { paired(&of_a.seeds, &of_b.seeds) };
        let value = of_b.mean() - of_a.mean();
        let over_examples = of_a.examples.zip(of_b.examples).map(|(a, b)| a.hypot(b));
        let over_seeds = over_seeds(&of_a.values, &of_b.values, pairs.as_deref()).map(|(half, _)| half);
        (value, Certainty::around(value, (over_examples, over_seeds), seeds as f64 - 1.0))
    });
    let of = if a == b { b.to_owned() } else { format!("{b} − {a}") };
    Ok(Evidence { of, value, certainty, breadth: seeds, basis: basis(analysis, seeds, split) })
}

/// The paired difference of two groups that the analysis has.
fn paired_difference(
    analysis: &Analysis,
    (a, b): (&str, &str),
    (metric, split): (&str, &str),
    seeds: usize,
) -> Option<(f64, Certainty)> {
    let found = analysis.differences.iter().find(|d| d.a == a && d.b == b && d.split == split && d.metric == metric)?;
    let half = (found.value - found.low).max(found.high - found.value);
    Some((found.value, as_interval(found.value, half, seeds)))
}

/// An interval of this half-width, with the degrees of freedom of so many seeds.
fn as_interval(value: f64, half: f64, seeds: usize) -> Certainty {
    let over_seeds = (seeds > 1).then_some(half);
    Certainty::around(value, (over_seeds.is_none().then_some(half), over_seeds), seeds as f64 - 1.0)
}

/// The contrast of each group at a higher temperature minus that at T = 1.
pub fn interactions(
    analysis: &Analysis,
    (of, at_one): (&[Is], &'static [Is]),
    (against, measure): (Against, Measure),
    split: &str,
) -> Found {
    const SAME: &[Link] = &[Link::Network, Link::Teacher];
    let mut found = Found::default();
    for high in groups::fitting(analysis, of) {
        for low in groups::partners(analysis, high, Against::Others(at_one, SAME)) {
            let partner = |group| groups::partners(analysis, group, against).into_iter().next();
            let (Some(a_high), Some(a_low)) = (partner(high), partner(low)) else { continue };
            let of = |b, a| contrast(analysis, ((b, measure), (a, measure)), split);
            found.push(of(high, a_high).and_then(|high| Ok(minus(&high, &of(low, a_low)?))));
        }
    }
    found
}

/// One difference minus another, as if they were independent.
fn minus(b: &Evidence, a: &Evidence) -> Evidence {
    let value = b.value - a.value;
    let certainty = match (a.certainty.half(a.value), b.certainty.half(b.value)) {
        (Some(x), Some(y)) => {
            let half = x.hypot(y);
            let degrees = a.certainty.degrees().min(b.certainty.degrees());
            Certainty::Interval { low: value - half, high: value + half, degrees }
        }
        _ => Certainty::Point,
    };
    let breadth = a.breadth.min(b.breadth);
    Evidence { of: format!("({}) − ({})", b.of, a.of), value, certainty, breadth, basis: b.basis.clone() }
}

/// Each group that fits minus its reference at the temperature at which their γ is the same.
pub fn matched(analysis: &Analysis, of: &[Is], metric: &str, split: &str) -> Found {
    let mut found = Found::default();
    for b in groups::fitting(analysis, of) {
        let Some(matched) = analysis.matched.iter().find(|m| m.b == b && m.split == split) else { continue };
        let Some(d) = matched.metrics.get(metric) else {
            let absent = || format!("{metric} of {b} was not measured at matched γ");
            found.unmeasured.push(matched.undefined.clone().unwrap_or_else(absent));
            continue;
        };
        let seeds = seeds(analysis, b).min(seeds(analysis, &matched.a));
        let half = (d.value - d.low).max(d.high - d.value);
        found.evidence.push(Evidence {
            of: format!("{b} − {} at matched γ", matched.a),
            value: d.value,
            certainty: as_interval(d.value, half, seeds),
            breadth: seeds,
            basis: basis(analysis, seeds, split),
        });
    }
    found
}

/// η of the students of each teacher that fits.
pub fn diffusion(analysis: &Analysis, of: &[Is], part: Moved, split: &str) -> Found {
    let mut found = Found::default();
    for d in analysis.diffusion.iter().filter(|d| d.split == split) {
        if !groups::first(analysis, &d.teacher).is_some_and(|v| groups::fits(analysis, v, of)) {
            continue;
        }
        match part {
            Moved::Similar => found.push(eta(analysis, d, (&d.similar, 0.0))),
            Moved::Dissimilar => found.push(eta(analysis, d, (&d.dissimilar, 0.0))),
            Moved::BeyondChance => {
                let none = || format!("random classes give no interval for the students of {}", d.teacher);
                let chance = d.random_sets.ok_or_else(none);
                found.push(chance.and_then(|[_, high]| eta(analysis, d, (&d.difference, high))));
            }
            Moved::BeyondHard => {
                let is_alike = |o: &&Diffusion| {
                    o.split == split && o.temperatures.map(f64::to_bits) == d.temperatures.map(f64::to_bits)
                };
                for other in hard(analysis).filter(is_alike) {
                    let of = |d: &Diffusion| eta(analysis, d, (&d.similar, 0.0));
                    found.push(of(d).and_then(|b| Ok(minus(&b, &of(other)?))));
                }
            }
        }
    }
    found
}

/// The diffusion of students of hard teachers.
fn hard(analysis: &Analysis) -> impl Iterator<Item = &Diffusion> {
    let is_hard =
        |d: &&Diffusion| groups::first(analysis, &d.teacher).is_some_and(|v| groups::fits(analysis, v, groups::HARD));
    analysis.diffusion.iter().filter(is_hard)
}

/// An η above a level.
fn eta(analysis: &Analysis, d: &Diffusion, (metric, above): (&Metric, f64)) -> Result<Evidence, String> {
    let (value, half) = scalar(Some(metric), || format!("η of {} has no value", d.to))?;
    let (value, seeds) = (value - above, seeds(analysis, &d.to));
    Ok(Evidence {
        of: format!("{} against {}", d.to, d.from),
        value,
        certainty: half.map_or(Certainty::Point, |half| as_interval(value, half, seeds)),
        breadth: seeds,
        basis: basis(analysis, seeds, &d.split),
    })
}

fn seeds(analysis: &Analysis, group: &str) -> usize {
    analysis.groups.get(group).map_or(0, |g| g.variants.len())
}
