//! Rank correlations: those of the analysis, across groups, and over the epochs of a run. Their p-values are permutations'.

use super::evidence::{Certainty, Evidence, Found};
use super::groups;
use super::side::{Side, number, sides};
use super::{During, Is, Measure};
use crate::analysis::format;
use crate::analysis::schema::{Analysis, Trajectory};
use crate::metrics::rank_correlation::rank_correlation;

/// The relations of a name; several where they are made for several students.
pub fn relation(analysis: &Analysis, name: &str, split: &str) -> Found {
    let mut found = Found::default();
    for r in analysis.relations.iter().filter(|r| r.name == name && r.split == split) {
        let absent = || r.undefined.clone().unwrap_or_else(|| format!("{name} has no value"));
        found.push_correlation(r.rho.zip(r.p).ok_or_else(absent).map(|(rho, p)| Evidence {
            of: format!("{} and {}", r.x, r.y),
            value: rho,
            certainty: Certainty::Permutation(p),
            breadth: r.points.len(),
            basis: format!("{} {}", format::count(r.points.len()), r.points_are),
        }));
    }
    found
}

/// ρ of two numbers across the groups that fit, means over their seeds.
pub fn across(analysis: &Analysis, of: &[Is], (x, y): (Measure, Measure), split: &str) -> Found {
    let mut found = Found::default();
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (group, side) in sides(analysis, of, y, split) {
        match (Side::of(analysis, group, x, split), side) {
            (Ok(of_x), Ok(of_y)) => {
                xs.push(of_x.mean());
                ys.push(of_y.mean());
            }
            (Err(why), _) | (_, Err(why)) => found.unmeasured.push(why),
        }
    }
    if !xs.is_empty() {
        found.push_correlation(correlated(analysis, (&xs, &ys), ("all that fit", "groups")));
    }
    found
}

/// ρ of a statistic with the epoch, for each run whose last checkpoint fits. Its checkpoints are taken as exchangeable
/// where there is no trend: it describes this run.
pub fn trends(analysis: &Analysis, of: &[Is], (metric, during): (&'static str, During), split: &str) -> Found {
    let mut found = Found::default();
    for run in &analysis.trajectories {
        let last = run.variants.last().and_then(|id| analysis.variants.get(id));
        if !last.is_some_and(|v| groups::fits(analysis, v, of)) {
            continue;
        }
        match course(analysis, run, (metric, during), split) {
            Ok((epochs, values)) => {
                let points = (run.run.as_str(), "checkpoints of one run");
                found.push_correlation(correlated(analysis, (&epochs, &values), points));
            }
            Err(why) => found.unmeasured.push(why),
        }
    }
    found
}

/// Epochs and values of a statistic.
type Course = (Vec<f64>, Vec<f64>);

fn course(
    analysis: &Analysis,
    run: &Trajectory,
    (metric, during): (&'static str, During),
    split: &str,
) -> Result<Course, String> {
    let from = match during {
        During::Whole => 0,
        During::LaterHalf => run.variants.len() / 2,
    };
    let value = |id: &String| Ok(number(analysis, id, Measure::Own(metric), split)?.0);
    let values = run.variants.iter().skip(from).map(value).collect::<Result<_, String>>()?;
    Ok((run.epochs.iter().skip(from).map(|e| *e as f64).collect(), values))
}

fn correlated(analysis: &Analysis, (x, y): (&[f64], &[f64]), (of, points): (&str, &str)) -> Result<Evidence, String> {
    let ranked = rank_correlation(x, y, analysis.settings.seed).map_err(|undefined| undefined.0)?;
    Ok(Evidence {
        of: of.to_owned(),
        value: ranked.rho,
        certainty: Certainty::Permutation(ranked.p),
        breadth: ranked.n,
        basis: format!("{} {points}", format::count(ranked.n)),
    })
}
