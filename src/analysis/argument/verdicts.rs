//! The verdicts on one ladder: each kind is a list of conditions, and holds where all of them hold.
//!
//! erasure: tighter on train, less information on single examples at equal γ, poorer students.
//! over_softening: smoothed, poorer students, less information with both teachers at T = 1, and that vanishes at equal γ.
//! systematic_diffusion: from the lowest to a higher temperature the teacher's students lose accuracy, more than the reference's,
//! which do not; and their classes move towards similar ones more than chance, seeds and the reference's students explain.
//! capacity_or_optimisation: at some setting poorer students, which follow their teacher on less than 95 % of the training examples
//! and less than the reference's follow theirs; and the teacher says as much about single examples at equal γ.
//! no_harm: at every setting the whole interval of the students' difference lies within the margin.
//! better_students: at some setting better, at none poorer.
//!
//! They can coexist; one condition that did not hold refuses a kind, one that is open leaves it open.

use super::advice;
use super::diffusing;
use super::following::{Following, LOW_AGREEMENT};
use super::ladder::{Heated, INFORMATION, Ladder, Outcome, Taught};
use super::step::Ends;
use crate::analysis::format;
use crate::analysis::schema::{Analysis, Finding, State, Step};

/// The kind where none holds.
pub const UNDETERMINED: &str = "undetermined";

/// A condition in words, and how it came out.
type Condition = (String, State);

/// Every kind, in the order of their keys.
pub fn findings(analysis: &Analysis, ladder: &Ladder) -> Vec<Finding> {
    let made = [
        erasure(ladder),
        over_softening(ladder),
        systematic_diffusion(analysis, ladder),
        capacity_or_optimisation(ladder),
        no_harm(ladder),
        better_students(ladder),
    ];
    made.into_iter().map(|finding| Finding { next: advice::next(analysis, ladder, &finding), ..finding }).collect()
}

/// The kinds that hold.
pub fn kinds(findings: &[Finding]) -> Vec<String> {
    let held: Vec<String> = findings.iter().filter(|f| f.state == State::Held).map(|f| f.kind.clone()).collect();
    if held.is_empty() { vec![UNDETERMINED.to_owned()] } else { held }
}

/// Held where all hold, refused where one did not.
pub fn all(states: impl IntoIterator<Item = State>) -> State {
    states.into_iter().fold(State::Held, |whole, state| match (whole, state) {
        (State::DidNotHold, _) | (_, State::DidNotHold) => State::DidNotHold,
        (State::Held, State::Held) => State::Held,
        _ => State::Undetermined,
    })
}

/// Held where one holds, refused where there are some and none can.
pub fn any(states: impl IntoIterator<Item = State>) -> State {
    let mut count = 0;
    let none = all(states.into_iter().map(|state| {
        count += 1;
        not(state)
    }));
    if count == 0 { State::Undetermined } else { not(none) }
}

/// The state of the opposite.
pub fn not(state: State) -> State {
    match state {
        State::Held => State::DidNotHold,
        State::DidNotHold => State::Held,
        State::Undetermined => State::Undetermined,
    }
}

fn finding(kind: &str, conditions: &[Condition], (metric, ends): (&str, Option<Ends>)) -> Finding {
    let word = |state: &State| match state {
        State::Held => "yes",
        State::DidNotHold => "no",
        State::Undetermined => "open",
    };
    let told: Vec<String> = conditions.iter().map(|(what, state)| format!("{what}: {}", word(state))).collect();
    Finding {
        kind: kind.to_owned(),
        state: all(conditions.iter().map(|(_, state)| *state)),
        metric: metric.to_owned(),
        effect: ends.map(|e| e.value),
        low: ends.map(|e| e.low),
        high: ends.map(|e| e.high),
        reason: told.join("; "),
        next: String::new(),
    }
}

/// The interval of a step.
pub fn ends(step: &Step) -> Option<Ends> {
    Some(Ends { value: step.effect?, low: step.low?, high: step.high? })
}

fn poorer(ladder: &Ladder) -> Condition {
    ("poorer students".to_owned(), any(ladder.students.iter().map(|s| s.step.state)))
}

/// The setting in which the students lose most.
pub fn worst(ladder: &Ladder) -> Option<&Taught> {
    let effect = |s: &&Taught| s.step.effect.unwrap_or(f64::INFINITY);
    ladder.students.iter().filter(|s| s.step.effect.is_some()).min_by(|a, b| effect(a).total_cmp(&effect(b)))
}

fn erasure(ladder: &Ladder) -> Finding {
    let conditions = [
        (format!("tighter on {}", ladder.tighter.split), ladder.tighter.state),
        ("less information on single examples at equal γ".to_owned(), ladder.information.state),
        poorer(ladder),
    ];
    finding("erasure", &conditions, (INFORMATION, ends(&ladder.information)))
}

fn over_softening(ladder: &Ladder) -> Finding {
    let raw = ladder.raw_information.map_or(State::Undetermined, |raw| raw.state(-1.0));
    let conditions = [
        ("smoothed".to_owned(), ladder.smoothed.state),
        ("less information on single examples with both at T = 1".to_owned(), raw),
        ("which vanishes at equal γ".to_owned(), not(ladder.information.state)),
        poorer(ladder),
    ];
    finding("over_softening", &conditions, ("gamma", ends(&ladder.smoothed)))
}

fn systematic_diffusion(analysis: &Analysis, ladder: &Ladder) -> Finding {
    let of = |heated: &Heated| {
        let [low, high] = heated.effect.temperatures;
        let drop = Ends::from(&heated.effect.of_teacher).state(-1.0);
        // A drop of the reference's students that is not decided is none.
        let only = if Ends::from(&heated.effect.of_reference).state(-1.0) == State::Held {
            State::DidNotHold
        } else {
            State::Held
        };
        let conditions = [
            (format!("its students lose from T = {low} to T = {high}"), drop),
            (format!("those of {} are not seen to", heated.effect.reference), only),
            ("the difference of both".to_owned(), heated.step.state),
            ("classes move towards similar ones".to_owned(), diffusing::state(analysis, &heated.effect)),
        ];
        let made = finding("systematic_diffusion", &conditions, ("accuracy", ends(&heated.step)));
        (made.state, made)
    };
    let mut each: Vec<(State, Finding)> = ladder.heated.iter().map(of).collect();
    let whole = any(each.iter().map(|(state, _)| *state));
    each.retain(|(state, _)| *state == whole);
    let none = || {
        let what = "students of both teachers at two temperatures".to_owned();
        finding("systematic_diffusion", &[(what, State::Undetermined)], ("accuracy", None))
    };
    each.into_iter().map(|(_, made)| made).next_back().unwrap_or_else(none)
}

fn capacity_or_optimisation(ladder: &Ladder) -> Finding {
    let of = |taught: &Taught| {
        all([taught.step.state, taught.following.as_ref().map_or(State::Undetermined, does_not_follow)])
    };
    let shown = ladder.students.iter().find(|s| of(s) == State::Held).or_else(|| worst(ladder));
    let difference = shown.and_then(|s| s.following.as_ref()).map(|f| f.difference);
    let percent = format::decimals(LOW_AGREEMENT * 100.0, 0);
    let conditions = [
        (
            format!(
                "poorer students that follow their teacher on less than {percent} % of the examples, and less than the others"
            ),
            any(ladder.students.iter().map(of)),
        ),
        ("as much information on single examples at equal γ".to_owned(), not(ladder.information.state)),
    ];
    finding("capacity_or_optimisation", &conditions, ("agreement", difference))
}

fn does_not_follow(following: &Following) -> State {
    let shifted = |end: f64| end - LOW_AGREEMENT;
    let Ends { value, low, high } = following.agreement;
    let below = Ends { value: shifted(value), low: shifted(low), high: shifted(high) };
    all([below.state(-1.0), following.difference.state(-1.0)])
}

fn no_harm(ladder: &Ladder) -> Finding {
    let of = |taught: &Taught| match taught.outcome(ladder.margin) {
        Outcome::Alike => State::Held,
        Outcome::Poorer => State::DidNotHold,
        Outcome::Better if taught.step.low.is_some_and(|low| low > ladder.margin) => State::DidNotHold,
        Outcome::Better | Outcome::Open | Outcome::Absent => State::Undetermined,
    };
    let points = format::number("accuracy", ladder.margin);
    let condition =
        |taught: &Taught| (format!("within ±{points} points {}", taught.setting).trim_end().to_owned(), of(taught));
    let conditions: Vec<Condition> = ladder.students.iter().map(condition).collect();
    finding("no_harm", &conditions, ("accuracy", worst(ladder).and_then(|s| ends(&s.step))))
}

fn better_students(ladder: &Ladder) -> Finding {
    let of = |taught: &Taught| match taught.outcome(ladder.margin) {
        Outcome::Better => State::Held,
        Outcome::Alike | Outcome::Poorer => State::DidNotHold,
        Outcome::Open | Outcome::Absent => State::Undetermined,
    };
    let best = ladder.students.iter().filter(|s| of(s) == State::Held).find_map(|s| ends(&s.step));
    let is_poorer = poorer(ladder).1 == State::Held;
    let conditions = [
        ("better students at some setting".to_owned(), any(ladder.students.iter().map(of))),
        ("poorer at none".to_owned(), if is_poorer { State::DidNotHold } else { State::Held }),
    ];
    finding("better_students", &conditions, ("accuracy", best))
}
