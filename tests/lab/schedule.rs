//! Learning rates.

use penult::lab::schedule::{Moment, Schedule};

#[test]
fn cosine_falls_from_one_by_half_a_wave() {
    let at = |step| Schedule::Cosine.factor(Moment { step, step_count: 8, epoch: 0 });
    assert_eq!(at(0), 1.0);
    assert!((at(4) - 0.5).abs() < 1e-15);
    assert!((at(2) - 0.5 * (1.0 + 0.5f64.sqrt())).abs() < 1e-15);
    assert!(at(7) > 0.0 && at(7) < 0.04);
}

#[test]
fn steps_fall_after_their_epochs() {
    let schedule = Schedule::Step { milestones: vec![2, 5], factor: 0.5 };
    let rates = [0, 1, 2, 4, 5, 9].map(|epoch| schedule.factor(Moment { step: 0, step_count: 10, epoch }));
    assert_eq!(rates, [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]);
    assert_eq!(Schedule::Constant.factor(Moment { step: 3, step_count: 4, epoch: 9 }), 1.0);
}
