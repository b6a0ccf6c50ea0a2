//! One step of the ladder: a question, the interval that answers it, and the rule by which it does.
//!
//! Fed by the differences of an analysis; read by `ladder`. The rule: held where the interval lies wholly on the side of the sign;
//! did not hold where it lies wholly on the other side, or wholly within the margin in which an effect does not matter; else
//! undetermined. A step never decides on a point estimate.

use crate::analysis::schema::{Beside, Difference, Effect, MatchedDifference, State, Step};
use crate::analysis::{LEVEL, format, intervals};

/// An effect and the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// The effect.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl From<&Difference> for Ends {
    fn from(d: &Difference) -> Self {
        Self { value: d.value, low: d.low, high: d.high }
    }
}

impl From<&MatchedDifference> for Ends {
    fn from(d: &MatchedDifference) -> Self {
        Self { value: d.value, low: d.low, high: d.high }
    }
}

impl From<&Effect> for Ends {
    fn from(e: &Effect) -> Self {
        Self { value: e.value, low: e.low, high: e.high }
    }
}

impl Ends {
    /// Half-width of the interval.
    pub fn half(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// The interval with each half so much wider.
    pub fn widened(&self, factor: f64) -> Self {
        Self {
            value: self.value,
            low: self.value - (self.value - self.low) * factor,
            high: self.value + (self.high - self.value) * factor,
        }
    }

    /// Whether the whole interval lies within ±`margin`.
    pub fn is_within(&self, margin: f64) -> bool {
        self.low >= -margin && self.high <= margin
    }

    /// The state of "the effect has this sign".
    pub fn state(&self, sign: f64) -> State {
        let (low, high) = (self.low * sign, self.high * sign);
        match (low.min(high) > 0.0, low.max(high) < 0.0) {
            (true, _) => State::Held,
            (_, true) => State::DidNotHold,
            _ => State::Undetermined,
        }
    }

    /// The same beside a deciding statistic.
    pub fn beside(&self, what: &str, metric: &str) -> Beside {
        Beside { what: what.to_owned(), metric: metric.to_owned(), value: self.value, low: self.low, high: self.high }
    }
}

/// What a step asks.
pub struct Question<'a> {
    /// Its key.
    pub link: &'static str,
    /// In words.
    pub name: String,
    /// Of which setting, where there may be several.
    pub setting: String,
    /// The metric that decides.
    pub metric: &'static str,
    /// The split.
    pub split: &'a str,
    /// What is compared, in words.
    pub statistic: String,
    /// The sign of an effect that holds.
    pub sign: f64,
    /// Effects within ± this do not matter.
    pub margin: f64,
    /// How much the interval is widened because the same question is asked of several groups.
    pub widening: f64,
}

impl Question<'_> {
    /// The step of an interval that rests on `basis`.
    pub fn answered(self, ends: Ends, basis: &str) -> Step {
        let wide = ends.widened(self.widening);
        let (state, how) = if self.margin > 0.0 && wide.is_within(self.margin) {
            let margin = format::number(self.metric, self.margin);
            let unit = format::difference_unit(self.metric);
            (State::DidNotHold, format!("the whole interval lies within ±{margin}{unit} ({basis})"))
        } else {
            match wide.state(self.sign) {
                State::Held => (State::Held, format!("the interval excludes 0 ({basis})")),
                State::DidNotHold => (State::DidNotHold, format!("the interval lies on the other side of 0 ({basis})")),
                State::Undetermined => (State::Undetermined, format!("the interval includes 0 ({basis})")),
            }
        };
        let reason = if self.widening > 1.0 { format!("{how}, widened for several questions") } else { how };
        Step { state, effect: Some(ends.value), low: Some(ends.low), high: Some(ends.high), ..self.open(reason) }
    }

    /// The step without an interval, and why there is none.
    pub fn open(self, reason: String) -> Step {
        Step {
            link: self.link.to_owned(),
            name: self.name,
            setting: self.setting,
            state: State::Undetermined,
            metric: self.metric.to_owned(),
            split: self.split.to_owned(),
            statistic: self.statistic,
            effect: None,
            low: None,
            high: None,
            beside: Vec::new(),
            reason,
        }
    }
}

/// What the widths of intervals are multiplied by where a question is asked of `count` groups and one answer is enough: the
/// chance that any errs to the harmful side stays below that of two, 5 % (Bonferroni).
pub fn widening(count: usize, seeds: usize) -> f64 {
    if count <= 2 {
        return 1.0;
    }
    let degrees = if seeds > 1 { (seeds - 1) as f64 } else { f64::INFINITY };
    let level = 1.0 - (1.0 - LEVEL) * 2.0 / count as f64;
    intervals::student_t(degrees, level) / intervals::student_t(degrees, LEVEL)
}
