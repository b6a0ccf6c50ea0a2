//! The argument in sentences: summary and advice of a chain. Fed by `argument`; numbers as `format` prints them.

use super::format;
use super::schema::{State, Step};

/// The advice where nothing can be compared.
pub const NO_REFERENCE: &str = "No teacher with a reference is here, so there is nothing to compare. Name them in \
     penult.toml: objective = { name = \"label_smoothing\", alpha = 0.1 } for the smoothed teacher, and \
     reference = \"teacher_hard\".";

/// Why a step is open where its numbers are absent.
pub const NOT_HERE: &str = "the checkpoints or the split that would decide it are not here";

/// The links of one teacher group against its reference, before they are a verdict.
pub struct Chain {
    /// The teacher group.
    pub teacher: String,
    /// Its reference.
    pub reference: String,
    /// Does it leave more mass off the label?
    pub smoothed: Step,
    /// Are its classes tighter?
    pub tighter: Step,
    /// Are its students poorer? Once for each way of teaching.
    pub students: Vec<Taught>,
}

/// Students of one kind.
pub struct Taught {
    /// How they were taught, `at T = 4`; empty where there are none.
    pub setting: String,
    /// Whether they are poorer.
    pub step: Step,
}

/// What came out of the students as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Students {
    /// None were measured.
    Absent,
    /// Poorer in some setting, better in none.
    Poorer,
    /// Better in some setting, poorer in none.
    Better,
    /// Poorer in one setting, better in another.
    Mixed,
    /// Every interval includes 0.
    Undecided,
}

impl Students {
    /// Its key among the kinds of a verdict.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Absent => "no_students",
            Self::Poorer => "poorer_students",
            Self::Better => "better_students",
            Self::Mixed => "mixed_students",
            Self::Undecided => "undetermined_students",
        }
    }
}

impl Chain {
    /// The students as a whole.
    pub fn of_all_students(&self) -> Students {
        let any = |state: State| self.students.iter().any(|s| s.step.state == state);
        match (any(State::Held), any(State::DidNotHold)) {
            _ if self.students.iter().all(|s| s.step.effect.is_none()) => Students::Absent,
            (true, false) => Students::Poorer,
            (false, true) => Students::Better,
            (true, true) => Students::Mixed,
            (false, false) => Students::Undecided,
        }
    }
}

/// The verdict in two sentences: the teacher, then its students.
pub fn summary(chain: &Chain) -> String {
    let students = match chain.of_all_students() {
        Students::Absent => {
            return format!(
                "{} {}",
                of_teacher(chain),
                "How it distils is open: no students of both teachers are here."
            );
        }
        Students::Poorer => "It distils worse",
        Students::Better => "It distils better",
        Students::Mixed => "Whether it distils worse depends on how it is used",
        Students::Undecided => "Whether it distils worse is undecided",
    };
    format!("{} {students}: {}.", of_teacher(chain), of_students(chain))
}

fn of_teacher(chain: &Chain) -> String {
    let Chain { teacher, reference, smoothed, tighter, .. } = chain;
    let gamma = match smoothed.state {
        State::Held => format!("{teacher} leaves more mass off the label than {reference}"),
        State::DidNotHold => {
            format!("{teacher} leaves less mass off the label than {reference}, so it is not the smoothed one")
        }
        State::Undetermined => {
            format!("Whether {teacher} leaves more mass off the label than {reference} is undecided")
        }
    };
    let classes = match (smoothed.state, tighter.state) {
        (State::Held, State::Held) => "and its classes are tighter",
        (_, State::Held) => "but its classes are tighter",
        (State::Held, State::DidNotHold) => "but its classes are looser",
        (_, State::DidNotHold) => "and its classes are looser",
        (_, State::Undetermined) => "and whether its classes are tighter is undecided",
    };
    let (of_gamma, of_classes) = (in_brackets("γ", smoothed), in_brackets("R²", tighter));
    let both = [smoothed, tighter].iter().any(|s| s.effect.is_some());
    let place = if both { format!(", on {}", smoothed.split) } else { String::new() };
    format!("{gamma}{of_gamma}, {classes}{of_classes}{place}.")
}

/// ` (γ +0.100 [+0.094, +0.105])`; nothing where it has no effect.
fn in_brackets(symbol: &str, step: &Step) -> String {
    let symbol = if symbol.is_empty() { String::new() } else { format!("{symbol} ") };
    effect(step).map(|e| format!(" ({symbol}{e})")).unwrap_or_default()
}

/// Settings by what came out, the decided ones first.
fn of_students(chain: &Chain) -> String {
    let split = chain.students.first().map_or("", |s| s.step.split.as_str());
    let of = |state: State, words: &str| {
        let those = chain.students.iter().filter(|s| s.step.state == state && s.step.effect.is_some());
        let settings: Vec<String> = those.map(|s| format!("{}{}", s.setting, in_brackets("", &s.step))).collect();
        (!settings.is_empty()).then(|| format!("{words} {}", settings.join(" and ")))
    };
    let clauses = [
        of(State::Held, &format!("its students lose {split} accuracy")),
        of(State::DidNotHold, &format!("its students gain {split} accuracy")),
        of(State::Undetermined, &format!("the difference in {split} accuracy may be 0")),
    ];
    clauses.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// What to do, for each way of teaching.
pub fn advice(chain: &Chain) -> Vec<String> {
    let Chain { teacher, reference, .. } = chain;
    let of = |Taught { setting, step }: &Taught| match (step.state, effect(step)) {
        (State::Held, Some(by)) => format!("Distil from {reference}, not {teacher}, {setting} ({by})."),
        (State::DidNotHold, Some(by)) => format!("{teacher} is the better teacher {setting} ({by})."),
        (_, Some(by)) => format!("Which teacher is better {setting} is undecided ({by}): train more seeds."),
        (_, None) => format!("To see how it distils, add what is missing: {}.", step.statistic),
    };
    chain.students.iter().map(of).collect()
}

/// `effect [low, high]` of a step.
fn effect(step: &Step) -> Option<String> {
    Some(format::difference(&step.metric, step.effect?, step.low?, step.high?))
}
