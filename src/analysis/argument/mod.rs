//! The argument: what the evidence of one study says on why a smoothed teacher distils poorly, or that it does not.
//!
//! ```text
//! families (who against whom) -> ladder (five questions, each a step) -> verdicts (which kinds hold) -> advice, wording
//! ```
//!
//! Fed by an analysis whose differences, matched differences, temperature effects and pairs are filled; read by the page. Each
//! file holds one idea; the rules are written where they decide: of a step in `step`, of a kind in `verdicts`.
//!
//! How often it errs, by `tests/analysis/argument/simulation.rs`: 200 studies each, of five seeds and 500 examples a split, per-example
//! terms simulated after `fixtures/fashion_mnist`, all that follows the code of a run.
//!
//! | what is true | what is told | of 200 |
//! |---|---|---|
//! | both teachers from one generator | a harm (erasure, over-softening, diffusion, capacity) | 0 |
//! | smoothed, tighter, less information at equal γ; students alike at T = 1 and T = 4 | a harm | 2 |
//! | the same, students lose 1 point at both | erasure | 55 |
//! | 1.5 points | erasure | 134 |
//! | 2 points | erasure | 185 |
//! | 3 points | erasure | 199 |

pub mod advice;
pub mod diffusing;
pub mod families;
pub mod following;
pub mod ladder;
pub mod settling;
pub mod step;
pub mod verdicts;
pub mod wording;

use super::schema::{Analysis, Argument, Verdict};
use ladder::Ladder;

/// One verdict for each teacher group against its reference.
pub fn argue(analysis: &Analysis) -> Argument {
    let mut argument = Argument::default();
    for family in families::families(analysis) {
        let ladder = ladder::ladder(analysis, family);
        let findings = verdicts::findings(analysis, &ladder);
        argument.advice.extend(advice::advice(analysis, &ladder, &findings));
        let (kinds, summary) = (verdicts::kinds(&findings), wording::summary(&ladder, &findings));
        let Ladder { family, smoothed, tighter, information, students, heated, .. } = ladder;
        let of_students = students.into_iter().map(|s| s.step).chain(heated.into_iter().map(|h| h.step));
        let steps = [smoothed, tighter, information].into_iter().chain(of_students).collect();
        argument.verdicts.push(Verdict {
            teacher: family.teacher,
            reference: family.reference,
            kinds,
            summary,
            findings,
            steps,
        });
    }
    if argument.verdicts.is_empty() {
        argument.advice.push(wording::NO_REFERENCE.to_owned());
    }
    argument
}
