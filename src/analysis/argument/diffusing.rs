//! Whether students at a higher temperature pull classes towards similar ones, beyond what chance does (Chandrasegaran 2022).
//!
//! Fed by `analysis.diffusion`; read by `verdicts`. η of the similar classes is above 0; η of the similar minus η of the dissimilar
//! lies above what random classes give, above what two seeds at one temperature give, and above that of the reference's students.

use super::step::Ends;
use super::verdicts::all;
use crate::analysis::matched::SPLITS;
use crate::analysis::schema::{Analysis, Diffusion, Metric, State, TemperatureEffect};

/// Held, refused, or open where η is not there.
pub fn state(analysis: &Analysis, effect: &TemperatureEffect) -> State {
    let Some(found) = of(analysis, &effect.teacher, &effect.students) else { return State::Undetermined };
    let (Some(similar), Some(difference)) = (ends(&found.similar), ends(&found.difference)) else {
        return State::Undetermined;
    };
    let above =
        |null: Option<[f64; 2]>| null.map_or(State::Undetermined, |[_, high]| less(difference, high).state(1.0));
    let of_reference = of(analysis, &effect.reference, &effect.reference_students).and_then(|d| ends(&d.difference));
    let beyond_reference = of_reference.map_or(State::Undetermined, |other| {
        let (value, half) = (difference.value - other.value, difference.half().hypot(other.half()));
        Ends { value, low: value - half, high: value + half }.state(1.0)
    });
    all([
        similar.state(1.0),
        difference.state(1.0),
        above(found.random_sets),
        above(found.between_seeds),
        beyond_reference,
    ])
}

/// η of these students, on the split nearest to what they learned from.
fn of<'a>(analysis: &'a Analysis, teacher: &str, [from, to]: &[String; 2]) -> Option<&'a Diffusion> {
    let is_of = |d: &&Diffusion| d.teacher == teacher && d.from == *from && d.to == *to;
    let place = |d: &&Diffusion| SPLITS.iter().position(|split| *split == d.split).unwrap_or(SPLITS.len());
    analysis.diffusion.iter().filter(is_of).min_by_key(place)
}

fn ends(metric: &Metric) -> Option<Ends> {
    let (value, estimate) = metric.scalar()?;
    Some(Ends { value, low: estimate.low?, high: estimate.high? })
}

fn less(ends: Ends, by: f64) -> Ends {
    Ends { value: ends.value - by, low: ends.low - by, high: ends.high - by }
}
